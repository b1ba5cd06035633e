"""Garbage is collected rarely while a check runs, and as often as before once it is over; memory can be given back."""

from __future__ import annotations

import ctypes
import gc
import weakref
from types import SimpleNamespace

import pytest

from conformance import check
from conformance.system import garbage
from conformance.system.garbage import collected_rarely


def test_the_thresholds_of_whoever_checks_come_back_whatever_happened() -> None:
    before = gc.get_threshold()
    with pytest.raises(ZeroDivisionError):
        _fail_within()
    assert gc.get_threshold() == before


@collected_rarely()
def _fail_within() -> None:
    raise ZeroDivisionError


def test_a_backend_that_is_checked_in_this_process_is_not_slowed_by_collections() -> None:
    seen = []

    def complement(mask: list[bool]) -> list[bool]:
        seen.append(gc.get_threshold()[0])
        return [not bit for bit in mask]

    before = gc.get_threshold()
    check(SimpleNamespace(complement=complement), laws="complement", profile="quick")
    assert min(seen) > before[0]
    assert gc.get_threshold() == before


def test_where_the_library_cannot_say_what_is_free_nothing_is_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    garbage.give_back()
    monkeypatch.setattr(ctypes, "CDLL", lambda name: SimpleNamespace())
    garbage._trim.cache_clear()
    garbage.give_back()
    garbage._trim.cache_clear()


def test_what_hangs_together_in_a_circle_is_given_back() -> None:
    class Link:
        """An object that can be referred to weakly."""

    one = Link()
    one.itself = one  # type: ignore[attr-defined]
    seen = weakref.ref(one)
    gc.disable()
    try:
        del one
        garbage.give_back()
    finally:
        gc.enable()
    assert seen() is None
