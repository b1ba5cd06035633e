"""Reals: inputs on which floats are exact, results that are compared exactly, and faults that are found."""

from __future__ import annotations

import math
import re
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from conformance import check
from conformance.carriers import carrier
from conformance.carriers.base import Form, Kind, Malformed
from conformance.lean.types import REAL
from conformance.values.known import former_of

SPEC = """
module: Spread
definitions:
  IsCollapsed:
    lean: 'def IsCollapsed {n d : Nat} (rep : Fin n → Fin d → ℝ) : Prop := ∃ z : Fin d → ℝ, ∀ i, rep i = z'
  spread:
    lean: 'def spread {n : Nat} (x : Fin n → ℝ) : ℝ := ∑ i : Fin n, ∑ k : Fin n, (x i - x k) ^ 2'
  shortfall:
    lean: 'def shortfall {n d : Nat} (rep : Fin n → Fin d → ℝ) (gamma : ℝ) : ℝ := d * max 0 (gamma - n)'
theorems:
  shortfall_positive:
    lean: |
      theorem shortfall_positive {n d : Nat} (rep : Fin n → Fin d → ℝ) {gamma : ℝ} (h : IsCollapsed rep)
          (hd : 0 < d) (hgamma : (n : ℝ) < gamma) : 0 < shortfall rep gamma
  spread_thirds:
    lean: 'theorem spread_thirds {n : Nat} (x : Fin n → ℝ) : spread x / 3 = spread x / 3'
"""


class Plain:
    def is_collapsed(self, rep: list[list[float]]) -> bool:
        return all(row == rep[0] for row in rep)

    def spread(self, x: list[float]) -> float:
        return 2 * len(x) * sum(v * v for v in x) - 2 * sum(x) ** 2

    def shortfall(self, rep: list[list[float]], gamma: float) -> float:
        return len(rep[0]) * max(0, gamma - len(rep)) if rep else 0.0


class Arrays:
    carrier = "numpy"

    def is_collapsed(self, rep: Any) -> bool:
        return bool((rep == rep[:1]).all())

    def spread(self, x: Any) -> Any:
        assert x.dtype == np.float64
        return ((x[:, None] - x[None]) ** 2).sum()

    def shortfall(self, rep: Any, gamma: float) -> float:
        return rep.shape[1] * max(0.0, gamma - len(rep))


class Single(Plain):
    """What is worked out in 32 bits is rounded."""

    def spread(self, x: list[float]) -> float:
        return float(np.float32(super().spread(x)))


class Halved(Plain):
    """Each pair is counted once."""

    def spread(self, x: list[float]) -> float:
        return super().spread(x) / 2


class Rewarding(Plain):
    def shortfall(self, rep: list[list[float]], gamma: float) -> float:
        return len(rep[0]) * (gamma - len(rep)) if rep else 0.0


class Undefined(Plain):
    def spread(self, x: list[float]) -> float:
        return float("nan")


class FirstViews(Plain):
    """Views from the 32nd on are taken to be as those before."""

    def is_collapsed(self, rep: list[list[float]]) -> bool:
        return super().is_collapsed(rep[:32])


class FirstCoordinates(Plain):
    def is_collapsed(self, rep: list[list[float]]) -> bool:
        return super().is_collapsed([row[:32] for row in rep])


class UpToTolerance(Plain):
    def is_collapsed(self, rep: list[list[float]]) -> bool:
        return all(math.isclose(a, b, rel_tol=1e-5) for row in rep for a, b in zip(row, rep[0], strict=True))


@pytest.fixture(scope="module")
def spec(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("spec") / "spread.yaml"
    path.write_text(SPEC, encoding="utf-8")
    return path


@pytest.mark.parametrize(("backend", "off"), [(Plain, {"spread.rounding"}), (Arrays, set())])
def test_right_backends_conform_whatever_the_order_of_their_sums(backend: type, off: set[str], spec: Path) -> None:
    """A difference of large sums is right on the grid alone, as its rounding tells."""
    report = check(backend(), spec=[spec], profile="quick")
    assert {r.law for r in report.results if r.status not in ("passed", "not_provided")} == {"spread_thirds", *off}
    by_law = {r.law: r for r in report.results}
    assert by_law["shortfall_positive"].evidence.sampled.nontrivial == 20
    assert by_law["spread"].evidence.wide is not None
    assert {"both signs", "not whole", "all zero"} <= set(by_law["spread"].evidence.covered)


def test_a_law_that_no_grid_is_fine_enough_for_has_no_inputs(spec: Path) -> None:
    (result,) = [r for r in check(Plain(), spec=[spec], profile="quick", laws=["spread_thirds"]).results]
    assert result.status == "vacuous"


@pytest.mark.parametrize(
    ("backend", "law", "reason"),
    [
        (Halved, "spread", "violation"),
        (Single, "spread", "violation"),
        (Rewarding, "shortfall", "violation"),
        (Undefined, "spread", "malformed"),
    ],
)
def test_a_fault_is_found(backend: type, law: str, reason: str, spec: Path) -> None:
    report = check(backend(), spec=[spec], profile="quick", laws=[law])
    failure = next(r.failure for r in report.results if r.law == law)
    assert failure is not None
    assert failure.reason == reason


@pytest.mark.parametrize("backend", [FirstViews, FirstCoordinates, UpToTolerance])
def test_rows_that_are_alike_but_in_one_place_are_told_apart(backend: type, spec: Path) -> None:
    report = check(backend(), spec=[spec], laws=["IsCollapsed"])
    failure = next(r.failure for r in report.results if r.law == "IsCollapsed")
    assert failure is not None
    assert (failure.expected, failure.actual) == (False, True)


def test_half_of_a_sum_is_shown_on_two_numbers(spec: Path) -> None:
    report = check(Halved(), spec=[spec], profile="quick", laws=["spread"])
    failure = next(r.failure for r in report.results if r.law == "spread")
    assert failure.inputs == {"n": 2, "x": [0, 1]}


MEAN = """
module: Mean
definitions:
  covariances:
    lean: |
      def covariances {n d : Nat} (z : Fin n → Fin d → ℝ) : ℝ :=
        (∑ a : Fin d, ∑ b : Fin d, if a = b then 0 else ((∑ i : Fin n, z i a * z i b) / (n - 1)) ^ 2) / d
"""


def covariances(z: list[list[float]], less: int) -> float:
    n, d = len(z), len(z[0]) if z else 0
    products = [sum(row[a] * row[b] for row in z) for a in range(d) for b in range(d) if a != b]
    return sum((p / (n - less)) ** 2 for p in products) / d if n - less and d else 0.0


@pytest.mark.parametrize(("less", "statuses"), [(1, {"passed"}), (0, {"failed"})])
def test_means_are_checked_at_sizes_at_which_floats_divide_exactly(
    less: int, statuses: set[str], tmp_path: Path
) -> None:
    path = tmp_path / "mean.yaml"
    path.write_text(MEAN, encoding="utf-8")
    backend = SimpleNamespace(covariances=lambda z: covariances(z, less))
    (result,) = check(backend, spec=[path], profile="quick", laws=["covariances"]).results
    assert {result.status} == statuses
    if result.failure is None:
        wide = result.evidence.wide
        assert wide is not None
        assert wide.cases >= 10
        assert any(size > 4 for size in map(int, re.findall(r"\d+", wide.bounds)))


FIXED = """
module: Fixed
definitions:
  total:
    lean: |
      def total {n : Nat} (xs : List (Fin n)) (z : Fin n → Fin 4 → ℝ) : ℝ :=
        (xs.map (fun i => ∑ j : Fin 4, z i j)).sum + n
"""


def test_rows_whose_length_the_type_says_have_it_in_every_array(tmp_path: Path) -> None:
    """An array of no rows would have shape (0, 0), which is no array of rows of four."""
    path = tmp_path / "fixed.yaml"
    path.write_text(FIXED, encoding="utf-8")
    shapes = []

    def total(xs: Any, z: Any) -> float:
        shapes.append(z.shape)
        return float(z[xs].sum() + len(z))

    backend = SimpleNamespace(carrier="numpy", total=total)
    (result,) = check(backend, spec=[path], profile="quick", laws=["total"]).results
    assert result.status == "passed"
    assert {shape[1] for shape in shapes} == {4}


REAL_VECTOR = Form(Kind.REAL, 1)


@pytest.mark.parametrize("text", ["python", "numpy", "numpy:float32", "torch", "torch:float32"])
def test_reals_come_and_go_exactly(text: str) -> None:
    library = carrier(text)
    values = (0.5, -3, 0)
    assert library.decoder(REAL_VECTOR)(library.embed(REAL_VECTOR, values)) == values
    assert library.decoder(Form(Kind.REAL, 0))(library.embed(Form(Kind.REAL, 0), 0.25)) == 0.25
    with pytest.raises(Malformed):
        library.decoder(Form(Kind.REAL, 0))(float("inf"))
    with pytest.raises(Malformed):
        library.decoder(Form(Kind.REAL, 0))(True)


def test_fractions_are_read_as_they_are() -> None:
    assert carrier("python").decoder(REAL_VECTOR)([Fraction(1, 3), Fraction(4, 2)]) == (Fraction(1, 3), 2)


def test_a_number_below_a_bound_is_put_as_far_above_it() -> None:
    assert former_of(REAL).above(-3, 0) == 3
    assert former_of(REAL).above(0, 0) == 1
