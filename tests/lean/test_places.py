"""Items by their places in laws: what a premise says, a claim may use."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from conformance import check
from conformance.lean.errors import LeanError
from tests.lean.reading import theorem

SPEC = """\
module: Places
definitions:
  firstOf: {lean: 'def firstOf {n : Nat} (xs : List (Fin n)) (d : Fin n) : Fin n := xs.head?.getD d'}
  shifted: {lean: 'def shifted (xs : List Nat) : List Nat := xs.map (fun a => a + 1)'}
  halved: {lean: 'def halved (a : Nat) : Nat := a / 2'}
theorems:
  halved_floor: {lean: 'theorem halved_floor (a : Nat) : (a / 2 : Rat).floor = halved a'}
  shifted_at:
    lean: 'theorem shifted_at (xs : List Nat) (i : Nat) (h : i < xs.length) : (shifted xs)[i]? = some (xs[i] + 1)'
  shifted_zero:
    lean: 'theorem shifted_zero (xs : List Nat) (h : 0 < xs.length) (h0 : xs[0] = 0) : (shifted xs)[0]! = 1'
  firstOf_at:
    lean: 'theorem firstOf_at {n : Nat} (xs : List (Fin n)) (d : Fin n) (h : xs.length > 0) : firstOf xs d = xs[0]'
"""
GOOD = SimpleNamespace(
    first_of=lambda xs, d: xs[0] if xs else d, shifted=lambda xs: [x + 1 for x in xs], halved=lambda a: a // 2
)


@pytest.fixture
def spec(tmp_path: Path) -> str:
    path = tmp_path / "places.yaml"
    path.write_text(SPEC, encoding="utf-8")
    return str(path)


def test_laws_that_take_items_by_their_places_hold(spec: str) -> None:
    report = check(GOOD, spec=spec)
    report.assert_conforms()
    assert all(r.cases > 100 for r in report.results if r.kind == "theorem")


def test_a_fault_at_one_place_is_found(spec: str) -> None:
    broken = SimpleNamespace(**{**vars(GOOD), "shifted": lambda xs: [x + (k < 2) for k, x in enumerate(xs)]})
    failed = {r.law: r for r in check(broken, spec=spec).results if r.status == "failed"}
    assert {"shifted", "shifted_at"} <= set(failed)
    failure = failed["shifted_at"].failure
    assert failure is not None
    assert failure.inputs["i"] == 2


@pytest.mark.parametrize(
    "context",
    [
        "(h : i < xs.length)", "(h : xs.length > i)", "(h : i + 1 ≤ xs.length)", "(h : ¬ xs.length ≤ i)",
        "(h : i < 3 ∧ 3 ≤ xs.length)", "(j : Nat) (h : i = j) (k : j < xs.length)", "(h : i + 2 < xs.length)",
        "(j : Fin xs.length) (h : i ≤ j.val)", "(j : Fin 3) (h : i < j.val) (k : xs.length = 2)",
        "(ys : List Nat) (h : i < ys.length) (k : ys.length ≤ xs.length)", "(h : decide (i < xs.length) = true)",
        "(h : i < xs.length - 1)", "(h : i < 0)",
    ],
)  # fmt: skip
def test_what_follows_from_differences_shows_that_a_place_is_there(context: str) -> None:
    theorem(f"theorem t (xs : List Nat) (i : Nat) {context} : xs[i] = xs[i]")


@pytest.mark.parametrize(
    "context",
    [
        "", "(h : i ≤ xs.length)", "(h : xs.length < i)", "(h : i < xs.length ∨ i = 0)", "(h : i ≠ xs.length)",
        "(j : Fin 3) (h : i = j.val)", "(ys : List Nat) (h : i < ys.length)", "(h : i - 1 < xs.length)",
        "(h : xs ≠ [])", "(h : i < xs.length → i = 0)",
    ],
)  # fmt: skip
def test_what_does_not_is_refused(context: str) -> None:
    with pytest.raises(LeanError, match=r"cannot prove that the index is in range: assume `\(h : i < xs.length\)`"):
        theorem(f"theorem t (xs : List Nat) (i : Nat) {context} : xs[i] = xs[i]")
