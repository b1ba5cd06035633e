"""Batches of embeddings on which the statistics of a loss are exact in floats, and modules loaded by themselves."""

from __future__ import annotations

import importlib.metadata
import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

import torch

MIRRORED = (
    "The loss is given batches on which floats round nothing: all rows and their opposites for the invariance, and a "
    "row of zeros as well for the covariance; a row of deviations, its opposite and zeros for the variance. The other "
    "two weights are 0, and so is the epsilon beneath the root. More than 64 rows or coordinates are left out, as the "
    "law's own sums take long."
)
PATTERNS = (
    "Each coordinate of the batch of four becomes one of the patterns that the law speaks of, large enough that an "
    "epsilon beside its deviation is nothing; an index of no pattern is refused by the translation."
)
BATCH_BITES = {
    "malformed": "A coordinate that has collapsed, as a dead unit does, makes the loss NaN and with it every weight.",
    "violation": "The loss has another value than its own definition says, so that gradients are of another objective.",
}


def balanced(z: Any) -> Any:
    """A batch of mean zero: the rows and their opposites, whose mean squared difference from another such stays."""
    return torch.cat([z, -z])


def deviating(s: Any) -> Any:
    """A batch of three whose unbiased standard deviations are the sizes of the numbers."""
    return torch.stack([s, -s, torch.zeros_like(s)])


def mirrored(z: Any) -> Any:
    """A batch of mean zero: the rows, their opposites and a row of zeros, 2k + 1 for k of them."""
    return torch.cat([z, -z, z.new_zeros(1, z.shape[1])])


_UNCORRELATED = 2.0**10 * torch.tensor([[1, -1, 1, -1], [1, 1, -1, -1], [1, -1, -1, 1], [0, 0, 0, 0]])
_EXCEPT_ONE = 3 * 2.0**10 * (torch.ones(4, 4) - 4 * torch.eye(4))


def uncorrelated(f: Any, opposite: Any = None) -> Any:
    """A batch of four whose coordinates are patterns of a Hadamard matrix, or collapsed."""
    signs = 1.0 if opposite is None else 1.0 - 2.0 * opposite.float()
    return _patterns(_UNCORRELATED, f) * signs


def except_one(f: Any) -> Any:
    """A batch of four whose coordinates are alike in all rows but one: deviations are whole."""
    return _patterns(_EXCEPT_ONE, f)


def constant(row: Any) -> Any:
    """A batch of four equal rows."""
    return row.repeat(4, 1)


def _patterns(patterns: Any, f: Any) -> Any:
    outside = f[(f < 0) | (f >= len(patterns))]
    if len(outside):
        raise IndexError(f"there is no pattern {int(outside[0])}")
    return patterns[f].T.contiguous()


def by_itself(distribution: str, path: str) -> ModuleType:
    """One file of an installed distribution, without the package around it and what that imports."""
    file = Path(str(importlib.metadata.distribution(distribution).locate_file(path)))
    spec = importlib.util.spec_from_file_location(f"{distribution}_{file.stem}".replace("-", "_"), file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
