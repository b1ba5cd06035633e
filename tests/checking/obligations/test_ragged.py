"""Rows of unlike lengths in a batch, filled up as `padded` says, or in lists."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch

from conformance import check
from conformance.errors import UsageError
from conformance.records.result import Result


def results_of(laws: str, forms: Mapping[str, str], carrier: str, **functions: Any) -> dict[str, Result]:
    """What is found of each law, of operations that take batches."""
    backend = SimpleNamespace(name="b", carrier=carrier, batched=True, forms=forms, **functions)
    report = check(backend, laws=[laws], profile="quick")
    return {r.law.partition(".")[2] or r.law: r for r in report.results if r.status != "not_provided"}


def fails(snippet: str, **functions: Any) -> bool:
    try:
        exec(snippet, {"backend": SimpleNamespace(**functions)})
    except AssertionError:
        return True
    return False


def loss_of_filled(idxs: Any, per_patch_loss: Any) -> Any:
    if idxs.numel() and not -1 <= idxs.min() <= idxs.max() < per_patch_loss.shape[1]:
        raise IndexError(idxs)
    return (per_patch_loss.gather(1, idxs.clamp(min=0)) * (idxs >= 0)).sum(1)


def loss_of_last(idxs: Any, per_patch_loss: Any) -> Any:
    """-1 is the last patch."""
    return per_patch_loss.gather(1, idxs % max(per_patch_loss.shape[1], 1)).sum(1)


def test_padding_of_a_list_never_counts() -> None:
    forms = {"indices": "padded(-1)"}
    right = results_of("maskedLoss*", forms, "torch", masked_loss=loss_of_filled)
    assert {right[name].status for name in ("maskedLoss", "independent_rows", "rejects_out_of_range")} == {"passed"}
    wrong = results_of("maskedLoss*", forms, "torch", masked_loss=loss_of_last)
    assert wrong["maskedLoss"].status == "passed"
    failure = wrong["independent_rows"].failure
    assert failure is not None
    assert "idxs = torch.tensor([[0], [-1]], dtype=torch.int64)" in failure.reproduce
    assert fails(failure.reproduce, masked_loss=loss_of_last)
    assert not fails(failure.reproduce, masked_loss=loss_of_filled)


def mean_where(x: Any, mask: Any) -> Any:
    return torch.where(mask, x, 0).sum(1) / mask.sum(1).clamp(min=1)


def mean_of_products(x: Any, mask: Any) -> Any:
    return (x * mask).sum(1) / mask.sum(1).clamp(min=1)


@pytest.mark.parametrize(
    ("mean", "fill", "status"),
    [
        (mean_where, "nan", "passed"),
        (mean_where, "inf", "passed"),
        (mean_of_products, "7.5", "passed"),
        (mean_of_products, "nan", "failed"),
    ],
)
def test_rows_with_fewer_positions_are_filled_up_where_all_arguments_are(mean: Any, fill: str, status: str) -> None:
    forms = {"x": f"padded({fill})", "mask": "padded(0)"}
    found = results_of("maskedMean.*", forms, "torch:float64", masked_mean=mean)["independent_rows"]
    assert found.status == status
    if found.failure is not None:
        assert f"float('{fill}')" in found.failure.reproduce
        assert fails(found.failure.reproduce, masked_mean=mean)
        assert not fails(found.failure.reproduce, masked_mean=mean_where)


def test_rows_have_one_number_of_positions_where_an_argument_is_not_filled_up() -> None:
    def of_equal(x: Any, mask: Any) -> Any:
        return mean_of_products(x, mask)

    found = results_of("maskedMean.*", {"x": "padded(nan)"}, "torch:float64", masked_mean=of_equal)
    assert found["independent_rows"].status == "passed"


def listed(fill: int) -> Any:
    def mask_to_indices(mask: Any) -> Any:
        rows = [np.flatnonzero(row) for row in mask]
        found = np.full((len(rows), max(map(len, rows), default=0)), fill)
        for row, positions in zip(found, rows, strict=True):
            row[: len(positions)] = positions
        return found

    return mask_to_indices


@pytest.mark.parametrize(("fill", "status"), [(-1, "passed"), (0, "failed")])
def test_a_list_that_comes_back_ends_where_it_is_filled_up(fill: int, status: str) -> None:
    forms = {"mask_to_indices.returns": "padded(-1)"}
    found = results_of("maskToIndices.*", forms, "numpy", mask_to_indices=listed(fill))["independent_rows"]
    assert found.status == status
    if found.failure is not None:
        assert fails(found.failure.reproduce, mask_to_indices=listed(fill))
        assert not fails(found.failure.reproduce, mask_to_indices=listed(-1))


@pytest.mark.parametrize(("fill", "status"), [("1", "passed"), ("0", "failed")])
def test_beyond_a_row_of_a_table_stands_what_is_said(fill: str, status: str) -> None:
    forms = {"complement.m": f"padded({fill})", "complement.returns": "padded(0)"}
    found = results_of("complement.*", forms, "torch", complement=lambda m: ~m)["independent_rows"]
    assert found.status == status
    if found.failure is not None:
        assert "expected 0 beyond the" in found.failure.message
        assert fails(found.failure.reproduce, complement=lambda m: ~m)


def test_masks_may_be_padded_lists_of_positions() -> None:
    def indices_to_mask(n: int, idxs: Any) -> Any:
        if idxs.size and not -1 <= idxs.min() <= idxs.max() < n:
            raise IndexError(idxs)
        rows = [sorted({int(i) for i in row if i >= 0}) for row in idxs]
        longest = max(map(len, rows), default=0)
        return np.array([row + [-1] * (longest - len(row)) for row in rows], dtype=np.int64).reshape(len(rows), longest)

    forms = {"mask": "indices/padded(-1)", "indices": "padded(-1)"}
    found = results_of("indicesToMask*", forms, "numpy", indices_to_mask=indices_to_mask)
    assert {name: r.status for name, r in found.items() if r.status != "passed"} == {}


def short(idxs: Any, per_patch_loss: Any) -> list[int]:
    """No more indices are read than the shortest row has."""
    count = min(map(len, idxs), default=0)
    return [sum(losses[i] for i in row[:count]) for row, losses in zip(idxs, per_patch_loss, strict=True)]


def stacked(idxs: Any, per_patch_loss: Any) -> list[int]:
    """Rows of unlike lengths are refused."""
    rows = np.array(idxs, dtype=np.int64).reshape(len(idxs), max(map(len, idxs), default=0))
    return [sum(losses[i] for i in row) for row, losses in zip(rows.tolist(), per_patch_loss, strict=True)]


@pytest.mark.parametrize(("loss", "status"), [(short, "failed"), (stacked, "passed")])
def test_rows_in_lists_may_be_refused_but_not_cut(loss: Any, status: str) -> None:
    found = results_of("maskedLoss.independent_rows", {}, "python", masked_loss=loss)["independent_rows"]
    assert found.status == status


@pytest.mark.parametrize(
    ("forms", "batched", "message"),
    [
        ({"indices": "padded(-1)"}, False, "`mask_to_indices`, of which `returns` is padded, is not among"),
        ({"mask_to_indices.mask": "uint8/padded(-1)"}, True, "no number of the dtype that `mask_to_indices.mask` has"),
        ({"mask_to_indices.returns": "padded(0)"}, True, "where `mask_to_indices.returns` is filled up is not seen"),
        ({"mask_to_indices.returns": "padded(nan)"}, True, "`padded(nan)` is no form of `mask_to_indices.returns"),
        ({"mask_to_indices.mask": "padded(2)"}, True, "`padded(2)` is no form of `mask_to_indices.mask : Mask n`"),
        ({"mask_to_indices.mask": "padded(x)"}, True, "unknown form `padded(x)`; did you mean `padded(-1)`?"),
        ({"mask_to_indices.mask": "padded(0)/float01"}, True, "`float01` is no form of `mask_to_indices.mask"),
    ],
)
def test_what_cannot_be_filled_up_is_refused(forms: Mapping[str, str], batched: bool, message: str) -> None:
    backend = SimpleNamespace(name="b", carrier="numpy", batched=batched, forms=forms, mask_to_indices=listed(-1))
    with pytest.raises(UsageError) as refused:
        check(backend, laws=["maskToIndices"], profile="quick")
    assert message in str(refused.value)
