"""Type variables: types of so many values, which are numbered, and of which none is out of range."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from conformance import check
from conformance.cases.claims import Bounds, Claims
from conformance.cases.domain import Domain
from conformance.cases.wide import wide_cases
from conformance.checking.laws import laws_of
from conformance.laws.specfile import load
from conformance.lean.syntax import Variable
from conformance.lean.types import SORT, FunctionType, TypeVariable
from conformance.values.known import formed, former_of
from conformance.values.limits import Limits

SPEC = """
module: Mine
definitions:
  viewLoss:
    lean: |
      def viewLoss {n : Nat} {Patch Pred : Type} (idxs : List (Fin n)) (target : Fin n → Patch)
          (pred : Fin n → Pred) (loss : Patch → Pred → Nat) : Nat :=
        maskedLoss idxs (fun i => loss (target i) (pred i))
    examples:
      - "viewLoss [0, 1] (fun i : Fin 2 => i.val) (fun _ => true) (fun t p => if p then t + 1 else 0) = 3"
  rebuilt:
    lean: |
      def rebuilt {n : Nat} {Patch Pred : Type} (decode : Fin n → Pred → Patch) (pred : Fin n → Pred) : Fin n → Patch :=
        fun i => decode i (pred i)
theorems:
  rebuilt_whole:
    lean: |
      theorem rebuilt_whole {n : Nat} {Patch : Type} (x : Fin n → Patch) : rebuilt (fun _ p => p) x = x
  viewLoss_target_ext:
    lean: |
      theorem viewLoss_target_ext {n : Nat} {Patch Pred : Type} (idxs : List (Fin n)) (target other : Fin n → Patch)
          (pred : Fin n → Pred) (loss : Patch → Pred → Nat) (h : ∀ i ∈ idxs, target i = other i) :
        viewLoss idxs target pred loss = viewLoss idxs other pred loss
"""


class Right:
    def view_loss(self, idxs: list[int], target: list[int], pred: list[int], loss: list[list[int]]) -> int:
        return sum(loss[target[i]][pred[i]] for i in idxs)

    def rebuilt(self, decode: list[list[int]], pred: list[int]) -> list[int]:
        return [row[p] for row, p in zip(decode, pred, strict=True)]


class ByPlace(Right):
    """A prediction is looked up by its place in the list, and not by its position."""

    def view_loss(self, idxs: list[int], target: list[int], pred: list[int], loss: list[list[int]]) -> int:
        return sum(loss[target[i]][pred[k % len(pred)]] for k, i in enumerate(idxs))


class Swapped(Right):
    """The arguments of the loss are swapped where there are as many of each."""

    def view_loss(self, idxs: list[int], target: list[int], pred: list[int], loss: list[list[int]]) -> int:
        if loss and len(loss) == len(loss[0]):
            return sum(loss[pred[i]][target[i]] for i in idxs)
        return super().view_loss(idxs, target, pred, loss)


class FirstDecoder(Right):
    """Every position is decoded as the first one is."""

    def rebuilt(self, decode: list[list[int]], pred: list[int]) -> list[int]:
        return [decode[0][p] for p in pred]


@pytest.fixture(scope="module")
def spec(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("spec") / "mine.yaml"
    path.write_text(SPEC, encoding="utf-8")
    return path


def failed(backend: object, spec: Path, laws: str, profile: str) -> dict[str, Any]:
    report = check(backend, spec=[spec], profile=profile, laws=[laws])
    assert all(r.status in ("passed", "failed") for r in report.results if r.level == "core"), report.results
    return {r.law: r.failure.inputs for r in report.results if r.failure is not None and r.level == "core"}


def test_what_holds_of_any_type_holds_of_a_right_backend(spec: Path) -> None:
    report = check(Right(), spec=[spec], profile="quick")
    assert all(r.status == "passed" for r in report.results if r.level == "core")
    by_law = {r.law: r for r in report.results}
    assert by_law["viewLoss"].cases > 100
    assert {"Patch without values", "Pred with one value", "one value throughout"} <= set(
        by_law["viewLoss"].evidence.covered
    )


@pytest.mark.parametrize(
    ("backend", "law", "profile"),
    [(ByPlace, "viewLoss", "quick"), (Swapped, "viewLoss", "default"), (FirstDecoder, "rebuilt", "quick")],
)
def test_a_fault_is_found_on_a_small_type(backend: type, law: str, profile: str, spec: Path) -> None:
    inputs = failed(backend(), spec, law, profile)[law]
    assert all(inputs[name] <= 2 for name in ("n", "Patch", "Pred"))


def test_types_are_small_where_lists_and_positions_are_many(spec: Path) -> None:
    loaded = load([spec])
    law = next(law for law in laws_of(loaded) if law.id == "viewLoss")
    domain = Domain([law], Claims(loaded.definitions, loaded.reference, Bounds(Limits(), None)))
    frames = [case.frame for case in wide_cases(domain, 2, 0) if case.frame is not None]
    names = [b.name for b in law.binders]
    sizes = {name: {frame[names.index(name)] for frame in frames} for name in ("n", "Patch", "Pred")}
    assert max(sizes["n"]) > 5_000
    assert max(sizes["Patch"] | sizes["Pred"]) <= 12
    assert min(len(sizes["Patch"]), len(sizes["Pred"])) > 10


def test_an_element_is_no_index_that_could_be_out_of_range(spec: Path) -> None:
    laws = {r.law for r in check(Right(), spec=[spec], profile="quick", laws=["*rejects*"]).results}
    assert laws == {"viewLoss.rejects_out_of_range"}


def test_a_type_is_as_many_values_as_the_input_says() -> None:
    patch = TypeVariable("Patch")
    table = FunctionType(patch, patch)
    assert former_of(table).counted_by(table) == Variable(SORT, "Patch")
    former, type_ = formed(patch)
    assert [former.holds(type_, v, lambda size: 2) for v in (0, 1, 2, True)] == [True, True, False, False]
    assert former_of(SORT).partitions_of_sizes("Patch")[1].name == "Patch with one value"
