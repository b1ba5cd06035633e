"""A law that fails on an empty input and for another reason beyond it is told as failing for both."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from conformance import check
from conformance.records.result import Failure
from conformance.records.telling import FURTHER
from tests.seeds import SEEDS


def mean(idxs: Any, losses: Any) -> Any:
    """0 / 0 where nothing is listed, and divided by how much is."""
    return losses[idxs].sum() / np.float64(len(idxs))


def by_positions(idxs: list[int], losses: list[int]) -> int:
    """Divided by the positions."""
    return sum(losses[i] for i in idxs) // len(losses)


def raises_twice(idxs: list[int], losses: list[int]) -> int:
    """Another exception beyond the empty input."""
    if not losses:
        raise ZeroDivisionError("no positions")
    if len(idxs) > 1:
        raise RuntimeError("several")
    return sum(losses[i] for i in idxs)


def raises_on_none(idxs: list[int], losses: list[int]) -> int:
    return 0 // len(losses) + sum(losses[i] for i in idxs)


def found(carrier: str, masked_loss: Callable[..., Any], seed: int = 0) -> Failure:
    backend = SimpleNamespace(carrier=carrier, masked_loss=masked_loss, name="b")
    with np.errstate(all="ignore"):
        report = check(backend, laws=["maskedLoss"], seed=seed)
    failure = report["maskedLoss"].failure
    assert failure is not None
    return failure


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    ("carrier", "masked_loss", "first", "reason", "inputs"),
    [
        ("numpy:float64", mean, "malformed", "violation", {"n": 1, "idxs": [0, 0], "perPatchLoss": [1]}),
        ("python", by_positions, "exception", "violation", {"n": 2, "idxs": [0], "perPatchLoss": [1, 0]}),
        ("python", raises_twice, "exception", "exception", {"n": 1, "idxs": [0, 0], "perPatchLoss": [0]}),
    ],
)
def test_what_an_empty_input_hides_is_told(
    carrier: str, masked_loss: Callable[..., Any], first: str, reason: str, inputs: dict[str, Any], seed: int
) -> None:
    failure = found(carrier, masked_loss, seed)
    assert failure.reason == first
    assert failure.inputs["idxs"] == []
    assert failure.also is not None
    assert (failure.also.reason, failure.also.inputs) == (reason, inputs)
    assert "backend.masked_loss" in failure.also.reproduce


def test_one_reason_is_told_once() -> None:
    assert found("python", raises_on_none).also is None


def test_both_are_told_in_text_and_in_saved_results() -> None:
    backend = SimpleNamespace(masked_loss=by_positions, name="b")
    report = check(backend, laws=["maskedLoss"], profile="quick")
    assert f"{FURTHER}: violation" in str(report)
    assert type(report).from_json(report.to_json()) == report
