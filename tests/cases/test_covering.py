"""Covering arrays: any so many factors meet in all their levels, in few rows."""

from __future__ import annotations

import random
from itertools import combinations
from math import prod

import pytest

from conformance.cases.covering import Lacking, covering

LEVELS = [[5], [17, 11], [19, 11, 8, 11, 8], [11, 19, 8, 19, 8, 11, 8], [12, 12, 12], [2] * 8, [1, 1], [4, 1, 3]]


def rows(levels: list[int], strength: int, seed: int = 0) -> list[tuple[int, ...]]:
    return list(covering(levels, strength, random.Random(seed)))


@pytest.mark.parametrize("levels", LEVELS, ids=str)
@pytest.mark.parametrize("strength", [1, 2, 3])
def test_any_so_many_factors_meet_in_all_their_levels(levels: list[int], strength: int) -> None:
    found = rows(levels, strength)
    for chosen in combinations(range(len(levels)), min(strength, len(levels))):
        met = {tuple(row[k] for k in chosen) for row in found}
        assert len(met) == prod(levels[k] for k in chosen), chosen


def test_the_rows_are_few() -> None:
    """As many as the two largest factors have pairs, where no other factor has more levels than the second."""
    assert len(rows([19, 11, 8, 11, 8], 2)) == 19 * 11
    assert len(rows([19, 11, 8, 11, 8], 3)) == 19 * 11 * 11
    assert len(rows([17, 5], 2)) == 17 * 5
    assert len(rows([19, 11, 8], 1)) == 19
    assert rows([], 2) == []


def test_which_triples_are_met_hangs_on_the_seed() -> None:
    first, second = (set(rows([19, 11, 8, 11, 8], 2, seed)) for seed in (0, 1))
    assert len(first & second) < len(first) / 4
    assert rows([19, 11, 8], 2, 3) == rows([19, 11, 8], 2, 3)


def test_pairs_that_are_lacking_are_those_of_levels_that_were_met() -> None:
    lacking = Lacking([(0, 0, 0), (1, 1, None)])
    assert lacking.pairs() == [((0, 0), (1, 1)), ((0, 1), (1, 0)), ((0, 1), (2, 0)), ((1, 1), (2, 0))]
    assert not lacking.is_lacking((0, 0), (2, 0))
    assert not lacking.meet((0, 0, 0))
    assert lacking.meet((1, None, 0))
    assert lacking.pairs() == [((0, 0), (1, 1)), ((0, 1), (1, 0)), ((1, 1), (2, 0))]


def test_a_row_for_a_pair_has_others_that_are_lacking_until_they_were_tried_in_vain() -> None:
    had = [(k, k, k, k) for k in range(4)]
    lacking, levels, rng = Lacking(had), [range(4)] * 4, random.Random(0)
    tries = 0
    for pair in lacking.pairs():
        while lacking.is_lacking(*pair):
            row = lacking.row(pair, levels, rng)
            assert all(row[factor] == level for factor, level in pair)
            assert lacking.meet(row)
            tries += 1
    assert tries < 72 / 3
    assert lacking.pairs() == []
    # Of what is never met others get no more tries than its own.
    lacking = Lacking(had)
    rows = [lacking.row(((0, 0), (1, 1)), [range(4), range(4), range(2), range(4)], rng) for _ in range(6)]
    assert {row[:2] for row in rows} == {(0, 1)}
    assert {row[2] for row in rows} == {0, 1}
