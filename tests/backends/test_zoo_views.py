"""The odd but correct specimens on contracts, graphs and embeddings are right, and what the faulty ones start from."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import pytest

from conformance.backends.zoo import LIBRARIES, Specimen, specimens
from tests.backends.natives import native, plain

INSTALLED = [name for name in LIBRARIES if name == "python" or importlib.util.find_spec(name)]
CORRECT = [
    specimen
    for library in INSTALLED
    for specimen in specimens(library)
    if not specimen.is_faulty and "predictive_view" in specimen.modules
]
each = pytest.mark.parametrize("specimen", CORRECT, ids=lambda s: s.name)
of_contracts = pytest.mark.parametrize(
    "specimen", [s for s in CORRECT if hasattr(s.implementation, "predictive_loss")], ids=lambda s: s.name
)

# Three positions with an encoder each; two targets, two representations, two predictions and two contexts.
FIELDS: dict[str, tuple[list[Any], str]] = {
    "target_idxs": ([2, 0, 0], "index"),
    "target": ([1, 0, 1], "index"),
    "target_encoder": ([[0, 1], [1, 0], [1, 0]], "index"),
    "predict": ([[0, 0, 0], [0, 1, 1]], "index"),
    "distance": ([[0, 7], [30, 200]], "loss"),
}
AS_GIVEN = {name: values for name, (values, _) in FIELDS.items()}
EDGES = [(0, 1), (2, 0), (0, 1), (1, 1)]
# Of which the squared distances are 2.5, 6 and 16.5 along the edges 0-1, 2-0 and 1-2.
VIEWS = [[0.5, -1.0, 0.0], [1.0, 0.5, 0.0], [-1.5, -2.0, -1.0]]


def contract_of(backend: Any, context: int = 1, guard: int = 5) -> SimpleNamespace:
    fields = {name: native(backend, values, kind) for name, (values, kind) in FIELDS.items()}
    return SimpleNamespace(**fields, context=context, geometry_guard=guard)


def reals(backend: Any, values: list[Any]) -> Any:
    library, _, dtype = getattr(backend, "carrier", "python").partition(":")
    return native(SimpleNamespace(carrier=f"{library}:{dtype or 'float64'}"), values, "loss")


def graph_of(backend: Any, edges: list[tuple[int, int]]) -> SimpleNamespace:
    made = native(backend, edges, "index")
    return SimpleNamespace(positive_edges=made.reshape(-1, 2) if hasattr(made, "reshape") else made)


def field(made: Any, name: str) -> Any:
    value = plain(made[name] if isinstance(made, Mapping) else getattr(made, name))
    return [list(row) if isinstance(row, tuple) else row for row in value] if isinstance(value, list) else value


@of_contracts
def test_what_is_predicted_and_the_guard_beside_it(specimen: Specimen) -> None:
    backend: Any = specimen.implementation()
    for context, loss in ((1, 7 + 30 * 2), (0, 60)):
        contract = contract_of(backend, context)
        assert plain(backend.predictive_loss(contract)) == loss
        assert plain(backend.predictive_view_objective(contract)) == loss + 5
        assert {name: field(contract, name) for name in FIELDS} == {
            name: values for name, (values, _) in FIELDS.items()
        }
    for i in (-1, 3):
        outside = SimpleNamespace(**{**vars(contract_of(backend)), "target_idxs": native(backend, [0, i], "index")})
        with pytest.raises(IndexError):
            backend.predictive_loss(outside)


@of_contracts
def test_contracts_have_what_they_are_made_of(specimen: Specimen) -> None:
    backend: Any = specimen.implementation()
    given = contract_of(backend)
    idxs, target, encoder, predict, distance = (getattr(given, name) for name in FIELDS)
    guarded = backend.with_geometry_guard(given, 9)
    assert given.geometry_guard == 5
    encoded = backend.encoded_target_predictive_view_contract(idxs, 1, target, encoder, predict, distance, 9)
    as_they_are = {"target_encoder": [[0, 1]] * 3, "geometry_guard": 0}
    jepa = backend.jepa_as_predictive_view_contract(idxs, 1, target, predict, distance)
    mae = backend.mae_as_predictive_view_contract(idxs, target, predict[1], distance)
    expected = AS_GIVEN | {"context": 1, "geometry_guard": 9}
    one_context = {"predict": FIELDS["predict"][0][1:], "context": 0}
    for made, otherwise in ((guarded, {}), (encoded, {}), (jepa, as_they_are), (mae, as_they_are | one_context)):
        assert {name: field(made, name) for name in expected} == expected | otherwise


@of_contracts
def test_what_guards_cost_and_edges(specimen: Specimen) -> None:
    backend: Any = specimen.implementation()
    weights = {"lambda_": 2, "mu": 3, "nu": 5, "invariance": 7, "variance": 11, "covariance": 13}
    assert plain(backend.vic_reg_guard_value(SimpleNamespace(**weights))) == 112
    diag, off_diag = native(backend, [1, 0, 3, 1], "loss"), native(backend, [1, 0, 4], "loss")
    assert plain(backend.barlow_guard_value(SimpleNamespace(lambda_=2, diag=diag, off_diag=off_diag))) == 13
    losses = native(backend, [[10 * i + j for j in range(3)] for i in range(3)], "loss")
    for edges, energy in ((EDGES, 1 + 20 + 1 + 11), ([], 0), ([(1, 2), (2, 1)], 33)):
        assert plain(backend.view_graph_energy(graph_of(backend, edges), losses)) == energy
    for edge in ((0, 3), (-1, 0)):
        with pytest.raises(IndexError):
            backend.view_graph_energy(graph_of(backend, [edge]), losses)


@each
def test_distances_and_spreads(specimen: Specimen) -> None:
    backend: Any = specimen.implementation()
    rep = reals(backend, VIEWS)
    assert [plain(backend.sq_dist(rep[0], rep[k])) for k in range(3)] == [0, 2.5, 6]
    for edges, energy in ((EDGES, 2.5 * 2 + 6), ([], 0), ([(1, 2), (2, 1)], 2 * 13.5)):
        assert plain(backend.graph_alignment_energy(graph_of(backend, edges), rep)) == energy
    assert [plain(backend.coordinate_spread(rep, j)) for j in range(3)] == [21, 19, 4]
    assert plain(backend.collapsed_rep(rep)) is False
    assert plain(backend.collapsed_rep(reals(backend, [VIEWS[0]] * 3))) is True
    spreads = reals(backend, [21.0, 19.0, 4.0])
    assert plain(backend.real_variance_floor_guard(20.5, spreads)) == 1.5 + 16.5
    assert plain(spreads) == [21, 19, 4]
    assert plain(rep) == VIEWS
    for j in (-1, 3):
        with pytest.raises(IndexError):
            backend.coordinate_spread(rep, j)


@of_contracts
def test_the_objective_of_a_graph(specimen: Specimen) -> None:
    backend: Any = specimen.implementation()
    assert [plain(backend.real_variance_floor_penalty(2.5, s)) for s in (2.0, 2.5, 9.0, -1.0)] == [0.5, 0, 0, 3.5]
    rep, graph = reals(backend, VIEWS), graph_of(backend, EDGES)
    assert plain(backend.graph_ssl_objective(graph, rep, 20.5)) == 11 + 18
    assert plain(backend.graph_ssl_objective(graph, rep, -1.0)) == 11
