"""Rows of a batch, which are what they are alone."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch

from conformance import check
from conformance.records.result import Result
from tests.checking.obligations.support import SHUFFLED


def selected(m: Any, i: Any) -> Any:
    if ((i < 0) | (i >= m.shape[1])).any():
        raise IndexError(i)
    return m.gather(1, i[:, None])[:, 0]


def masked_loss(idxs: Any, per_patch_loss: Any) -> Any:
    if idxs.numel() and (idxs.min() < 0 or idxs.max() >= per_patch_loss.shape[1]):
        raise IndexError(idxs)
    return per_patch_loss.gather(1, idxs).sum(1)


def backend_of(carrier: str = "torch", **changed: Any) -> SimpleNamespace:
    known = {
        "selected": selected,
        "all_mask": lambda n, batch_size: torch.ones(batch_size, n, dtype=torch.bool),
        "complement": lambda m: ~m,
        "masked_loss": masked_loss,
    }
    return SimpleNamespace(**{"name": "b", "carrier": carrier, "batched": True} | known | changed)


def result_of(backend: object, law: str) -> Result:
    (found,) = check(backend, module=["masking"], laws=[law], profile="quick").results
    assert isinstance(found, Result)
    return found


def refused_if_empty(m: Any) -> Any:
    if not len(m):
        raise ValueError("no rows")
    return ~m


def standardized(idxs: Any, per_patch_loss: Any) -> Any:
    return masked_loss(idxs, per_patch_loss - per_patch_loss.mean(0) + per_patch_loss.mean(0))


def total(idxs: Any, per_patch_loss: Any) -> Any:
    return masked_loss(idxs, per_patch_loss).sum()


def in_blocks(m: Any) -> Any:
    """Rows beyond the first 4,096 are those of the first ones again."""
    return ~m[torch.arange(len(m)) % 4_096]


WRONG: dict[str, tuple[dict[str, Any], str, str]] = {
    "the first row's mask for all": (
        {"complement": lambda m: (~m[:1]).expand(len(m), -1).clone()}, "complement", "row 1 of 2",
    ),
    "rows beyond a block": ({"complement": in_blocks}, "complement", "row 4,096 of 4,097 gave"),
    "rows in another order": ({"complement": lambda m: (~m).flip(0)}, "complement", "row 0 of 2"),
    "heads tiled over the batch": (
        {"selected": lambda m, i: selected(m.repeat(2, 1)[::2], i)}, "selected", "row 1 of 2",
    ),
    "a sum over the batch": (
        {"masked_loss": lambda idxs, per_patch_loss: total(idxs, per_patch_loss).expand(len(idxs)).clone()},
        "maskedLoss", "row 0 of 2",
    ),
    "sorted in the batch": (
        {"masked_loss": lambda idxs, per_patch_loss: masked_loss(idxs, per_patch_loss).sort().values},
        "maskedLoss", "row 0 of 2",
    ),
    "statistics of the batch": ({"masked_loss": standardized, "carrier": "torch:float32"}, "maskedLoss", "of 2"),
    "what is no number spreads": (
        {
            "masked_loss": lambda idxs, per_patch_loss: masked_loss(idxs, per_patch_loss) + 0 * per_patch_loss.sum(),
            "carrier": "torch:float32",
        },
        "maskedLoss", "beside a row of nan",
    ),
    "no rows are refused": ({"complement": refused_if_empty}, "complement", "a batch of no rows gave ValueError"),
    "a sum that is no mean": (
        {"masked_loss": total, "forms": {"masked_loss.returns": "reduce(mean)"}, "carrier": "torch:float32"},
        "maskedLoss", "a batch of 2 rows gave 1, and its rows alone 0, 1",
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", WRONG)
def test_rows_that_hang_on_others_are_found_and_shown(fault: str) -> None:
    changed, operation, told = WRONG[fault]
    backend = backend_of(**changed)
    found = result_of(backend, f"{operation}.independent_rows")
    assert (found.status, found.level) == ("failed", "training")
    assert found.failure is not None
    assert told in found.failure.message
    with pytest.raises((AssertionError, ValueError)):
        exec(found.failure.reproduce, {"backend": backend})
    if "forms" not in changed:
        exec(found.failure.reproduce, {"backend": backend_of(changed.get("carrier", "torch"))})


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"carrier": "torch:float32"},
        {"masked_loss": total, "forms": {"masked_loss.returns": "reduce(sum)"}},
        {
            "masked_loss": lambda idxs, per_patch_loss: masked_loss(idxs, per_patch_loss).mean(),
            "forms": {"masked_loss.returns": "reduce(mean)"},
            "carrier": "torch:float32",
        },
        {
            "complement": lambda m: 1 - m,
            "forms": {"mask": "float01"},
            "carrier": "torch:float32",
            "batched": ["complement"],
        },
    ],
)
def test_rows_that_are_what_they_are_alone_conform(changed: dict[str, Any]) -> None:
    results = check(backend_of(**changed), module=["masking"], laws=["*.independent_rows"], profile="quick").results
    assert {r.status for r in results} <= {"passed", "not_provided"}
    assert sum(r.status == "passed" for r in results) >= 1


def test_rows_that_are_mixed_go_before_a_batch_without_rows() -> None:
    def mixed(m: Any) -> Any:
        return refused_if_empty(m).flip(0)

    found = result_of(backend_of(complement=mixed), "complement.independent_rows").failure
    assert found is not None
    assert "row 0 of 2" in found.message
    found = result_of(backend_of(complement=refused_if_empty), "complement.independent_rows").failure
    assert found is not None
    assert "a batch of no rows" in found.message


def test_what_takes_no_batches_is_not_asked() -> None:
    found = result_of(backend_of(batched=["complement"]), "selected.independent_rows")
    assert (found.status, found.note) == ("not_provided", "`selected` is not among what the backend says is `batched`")


SPEC = """\
module: Demo
imports: [masking]
operations:
  randomMask:
    lean: "opaque randomMask (n k : Nat) (seed : Seed) (h : k ≤ n) : Mask n"
"""


@pytest.mark.parametrize("is_right", [True, False])
def test_rows_of_a_draw_are_drawn_each_by_itself(is_right: bool, tmp_path: Path) -> None:
    def random_mask(n: int, k: int, seed: int, batch_size: int) -> Any:
        rng = np.random.default_rng(seed)
        rows = [rng.permutation(n) < k for _ in range(batch_size)]
        return np.array(rows if is_right else rows[:1] * batch_size, dtype=bool).reshape(batch_size, n)

    (tmp_path / "demo.yaml").write_text(SPEC, encoding="utf-8")
    backend = SimpleNamespace(name="b", carrier="numpy", batched=True, random_mask=random_mask)
    (found,) = check(backend, spec=[tmp_path / "demo.yaml"], laws=["*.independent_rows"], profile="quick").results
    assert found.status == ("passed" if is_right else "failed")
    if found.failure is not None:
        assert "all 4 rows of a batch were alike" in found.failure.message
        with pytest.raises(AssertionError):
            exec(found.failure.reproduce, {"backend": backend})


@pytest.mark.parametrize("is_right", [True, False])
def test_no_two_rows_of_a_draw_go_together(is_right: bool, tmp_path: Path) -> None:
    def random_mask(n: int, k: int, seed: int, batch_size: int) -> Any:
        # As of two workers that were forked alike, each of which makes every other row.
        workers = [np.random.default_rng([seed, worker * is_right]) for worker in range(2)]
        rows = [workers[i % 2].permutation(n) < k for i in range(batch_size)]
        return np.array(rows, dtype=bool).reshape(batch_size, n)

    (tmp_path / "demo.yaml").write_text(SPEC, encoding="utf-8")
    backend = SimpleNamespace(name="b", carrier="numpy", batched=True, random_mask=random_mask)
    (found,) = check(backend, spec=[tmp_path / "demo.yaml"], laws=["*.independent_rows"], profile="quick").results
    assert found.status == ("passed" if is_right else "failed")
    if found.failure is not None:
        assert "rows 0 and 1 of a batch were alike" in found.failure.message
        with pytest.raises(AssertionError):
            exec(found.failure.reproduce, {"backend": backend})


def selected_rows(x: Any, mask: Any) -> Any:
    return x[mask].reshape(len(x), -1) if len(x) else x


def selected_rows_of_like_number(x: Any, mask: Any) -> Any:
    if len(set(mask.sum(axis=1))) > 1:
        raise ValueError("rows select different numbers")
    return selected_rows(x, mask)


@pytest.mark.parametrize("masked_select", [selected_rows, selected_rows_of_like_number])
def test_rows_whose_results_are_no_array_together_may_be_refused_but_not_mixed(masked_select: Any) -> None:
    backend = SimpleNamespace(name="b", carrier="numpy:float64", batched=True, masked_select=masked_select)
    (found,) = check(backend, module=["practice"], laws=["maskedSelect.independent_rows"], profile="quick").results
    assert found.status == ("failed" if masked_select is selected_rows else "passed")
    if found.failure is not None:
        with pytest.raises(AssertionError):
            exec(found.failure.reproduce, {"backend": backend})


@pytest.mark.parametrize("is_right", [True, False])
def test_structures_that_are_drawn_are_told_apart_by_what_they_hold(is_right: bool, tmp_path: Path) -> None:
    def shuffled(n: int, k: int, seed: int, batch_size: int) -> Any:
        noise = np.random.default_rng(seed).random((batch_size if is_right else 1, n))
        order = np.repeat(noise.argsort(axis=1), 1 if is_right else batch_size, axis=0)
        return SimpleNamespace(mask=order.argsort(axis=1) >= k, ids_keep=order[:, :k])

    (tmp_path / "demo.yaml").write_text(SHUFFLED, encoding="utf-8")
    backend = SimpleNamespace(name="b", carrier="numpy", batched=True, shuffled=shuffled)
    (found,) = check(backend, spec=[tmp_path / "demo.yaml"], laws=["*.independent_rows"], profile="quick").results
    assert found.status == ("passed" if is_right else "failed")
    if found.failure is not None:
        assert "all 4 rows of a batch were alike" in found.failure.message
        with pytest.raises(AssertionError):
            exec(found.failure.reproduce, {"backend": backend})
