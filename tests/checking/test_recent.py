"""The calls that were made last are known, in order, and take little memory."""

from __future__ import annotations

from conformance.checking.recent import MOST_CALLS, MOST_ITEMS, within
from conformance.values.items import items_of
from tests.checking.support import bound

MASK = (True, False)


def test_calls_of_all_operations_are_kept_in_order() -> None:
    laws = bound()
    laws.operations["complement"](2, MASK)
    laws.operations["allMask"](3)
    laws.lay_out("elsewhere")
    laws.operations["emptyMask"].outcome((1,))
    told = [(operation.definition.name, tuple(arguments), layout) for operation, arguments, layout in laws.recent()]
    assert told == [("complement", (2, MASK), ""), ("allMask", (3,), ""), ("emptyMask", (1,), "elsewhere")]


def test_there_are_so_many_at_most() -> None:
    laws = bound()
    for n in range(MOST_CALLS + 5):
        laws.operations["allMask"](n % 7)
    assert len(laws.recent()) == MOST_CALLS
    assert laws.recent()[0][1] == (5,)


def test_what_is_large_is_dropped_before_long() -> None:
    laws = bound()
    mask = (True,) * (MOST_ITEMS // 3)
    for _ in range(50):
        laws.recent.asked()
        laws.operations["complement"](len(mask), mask)
    assert sum(items_of(arguments) for _, arguments, _ in laws.recent()) <= MOST_ITEMS + 2 * len(mask)


def test_a_large_vector_that_one_operation_gave_and_another_took_is_dropped_too() -> None:
    laws = bound()
    n = MOST_ITEMS // 3
    for _ in range(50):
        laws.recent.asked()
        laws.operations["selected"](n, laws.operations["allMask"](n), 0)
    assert sum(items_of(arguments) for _, arguments, _ in laws.recent()) <= MOST_ITEMS + 2 * n


def test_the_items_of_rows_are_counted() -> None:
    calls = [("an operation", (((True,) * 1_000,) * 100,), "") for _ in range(10)]
    assert len(within(calls, 300_000)) == 3  # type: ignore[arg-type]


def test_the_very_last_call_is_kept_however_large_it_is() -> None:
    laws = bound()
    for n in (1, 2):
        laws.operations["complement"](n, (True,) * n)
    assert [call[1][0] for call in within(laws.recent(), 0)] == [2]
