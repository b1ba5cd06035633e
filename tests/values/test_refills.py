"""What an array held before it is refilled: values of the same types and lengths, of which some items are others."""

from __future__ import annotations

import pytest

from conformance.lean.closures import Frame
from conformance.values.membership import has_types
from conformance.values.refills import WAYS, refilled
from tests.cases.support import shipped_law

TOP = 127

INPUTS: list[tuple[str, Frame]] = [
    ("complement", (6, (True, False, True, True, False, True))),
    ("complement", (1, (True,))),
    ("complement", (5, (True,) * 5)),
    ("selected", (9, (False,) * 8 + (True,), 8)),
    ("maskedLoss", (5, (4, 0, 3, 3, 1, 2, 0), (TOP, TOP, 0, 1, TOP))),
    ("maskedLoss", (8, tuple(range(8)), tuple(range(8)))),
    ("maskedLoss", (3, (), (0, 0, 0))),
]


@pytest.mark.parametrize("distinct", [False, True])
@pytest.mark.parametrize(("law", "frame"), INPUTS)
def test_other_contents_are_inside_what_the_input_is_inside(law: str, frame: Frame, distinct: bool) -> None:
    binders = shipped_law(law).binders
    for turn in range(4 * WAYS):
        found = refilled(binders, frame, turn, distinct, TOP)
        if found is None:
            continue
        assert found != tuple(frame)
        assert has_types(binders, found)
        for k, (before, now) in enumerate(zip(frame, found, strict=True)):
            if isinstance(before, tuple):
                assert len(now) == len(before)
                assert max(now, default=0) <= TOP
                if distinct and law == "maskedLoss" and k == 1 and len(set(before)) == len(before):
                    assert len(set(now)) == len(now)
            else:
                assert now == before


def test_each_way_comes_in_its_turn() -> None:
    binders = shipped_law("maskedLoss").binders
    idxs, losses = (5, 1, 4, 4, 2, 0, 3), (3, 1, 4, 1, 5, 9)
    turns = [refilled(binders, (6, idxs, losses), turn, False) for turn in range(2 * WAYS)]
    alone = [(f[1] == idxs, f[2] == losses) for f in turns if f is not None]
    assert {(False, True), (True, False), (False, False)} == set(alone)
    balanced = [f for f in turns if f is not None and sum(f[1]) == sum(idxs) and f[1] != idxs]
    assert balanced
    for _, found, _ in balanced:
        assert (found[0], found[-1]) == (idxs[0], idxs[-1])


def test_the_item_that_is_asked_for_is_the_one_that_changes() -> None:
    binders = shipped_law("selected").binders
    for i in range(9):
        changed = refilled(binders, (9, (False,) * 9, i), 0, False)
        assert changed is not None
        assert [k for k in range(9) if changed[1][k]] == [i]


def test_what_has_no_vector_has_no_other_contents() -> None:
    assert refilled(shipped_law("allMask").binders, (7,), 0, False) is None
    assert refilled(shipped_law("complement").binders, (0, ()), 0, False) is None
