"""Pairs, structures and `Unit`: what they are in a library, and that faults in what a structure holds are found."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from conformance import check

SPEC = """
module: Views
structures:
  ViewGraph:
    lean: |
      structure ViewGraph (n : Nat) where
        positiveEdges : List (Fin n × Fin n)
  Guard:
    lean: |
      structure Guard where
        lambda : Nat
        onDiag : List Nat
        bias : Nat := 0
  Contract:
    lean: |
      structure Contract (n : Nat) (Context : Type) where
        targetIdxs : List (Fin n)
        context : Context
        predict : Context → Fin n → Nat
definitions:
  graphEnergy:
    lean: |
      def graphEnergy {n : Nat} (graph : ViewGraph n) (edgeLoss : Fin n → Fin n → Nat) : Nat :=
        (graph.positiveEdges.map (fun edge => edgeLoss edge.1 edge.2)).sum
  Guard.value:
    lean: 'def Guard.value (guard : Guard) : Nat := guard.lambda * guard.onDiag.sum + guard.bias'
  withBias:
    lean: 'def withBias (guard : Guard) (bias : Nat) : Guard := { guard with bias := bias }'
  unconditional:
    lean: |
      def unconditional {n : Nat} (idxs : List (Fin n)) (loss : Fin n → Nat) : Contract n Unit where
        targetIdxs := idxs
        context := ()
        predict := fun _ i => loss i
  predicted:
    lean: |
      def predicted {n : Nat} {Context : Type} (c : Contract n Context) : Nat :=
        maskedLoss c.targetIdxs (fun i => c.predict c.context i)
  edgesFrom:
    lean: |
      def edgesFrom {n : Nat} (m : Mask n) (i : Fin n) : List (Fin n × Fin n) :=
        ((List.finRange n).filter (fun j => m j)).map (fun j => (i, j))
theorems:
  predicted_unconditional:
    lean: |
      theorem predicted_unconditional {n : Nat} (idxs : List (Fin n)) (loss : Fin n → Nat) :
        predicted (unconditional idxs loss) = maskedLoss idxs loss
  withBias_zero:
    lean: |
      theorem withBias_zero (guard : Guard) (h : guard.bias = 0) : withBias guard 0 = guard
"""


GUARD = {"lambda": 0, "onDiag": [], "bias": 0}


def outside(items: Any, n: int) -> bool:
    return any(not 0 <= i < n for i in items)


class Plain:
    """Structures come as objects with their fields, and go back as objects or mappings."""

    def masked_loss(self, idxs: list[int], loss: list[int]) -> int:
        if outside(idxs, len(loss)):
            raise IndexError
        return sum(loss[i] for i in idxs)

    def graph_energy(self, graph: Any, edge_loss: list[list[int]]) -> int:
        if any(outside(edge, len(edge_loss)) for edge in graph.positive_edges):
            raise IndexError
        return sum(edge_loss[i][j] for i, j in graph.positive_edges)

    def guard_value(self, guard: Any) -> int:
        return int(guard.lambda_ * sum(guard.on_diag) + guard.bias)

    def with_bias(self, guard: Any, bias: int) -> Any:
        return {**vars(guard), "bias": bias}

    def unconditional(self, idxs: list[int], loss: list[int]) -> Any:
        if outside(idxs, len(loss)):
            raise IndexError
        return SimpleNamespace(target_idxs=idxs, context=0, predict=[loss])

    def predicted(self, c: Any) -> int:
        return self.masked_loss(c.target_idxs, c.predict[c.context])


@dataclass
class Contract:
    target_idxs: Any
    context: Any
    predict: Any


class Arrays(Plain):
    carrier = "numpy"

    def masked_loss(self, idxs: Any, loss: Any) -> Any:
        if outside(idxs, len(loss)):
            raise IndexError
        return sum(map(int, loss[idxs]))

    def graph_energy(self, graph: Any, edge_loss: Any) -> Any:
        edges = graph.positive_edges
        assert edges.shape == (len(edges), 2)
        if outside(edges.ravel(), len(edge_loss)):
            raise IndexError
        return sum(map(int, edge_loss[edges[:, 0], edges[:, 1]]))

    def guard_value(self, guard: Any) -> int:
        return guard.lambda_ * sum(map(int, guard.on_diag)) + guard.bias

    def unconditional(self, idxs: Any, loss: Any) -> Any:
        if outside(idxs, len(loss)):
            raise IndexError
        return Contract(idxs, 0, loss[None, :])

    def edges_from(self, mask: Any, i: int) -> Any:
        if outside([i], len(mask)):
            raise IndexError
        chosen = np.flatnonzero(mask)
        return np.stack([np.full_like(chosen, i), chosen], axis=1)


class Turned(Plain):
    """The ends of an edge are swapped."""

    def graph_energy(self, graph: Any, edge_loss: list[list[int]]) -> int:
        return super().graph_energy(graph, [list(row) for row in zip(*edge_loss, strict=True)])


class Dropped(Plain):
    """A bias is added to the one before."""

    def with_bias(self, guard: Any, bias: int) -> Any:
        return {**vars(guard), "bias": guard.bias + bias}


class Lacking(Plain):
    def with_bias(self, guard: Any, bias: int) -> Any:
        return {"on_diag": guard.on_diag, "bias": bias}


class Writing(Plain):
    """What is in a structure is changed in place."""

    def guard_value(self, guard: Any) -> int:
        guard.on_diag.sort()
        return super().guard_value(guard)


class Unchecked(Plain):
    """An edge that ends at -1 is taken for one that ends at the last position."""

    def graph_energy(self, graph: Any, edge_loss: list[list[int]]) -> int:
        return sum(edge_loss[i][j] for i, j in graph.positive_edges)


@pytest.fixture(scope="module")
def spec(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("spec") / "views.yaml"
    path.write_text(SPEC, encoding="utf-8")
    return path


@pytest.mark.parametrize("backend", [Plain, Arrays])
def test_right_backends_conform(backend: type, spec: Path) -> None:
    report = check(backend(), spec=[spec], profile="quick")
    assert {r.law: r.failure for r in report.results if r.status not in ("passed", "not_provided")} == {}
    by_law = {r.law: r for r in report.results}
    assert by_law["graphEnergy"].evidence.wide is not None
    assert by_law["withBias_zero"].evidence.sampled.nontrivial == 20
    assert {"repeated pair", "both parts alike"} <= set(by_law["graphEnergy"].evidence.covered)
    assert by_law["graphEnergy.rejects_out_of_range"].cases > 10


@pytest.mark.parametrize(
    ("backend", "law", "reason", "inputs"),
    [
        (Turned, "graphEnergy", "violation", {"n": 2, "graph": {"positiveEdges": [[0, 1]]}}),
        (Dropped, "withBias", "violation", {"guard": {**GUARD, "bias": 1}}),
        (Lacking, "withBias", "malformed", {"guard": GUARD}),
        (
            Writing,
            "Guard.value.preserves_inputs",
            "mutated_input",
            {"guard": {"lambda": 0, "onDiag": [1, 0], "bias": 0}},
        ),
        (Unchecked, "graphEnergy.rejects_out_of_range", "accepted_out_of_range", {"n": 1}),
    ],
)
def test_a_fault_is_found_and_shown_by_its_fields(
    backend: type, law: str, reason: str, inputs: dict[str, Any], spec: Path
) -> None:
    report = check(backend(), spec=[spec], profile="quick", laws=[law])
    failure = next(r.failure for r in report.results if r.law == law)
    assert failure is not None
    assert failure.reason == reason
    assert {name: failure.inputs[name] for name in inputs} == inputs


def test_what_a_structure_lacks_is_told(spec: Path) -> None:
    report = check(Lacking(), spec=[spec], profile="quick", laws=["withBias"])
    (result,) = [r for r in report.results if r.law == "withBias"]
    assert "an object or a mapping with the fields lambda_, on_diag, bias" in result.failure.message
    assert "which lacks `lambda_`" in result.failure.message


def test_a_snippet_with_a_structure_runs_as_it_stands(spec: Path) -> None:
    report = check(Dropped(), spec=[spec], profile="quick", laws=["withBias"])
    failure = next(r.failure for r in report.results if r.law == "withBias")
    assert "from types import SimpleNamespace\n" in failure.reproduce
    assert "SimpleNamespace(lambda_=0, on_diag=[], bias=1)" in failure.reproduce
    with pytest.raises(AssertionError):
        exec(failure.reproduce, {"backend": Dropped()})
