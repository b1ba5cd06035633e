"""An operation is called once for each input, whatever came of it; calls outside the limits are none."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from conformance.laws.specfile import shipped
from conformance.subjects.calls import OperationFailed, OutsideLimits
from conformance.subjects.loading import load_backend
from conformance.subjects.operation import bind
from conformance.subjects.tabulated import Tabulated

ONE, TWO, THREE = (1, (True,)), (2, (True, False)), (3, (True, True, True))


def tabulated(inside: Any = None) -> Tabulated:
    """`complement`, which takes no more than two positions."""

    def complement(mask: list[bool]) -> list[bool]:
        if len(mask) > 2:
            raise ValueError("too long")
        return [not m for m in mask]

    backend = load_backend(SimpleNamespace(complement=complement), shipped().definitions)
    return Tabulated(bind(backend, shipped().definitions)["complement"], inside)


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
