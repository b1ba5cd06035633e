"""What training code draws by a seed, on PyTorch tensors: masks of positions and grids, and what is kept of tokens."""

from __future__ import annotations

import math
from types import SimpleNamespace

import torch
from torch import Generator, Tensor

ATTEMPTS = 10
"""How many blocks a blockwise mask is made of, at most, before single positions fill it up."""


def random_mask(n: int, k: int, seed: int) -> Tensor:
    """Return a mask that selects ``k`` of ``n`` positions, ``0 <= k <= n``."""
    return torch.randperm(n, generator=Generator().manual_seed(seed)) < k


def mask_count(n: int, ratio: float) -> int:
    """Return how many of ``n`` positions a ratio between 0 and 1 comes to, rounded down."""
    return math.floor(ratio * n)


def random_mask_ratio(n: int, ratio: float, seed: int) -> Tensor:
    """Return a mask that selects the ratio of ``n`` positions, rounded down."""
    return random_mask(n, mask_count(n, ratio), seed)


def random_mask_allowed(allowed: Tensor, ratio: float, seed: int) -> Tensor:
    """Return a mask that selects the ratio of the allowed positions, rounded down, and none of the others."""
    count = int(allowed.sum())
    mask = torch.zeros_like(allowed)
    mask[allowed] = random_mask(count, mask_count(count, ratio), seed).to(allowed.device)
    return mask


def bernoulli_mask(n: int, p: float, seed: int) -> Tensor:
    """Return a mask that selects each of ``n`` positions with probability ``p``, each by itself."""
    return torch.rand(n, generator=Generator().manual_seed(seed)) < p


def bernoulli_mask_allowed(allowed: Tensor, p: float, seed: int) -> Tensor:
    """Return a mask that selects each allowed position with probability ``p``, each by itself, and no other."""
    return bernoulli_mask(len(allowed), p, seed).to(allowed.device) & allowed


def random_masking(n: int, k: int, seed: int) -> SimpleNamespace:
    """Keep ``k`` of ``n`` positions; give the mask of the others, what is kept, and where each went in the shuffle."""
    shuffled = torch.randperm(n, generator=Generator().manual_seed(seed))
    restore = shuffled.argsort()
    return SimpleNamespace(mask=restore >= k, ids_keep=shuffled[:k].clone(), ids_restore=restore)


def mask_tokens(x: Tensor, ratio: float, seed: int) -> SimpleNamespace:
    """Remove the ratio of tokens, rounded down; give those that stay, the mask of the others, and where each went."""
    masking = random_masking(len(x), len(x) - mask_count(len(x), ratio), seed)
    return SimpleNamespace(visible=x[masking.ids_keep], mask=masking.mask, ids_restore=masking.ids_restore)


def block_mask(h: int, w: int, bh: int, bw: int, seed: int) -> Tensor:
    """Return a mask of shape ``(h, w)`` that selects a block of ``bh`` rows and ``bw`` columns inside the grid."""
    return _block(Generator().manual_seed(seed), h, w, bh, bw)


def blockwise_mask(h: int, w: int, k: int, seed: int) -> Tensor:
    """Return a mask of shape ``(h, w)`` that selects ``k`` positions, in blocks as far as these fit."""
    generator = Generator().manual_seed(seed)
    mask = torch.zeros(h, w, dtype=torch.bool)
    for _ in range(ATTEMPTS):
        if missing := k - int(mask.sum()):
            bh = int(torch.randint(1, min(h, missing) + 1, (1,), generator=generator))
            bw = int(torch.randint(1, min(w, missing // bh) + 1, (1,), generator=generator))
            mask |= _block(generator, h, w, bh, bw)
    free = (~mask).flatten().nonzero().squeeze(1)
    filled = free[torch.randperm(len(free), generator=generator)[: k - int(mask.sum())]]
    mask.view(-1)[filled] = True
    return mask


def tube_mask(t: int, n: int, k: int, seed: int) -> Tensor:
    """Return a mask of shape ``(t, n)`` that selects the same ``k`` positions in each of ``t`` frames."""
    return random_mask(n, k, seed).repeat(t, 1)


def span_mask(n: int, length: int, seed: int) -> Tensor:
    """Return a mask that selects one span of a length."""
    start = int(torch.randint(n - length + 1, (1,), generator=Generator().manual_seed(seed)))
    mask = torch.zeros(n, dtype=torch.bool)
    mask[start : start + length] = True
    return mask


def context_and_targets(h: int, w: int, bh: int, bw: int, count: int, seed: int) -> SimpleNamespace:
    """Return ``count`` blocks of a grid, its rows one after the other, as targets, and the rest as context."""
    generator = Generator().manual_seed(seed)
    targets = torch.zeros(count, h * w, dtype=torch.bool)
    for target in targets:
        target.copy_(_block(generator, h, w, bh, bw).flatten())
    return SimpleNamespace(context=~targets.any(dim=0), targets=targets)


def _block(generator: Generator, h: int, w: int, bh: int, bw: int) -> Tensor:
    top = int(torch.randint(h - bh + 1, (1,), generator=generator))
    left = int(torch.randint(w - bw + 1, (1,), generator=generator))
    mask = torch.zeros(h, w, dtype=torch.bool)
    mask[top : top + bh, left : left + bw] = True
    return mask
