"""The PyTorch backend."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

torch = pytest.importorskip("torch")

from conformance.backends import torch as backend  # noqa: E402

# For each dtype of losses: the largest loss that is tried, the dtype of a total, and the largest total.
TOTALS: dict[str, tuple[int, str, int]] = {
    "int8": (2**7 - 1, "int64", 2**63 - 1),
    "int16": (2**15 - 1, "int64", 2**63 - 1),
    "int32": (2**31 - 1, "int64", 2**63 - 1),
    "int64": (2**63 - 1, "int64", 2**63 - 1),
    "uint8": (2**8 - 1, "int64", 2**63 - 1),
    "uint16": (2**16 - 1, "int64", 2**63 - 1),
    "uint32": (2**32 - 1, "int64", 2**63 - 1),
    "uint64": (2**64 - 1, "int64", 2**63 - 1),
    "bfloat16": (2**8, "bfloat16", 2**8),
    "float16": (2**11, "float16", 2**11),
    "float32": (2**24, "float32", 2**24),
    "float64": (2**53, "float64", 2**53),
}
# The dtypes in which so few losses can reach the largest total.
REACHABLE = ["int64", "uint64", "bfloat16", "float16", "float32", "float64"]

needs_cuda = pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device")
each_dtype = pytest.mark.parametrize("dtype", TOTALS)
each_device = pytest.mark.parametrize("device", ["cpu", pytest.param("cuda", marks=needs_cuda)])


def tensor(values: list[int], dtype: str = "int64", device: str = "cpu") -> Any:
    return torch.tensor(values, dtype=getattr(torch, dtype), device=device)


def address(value: Any) -> int:
    return int(value.untyped_storage().data_ptr())


def positions(n: int) -> st.SearchStrategy[list[int]]:
    return st.lists(st.integers(0, n - 1), max_size=12) if n else st.just([])


def test_carrier() -> None:
    assert backend.carrier == "torch"


@each_device
def test_selected_reads_one_position(device: str) -> None:
    mask = torch.tensor([True, False, True], device=device)
    assert [bool(backend.selected(mask, i)) for i in range(3)] == [True, False, True]


@each_device
@pytest.mark.parametrize("n", [0, 1, 3])
def test_selected_rejects_an_index_out_of_range(n: int, device: str) -> None:
    for i in (-1, -n - 1, n, n + 1):
        with pytest.raises(IndexError, match=str(i)):
            backend.selected(torch.ones(n, dtype=torch.bool, device=device), i)


@pytest.mark.parametrize("n", [0, 1, 5])
def test_constant_masks(n: int) -> None:
    for make, bit in ((backend.all_mask, True), (backend.empty_mask, False)):
        mask = make(n)
        assert mask.dtype == torch.bool
        assert mask.device == torch.get_default_device()
        assert mask.tolist() == [bit] * n


def test_masks_reject_a_negative_length() -> None:
    for make in (backend.all_mask, backend.empty_mask):
        with pytest.raises(ValueError, match="-1"):
            make(-1)


def test_masks_are_new_on_every_call() -> None:
    for make in (backend.all_mask, backend.empty_mask):
        first, second = make(4), make(4)
        assert address(first) != address(second)


@each_device
@given(bits=st.lists(st.booleans(), max_size=12), step=st.sampled_from([1, 2]))
def test_complement_flips_every_position(device: str, bits: list[bool], step: int) -> None:
    mask = torch.tensor(bits, dtype=torch.bool, device=device)[::step]
    result = backend.complement(mask)
    assert result.dtype == torch.bool
    assert result.device == mask.device
    assert not bits or address(result) != address(mask)
    assert result.tolist() == [not bit for bit in bits[::step]]
    assert mask.tolist() == bits[::step]


@each_device
@each_dtype
def test_masked_loss_examples(dtype: str, device: str) -> None:
    losses = tensor([1, 10, 100], dtype, device)
    for idxs, total in (([], 0), ([2, 0], 101), ([1, 1, 1], 30), ([2, 2], 200)):
        result = backend.masked_loss(tensor(idxs, device=device), losses)
        assert result.shape == ()
        assert result.dtype == getattr(torch, TOTALS[dtype][1])
        assert result.device == losses.device
        assert result.item() == total
    assert backend.masked_loss(tensor([], device=device), tensor([], dtype, device)).item() == 0


@each_device
@each_dtype
@given(data=st.data())
def test_masked_loss_is_the_sum_at_the_indices(dtype: str, device: str, data: st.DataObject) -> None:
    largest, total_dtype, limit = TOTALS[dtype]
    values = data.draw(st.lists(st.integers(0, 9) | st.integers(0, largest), max_size=8))
    indices = data.draw(positions(len(values)))
    losses, idxs = tensor(values, dtype, device), tensor(indices, device=device)
    expected = sum(values[i] for i in indices)
    if expected > limit:
        with pytest.raises(OverflowError):
            backend.masked_loss(idxs, losses)
    else:
        result = backend.masked_loss(idxs, losses)
        assert result.dtype == getattr(torch, total_dtype)
        assert int(result) == expected
    assert losses.tolist() == values
    assert idxs.tolist() == indices


@each_device
@pytest.mark.parametrize("dtype", REACHABLE)
def test_masked_loss_at_the_largest_total(dtype: str, device: str) -> None:
    limit = TOTALS[dtype][2]
    losses = tensor([limit - 1, 1, 0], dtype, device)
    assert int(backend.masked_loss(tensor([0, 1, 2, 2], device=device), losses)) == limit
    with pytest.raises(OverflowError, match=str(limit + 1)):
        backend.masked_loss(tensor([0, 1, 1], device=device), losses)


@pytest.mark.parametrize("dtype", ["int64", "uint64"])
def test_masked_loss_never_wraps_to_a_small_total(dtype: str) -> None:
    with pytest.raises(OverflowError):
        backend.masked_loss(tensor([0, 0, 0, 0]), tensor([2**62], dtype))


@pytest.mark.parametrize("loss", [2**63, 2**64 - 1])
def test_masked_loss_rejects_a_uint64_above_int64(loss: int) -> None:
    losses = tensor([loss, 7], "uint64")
    assert int(backend.masked_loss(tensor([1]), losses)) == 7
    for idxs in ([0], [0, 0], [0, 1]):
        with pytest.raises(OverflowError):
            backend.masked_loss(tensor(idxs), losses)


@pytest.mark.parametrize("loss", [4096.0, float("inf")])
def test_masked_loss_rejects_a_single_loss_above_the_limit(loss: float) -> None:
    with pytest.raises(OverflowError):
        backend.masked_loss(tensor([0]), torch.tensor([loss], dtype=torch.float16))


@each_device
@each_dtype
def test_masked_loss_reads_any_layout(dtype: str, device: str) -> None:
    base = tensor([1, 2, 4, 8, 16, 32], dtype, device)
    idxs = tensor([0, 9, 2, 9, 2, 9], device=device)[::2]
    column = torch.stack([base, base], dim=1)[:, 1]
    for losses, total in ((base, 9), (base[::2], 33), (base[:1].expand(3), 3), (column, 9)):
        assert backend.masked_loss(idxs, losses).item() == total


@pytest.mark.parametrize("indices", [[0], [0, 1]])
def test_masked_loss_shares_no_memory_with_its_inputs(indices: list[int]) -> None:
    idxs, losses = tensor(indices), tensor([3, 4])
    result = backend.masked_loss(idxs, losses)
    assert address(result) not in (address(idxs), address(losses))


@each_device
@pytest.mark.parametrize(
    ("idxs", "losses"), [([0], []), ([-1], []), ([-1], [1, 2]), ([2], [1, 2]), ([0, 1, -2], [1, 2])]
)
def test_masked_loss_rejects_an_index_out_of_range(idxs: list[int], losses: list[int], device: str) -> None:
    with pytest.raises(IndexError, match="out of range"):
        backend.masked_loss(tensor(idxs, device=device), tensor(losses, device=device))
