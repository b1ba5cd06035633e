"""The same question is not asked twice in a row: what makes it another one is asked anew."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from conformance.laws.specfile import shipped
from conformance.subjects.calls import OperationFailed
from conformance.subjects.loading import load_backend
from conformance.subjects.operation import bind
from conformance.subjects.recalled import MOST, MOST_ITEMS, Recalled
from conformance.subjects.vectors import Vectors

MASKS = [tuple([k == one for k in range(40)]) for one in range(MOST + 1)]


def recalled(function: Any = lambda mask, i: mask[i]) -> Recalled:
    backend = load_backend(SimpleNamespace(selected=function), shipped().definitions)
    return Recalled(bind(backend, shipped().definitions)["selected"], Vectors())


def test_the_same_vector_and_number_are_asked_once_in_a_row() -> None:
    selected = recalled()
    assert [selected(40, MASKS[3], i) for i in (3, 3, 4, 3, 4)] == [True, True, False, True, False]
    assert selected.operation.calls == 2
    assert selected.apply([40, MASKS[3], 4]) is False
    assert selected.operation.calls == 2


def test_another_vector_with_the_same_items_and_another_layout_are_asked_anew() -> None:
    selected = recalled()
    selected(40, MASKS[0], 0)
    selected(40, tuple([*MASKS[0]]), 0)
    selected.operation.layout = "a view with a step"
    selected(40, MASKS[0], 0)
    assert selected.operation.calls == 3


def test_only_the_latest_are_kept() -> None:
    selected = recalled()
    for mask in (*MASKS, MASKS[0]):
        selected(40, mask, 0)
    assert selected.operation.calls == MOST + 2


def test_of_large_vectors_fewer_are_kept_and_the_very_latest_however_large() -> None:
    selected = recalled()
    for mask in (MASKS[0], (True,) * MOST_ITEMS, (False,) * MOST_ITEMS):
        for _ in range(2):
            selected(len(mask), mask, 0)
    assert selected.operation.calls == 3
    selected(40, MASKS[0], 0)
    assert selected.operation.calls == 4


def test_a_call_that_failed_is_made_again() -> None:
    def refuse(mask: list[bool], i: int) -> bool:
        raise ValueError("not today")

    selected = recalled(refuse)
    for _ in range(2):
        with pytest.raises(OperationFailed, match="not today"):
            selected(40, MASKS[0], 0)
    assert selected.operation.calls == 2


def test_what_has_vectors_is_let_go_of() -> None:
    selected = recalled()
    selected(40, MASKS[0], 0)
    selected.forget()
    selected(40, MASKS[0], 0)
    assert selected.operation.calls == 2


def test_the_items_of_all_parts_of_a_result_are_counted() -> None:
    asked: list[Any] = []
    mask = (True,) * (MOST_ITEMS // 4)

    def apply(arguments: Any) -> Any:
        asked.append(arguments)
        return mask, mask, mask

    operation: Any = SimpleNamespace(layout="", apply=apply)
    found = Recalled(operation, Vectors())
    for seed in (0, 1, 0):
        found(len(mask), seed)
    assert len(asked) == 3
