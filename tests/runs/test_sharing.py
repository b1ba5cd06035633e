"""Shares of laws are worked on side by side, and an error of one ends the work."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import pytest

from conformance.checking.laws import laws_of
from conformance.laws.laws import Law
from conformance.laws.specfile import shipped
from conformance.runs.sharing import in_shares

LAWS = [law for law in laws_of(shipped()) if law.id in ("allMask", "complement", "maskedLoss")]
HALVES: Any = [SimpleNamespace(shares=lambda laws: [laws[:2], laws[2:]]) for _ in range(2)]
EACH = [(place, [law.id for law in share]) for place in range(2) for share in (LAWS[:2], LAWS[2:])]


def test_each_share_is_worked_on_once_all_of_one_backend_before_the_next() -> None:
    done: list[tuple[int, list[str]]] = []
    in_shares(lambda place, share: done.append((place, [law.id for law in share])), HALVES, LAWS, 1)
    assert done == EACH


def test_two_shares_are_worked_on_at_a_time() -> None:
    """Each waits for another, which comes where two are under way."""
    done: list[tuple[int, list[str]]] = []
    met = threading.Barrier(2, timeout=60)

    def work(place: int, share: Sequence[Law]) -> None:
        met.wait()
        done.append((place, [law.id for law in share]))

    in_shares(work, HALVES, LAWS, 2)
    assert sorted(done) == sorted(EACH)


@pytest.mark.parametrize("at_once", [1, 2])
def test_an_error_of_one_share_is_raised(at_once: int) -> None:
    def work(place: int, share: Sequence[Law]) -> None:
        if place:
            raise ValueError(share[0].id)

    with pytest.raises(ValueError, match=r"allMask|maskedLoss"):
        in_shares(work, HALVES, LAWS, at_once)
