"""How the arrays of a call lie in memory: all of them in one way, or one of them alone."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.carriers import Form, Kind, carrier
from conformance.cases.plan import LAYOUTS
from conformance.subjects.layouts import PLAIN, Deal, in_turn, is_known, names, simpler, told, ways

VECTOR, INDEX, TABLE = Form(Kind.BOOL, 1), Form(Kind.INDEX, 0), Form(Kind.NAT, 2)
STEP, FIRST, SECOND = "a view with a step", ", the first array alone", ", the second array alone"


def test_a_call_of_one_array_has_it_in_each_layout() -> None:
    pytest.importorskip("numpy")
    assert names(carrier("numpy"), [[VECTOR, INDEX]]) == (
        PLAIN, STEP, "a part of a larger array", "a reversed view", "read-only", "broadcast"
    )  # fmt: skip
    assert names(carrier("numpy"), [[INDEX], []]) == (PLAIN,)
    assert names(carrier("python"), [[VECTOR, VECTOR]]) == (PLAIN,)


def test_a_call_of_two_arrays_has_each_alone_in_the_commonest() -> None:
    pytest.importorskip("numpy")
    found = names(carrier("numpy"), [[VECTOR, VECTOR], [VECTOR, INDEX]])
    assert found[:4] == (PLAIN, STEP, f"{STEP}{SECOND}", f"{STEP}{FIRST}")
    assert f"a reversed view{FIRST}" in found
    assert f"broadcast{FIRST}" not in found
    assert len(found) == len(set(found))


def test_some_layouts_are_of_two_dimensions_and_more() -> None:
    pytest.importorskip("numpy")
    of_tables = {"in Fortran order", "a view of every other row"}
    assert of_tables <= set(names(carrier("numpy"), [[TABLE]]))
    assert of_tables.isdisjoint(names(carrier("numpy"), [[VECTOR]]))


@pytest.mark.parametrize(("count", "expected"), [(1, 1), (4, 5), (6, 7), (12, 13), (24, 24)])
def test_a_prime_number_of_layouts_comes_in_turn(count: int, expected: int) -> None:
    layouts = [PLAIN, *map(str, range(1, count))]
    found = in_turn(layouts)
    assert len(found) == expected
    assert list(found[:count]) == layouts
    assert set(found[count:]) <= {PLAIN}


def test_fewer_arrays_differ_in_what_is_simpler() -> None:
    layouts = [PLAIN, STEP, f"{STEP}{SECOND}", f"{STEP}{FIRST}", "read-only"]
    assert list(simpler(STEP, layouts)) == [PLAIN, f"{STEP}{SECOND}", f"{STEP}{FIRST}"]
    assert list(simpler(f"{STEP}{FIRST}", layouts)) == [PLAIN]
    assert list(simpler("read-only", layouts)) == [PLAIN]
    assert list(simpler(PLAIN, layouts)) == [PLAIN]


@pytest.mark.parametrize(
    ("layout", "forms", "expected"),
    [
        (STEP, [VECTOR, INDEX, VECTOR], [0, 2]),
        (f"{STEP}{FIRST}", [INDEX, VECTOR, VECTOR], [1]),
        (f"{STEP}{SECOND}", [INDEX, VECTOR, VECTOR], [2]),
        (f"{STEP}{SECOND}", [INDEX, VECTOR], [1]),
        (f"{STEP}{SECOND}", [VECTOR, VECTOR, VECTOR], [1]),
        ("in Fortran order", [VECTOR, TABLE], [1]),
        (STEP, [INDEX], []),
        (PLAIN, [VECTOR], []),
        ("what no carrier has", [VECTOR], []),
    ],
)
def test_the_arguments_that_are_laid_out(layout: str, forms: list[Any], expected: list[int]) -> None:
    pytest.importorskip("numpy")
    assert [k for k, _, _ in ways(carrier("numpy"), layout, forms)] == expected


def test_a_message_tells_which_array_lies_how() -> None:
    assert told(STEP) == "with arrays that are a view with a step"
    assert told(f"{STEP}{SECOND}") == "with the second array a view with a step, and no other"


def test_what_is_crossed_with_all_else_is_no_more_than_it_has_room_for() -> None:
    pytest.importorskip("numpy")
    for forms in ([VECTOR, VECTOR], [TABLE, TABLE], [VECTOR, TABLE], [TABLE]):
        assert len(Deal(carrier("numpy"), in_turn(names(carrier("numpy"), [forms]))).crossed) <= len(LAYOUTS.levels)


def test_what_comes_beside_an_input_has_another_layout_than_that_one() -> None:
    """As a fault in place does not show where arrays are read-only."""
    pytest.importorskip("numpy")
    deal = Deal(carrier("numpy"), in_turn(names(carrier("numpy"), [[VECTOR]])))
    for name in deal.crossed:
        deal.note(name)
        assert deal((1, (False, True))) != name


def test_a_kept_layout_is_read_where_the_carrier_has_it() -> None:
    pytest.importorskip("numpy")
    kept = [PLAIN, STEP, f"{STEP}{SECOND}", "read-only", "in Fortran order", "reversed", f"reversed{FIRST}"]
    assert [layout for layout in kept if is_known(carrier("numpy"), layout)] == kept[:5]
