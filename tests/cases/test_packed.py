"""Wide inputs that are packed come out as they went in, any number of times, and take little room."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from fractions import Fraction

import pytest

from conformance.cases.domain import Domain
from conformance.cases.packed import LEAST, MOST_AHEAD, MOST_ITEMS, Packed, in_groups
from conformance.cases.plan import WideCase
from conformance.cases.profiles import PROFILES
from conformance.cases.streams import Streams
from tests.cases.support import domain_of, shipped_law

LONG = 2 * LEAST
VALUES = {
    "booleans": (True, False) * LONG,
    "small numbers": tuple(range(-100, 100)),
    "numbers of 64 bits": (-(2**63), 2**63 - 1) * LONG,
    "larger numbers": (2**80,) * LONG,
    "floats": (0.5, -0.0) * LONG,
    "numbers and floats": (1, 0.5, True) * LONG,
    "fractions": (Fraction(1, 3),) * LONG,
    "few numbers": (1, 0.5, -3) * LONG,
    "numbers that are equal": (1, 1.0, 0.5) * LONG,
    "a number that is none": (1, float("nan"), 0.5) * LONG,
    "vectors": ((1, 2), (3, 4)) * LONG,
    "rows": tuple((k, k + 1) for k in range(LONG)),
    "rows of any length": tuple((0.5,) * (k % 3) for k in range(LONG)),
    "rows of rows": tuple(((k % 2 == 0,) * 3, ()) for k in range(LONG)),
    "rows of fractions": tuple((Fraction(k, 3),) for k in range(LONG)),
    "rows of few numbers": tuple((k, k / 2 + 0.25) for k in range(LONG)),
    "a structure": (5, (True,) * LONG, ((), (0.5,) * LONG)),
    "short": (1, 2),
    "empty": (),
    "a number": 7,
}


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
def test_values_come_out_as_they_went_in_with_items_of_the_same_types(value: object) -> None:
    packed = Packed([WideCase([value])])
    for _ in range(2):
        (case,) = packed
        assert case.frame is not None
        assert repr(case.frame[0]) == repr(value)


def test_cases_keep_what_is_told_of_them_and_have_their_places() -> None:
    asked = WideCase([1, (True,) * LONG], (0, 1), (0, None), ("", "size"), 3, is_further=True, favourite=(1, 2))
    first, second = Packed([WideCase(None), asked])
    assert (first.frame, first.number, second.number) == (None, 0, 1)
    assert (second.asked, second.levels, second.reasons, second.layout) == ((0, 1), (0, None), ("", "size"), 3)
    assert (second.is_further, second.favourite) == (True, (1, 2))


def test_inputs_next_to_each_other_have_their_vectors_in_common() -> None:
    mask, losses = (True,) * LONG, (1,) * LONG
    packed = Packed([WideCase([mask, losses]), WideCase([mask, (2,) * LONG]), WideCase([(mask, 3), losses])])
    first, second, third = [case.frame or () for case in packed]
    assert first[0] is second[0]
    assert third[0][0] is first[0]
    assert third[1] is first[1]


def test_taking_the_values_of_a_case_away_takes_none_from_the_next_time() -> None:
    packed = Packed([WideCase([n, (True,) * LONG]) for n in range(3)])
    for case in packed:
        case.frame = None
    assert [case.frame[0] for case in packed if case.frame] == [0, 1, 2]


def test_many_take_a_fraction_of_their_room() -> None:
    count = 16 * MOST_ITEMS // 1_000
    tracemalloc.start()
    try:
        packed = Packed(WideCase([(k % 2 == 0,) * 1_000]) for k in range(count))
        sizes = [len(case.frame[0]) for case in packed if case.frame]
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert sizes == [1_000] * count
    # A tuple takes 8 bytes an item.
    assert most < (8 * 1_000 * count) / 2


def test_wide_inputs_of_a_law_are_those_that_would_be_made_anew() -> None:
    streams, alone = Streams(PROFILES["quick"], 0), domain_of(shipped_law("maskedLoss"))
    # Two laws go through them, or one alone.
    both = Domain([shipped_law("maskedLoss"), shipped_law("maskedLoss.well_formed")], alone.claims)
    kept, anew = map(streams.wide, (both, alone))
    assert [isinstance(cases, Packed) for cases in (kept, anew)] == [True, False]
    assert [case.frame for case in kept] == [case.frame for case in anew]


def test_a_case_is_made_by_itself() -> None:
    packed = Packed(WideCase([n, (n,) * LONG, (True, (n,))]) for n in range(3))
    assert packed.frame(1) == (1, (1,) * LONG, (True, (1,)))


def test_nothing_unpacked_is_left_when_all_were_gone_through() -> None:
    packed = Packed(WideCase([tuple(range(k, k + 1_000))]) for k in range(0, 100_000, 1_000))
    tracemalloc.start()
    try:
        assert sum(1 for case in packed if case.frame) == 100
        now, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert now < most / 20


def test_few_large_inputs_are_made_ahead_however_their_items_are_nested() -> None:
    made = []

    def cases() -> Iterator[WideCase]:
        for number in range(100):
            made.append(number)
            yield WideCase([((True,) * 1_000,) * (MOST_AHEAD // 10_000)])

    next(in_groups(cases()))
    assert len(made) <= 12
