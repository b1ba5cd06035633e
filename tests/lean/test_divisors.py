"""What a statement divides reals by, said of its input, and sizes that make powers of two of it."""

from __future__ import annotations

from conformance.lean.divisors import Divisors, divisors
from conformance.lean.elaborate.declarations import elaborate_declaration
from conformance.lean.elaborate.environment import Environment
from conformance.lean.parse import parse_declaration
from conformance.lean.render import render
from conformance.lean.syntax import Definition


def definition(text: str, environment: Environment | None = None) -> Definition:
    declared = elaborate_declaration(environment or Environment(), parse_declaration(text), text)
    assert isinstance(declared, Definition)
    return declared


def found(declared: Definition, definitions: dict[str, Definition]) -> list[str] | None:
    said = divisors([declared.body], [b.name for b in declared.binders], definitions)
    return None if said is None else [render(d) for d in said]


def test_a_divisor_in_a_called_definition_is_said_of_the_arguments() -> None:
    mean = definition("def mean {n : Nat} (z : Fin n → ℝ) : ℝ := (∑ i : Fin n, z i) / n")
    both = "def both {k : Nat} (z : Fin (2 * k) → ℝ) (d : Nat) : ℝ := mean z / (d - 1 : ℝ) / 2"
    caller = definition(both, Environment().extended(mean))
    assert found(mean, {}) == ["↑n"]
    assert found(caller, {"mean": mean}) == ["↑d - 1", "↑(2 * k)"]


def test_what_a_sum_binds_says_nothing_of_the_input() -> None:
    assert found(definition("def f {n : Nat} : ℝ := ∑ i : Fin n, 1 / (i.val + 1 : ℝ)"), {}) is None
    assert found(definition("def f {n : Nat} : ℝ := ∑ i : Fin n, (i.val : ℝ)"), {}) == []


def divided(text: str) -> Divisors:
    declared = definition(text)
    names = [b.name for b in declared.binders]
    said = divisors([declared.body], names, {})
    assert said is not None
    return Divisors(said, names, {}, {b for b in names if b in ("n", "d")})


def sized(text: str, *frame: object) -> list[object]:
    return divided(text).sized(frame)


def test_sizes_become_ones_by_which_floats_divide_exactly() -> None:
    assert sized("def f (n : Nat) (a : ℝ) : ℝ := a / n", 100, 7) == [64, 7]
    assert sized("def f (n : Nat) (a : ℝ) : ℝ := a / (n - 1 : ℝ)", 100, 7) == [65, 7]
    assert sized("def f (n d : Nat) (a : ℝ) : ℝ := a / (n * d)", 5, 7, 1) == [4, 4, 1]
    assert sized("def f (n d : Nat) (a : ℝ) : ℝ := a / n", 8, 7, 1) == [8, 7, 1]


MEAN = "def f {n : Nat} (a : ℝ) (mask : Fin n → Bool) : ℝ := a / ((List.finRange n).countP (fun i => mask i))"
LEFT = "def f {n : Nat} (a : ℝ) (mask : Fin n → Bool) : ℝ := a / ((List.finRange n).countP (fun i => !mask i))"
ACTIVE = (
    "def f {n : Nat} (a : ℝ) (labels : Fin n → Int) (ignored : Int) : ℝ := "
    "a / ((List.finRange n).countP (fun i => decide (labels i ≠ ignored)))"
)


def test_what_is_counted_becomes_as_much_as_floats_divide_exactly_by() -> None:
    assert divided(MEAN).filled([5, 7, (False, True, True, True, False)]) == [5, 7, (False, True, True, False, False)]
    assert divided(LEFT).filled([4, 7, (True, False, False, False)]) == [4, 7, (False,) * 4]
    assert divided(ACTIVE).filled([3, 7, (4, 5, 6), -100]) == [3, 7, (4, 5, -100), -100]
    assert divided("def f (n : Nat) (a : ℝ) (k : Nat) : ℝ := a / k").filled([9, 7, 6]) == [9, 7, 4]
    for fine in ((True, True, False), (False, False, False)):
        assert divided(MEAN).filled([3, 7, fine]) == [3, 7, fine]


def test_large_sizes_and_tables_are_not_tried_one_by_one() -> None:
    """Each evaluation takes as many steps as there are items: some ten are made, not a thousand."""
    count, mask = 0, (True,) * 1500
    divisors_of_mask = divided(MEAN)
    (contents,) = divisors_of_mask._contents
    value = contents._value

    def counted(frame: object) -> object:
        nonlocal count
        count += 1
        return value(frame)  # type: ignore[arg-type]

    contents._value = counted
    for numerator in (7, 8, 9):
        assert sum(divisors_of_mask.filled([1500, numerator, mask])[2]) == 1024
    assert count < 50
    assert sized("def f (n : Nat) (a : ℝ) : ℝ := a / (n - 1 : ℝ)", 1500, 7) == [1025, 7]
