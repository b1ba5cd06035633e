"""What training code draws by a seed, on NumPy arrays: masks of positions and grids, and what is kept of tokens."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Mask: TypeAlias = NDArray[np.bool_]
Reals: TypeAlias = NDArray[np.floating[Any]]

ATTEMPTS = 10
"""How many blocks a blockwise mask is made of, at most, before single positions fill it up."""


def random_mask(n: int, k: int, seed: int) -> Mask:
    """Return a mask that selects ``k`` of ``n`` positions, ``0 <= k <= n``."""
    return np.random.default_rng(seed).permutation(n) < k


def mask_count(n: int, ratio: float) -> int:
    """Return how many of ``n`` positions a ratio between 0 and 1 comes to, rounded down."""
    return math.floor(ratio * n)


def random_mask_ratio(n: int, ratio: float, seed: int) -> Mask:
    """Return a mask that selects the ratio of ``n`` positions, rounded down."""
    return random_mask(n, mask_count(n, ratio), seed)


def random_mask_allowed(allowed: Mask, ratio: float, seed: int) -> Mask:
    """Return a mask that selects the ratio of the allowed positions, rounded down, and none of the others."""
    mask = np.zeros_like(allowed)
    count = int(allowed.sum())
    mask[allowed] = random_mask(count, mask_count(count, ratio), seed)
    return mask


def bernoulli_mask(n: int, p: float, seed: int) -> Mask:
    """Return a mask that selects each of ``n`` positions with probability ``p``, each by itself."""
    return np.random.default_rng(seed).random(n) < p


def bernoulli_mask_allowed(allowed: Mask, p: float, seed: int) -> Mask:
    """Return a mask that selects each allowed position with probability ``p``, each by itself, and no other."""
    return bernoulli_mask(len(allowed), p, seed) & allowed


def random_masking(n: int, k: int, seed: int) -> SimpleNamespace:
    """Keep ``k`` of ``n`` positions; give the mask of the others, what is kept, and where each went in the shuffle."""
    shuffled = np.random.default_rng(seed).permutation(n)
    restore = np.argsort(shuffled)
    return SimpleNamespace(mask=restore >= k, ids_keep=shuffled[:k].copy(), ids_restore=restore)


def mask_tokens(x: Reals, ratio: float, seed: int) -> SimpleNamespace:
    """Remove the ratio of tokens, rounded down; give those that stay, the mask of the others, and where each went."""
    masking = random_masking(len(x), len(x) - mask_count(len(x), ratio), seed)
    return SimpleNamespace(visible=x[masking.ids_keep], mask=masking.mask, ids_restore=masking.ids_restore)


def block_mask(h: int, w: int, bh: int, bw: int, seed: int) -> Mask:
    """Return a mask of shape ``(h, w)`` that selects a block of ``bh`` rows and ``bw`` columns inside the grid."""
    return _block(np.random.default_rng(seed), h, w, bh, bw)


def blockwise_mask(h: int, w: int, k: int, seed: int) -> Mask:
    """Return a mask of shape ``(h, w)`` that selects ``k`` positions, in blocks as far as these fit."""
    rng = np.random.default_rng(seed)
    mask = np.zeros((h, w), dtype=np.bool_)
    for _ in range(ATTEMPTS):
        if missing := k - int(np.count_nonzero(mask)):
            bh = int(rng.integers(1, min(h, missing), endpoint=True))
            bw = int(rng.integers(1, min(w, missing // bh), endpoint=True))
            mask |= _block(rng, h, w, bh, bw)
    free = np.flatnonzero(~mask)
    mask.flat[rng.permutation(free)[: k - int(np.count_nonzero(mask))]] = True
    return mask


def tube_mask(t: int, n: int, k: int, seed: int) -> Mask:
    """Return a mask of shape ``(t, n)`` that selects the same ``k`` positions in each of ``t`` frames."""
    return np.tile(random_mask(n, k, seed), (t, 1))


def span_mask(n: int, length: int, seed: int) -> Mask:
    """Return a mask that selects one span of a length."""
    start = np.random.default_rng(seed).integers(n - length + 1)
    mask = np.zeros(n, dtype=np.bool_)
    mask[start : start + length] = True
    return mask


def context_and_targets(h: int, w: int, bh: int, bw: int, count: int, seed: int) -> SimpleNamespace:
    """Return ``count`` blocks of a grid, its rows one after the other, as targets, and the rest as context."""
    rng = np.random.default_rng(seed)
    targets = np.zeros((count, h * w), dtype=np.bool_)
    for target in targets:
        target[:] = _block(rng, h, w, bh, bw).ravel()
    return SimpleNamespace(context=~targets.any(axis=0), targets=targets)


def _block(rng: np.random.Generator, h: int, w: int, bh: int, bw: int) -> Mask:
    top, left = rng.integers(h - bh + 1), rng.integers(w - bw + 1)
    mask = np.zeros((h, w), dtype=np.bool_)
    mask[top : top + bh, left : left + bw] = True
    return mask
