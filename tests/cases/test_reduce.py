"""Reduction of failing inputs: what comes out still fails, and is as small as the fault allows."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.cases.reduce import MAX_TRIALS, reduce_frame
from conformance.lean.closures import Frame
from conformance.values.limits import Limits
from tests.cases.support import domain_of, law_of, shipped_law

LOSS = shipped_law("maskedLoss")


def wide(n: int, length: int) -> Frame:
    rng = random.Random(n + length)
    return [n, tuple(rng.choices(range(n), k=length)), tuple(rng.choices(range(1, 1000), k=n))]


@given(st.integers(1, 400), st.integers(0, 500))
def test_a_fault_of_long_lists_is_reduced_to_the_shortest(n: int, limit: int) -> None:
    frames = reduce_frame(domain_of(LOSS), wide(n, 600), lambda f: len(f[1]) > limit)
    assert frames[0] == [1, (0,) * (limit + 1), (0,)]


@pytest.mark.parametrize("n", [257, 1568, 65_537])
def test_a_fault_of_high_positions_is_reduced_to_the_first(n: int) -> None:
    frames = reduce_frame(domain_of(LOSS), [n, (n - 1,) * 300, (1,) * n], lambda f: any(i >= 256 for i in f[1]))
    size, idxs, losses = frames[0]
    assert size == 257
    assert idxs == (256,)
    assert not any(losses)


def test_a_total_is_reduced_to_the_smallest_that_fails() -> None:
    def fails(frame: Frame) -> bool:
        return sum(frame[2][i] for i in frame[1]) >= 2**24

    frames = reduce_frame(domain_of(LOSS), [197, tuple(range(197)), (2**20,) * 197], fails)
    assert frames[0] == [1, (0,) * 16, (2**20,)] or sum(frames[0][2][i] for i in frames[0][1]) == 2**24


@pytest.mark.parametrize(("bits", "n"), [(11, 1), (24, 3), (24, 300), (53, 9), (53, 8_192), (113, 70)])
def test_a_number_that_a_float_rounds_is_reduced_to_the_first(bits: int, n: int) -> None:
    """The first natural that has more significant bits than a float is above a power of two."""
    rng = random.Random(n)
    losses = tuple([rng.getrandbits(bits + 3) for _ in range(n)])

    def fails(frame: Frame) -> bool:
        total = sum(frame[2][i] for i in frame[1])
        return total >> max(0, total.bit_length() - bits) << max(0, total.bit_length() - bits) != total

    listed = tuple(range(0, n, 2))
    listed = listed if fails([n, listed, losses]) else listed[1:]
    assert reduce_frame(domain_of(LOSS), [n, listed, losses], fails)[0] == [1, (0,), (2**bits + 1,)]


@pytest.mark.parametrize("least", [1, 2, 100, 2**31, 3_000_000_019, 10**30 + 7])
def test_a_number_above_a_boundary_is_reduced_to_the_boundary(least: int) -> None:
    frames = reduce_frame(domain_of(LOSS), [4, (3,), (least, 0, 5, least * 7)], lambda f: any(v >= least for v in f[2]))
    assert frames[0] == [1, (), (least,)]


def test_totals_that_no_one_item_reaches_are_put_into_one_item() -> None:
    frames = reduce_frame(domain_of(LOSS), [9, tuple(range(9)), (7,) * 9], lambda f: sum(f[2]) >= 50)
    assert frames[0] == [1, (), (50,)]


@pytest.mark.parametrize("n", [4_096, 65_537])
def test_positions_that_the_input_says_nothing_of_are_left_out_together(n: int) -> None:
    """What fails is three losses and a size of more than one, wherever they are."""
    losses = [0] * n
    for k in (17, n // 2, n - 3):
        losses[k] = 1
    frames = reduce_frame(domain_of(LOSS), [n, (n // 2,), tuple(losses)], lambda f: sum(map(bool, f[2])) >= 3 and f[1])
    assert frames[0][0] == 3


def test_the_limits_hold_for_each_smaller_input() -> None:
    domain = domain_of(LOSS, Limits(nonempty=True, distinct_indices=True))
    frames = reduce_frame(domain, [300, tuple(range(300)), (7,) * 300], lambda f: True)
    assert frames[0] == [1, (0,), (0,)]
    assert all(domain.admits(f) for f in frames)


def test_the_premises_hold_for_each_smaller_input() -> None:
    law = shipped_law("maskedLoss_eq_zero_of_all_zero")
    domain = domain_of(law)
    losses = tuple(0 if i % 2 else 5 for i in range(300))
    frames = reduce_frame(domain, [300, tuple(range(1, 300, 2)), losses], lambda f: len(f[1]) > 3)
    assert all(domain.premises_met(f) for f in frames)
    assert len(frames[0][1]) == 4


def test_the_work_is_bounded() -> None:
    asked = []

    def fails(frame: Frame) -> bool:
        asked.append(frame)
        return len(asked) % 2 == 1

    reduce_frame(domain_of(LOSS), wide(2_000, 3_000), fails)
    assert len(asked) <= MAX_TRIALS


def test_a_position_in_the_middle_is_left_out() -> None:
    """What fails is one chosen position of three or more that are not."""
    domain = domain_of(shipped_law("complement"))
    frames = reduce_frame(domain, [9, (False, True, False, False, True, False, False, True, True)],
                          lambda f: sum(f[1]) >= 1 and f[1].count(False) >= 3)  # fmt: skip
    assert frames[0][0] == 4
    assert sum(frames[0][1]) == 1


def test_lists_of_lists_are_reduced_inside() -> None:
    domain = domain_of(law_of("theorem t (rows : List (List Nat)) : True"))
    frames = reduce_frame(domain, [((7, 8), (9, 300, 4), (1,))], lambda f: any(v >= 200 for row in f[0] for v in row))
    assert frames[0] == [((200,),)]


def test_rows_of_a_table_of_tables_are_reduced_inside() -> None:
    domain = domain_of(law_of("theorem t {n : Nat} (f : Fin n → Fin n → Nat) : True"))
    frames = reduce_frame(domain, [3, ((1, 2, 3), (4, 5, 6), (7, 8, 9))], lambda f: any(v > 4 for r in f[1] for v in r))
    assert frames[0] == [1, ((5,),)]
