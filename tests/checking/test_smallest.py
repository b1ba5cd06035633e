"""The input that is shown is the smallest on which the fault shows: of sums in floats, the first natural they round."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from conformance import check
from tests.seeds import SEEDS


def in_python(add: Callable[[Any], Any]) -> Callable[[list[int], list[int]], int]:
    def masked_loss(idxs: list[int], losses: list[int]) -> int:
        total = add(0)
        for i in idxs:
            total = add(total + add(losses[i]))
        return int(total)

    return masked_loss


def in_numpy(dtype: str) -> Callable[[Any, Any], int]:
    return lambda idxs, losses: int(losses[idxs].astype(dtype).sum())


def in_torch(dtype: str) -> Callable[[Any, Any], Any]:
    torch = pytest.importorskip("torch")
    return lambda idxs, losses: losses[idxs].to(getattr(torch, dtype)).sum().long()


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    ("carrier", "made", "of", "bits"),
    [
        ("python", in_python, np.float32, 24),
        ("python", in_python, float, 53),
        ("numpy", in_numpy, "float32", 24),
        ("numpy", in_numpy, "float64", 53),
        ("torch", in_torch, "float32", 24),
        ("torch", in_torch, "float64", 53),
    ],
)
def test_a_sum_in_floats_fails_on_the_first_natural_that_is_rounded(
    carrier: str, made: Callable[[Any], Any], of: Any, bits: int, seed: int
) -> None:
    backend = SimpleNamespace(carrier=carrier, masked_loss=made(of), name="b")
    (result,) = check(backend, laws=["maskedLoss"], seed=seed).results
    assert result.failure is not None
    assert result.failure.inputs == {"n": 1, "idxs": [0], "perPatchLoss": [2**bits + 1]}
