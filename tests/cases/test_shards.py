"""Shards have each input once, in parts of about the same size."""

from __future__ import annotations

import pytest

from conformance.cases.shards import BLOCK, Shard


@pytest.mark.parametrize(("total", "of"), [(0, 3), (1, 3), (10, 3), (16_400, 7), (5, 5)])
def test_ranges_of_numbers_follow_one_another(total: int, of: int) -> None:
    ranges = [Shard(k, of).between(total) for k in range(1, of + 1)]
    assert [start for start, _ in ranges] == [0, *(stop for _, stop in ranges[:-1])]
    assert ranges[-1][1] == total
    lengths = [stop - start for start, stop in ranges]
    assert max(lengths) - min(lengths) <= 1


def test_each_drawn_input_is_of_one_shard_and_so_is_its_block() -> None:
    several = [Shard(k, 4) for k in range(1, 5)]
    for number in range(10 * BLOCK):
        having = [shard for shard in several if shard.has("complement", number)]
        assert len(having) == 1
        assert having[0].has("complement", number // BLOCK * BLOCK)
    assert len({shard.number for shard in several for law in "abcdefgh" if shard.has(law, 0)}) > 1


def test_what_is_asked_as_a_whole_has_one_owner() -> None:
    for law in ("a.deterministic", "b.rounding", "ℝ"):
        owners = [k for k in range(1, 6) if Shard(k, 5).owns(law)]
        assert owners == [Shard(1, 5).owner(law)]
