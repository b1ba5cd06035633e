"""The NumPy backend."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

np = pytest.importorskip("numpy")

from conformance.backends import numpy as backend  # noqa: E402

# For each dtype of losses: the dtype of a total, and the largest total.
TOTALS: dict[str, tuple[str, int]] = {
    "int8": ("int64", 2**63 - 1),
    "int16": ("int64", 2**63 - 1),
    "int32": ("int64", 2**63 - 1),
    "int64": ("int64", 2**63 - 1),
    "uint8": ("uint64", 2**64 - 1),
    "uint16": ("uint64", 2**64 - 1),
    "uint32": ("uint64", 2**64 - 1),
    "uint64": ("uint64", 2**64 - 1),
    "float16": ("float16", 2**11),
    "float32": ("float32", 2**24),
    "float64": ("float64", 2**53),
}
# The dtypes in which so few losses can reach the largest total.
REACHABLE = ["int64", "uint64", "float16", "float32", "float64"]

each_dtype = pytest.mark.parametrize("dtype", TOTALS)


def array(values: list[int], dtype: str = "int64") -> Any:
    return np.array(values, dtype=dtype)


def positions(n: int) -> st.SearchStrategy[list[int]]:
    return st.lists(st.integers(0, n - 1), max_size=12) if n else st.just([])


def test_carrier() -> None:
    assert backend.carrier == "numpy"


def test_selected_reads_one_position() -> None:
    mask = np.array([True, False, True])
    assert [backend.selected(mask, i) for i in range(3)] == [True, False, True]


@pytest.mark.parametrize("n", [0, 1, 3])
def test_selected_rejects_an_index_out_of_range(n: int) -> None:
    for i in (-1, -n - 1, n, n + 1):
        with pytest.raises(IndexError, match=str(i)):
            backend.selected(np.ones(n, dtype=bool), i)


@pytest.mark.parametrize("n", [0, 1, 5])
def test_constant_masks(n: int) -> None:
    for make, bit in ((backend.all_mask, True), (backend.empty_mask, False)):
        mask = make(n)
        assert mask.dtype == np.bool_
        assert mask.tolist() == [bit] * n


def test_masks_reject_a_negative_length() -> None:
    for make in (backend.all_mask, backend.empty_mask):
        with pytest.raises(ValueError, match="negative"):
            make(-1)


def test_masks_are_new_on_every_call() -> None:
    for make in (backend.all_mask, backend.empty_mask):
        assert not np.shares_memory(make(4), make(4))


@given(st.lists(st.booleans(), max_size=12), st.sampled_from([1, 2, -1]))
def test_complement_flips_every_position(bits: list[bool], step: int) -> None:
    mask = np.array(bits, dtype=bool)[::step]
    mask.flags.writeable = False
    result = backend.complement(mask)
    assert result.dtype == np.bool_
    assert result.flags.writeable
    assert not np.shares_memory(result, mask)
    assert result.tolist() == [not bit for bit in bits[::step]]
    assert mask.tolist() == bits[::step]


@each_dtype
def test_masked_loss_examples(dtype: str) -> None:
    losses = array([1, 10, 100], dtype)
    for idxs, total in (([], 0), ([2, 0], 101), ([1, 1, 1], 30), ([2] * 20, 2000)):
        result = backend.masked_loss(array(idxs), losses)
        assert isinstance(result, np.generic)
        assert result.dtype == TOTALS[dtype][0]
        assert result == total
    assert backend.masked_loss(array([]), array([], dtype)) == 0


@each_dtype
@given(data=st.data())
def test_masked_loss_is_the_sum_at_the_indices(dtype: str, data: st.DataObject) -> None:
    total_dtype, limit = TOTALS[dtype]
    largest = limit if dtype.startswith("float") else int(np.iinfo(dtype).max)
    values = data.draw(st.lists(st.integers(0, 9) | st.integers(0, largest), max_size=8))
    indices = data.draw(positions(len(values)))
    losses, idxs = array(values, dtype), array(indices)
    expected = sum(values[i] for i in indices)
    if expected > limit:
        with pytest.raises(OverflowError):
            backend.masked_loss(idxs, losses)
    else:
        result = backend.masked_loss(idxs, losses)
        assert result.dtype == total_dtype
        assert int(result) == expected
    assert losses.tolist() == values
    assert idxs.tolist() == indices


@pytest.mark.parametrize("dtype", REACHABLE)
def test_masked_loss_at_the_largest_total(dtype: str) -> None:
    limit = TOTALS[dtype][1]
    losses = array([limit - 1, 1, 0], dtype)
    assert int(backend.masked_loss(array([0, 1, 2, 2]), losses)) == limit
    with pytest.raises(OverflowError, match=str(limit + 1)):
        backend.masked_loss(array([0, 1, 1]), losses)


def test_masked_loss_never_wraps_to_a_small_total() -> None:
    with pytest.raises(OverflowError):
        backend.masked_loss(array([0, 0, 0, 0]), array([2**62]))
    with pytest.raises(OverflowError):
        backend.masked_loss(array([0, 0]), array([2**63], "uint64"))


@pytest.mark.parametrize("loss", [4096.0, float("inf")])
def test_masked_loss_rejects_a_single_loss_above_the_limit(loss: float) -> None:
    with pytest.raises(OverflowError):
        backend.masked_loss(array([0]), np.array([loss], dtype="float16"))


@each_dtype
def test_masked_loss_reads_any_layout(dtype: str) -> None:
    base = array([1, 2, 4, 8, 16, 32], dtype)
    base.flags.writeable = False
    idxs = array([0, 9, 2, 9, 2, 9])[::2]
    idxs.flags.writeable = False
    swapped = base.astype(base.dtype.newbyteorder())
    for losses, total in ((base, 9), (base[::2], 33), (base[::-1], 48), (swapped, 9)):
        result = backend.masked_loss(idxs, losses)
        assert result == total
        assert result.dtype == TOTALS[dtype][0]
    assert backend.masked_loss(idxs[::-1], base) == 9


@pytest.mark.parametrize(
    ("idxs", "losses"), [([0], []), ([-1], []), ([-1], [1, 2]), ([2], [1, 2]), ([0, 1, -2], [1, 2])]
)
def test_masked_loss_rejects_an_index_out_of_range(idxs: list[int], losses: list[int]) -> None:
    with pytest.raises(IndexError, match="out of range"):
        backend.masked_loss(array(idxs), array(losses))
