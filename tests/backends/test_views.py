"""The laws of views, contracts and graphs on the operations of each library, and on three that are broken."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
import yaml

from conformance import check
from conformance.backends import python
from conformance.laws.specfile import shipped_folder
from tests.asked import is_asked

SPEC = shipped_folder() / "predictive_view.yaml"
DECLARED = yaml.safe_load(SPEC.read_text(encoding="utf-8"))
LAWS = [
    name
    for section in ("definitions", "theorems")
    for name, entry in DECLARED[section].items()
    if not entry["lean"].startswith("abbrev")
]


@pytest.mark.slow
@pytest.mark.parametrize("library", ["python", "numpy", "torch"])
def test_all_laws_hold_of_what_is_built_in(library: str) -> None:
    report = check(library, spec=["predictive_view"], profile="quick", laws=LAWS)
    asked = [r for r in report.results if is_asked(r)]
    assert {r.law: (r.status, r.note, r.failure) for r in asked if r.status != "passed"} == {}
    assert len(report.results) == len(LAWS) == 40


PLAIN = vars(python)


def swapped_ends(graph: Any, edge_loss: Any) -> int:
    return sum(edge_loss[j][i] for i, j in graph.positive_edges)


def halved_spread(rep: Any, j: int) -> float:
    return float(PLAIN["coordinate_spread"](rep, j)) / 2


@pytest.mark.parametrize(
    ("operation", "broken", "law"),
    [
        ("view_graph_energy", swapped_ends, "viewGraphEnergy"),
        ("coordinate_spread", halved_spread, "coordinateSpread"),
        ("graph_ssl_objective", lambda graph, rep, gamma: 0.0, "graphSSLObjective_collapsed_positive"),
    ],
)
def test_a_broken_operation_is_found(operation: str, broken: Any, law: str) -> None:
    backend = SimpleNamespace(**{**PLAIN, operation: broken})
    report = check(backend, spec=["predictive_view"], profile="quick", laws=[law])
    (result,) = report.results
    assert result.failure is not None
    assert result.failure.reason == "violation"
