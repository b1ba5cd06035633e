"""How large numbers get on the way, told from the magnitudes of an input."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from conformance.checking.laws import laws_of
from conformance.laws.specfile import shipped
from conformance.lean.elaborate.declarations import elaborate_declaration
from conformance.lean.elaborate.environment import Environment
from conformance.lean.grains import Measures
from conformance.lean.magnitude import largest_of
from conformance.lean.parse import parse_declaration
from conformance.lean.syntax import Definition

LAWS = {law.id: law for law in laws_of(shipped())}


def largest(name: str, *frame: Any) -> int | None:
    law = LAWS[name]
    measures = Measures([b.type for b in law.binders])
    return largest_of([law.claim], [b.name for b in law.binders], measures, shipped().definitions)(frame)


@pytest.mark.parametrize(
    ("name", "frame", "bound"),
    [
        ("maskedLoss", (3, (0, 2, 2), (5, 7, 1)), 21),
        ("maskedLoss_append", (2, (0, 1), (1,), (4, 9)), 27),
        ("maeLoss", (2, 1, 2, (0, 1), (0, 0), (0, 1), ((6, 8),)), 16),
        ("vicregObjective", (2, 3, 5, 7, 11, 13), 112),
        ("varianceTerm", (10, (3, 12)), 20),
        ("complement", (3, (True, False, True)), 3),
    ],
)
def test_nothing_is_above_what_the_magnitudes_tell(name: str, frame: tuple[Any, ...], bound: int) -> None:
    assert largest(name, *frame) == bound


def test_a_sum_is_bounded_by_its_largest_item_as_often_as_there_are_items() -> None:
    assert largest("maskedLoss", 3, (0, 1, 2), (1, 1, 100)) == 300
    assert largest("maskedLoss", 0, (), ()) is not None


def test_of_a_function_without_a_table_nothing_is_known() -> None:
    law = LAWS["maskedLoss"]
    assert largest_of([law.claim], ["n", "idxs", "perPatchLoss"], Measures([b.type for b in law.binders]),
                      shipped().definitions)((2, (0,), lambda i: i)) is None  # fmt: skip


@pytest.mark.parametrize(
    ("text", "frame", "bound"),
    [
        ("def f {n : Nat} (x : Fin n → ℝ) (k : Nat) : ℝ := max 0 (∑ i : Fin n, x i ^ 2) + k", (2, (3, -0.5), 7), 7),
        ("def f {n : Nat} (x : Fin n → ℝ) (k : Nat) : ℝ := (∏ i : Fin n, x i) + k", (2, (3, -0.5), 7), 7),
        ("def f (r : Rat) (k : Nat) : Nat := (min r 9).floor.toNat + k", (Fraction(7, 2), 5), 15),
    ],
)
def test_reals_and_fractions_are_no_numbers_of_the_dtype(text: str, frame: tuple[Any, ...], bound: int) -> None:
    declared = elaborate_declaration(Environment(), parse_declaration(text), text)
    assert isinstance(declared, Definition)
    assert declared.body is not None
    names, types = [b.name for b in declared.binders], [b.type for b in declared.binders]
    assert largest_of([declared.body], names, Measures(types), {})(frame) == bound
