"""What bounds the values of an input, and those of the same input with its numbers halved."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from conformance.lean.bounds import Heavy, Items
from conformance.lean.grains import Grain, Measures
from conformance.lean.syntax import Literal
from conformance.lean.types import BOOL, INT, NAT, RAT, REAL, FinType, FunctionType, ListType, ProductType

PAIRS = ListType(ProductType(NAT, REAL))
TABLE = FunctionType(FinType(Literal(2, NAT)), FunctionType(FinType(Literal(3, NAT)), REAL))


def bound(type_: Any, value: Any) -> Any:
    return Measures([type_]).of([value])[0]


def test_a_vector_is_bounded_by_its_length_and_its_largest_item() -> None:
    assert bound(ListType(NAT), (3, 1, 2)) == Items(3, 3)
    assert bound(ListType(NAT), ()) == Items(0, None)
    assert bound(PAIRS, ((2, 0.5), (7, -4))) == Items(2, (7, Grain(8, 1)))
    assert bound(ListType(ListType(BOOL)), ((True,), (), (False, False))) == Items(3, Items(2, 1))


def test_a_table_of_tables_is_bounded_by_all_their_items() -> None:
    assert bound(TABLE, ((1, 2, -3), (0.25, 0, 0))) == Items(2, Items(3, Grain(12, 2)))
    row = (5, 6, 7)
    assert bound(TABLE, (row, row)) == Items(2, Items(3, Grain(7)))


def test_numbers_below_zero_are_bounded_as_those_above() -> None:
    assert bound(INT, -5) == bound(ListType(INT), (3, -5)).item == 5
    assert bound(ListType(RAT), (Fraction(1, 4), Fraction(-3))) == Items(2, Grain(12, 2))


def test_of_a_third_and_of_a_function_without_a_table_nothing_is_known() -> None:
    for type_, value in ((REAL, Fraction(1, 3)), (TABLE, lambda k: k)):
        with pytest.raises(Heavy):
            bound(type_, value)


def test_several_inputs_are_bounded_together() -> None:
    measures = Measures([NAT, ListType(REAL)])
    assert measures.of_all([(1, (2,)), (3, (0.5, 1))]) == (3, Items(2, Grain(4, 1)))


def test_halved_numbers_are_bounded_by_half() -> None:
    measures = Measures([NAT, NAT, PAIRS, ListType(FinType(Literal(9, NAT)))])
    bounds = measures.of([8, 8, ((12, 6.5),), (8,)])
    assert measures.halved(bounds, {0}, 2) == (8, 2, Items(1, (3, Grain(3, 1))), Items(1, 8))


def test_the_latest_vectors_are_remembered_and_few_of_them_where_they_are_long() -> None:
    looked_at = []

    class Watched(tuple):  # type: ignore[type-arg]
        def __len__(self) -> int:
            looked_at.append(self)
            return super().__len__()

    def looks(measures: Measures, *vectors: Any) -> int:
        looked_at.clear()
        for vector in vectors:
            measures.of((vector,))
        return len(looked_at)

    measures = Measures([ListType(NAT)])
    short, long = Watched((1, 2)), Watched((1,) * 50_000)
    once = looks(measures, short)
    assert looks(measures, short, short) == 0
    looks(measures, long)
    looks(measures, Watched((1,) * 50_000))
    assert looks(measures, long) == once
    measures.forget()
    assert looks(measures, long, long) == once
