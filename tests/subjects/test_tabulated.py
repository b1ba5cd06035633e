"""An operation is called once for each input, whatever came of it; calls outside the limits are none."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from conformance.carriers import carrier
from conformance.laws.specfile import shipped
from conformance.lean.types import NAT
from conformance.subjects.calls import OperationFailed, OutsideLimits
from conformance.subjects.loading import load_backend
from conformance.subjects.operation import Operation, bind
from conformance.subjects.tabulated import Room, Tabulated

BACKEND = load_backend(
    SimpleNamespace(complement=lambda mask: [not m for m in mask]), shipped().definitions
)  # fmt: skip
ONE, TWO, THREE = (1, (True,)), (2, (True, False)), (3, (True, True, True))


def tabulated(inside: Any = None, room: Room | None = None) -> Tabulated:
    """`complement`, which takes no more than two positions."""

    def complement(mask: list[bool]) -> list[bool]:
        if len(mask) > 2:
            raise ValueError("too long")
        return [not m for m in mask]

    backend = load_backend(SimpleNamespace(complement=complement), shipped().definitions)
    return Tabulated(bind(backend, shipped().definitions)["complement"], inside, room)


def test_a_call_is_made_once_for_each_input() -> None:
    table = tabulated()
    for _ in range(2):
        assert (table(*ONE), table.apply(TWO)) == ((False,), (False, True))
        with pytest.raises(OperationFailed, match="too long"):
            table.apply(THREE)
    assert table.operation.calls == 3


def test_a_call_outside_the_limits_is_not_made() -> None:
    table = tabulated(lambda arguments: arguments[0] != 2)
    for _ in range(2):
        with pytest.raises(OutsideLimits):
            table.apply(TWO)
    assert (table.operation.calls, table.apply(ONE)) == (0, (False,))


def test_what_is_unknown_is_told_once_and_what_is_noted_is_known() -> None:
    table = tabulated(lambda arguments: arguments[0] != 2)
    table.apply(ONE)
    assert table.unknown([ONE, TWO, THREE, THREE]) == [THREE]
    table.note(THREE, OperationFailed("complement", "exception", "noted"))
    table.note((0, ()), ())
    assert table.unknown([THREE, (0, ())]) == []
    with pytest.raises(OperationFailed, match="noted"):
        table.apply(THREE)
    assert (table.apply((0, ())), table.operation.calls) == ((), 1)


def test_what_there_is_no_room_for_is_asked_again() -> None:
    """A vector of 100 items takes more than 200 words, with what comes of it."""
    room = Room(400)
    table = Tabulated(bind(BACKEND, shipped().definitions)["complement"], None, room)
    masks = [(100, tuple(b == k for b in range(100))) for k in range(5)]
    for _ in range(2):
        for mask in masks:
            table.apply(mask)
    assert table.operation.calls == 5 + 3
    assert room.used < 600


def test_vectors_within_a_vector_take_room_of_their_own() -> None:
    """Ten vectors of ten items take more than a hundred words."""
    definition = replace(shipped().definitions["allMask"], binders=(), result=NAT)
    room = Room(100)
    several = tuple([(True,) * 10] * 10)
    Tabulated(Operation(definition, lambda: None, carrier("python")), None, room).note((), several)
    assert room.is_full


def test_what_came_of_other_inputs_is_forgotten_where_it_takes_half_of_the_room() -> None:
    room = Room(150)
    table = tabulated(room=room)
    for about, calls in (("masks", 1), ("masks", 1), ("lists", 1)):
        room.turn_to(about)
        assert (table.apply(ONE), table.operation.calls) == ((False,), calls)
    table.apply(TWO)
    room.turn_to("indices")
    table.apply(ONE)
    assert table.operation.calls == 3


def test_what_is_told_unknown_has_room() -> None:
    room = Room(50)
    table = tabulated(room=room)
    table.apply(ONE)
    assert room.is_full
    assert table.unknown([TWO]) == [TWO]
    table.note(TWO, (False, True))
    assert (table.apply(TWO), table.operation.calls) == ((False, True), 1)


def test_an_operation_without_arguments_is_asked_once() -> None:
    definition = replace(shipped().definitions["allMask"], binders=(), result=NAT)
    asked = iter(range(9))
    table = Tabulated(Operation(definition, lambda: next(asked), carrier("python")), None)
    assert [table.apply(()), table()] == [0, 0]
