"""Bodies evaluated over numbers that know of which entries they are made."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from conformance.laws.specfile import load
from conformance.lean.differentiation import Derivation, Outside, numbers_in, read_by
from conformance.lean.rounded import Precision, Underivable
from conformance.lean.tracked import Tape, Tracked

SPEC = """\
module: Demo
definitions:
  first:
    lean: "def first {n : Nat} (x : Fin n → ℝ) (mask : Fin n → Bool) : ℝ := ∑ i : Fin n, if mask i then x i ^ 2 else 0"
  mean:
    lean: "def mean (xs : List ℝ) : ℝ := xs.sum / xs.length"
  stopped:
    lean: "def stopped (x y : Fin 2 → ℝ) : ℝ := ∑ i : Fin 2, x i * stopgrad (y i)"
  larger:
    lean: "def larger (x y : ℝ) : ℝ := max x y"
  same:
    lean: "def same {n : Nat} (x : Fin n → ℝ) : Prop := ∀ i, x i = x i"
  positive:
    lean: "def positive (x : ℝ) (h : 0 < x) : ℝ := 1 / x"
  floored:
    lean: "def floored (x : Rat) : Int := x.floor"
  kept:
    lean: "def kept {n : Nat} (x : Fin n → ℝ) : Fin n → ℝ := fun i => if 0 < x i then x i else 0"
  monus:
    lean: "def monus (a b : Nat) : Nat := a - b"
"""


@pytest.fixture(scope="module")
def derived(tmp_path_factory: pytest.TempPathFactory) -> Any:
    path: Path = tmp_path_factory.mktemp("spec") / "demo.yaml"
    path.write_text(SPEC, encoding="utf-8")
    definitions = load([path]).definitions

    def of(name: str) -> Derivation:
        return Derivation(definitions[name], definitions)

    return of


def tracked(tape: Tape, *numbers: Any, first: int = 0) -> tuple[Tracked, ...]:
    return tuple([Tracked(number, {first + k: 1}, tape) for k, number in enumerate(numbers)])


def test_a_derivative_is_exact(derived: Any) -> None:
    tape = Tape()
    result = derived("first")([3, tracked(tape, 3, 5, -7), (True, False, True)])
    assert (result.value, result.partials) == (58, {0: 6, 2: -14})
    assert read_by(result, tape) == {0, 2}
    assert derived("mean")([tracked(tape, 1, 2, 4)]).partials == dict.fromkeys(range(3), Fraction(1, 3))


def test_what_is_stopped_is_read_and_has_no_derivative(derived: Any) -> None:
    tape = Tape()
    result = derived("stopped")([tracked(tape, 2, 3), tracked(tape, 5, 7, first=2)])
    assert result.partials == {0: 5, 1: 7, 2: 0, 3: 0}
    assert read_by(result, tape) == {0, 1, 2, 3}


def twice_tracked(tape: Tape, inner: Tape, *numbers: Any, first: int = 0) -> tuple[Tracked, ...]:
    return tracked(tape, *tracked(inner, *numbers, first=first), first=first)


def test_of_tracked_numbers_the_derivatives_have_derivatives(derived: Any) -> None:
    result = derived("first")([3, twice_tracked(Tape(), Tape(), 3, 5, -7), (True, False, True)])
    assert {entry: (d.value, d.partials[entry]) for entry, d in result.partials.items()} == {0: (6, 2), 2: (-14, 2)}


def test_what_is_stopped_has_no_second_derivative(derived: Any) -> None:
    tape, inner = Tape(), Tape()
    x, y = twice_tracked(tape, inner, 3, 5), twice_tracked(tape, inner, 7, 11, first=2)
    result = derived("stopped")([x, y])
    assert result.partials[0].value == 7
    assert not any(result.partials[0].partials.values())


def test_where_two_are_equal_there_is_no_derivative(derived: Any) -> None:
    for x, y, partials, ties in ((1, 2, {0: 0, 1: 1}, 0), (2, 2, {0: 0, 1: 1}, 1)):
        tape = Tape()
        (a, b) = tracked(tape, x, y)
        assert derived("larger")([a, b]).partials == partials
        assert tape.ties == ties


def test_what_a_branch_hangs_on_is_read(derived: Any) -> None:
    tape = Tape()
    result = derived("kept")([2, tracked(tape, 1, -1)])
    assert [n.partials if isinstance(n, Tracked) else n for n in numbers_in(result)] == [{0: 1}, 0]
    assert read_by(result, tape) == {0, 1}


def test_what_is_compared_with_itself_is_read(derived: Any) -> None:
    """Python takes one object for equal without a look."""
    tape = Tape()
    assert derived("same")([2, tracked(tape, 1, 2)])
    assert tape.compared == {0, 1}


def test_preconditions_are_held(derived: Any) -> None:
    tape = Tape()
    (x,) = tracked(tape, 2)
    result = derived("positive")([x])
    assert (result.value, result.partials) == (Fraction(1, 2), {0: Fraction(-1, 4)})
    with pytest.raises(Outside):
        derived("positive")(tracked(tape, -1))


def test_truncated_subtraction_stops_at_0(derived: Any) -> None:
    tape = Tape()
    assert derived("monus")(list(tracked(tape, 5, 3))).partials == {0: 1, 1: -1}
    assert derived("monus")(list(tracked(tape, 3, 5))).value == 0


def test_a_part_of_which_nothing_follows_is_told(derived: Any) -> None:
    with pytest.raises(Underivable, match="a number is rounded to a whole one"):
        derived("floored")(list(tracked(Tape(), Fraction(1, 2))))


def test_derivatives_have_bounds_where_numbers_have(derived: Any) -> None:
    precision, tape = Precision(24, 24, 2.0**-150), Tape()
    one = precision.exact(1)
    numbers = tuple([Tracked(precision.exact(v), {k: one}, tape) for k, v in enumerate((1, 2, 4))])
    third = derived("mean")([numbers]).partials[0]
    assert third.exact == Fraction(1, 3)
    assert 0 < third.bound < 2.0**-22
