"""How many steps of a power of two a statement's reals have at most, told without working them out."""

from __future__ import annotations

from fractions import Fraction

import pytest

from conformance.lean.elaborate.declarations import elaborate_declaration
from conformance.lean.elaborate.environment import Environment
from conformance.lean.exactness import Exactness, is_on_grid
from conformance.lean.grains import Grain, Measures
from conformance.lean.parse import parse_declaration
from conformance.lean.syntax import Definition


def exactness(text: str) -> Exactness:
    declared = elaborate_declaration(Environment(), parse_declaration(text), text)
    assert isinstance(declared, Definition)
    names, measures = [b.name for b in declared.binders], Measures([b.type for b in declared.binders])
    return Exactness([declared.body], names, measures, {})


def steps(text: str, *frame: object) -> int | None:
    return exactness(text)(frame)


DISTANCE = "def d {n : Nat} (z w : Fin n → ℝ) : ℝ := ∑ i : Fin n, (z i - w i) ^ 2"


def test_a_sum_has_the_steps_of_all_that_is_added_up() -> None:
    assert steps(DISTANCE, 3, (1, 2, -3), (1, 1, 1)) == 3 * (3 + 1) ** 2
    # In halves a square is in quarters.
    assert steps(DISTANCE, 1, (1.5,), (0,)) == 3**2
    assert steps(DISTANCE, 2, (0.5, 4), (0, 0)) == 2 * 8**2


def test_numbers_on_different_grids_are_counted_in_the_finer_one() -> None:
    assert steps("def f (a b : ℝ) : ℝ := max 0 (a - b * b)", 3, 0.5) == 3 * 4 + 1
    assert steps("def f (n : Nat) (a : ℝ) : ℝ := n * a", 5, 0.25) == 5
    assert steps("def f (a : ℝ) : ℝ := -a / 4 + 1", 3) == 3 + 4


def test_reals_that_are_only_compared_are_held_as_they_are() -> None:
    assert steps("def f (a b : Fin 2 → Fin 1 → ℝ) : Prop := a = b", ((1,), (-(2**40),)), ((0,), (0,))) == 2**40


def test_fractions_are_counted_as_reals_are() -> None:
    assert steps("def f (a : Rat) (n : Nat) : Rat := a * n + 1", Fraction(3, 4), 5) == 3 * 5 + 4
    assert steps("def f (a : Rat) : Rat := a / 4 - a ^ 2", Fraction(3, 2)) == 3 + 3**2 * 2
    assert steps("def f (a : Rat) : Rat := a", Fraction(1, 3)) is None
    assert steps("def f (a : Rat) : Rat := a / 3", 1) is None
    assert steps("def f (k : Int) (n : Nat) : Rat := mkRat k n", -5, 4) == 5 * 4
    assert steps("def f (k : Int) (n : Nat) : Rat := mkRat k n", -5, 3) is None
    assert steps("def f (k : Int) (a : Rat) : Rat := k * a", -5, Fraction(1, 2)) == 5
    assert steps("def f (a : Rat) : Int := a.floor + a.num", Fraction(7, 2)) == 7


@pytest.mark.parametrize(
    ("text", "with_fractions", "without"),
    [
        ("def f (a : Rat) : Rat := a / 3", False, True),
        ("def f (n : Nat) : Rat := n / 3", False, False),
        ("def f (n : Nat) : Nat := ((n : Rat) / 3).floor.toNat", False, False),
        ("def f (a : ℝ) : ℝ := a", True, True),
        ("def f (a : Rat) : ℝ := a", True, True),
    ],
)
def test_what_is_asked_with_numbers_that_floats_hold(text: str, with_fractions: bool, without: bool) -> None:
    declared = elaborate_declaration(Environment(), parse_declaration(text), text)
    assert isinstance(declared, Definition)
    types = [b.type for b in declared.binders]
    assert is_on_grid([declared.body], types, has_fractions=True) == with_fractions
    assert is_on_grid([declared.body], types, has_fractions=False) == without


def test_a_product_has_the_steps_of_a_power() -> None:
    assert steps("def f {n : Nat} (x : Fin n → ℝ) : ℝ := ∏ i : Fin n, x i", 3, (1.5, 0.5, 2)) == 4**3


def test_of_no_rows_nothing_is_added() -> None:
    assert steps(DISTANCE, 0, (), ()) == 0


def test_a_third_is_on_no_grid() -> None:
    assert steps("def f (a : ℝ) : ℝ := a / 3", 1) is None
    assert steps("def f (a b : ℝ) : ℝ := a / b", 1, 3) is None


MEAN = "def mean {n : Nat} (z : Fin n → ℝ) : ℝ := (∑ i : Fin n, z i) / n"


def test_a_mean_is_on_a_grid_where_its_size_is_a_power_of_two() -> None:
    # At worst in quarters.
    assert steps(MEAN, 4, (1, 2, 3, 4)) == 4 * 4 * 4
    assert steps(MEAN, 3, (1, 2, 3)) is None
    # Lean's mean of nothing is 0.
    assert steps(MEAN, 0, ()) == 0
    assert steps("def f (xs : List Nat) (a : ℝ) : ℝ := a / (xs.length - 1 : ℝ)", (7, 7, 7), 1) is not None
    assert steps("def f (xs : List Nat) (a : ℝ) : ℝ := a / (xs.length - 1 : ℝ)", (7, 7), 1) is not None
    assert steps("def f (xs : List Nat) (a : ℝ) : ℝ := a / (xs.length - 1 : ℝ)", (7, 7, 7, 7), 1) is None


def test_a_divisor_that_is_no_size_is_a_power_of_two_as_well() -> None:
    assert steps("def f (a b : ℝ) : ℝ := a / b", 1, 4) == 4
    assert steps("def f (a b : ℝ) : ℝ := a / b", 3, 0.5) == 6
    assert steps("def f (a b : ℝ) : ℝ := a / b", 1, -2) is not None


def test_a_divisor_that_changes_within_a_sum_leaves_the_grid() -> None:
    assert steps("def f {n : Nat} (z : Fin n → ℝ) : ℝ := ∑ i : Fin n, z i / (i.val + 1)", 1, (1,)) is None


def test_it_is_a_bound_of_what_comes_out() -> None:
    assert Grain(3, 1) + Grain(1) == Grain(5, 1)
    assert Grain(3, 1) * 2 == Grain(6, 1)
    assert Grain(3, 1).joined(4) == Grain(8, 1)


def test_several_inputs_have_no_more_steps_than_all_of_them_together() -> None:
    frames = [(2, (a, b), (c, 0)) for a in (-3, 0, 0.5) for b in (0, 4) for c in (1, 2)]
    one = exactness(DISTANCE)
    together = one.of_any(frames)
    assert together == steps(DISTANCE, 2, (4, 0.5), (2, 0))
    assert all(of_one is not None and of_one <= together for of_one in map(one, frames))


def test_inputs_that_are_divided_by_other_numbers_are_looked_at_one_by_one() -> None:
    assert exactness("def mean (n : Nat) (a : ℝ) : ℝ := a / n").of_any([(2, 3), (3, 3)]) is None


def test_how_often_numbers_are_halved_is_told_from_their_magnitudes() -> None:
    far = (2, (2**40, 0), (0, 0))
    distance = exactness(DISTANCE)
    times = distance.halvings(far, {0}, 53)
    assert [(steps(DISTANCE, 2, (2**40 >> k, 0), (0, 0)) or 0) <= 2**53 for k in (times - 1, times)] == [False, True]
    assert distance.halvings((2, (3, 0), (0, 0)), {0}, 53) == 0
    # What is added is not halved with them.
    assert exactness("def f (a : ℝ) : ℝ := a + 1000").halvings((5,), set(), 4) == 0
