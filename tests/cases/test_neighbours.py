"""Beside an input come others that differ from it as little as can be, and further questions of the same vectors."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tests.cases.support import cases, drawn


def test_a_neighbour_differs_in_one_vector_and_keeps_ends_length_and_often_its_sum() -> None:
    """A cache keyed by these, or by what NumPy prints of a long array, takes one for the other."""
    found = cases("maskedLoss")
    beside = [(a.frame, b.frame) for a, b in pairwise(found) if a.levels and not b.levels and a.frame and b.frame]
    lists = [(a[1], b[1]) for a, b in beside if a[2] == b[2] and len(a[1]) == len(b[1]) > 4]
    tables = [(a[2], b[2]) for a, b in beside if a[1] == b[1]]
    assert len(lists) > 10
    assert len(tables) > 10
    for pairs in (lists, tables):
        assert any(sum(u) == sum(v) and (u[0], u[-1]) == (v[0], v[-1]) for u, v in pairs if len(u) > 100)
        assert any(sum(a != b for a, b in zip(u, v, strict=True)) == 1 for u, v in pairs if len(u) > 1_000)


def test_masks_that_are_neighbours_have_as_many_positions_and_even_their_sum() -> None:
    """What is often taken for a mask's contents: how many it chooses, the sum of these, and its ends."""
    found = cases("complement")
    beside = [(a.frame[1], b.frame[1]) for a, b in pairwise(found) if a.asked and not b.asked and a.frame and b.frame]
    beside = [
        (u, v) for u, v in beside if len(u) == len(v) and 1 <= sum(a != b for a, b in zip(u, v, strict=True)) <= 4
    ]
    moments = [[(sum(m), sum(k for k, chosen in enumerate(m) if chosen)) for m in pair] for pair in beside]
    assert sum(u == v for u, v in moments) > 3
    assert sum(u[0] == v[0] and u != v for u, v in moments) > 3
    assert any(u[-1] != v[-1] and u[:-1] == v[:-1] for u, v in beside)


def test_a_neighbour_differs_at_the_index_that_is_asked() -> None:
    found = [c for c in cases("selected") if c.favourite is None]
    beside = [(a.frame, b.frame) for a, b in pairwise(found) if a.frame and b.frame and not b.levels]
    changed = [(a, b) for a, b in beside if a[0] == b[0] and a[2] == b[2] and a[1] != b[1]]
    assert len(changed) > 20
    assert all(a[1][a[2]] != b[1][b[2]] for a, b in changed)


@pytest.mark.parametrize("seed", range(3))
def test_a_late_index_is_asked_of_a_mask_and_of_one_that_differs_there(seed: int) -> None:
    """Beyond what half a float counts, which goes in steps of two and more."""
    answers: dict[tuple[int, int], set[bool]] = {}
    for n, mask, i in drawn("selected", seed=seed):
        if 2**11 < i < n - 1 and i % 2:
            answers.setdefault((n, i), set()).add(mask[i])
    both = [n for (n, _), found in answers.items() if len(found) == 2]
    assert sum(2**11 < n <= 2**12 for n in both) > 2
    assert sum(n > 2**12 for n in both) > 2


def test_further_indices_are_asked_of_the_same_mask() -> None:
    asked: dict[int, set[int]] = {}
    found = [(c.favourite, c.frame) for c in cases("selected") if c.frame is not None]
    favourites = {id(f[1]) for favourite, f in found if favourite is not None}
    kept = [f for _, f in found if id(f[1]) not in favourites]
    for _, mask, i in kept:
        asked.setdefault(id(mask), set()).add(i)
    large = [(len(f[1]), asked[id(f[1])]) for f in kept if f[0] > 200]
    assert all({0, n - 1} <= several and len(several) > 2 for n, several in large if len(several) > 1)
    assert sum(len(several) > 2 for _, several in large) > len(large) / 2
