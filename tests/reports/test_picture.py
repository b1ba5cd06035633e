"""Drawings of inputs: which cells there are, where lines lead, and what is left out of large ones."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.records.law import BinderRecord
from conformance.records.vocabulary import ROLES
from conformance.reports.picture import MOST, Picture, draw

N = BinderRecord("n", "Nat", "size")
M = BinderRecord("m", "Mask n", "mask", "n")
LOSS = BinderRecord("loss", "Fin n → Nat", "table", "n")
XS = BinderRecord("xs", "List (Fin n)", "indices", "n")
I = BinderRecord("i", "Fin n", "index", "n")  # noqa: E741


def drawn(inputs: dict[str, Any], *binders: BinderRecord, **other: Any) -> Picture:
    picture = draw(inputs, binders, **other)
    assert picture is not None
    return picture


def texts(picture: Picture) -> dict[str, list[str]]:
    """The cells of each row by the row's first label."""
    return {row.labels[0][1]: [c.text for c in row.cells] for row in picture.rows}


def test_masks_and_losses_are_cells_on_their_positions() -> None:
    picture = drawn({"n": 3, "m": [True, False, True], "loss": [5, 0, 7]}, N, M, LOSS)
    assert texts(picture) == {"position": ["0", "1", "2"], "m": ["1", "0", "1"], "loss": ["5", "0", "7"]}
    assert [c.kind for c in picture.rows[1].cells] == ["on", "off", "on"]
    columns = [[c.x for c in row.cells] for row in picture.rows]
    assert columns[0] == columns[1] == columns[2]


def test_a_line_leads_from_each_list_item_to_its_position() -> None:
    picture = drawn({"n": 3, "xs": [2, 0, 2], "i": 1, "loss": [5, 6, 7]}, N, I, XS, LOSS)
    places = {c.text: c.x + c.width // 2 for c in picture.rows[0].cells}
    items = [c for c in picture.rows[-1].cells]
    assert [c.text for c in items] == ["1", "2", "0", "2"]
    assert len(picture.lines) == 4
    for item, (x1, _, x2, _) in zip(items, picture.lines, strict=True):
        assert abs(x1 - (item.x + item.width // 2)) <= 1
        assert abs(x2 - places[item.text]) <= 1


def test_an_index_outside_the_positions_points_nowhere() -> None:
    picture = drawn({"n": 2, "xs": [-1, 0, 2]}, N, XS)
    assert [c.kind for c in picture.rows[-1].cells] == ["out", "item", "out"]
    assert len(picture.lines) == 1


def test_where_results_differ_is_marked() -> None:
    picture = drawn({"n": 3, "m": [True] * 3}, N, M, results=[("expected", [False] * 3), ("actual", [False, True])])
    expected, actual = picture.rows[2:]
    assert [c.differs for c in expected.cells] == [False, True, True]
    assert [c.differs for c in actual.cells] == [False, True]


def test_a_large_input_is_drawn_in_part_with_what_matters() -> None:
    size = 5000
    wrong = [k == 4321 for k in range(size)]
    inputs = {"n": size, "m": [True] * size, "xs": [77] * 300}
    picture = drawn(inputs, N, M, XS, results=[("expected", [False] * size), ("actual", wrong)])
    positions = texts(picture)["position"]
    assert {"4321", "77"} <= set(positions)
    assert len(positions) <= MOST
    assert picture.left_out == (f"{size - len(positions):,} more positions", f"{300 - MOST} more items of xs")


def test_no_position_and_an_empty_list_are_drawn_too() -> None:
    picture = drawn({"n": 0, "xs": [], "loss": []}, N, XS, LOSS)
    assert picture.rows[-1].labels[-1][1] == "empty"
    assert not picture.lines


@pytest.mark.parametrize("inputs", [{"n": 3}, {"n": 3, "m": "text"}, {"n": 3, "m": [None]}, {}])
def test_what_has_no_positions_is_not_drawn(inputs: dict[str, Any]) -> None:
    assert draw(inputs, (N, M)) is None


_VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.integers(-2, 5), st.text(max_size=4)),
    lambda v: st.lists(v, max_size=90),
    max_leaves=90,
)


@given(
    st.dictionaries(st.sampled_from("nmxi"), _VALUES),
    st.lists(
        st.builds(BinderRecord, st.sampled_from("nmxi"), st.just(""), st.sampled_from(ROLES), st.sampled_from("nm"))
    ),
    st.lists(st.tuples(st.text(max_size=30), _VALUES), max_size=2),
)
def test_any_values_in_any_roles_can_be_drawn(
    inputs: dict[str, Any], binders: list[BinderRecord], results: list[tuple[str, Any]]
) -> None:
    picture = draw(inputs, binders, results)
    if picture is not None:
        assert all(len(row.cells) <= MOST + len(binders) for row in picture.rows)
        assert all(c.x >= 0 and c.x + c.width <= picture.width and c.width > 0 for r in picture.rows for c in r.cells)
