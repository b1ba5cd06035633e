"""Sizes: of models, ends of blocks and words, by class, in an order that hangs on the seed."""

from __future__ import annotations

import pytest

from conformance.cases import sizes

CLASSES = range(len(sizes.CLASSES.levels))


def drawn(level: int, seed: int = 0, count: int = 17) -> list[int]:
    source = sizes.Sizes(seed)
    return [source.next(level) for _ in range(count)]


@pytest.mark.parametrize("level", CLASSES)
def test_a_size_of_a_class_lies_in_it(level: int) -> None:
    assert {sizes.class_of(n) for n in drawn(level, count=60)} == {level}


@pytest.mark.parametrize("seed", range(5))
def test_seventeen_sizes_of_each_class_have_all_that_are_named(seed: int) -> None:
    """A mask has as many densities, and meets each class with each."""
    found = {n for level in CLASSES for n in drawn(level, seed)}
    assert {14 * 14, 16 * 16, 24 * 24, 27 * 27, 8 * 14 * 14, 8 * 14 * 14 + 1} <= found
    for block in (64, 96, 192, 256, 384, 512, 768, 1_000, 1_024, 1_536, 2_048, 4_096, 5_000, 8_192, 10_000):
        for rest in (-1, 0, 1):
            assert any(n % block == rest % block and n + 1 >= block for n in found), (block, rest)
    assert {2**k + d for k in range(3, 14) for d in (-1, 0, 1)} <= found
    assert {3 * 2**k for k in range(3, 11)} <= found


def test_beyond_those_that_are_named_the_seed_decides() -> None:
    first, second = (set(drawn(5, seed)) for seed in (0, 1))
    assert first != second


def test_where_sizes_are_all_each_small_one_comes() -> None:
    assert set(range(1_101)) < set(sizes.alone(2, 0))
    assert max(sizes.alone(2, 0)) > 2**17
    assert max(sizes.alone(3, 0)) == 2**20
    assert len(sizes.alone(1, 0)) < 20
