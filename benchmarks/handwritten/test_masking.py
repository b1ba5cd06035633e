"""The five definitions and eight theorems of `spec/masking.yaml`, as one would test them with Hypothesis by hand.

A test has the name of its law. `HANDWRITTEN_LIBRARY` says in which form values come and go, `HANDWRITTEN_BACKEND`
which module, or attribute of one as `module:attribute`, is tested.
"""

from __future__ import annotations

import importlib
import os
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

LIBRARY = os.environ.get("HANDWRITTEN_LIBRARY", "python")
BACKEND = os.environ.get("HANDWRITTEN_BACKEND", f"conformance.backends.{LIBRARY}")

MAX_N = 16
MAX_LENGTH = 16
MAX_LOSS = 2**40


def load(name: str) -> Any:
    module, _, attribute = name.partition(":")
    found = importlib.import_module(module)
    return getattr(found, attribute)() if attribute else found


backend = load(BACKEND)

if LIBRARY == "numpy":
    import numpy as np

    def native_mask(bits: list[bool]) -> Any:
        return np.array(bits, dtype=np.bool_)

    def native_numbers(numbers: list[int]) -> Any:
        return np.array(numbers, dtype=np.int64)

    def mask_of(native: Any) -> list[bool]:
        assert type(native) is np.ndarray
        assert (native.ndim, native.dtype) == (1, np.bool_)
        bits: list[bool] = native.tolist()
        return bits

    def bool_of(native: Any) -> bool:
        assert isinstance(native, (bool, np.bool_))
        return bool(native)

    def int_of(native: Any) -> int:
        assert isinstance(native, (int, np.integer))
        return int(native)

elif LIBRARY == "torch":
    import torch

    def native_mask(bits: list[bool]) -> Any:
        return torch.tensor(bits, dtype=torch.bool)

    def native_numbers(numbers: list[int]) -> Any:
        return torch.tensor(numbers, dtype=torch.int64)

    def mask_of(native: Any) -> list[bool]:
        assert type(native) is torch.Tensor
        assert (native.ndim, native.dtype) == (1, torch.bool)
        bits: list[bool] = native.tolist()
        return bits

    def bool_of(native: Any) -> bool:
        assert type(native) is bool or (native.ndim == 0 and native.dtype == torch.bool)
        return bool(native)

    def int_of(native: Any) -> int:
        assert type(native) is int or (native.ndim == 0 and native.dtype == torch.int64)
        return int(native)

else:

    def native_mask(bits: list[bool]) -> Any:
        return list(bits)

    def native_numbers(numbers: list[int]) -> Any:
        return list(numbers)

    def mask_of(native: Any) -> list[bool]:
        assert type(native) is list
        assert all(type(bit) is bool for bit in native)
        return native

    def bool_of(native: Any) -> bool:
        assert type(native) is bool
        return native

    def int_of(native: Any) -> int:
        assert type(native) is int
        return native


def selected(bits: list[bool], i: int) -> bool:
    return bool_of(backend.selected(native_mask(bits), i))


def all_mask(n: int) -> list[bool]:
    return mask_of(backend.all_mask(n))


def empty_mask(n: int) -> list[bool]:
    return mask_of(backend.empty_mask(n))


def complement(bits: list[bool]) -> list[bool]:
    return mask_of(backend.complement(native_mask(bits)))


def masked_loss(idxs: list[int], losses: list[int]) -> int:
    return int_of(backend.masked_loss(native_numbers(idxs), native_numbers(losses)))


@pytest.fixture(scope="session", autouse=True)
def warm() -> None:
    """Calls each operation once: a library's first call may be slower than the deadline of an example."""
    selected([True], 0), all_mask(1), empty_mask(1), complement([True]), masked_loss([0], [1])


sizes = st.integers(0, 256)
masks = st.lists(st.booleans(), max_size=MAX_N)
naturals = st.integers(0, MAX_LOSS)
tables = st.lists(naturals, max_size=MAX_N)


def indices(n: int) -> st.SearchStrategy[list[int]]:
    return st.lists(st.integers(0, n - 1), max_size=MAX_LENGTH) if n else st.just([])


@st.composite
def positions(draw: st.DrawFn) -> tuple[int, int]:
    """A size and an index below it."""
    n = draw(st.integers(1, MAX_N))
    return n, draw(st.integers(0, n - 1))


@st.composite
def masks_with_index(draw: st.DrawFn) -> tuple[list[bool], int]:
    bits = draw(st.lists(st.booleans(), min_size=1, max_size=MAX_N))
    return bits, draw(st.integers(0, len(bits) - 1))


@st.composite
def lists_with_losses(draw: st.DrawFn) -> tuple[list[int], list[int]]:
    losses = draw(tables)
    return draw(indices(len(losses))), losses


@st.composite
def two_lists_with_losses(draw: st.DrawFn) -> tuple[list[int], list[int], list[int]]:
    losses = draw(tables)
    return draw(indices(len(losses))), draw(indices(len(losses))), losses


@st.composite
def index_list_and_losses(draw: st.DrawFn) -> tuple[int, list[int], list[int]]:
    losses = draw(st.lists(naturals, min_size=1, max_size=MAX_N))
    n = len(losses)
    return draw(st.integers(0, n - 1)), draw(indices(n)), losses


@st.composite
def lists_without_loss(draw: st.DrawFn) -> tuple[list[int], list[int]]:
    """A list, and losses that are zero at each listed position."""
    idxs, losses = draw(lists_with_losses())
    return idxs, [0 if i in idxs else loss for i, loss in enumerate(losses)]


@given(masks_with_index())
def test_selected(drawn: tuple[list[bool], int]) -> None:
    bits, i = drawn
    assert selected(bits, i) == bits[i]


@given(sizes)
def test_allMask(n: int) -> None:
    assert all_mask(n) == [True] * n


@given(sizes)
def test_emptyMask(n: int) -> None:
    assert empty_mask(n) == [False] * n


@given(masks)
def test_complement(bits: list[bool]) -> None:
    assert complement(bits) == [not bit for bit in bits]


@given(lists_with_losses())
def test_maskedLoss(drawn: tuple[list[int], list[int]]) -> None:
    idxs, losses = drawn
    assert masked_loss(idxs, losses) == sum(losses[i] for i in idxs)


@given(positions())
def test_allMask_selected(drawn: tuple[int, int]) -> None:
    n, i = drawn
    assert selected(all_mask(n), i)


@given(positions())
def test_emptyMask_not_selected(drawn: tuple[int, int]) -> None:
    n, i = drawn
    assert not selected(empty_mask(n), i)


@given(masks_with_index())
def test_complement_selected_iff(drawn: tuple[list[bool], int]) -> None:
    bits, i = drawn
    assert selected(complement(bits), i) == (not selected(bits, i))


@given(tables)
def test_maskedLoss_nil(losses: list[int]) -> None:
    assert masked_loss([], losses) == 0


@given(index_list_and_losses())
def test_maskedLoss_cons(drawn: tuple[int, list[int], list[int]]) -> None:
    i, idxs, losses = drawn
    assert masked_loss([i, *idxs], losses) == losses[i] + masked_loss(idxs, losses)


@given(two_lists_with_losses())
def test_maskedLoss_append(drawn: tuple[list[int], list[int], list[int]]) -> None:
    xs, ys, losses = drawn
    assert masked_loss(xs + ys, losses) == masked_loss(xs, losses) + masked_loss(ys, losses)


@given(lists_with_losses())
def test_maskedLoss_reverse(drawn: tuple[list[int], list[int]]) -> None:
    idxs, losses = drawn
    assert masked_loss(idxs[::-1], losses) == masked_loss(idxs, losses)


@given(lists_without_loss())
def test_maskedLoss_eq_zero_of_all_zero(drawn: tuple[list[int], list[int]]) -> None:
    idxs, losses = drawn
    assert masked_loss(idxs, losses) == 0
