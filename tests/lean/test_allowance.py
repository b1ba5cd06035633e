"""An evaluation counts so far, takes so many steps and makes so large numbers, and ends where it would go on."""

from __future__ import annotations

import pytest

from conformance.lean.allowance import MAX_BITS, MAX_COUNT, Allowance, Ration, TooMuch, bounded, counted


def test_a_count_is_given_back_up_to_its_bound() -> None:
    assert counted(MAX_COUNT) == MAX_COUNT
    with pytest.raises(TooMuch, match="counts to 1,000,001, and at most 1,000,000"):
        counted(MAX_COUNT + 1)


def test_a_number_is_given_back_up_to_its_bound() -> None:
    assert bounded(2**MAX_BITS - 1) == 2**MAX_BITS - 1
    with pytest.raises(TooMuch, match=f"a number of {MAX_BITS + 1:,} bits"):
        bounded(2**MAX_BITS)


def test_an_allowance_is_used_up() -> None:
    allowed = Allowance(10)
    assert [allowed(4), allowed(6), allowed(0)] == [4, 6, 0]
    with pytest.raises(TooMuch, match="more than 10 steps"):
        allowed(1)


def test_a_ration_is_used_up_by_many_evaluations() -> None:
    ration = Ration(2_500)
    for _ in range(2):
        ration.anew()
        assert ration(1_000) == 1_000
    ration.anew()
    with pytest.raises(TooMuch, match="used up"):
        ration(1_000)
    with pytest.raises(TooMuch, match="used up"):
        ration.anew()
