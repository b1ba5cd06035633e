"""Specimens on Python lists: views, graphs and embeddings in odd ways that are right."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType, SimpleNamespace
from typing import Any, NamedTuple

from ._base import CorrectViews, Reals, Rows, apart, columns, distances, ends, pick, unusual


@unusual("contracts come back as mappings, read-only ones")
class ContractsAsMappings(CorrectViews):
    def with_geometry_guard(self, contract: Any, guard: int) -> Mapping[str, Any]:
        return MappingProxyType(vars(super().with_geometry_guard(contract, guard)))

    def mae_as_predictive_view_contract(
        self, masked_idxs: list[int], target: list[int], pred: list[int], patch_loss: Rows
    ) -> Mapping[str, Any]:
        return dict(vars(super().mae_as_predictive_view_contract(masked_idxs, target, pred, patch_loss)))


@dataclass(frozen=True, slots=True)
class Contract:
    """A contract that cannot be changed, with a field of its own."""

    name: str
    geometry_guard: int
    distance: Rows
    predict: Rows
    target_encoder: Rows
    target: list[int]
    context: int
    target_idxs: list[int]


@unusual("contracts come back as frozen dataclasses with slots, in another order and with a field more")
class ContractsFrozen(CorrectViews):
    def jepa_as_predictive_view_contract(
        self, target_idxs: list[int], context: int, target: list[int], predict: Rows, rep_loss: Rows
    ) -> Contract:
        made = super().jepa_as_predictive_view_contract(target_idxs, context, target, predict, rep_loss)
        return Contract("jepa", **vars(made))


class Encoded(NamedTuple):
    """A contract as a tuple with names."""

    target_idxs: list[int]
    context: int
    target: list[int]
    target_encoder: Rows
    predict: Rows
    distance: Rows
    geometry_guard: int


@unusual("contracts come back as named tuples")
class ContractsAsTuples(CorrectViews):
    def encoded_target_predictive_view_contract(
        self, target_idxs: list[int], context: int, target: list[int], target_encoder: Rows, predict: Rows,
        rep_loss: Rows, geometry_guard: int = 0,
    ) -> Encoded:  # fmt: skip
        pick(target_idxs, target)
        return Encoded(target_idxs, context, target, target_encoder, predict, rep_loss, geometry_guard)


@unusual("fields of a contract are worked out when they are asked for")
class FieldsWhenAsked(CorrectViews):
    def with_geometry_guard(self, contract: Any, guard: int) -> Any:
        pick(contract.target_idxs, contract.target)
        return _Another(contract, guard)


class _Another:
    def __init__(self, contract: Any, guard: int) -> None:
        self._contract, self._guard = contract, guard

    @property
    def geometry_guard(self) -> int:
        return self._guard

    def __getattr__(self, name: str) -> Any:
        return getattr(self._contract, name)


@unusual("the guard first, and then distances from the last target position to the first")
class GuardFirst(CorrectViews):
    def predictive_view_objective(self, contract: Any) -> int:
        *_, total = itertools.accumulate(reversed(distances(contract)), initial=contract.geometry_guard)
        return int(total)


@unusual("one encoder after the other, each asked once for the positions that are listed")
class EncodedWhenListed(CorrectViews):
    def predictive_loss(self, contract: Any) -> int:
        counts, distance = Counter(contract.target_idxs), contract.distance
        positions = pick(counts, range(len(contract.target)))
        encoded = {i: contract.target_encoder[i][contract.target[i]] for i in positions}
        predicted = contract.predict[contract.context]
        return sum(times * distance[encoded[i]][predicted[i]] for i, times in counts.items())


@unusual("edges are a dictionary of how often each is listed")
class EdgesCounted(CorrectViews):
    def view_graph_energy(self, graph: Any, edge_loss: Rows) -> int:
        counts = Counter(ends(graph, range(len(edge_loss))))
        return sum(times * edge_loss[i][j] for (i, j), times in counts.items())


@unusual("edges by unordered pair, loops left out: a distance is the same from both ends")
class PairsCounted(CorrectViews):
    def graph_alignment_energy(self, graph: Any, rep: list[Reals]) -> float:
        counts = Counter(frozenset(pair) for pair in ends(graph, range(len(rep))) if pair[0] != pair[1])
        return sum(times * apart(*(rep[i] for i in pair)) for pair, times in counts.items())


@unusual("pairs with i < k, twice")
class PairsTwice(CorrectViews):
    def coordinate_spread(self, rep: list[Reals], j: int) -> float:
        (values,) = pick([j], columns(rep))
        return 2 * sum((a - b) ** 2 for a, b in itertools.combinations(values, 2))


@unusual("embeddings have collapsed where no coordinate has more than one value")
class OneValueEach(CorrectViews):
    def collapsed_rep(self, rep: list[Reals]) -> bool:
        return all(len(set(values)) == 1 for values in columns(rep))


@unusual("the penalty is half of the difference and its absolute value")
class HingeByAbsolute(CorrectViews):
    def real_variance_floor_penalty(self, gamma: float, spread: float) -> float:
        return (gamma - spread + abs(gamma - spread)) / 2


@unusual("the objective is worked out in fractions, coordinate by coordinate, and made a float at the end")
class ObjectiveInFractions(CorrectViews):
    def graph_ssl_objective(self, graph: Any, rep: list[Reals], gamma: float) -> float:
        exact = [list(map(Fraction, row)) for row in rep]
        as_given = SimpleNamespace(positive_edges=graph.positive_edges)
        return float(super().graph_ssl_objective(as_given, exact, Fraction(gamma)))  # type: ignore[arg-type]
