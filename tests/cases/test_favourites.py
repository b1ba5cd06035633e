"""What people run most, and what code knows a short way for: such inputs come at each size, with each other."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from math import isqrt
from operator import ne

import pytest

from conformance.lean.closures import Frame
from tests.cases.support import cases

Mask = tuple[bool, ...]

each_seed = pytest.mark.parametrize("seed", range(5))


def favourites(name: str, seed: int) -> list[Frame]:
    return [c.frame for c in cases(name, seed=seed) if c.favourite is not None and c.frame is not None]


def side_of(mask: Mask) -> int:
    """Of the square grid that the positions are; 0 where they are none."""
    side = isqrt(len(mask))
    return side if side * side == len(mask) else 0


def is_half(mask: Mask) -> bool:
    """As likely as not to be told from every other position."""
    return 2 * sum(mask) == len(mask) and 0.4 < sum(mask[::2]) / len(mask[::2]) < 0.6


def is_upright_block(mask: Mask) -> bool:
    """Of a grid, and no block where rows are taken for columns."""
    side = side_of(mask) or 1
    rows, columns = ({at(k) for k, m in enumerate(mask) if m} for at in (lambda k: k // side, lambda k: k % side))
    return side > 1 and len(rows) != len(columns) and sum(mask) == len(rows) * len(columns) > 4


def has_whole_rows(mask: Mask) -> bool:
    """Some rows of a grid, all of each."""
    side = side_of(mask)
    return (
        side > 0 and len(set(mask)) == 2 and all(len(set(mask[k : k + side])) == 1 for k in range(0, len(mask), side))
    )


MASKS: dict[str, Callable[[Mask], bool]] = {
    "all": all,
    "none": lambda m: not any(m),
    "every other one from the first on": lambda m: m[0] and len(m) % 2 == 0 and all(map(ne, m, m[1:])),
    "every other one from the second on": lambda m: not m[0] and len(m) % 2 == 0 and all(map(ne, m, m[1:])),
    "one of four": lambda m: len(m) % 4 == 0 and m[:4] * (len(m) // 4) == m and sum(m[:4]) == 1,
    "half, the first one too": lambda m: m[0] and is_half(m),
    "half without the first one": lambda m: not m[0] and is_half(m),
    "a block on a grid": is_upright_block,
    "rows of a grid": has_whole_rows,
}


@each_seed
@pytest.mark.parametrize("is_shaped", MASKS.values(), ids=MASKS)
def test_masks_that_code_knows_a_short_way_for(is_shaped: Callable[[Mask], bool], seed: int) -> None:
    sizes = [len(f[1]) for f in favourites("complement", seed) if is_shaped(f[1])]
    assert sum(100 <= n < 500 for n in sizes) > 0
    assert sum(n >= 500 for n in sizes) > 0


@each_seed
def test_beside_a_mask_come_its_opposite_and_its_mirror_image(seed: int) -> None:
    """What keeps the lengths of runs, or what they add up to, takes one for the other."""
    pairs = list(pairwise(f[1] for f in favourites("complement", seed)))
    assert sum(all(map(ne, a, b)) for a, b in pairs if len(a) == len(b)) > 20
    assert sum(a[::-1] == b != a for a, b in pairs) > 10


def steps(items: tuple[int, ...]) -> set[int]:
    return {b - a for a, b in pairwise(items)}


def is_block_by_rows(n: int, items: tuple[int, ...]) -> bool:
    side = isqrt(n)
    rows, columns = {k // side for k in items}, {k % side for k in items}
    is_whole = len(items) == len(rows) * len(columns) > 4 and len(columns) < side == n / max(1, side)
    return is_whole and list(items) == sorted(set(items))


LISTS: dict[str, Callable[[int, tuple[int, ...]], bool]] = {
    "all in order": lambda n, xs: xs == tuple(range(n)),
    "every second one": lambda n, xs: steps(xs) == {2} and xs[-1] < n - 2,
    "every second one, falling, not to the first": lambda n, xs: steps(xs) == {-2} and xs[-1] > 1,
    "a block of a grid": is_block_by_rows,
    "all, and then all in another order": lambda n, xs: (
        sorted(xs[:n]) == sorted(xs[n:]) == list(range(n)) and xs[:n] != xs[n:]
    ),
}


@each_seed
@pytest.mark.parametrize("is_ordered", LISTS.values(), ids=LISTS)
def test_lists_that_code_knows_a_short_way_for(is_ordered: Callable[[int, tuple[int, ...]], bool], seed: int) -> None:
    sizes = [f[0] for f in favourites("maskedLoss", seed) if len(f[1]) > 10 and is_ordered(f[0], f[1])]
    assert max(sizes) > 200


@each_seed
def test_lists_that_code_knows_a_short_way_for_come_with_such_tables(seed: int) -> None:
    """All in order of a table that rises by one, from another number than none."""
    frames = [f for f in favourites("maskedLoss", seed) if f[0] > 16 and f[1] == tuple(range(f[0]))]
    assert any(steps(f[2]) == {1} and f[2][0] > 1 and f[0] > 196 for f in frames)
    assert any(len(set(f[2])) == 1 and f[2][0] > 1 for f in frames)


@each_seed
def test_a_late_position_is_asked_of_a_mask_that_code_knows_a_short_way_for(seed: int) -> None:
    masks = {id(f[1]) for f in favourites("selected", seed)}
    asked = [
        f for c in cases("selected", seed=seed) if c.is_further and (f := c.frame) is not None and id(f[1]) in masks
    ]
    assert sum(f[2] > len(f[1]) / 2 - 2 for f in asked) > 20
