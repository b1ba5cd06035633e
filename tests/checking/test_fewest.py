"""The fewest calls after which something fails: found among many, in few trials."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from conformance.checking.fewest import MOST_TRIALS, fewest, last_ones


@pytest.mark.parametrize("needed", [(0,), (99,), (3, 50), (1, 2, 97), (0, 33, 66, 99), tuple(range(0, 100, 9))])
def test_those_are_found_that_it_takes(needed: tuple[int, ...]) -> None:
    assert tuple(fewest(range(100), lambda left: set(needed) <= set(left))) == needed


@pytest.mark.parametrize("count", [1, 2, 6, 40])
def test_where_the_number_of_calls_decides_as_many_are_left(count: int) -> None:
    assert len(fewest(range(300), lambda left: len(left) >= count)) == count


def test_the_order_stays() -> None:
    assert fewest("xaxbxa", lambda left: "ba" in "".join(left)) == ["b", "a"]


def test_there_are_so_many_trials_at_most() -> None:
    trials: list[int] = []

    def fails(left: Sequence[int]) -> bool:
        trials.append(len(left))
        return len(trials) % 3 == 0

    fewest(range(5_000), fails)
    assert len(trials) <= MOST_TRIALS


@pytest.mark.parametrize("count", [0, 1, 5, 12, 13, 25, 4_096])
def test_the_last_calls_are_tried_up_to_all_of_them(count: int) -> None:
    tried = list(last_ones(count))
    assert tried == sorted(set(tried))
    assert len(tried) <= 25
    assert (tried or [0])[-1] == count
