"""The Python backend."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.backends import python as backend

masks = st.lists(st.booleans(), max_size=12)


def positions(n: int) -> st.SearchStrategy[list[int]]:
    return st.lists(st.integers(0, n - 1), max_size=12) if n else st.just([])


@st.composite
def indexed_losses(draw: st.DrawFn) -> tuple[list[int], list[int]]:
    losses = draw(st.lists(st.integers(0, 2**80), max_size=8))
    return draw(positions(len(losses))), losses


def test_carrier() -> None:
    assert backend.carrier == "python"


def test_selected_reads_one_position() -> None:
    assert [backend.selected([True, False, True], i) for i in range(3)] == [True, False, True]


@pytest.mark.parametrize("mask", [[], [True], [True, False, True]])
def test_selected_rejects_an_index_out_of_range(mask: list[bool]) -> None:
    for i in (-1, -len(mask) - 1, len(mask), len(mask) + 1):
        with pytest.raises(IndexError, match=str(i)):
            backend.selected(mask, i)


def test_constant_masks() -> None:
    assert backend.all_mask(0) == backend.empty_mask(0) == []
    assert backend.all_mask(3) == [True, True, True]
    assert backend.empty_mask(3) == [False, False, False]


def test_masks_reject_a_negative_length() -> None:
    for make in (backend.all_mask, backend.empty_mask):
        with pytest.raises(ValueError, match="-1"):
            make(-1)


def test_masks_are_new_on_every_call() -> None:
    for make in (backend.all_mask, backend.empty_mask):
        first = make(2)
        first[0] = not first[0]
        assert make(2) != first


@given(masks)
def test_complement_flips_every_position(mask: list[bool]) -> None:
    before = list(mask)
    result = backend.complement(mask)
    assert result is not mask
    assert mask == before
    assert len(result) == len(mask)
    assert all(backend.selected(result, i) is not backend.selected(mask, i) for i in range(len(mask)))
    assert backend.complement(result) == mask


def test_masked_loss_examples() -> None:
    assert backend.masked_loss([], []) == 0
    assert backend.masked_loss([], [5]) == 0
    assert backend.masked_loss([2, 0], [1, 10, 100]) == 101
    assert backend.masked_loss([1, 1, 1], [1, 10, 100]) == 30
    assert backend.masked_loss([0, 0], [2**63]) == 2**64


@given(indexed_losses())
def test_masked_loss_is_the_sum_at_the_indices(case: tuple[list[int], list[int]]) -> None:
    idxs, losses = case
    before = list(idxs), list(losses)
    assert backend.masked_loss(idxs, losses) == sum(losses[i] for i in idxs)
    assert (idxs, losses) == before


@pytest.mark.parametrize(
    ("idxs", "losses"), [([0], []), ([-1], []), ([-1], [1, 2]), ([2], [1, 2]), ([0, 1, -2], [1, 2])]
)
def test_masked_loss_rejects_an_index_out_of_range(idxs: list[int], losses: list[int]) -> None:
    with pytest.raises(IndexError, match="out of range"):
        backend.masked_loss(idxs, losses)
