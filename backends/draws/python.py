"""What training code draws by a seed, on Python lists: masks of positions and grids, and what is kept of tokens."""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Sequence
from fractions import Fraction
from types import SimpleNamespace

Mask = Sequence[bool]

ATTEMPTS = 10
"""How many blocks a blockwise mask is made of, at most, before single positions fill it up."""


def random_mask(n: int, k: int, seed: int) -> list[bool]:
    """Return a mask that selects ``k`` of ``n`` positions, ``0 <= k <= n``."""
    return _mask_of(n, random.Random(seed).sample(range(n), k))


def mask_count(n: int, ratio: Fraction | float) -> int:
    """Return how many of ``n`` positions a ratio between 0 and 1 comes to, rounded down."""
    return math.floor(ratio * n)


def random_mask_ratio(n: int, ratio: Fraction | float, seed: int) -> list[bool]:
    """Return a mask that selects the ratio of ``n`` positions, rounded down."""
    return random_mask(n, mask_count(n, ratio), seed)


def random_mask_allowed(allowed: Mask, ratio: Fraction | float, seed: int) -> list[bool]:
    """Return a mask that selects the ratio of the allowed positions, rounded down, and none of the others."""
    positions = [i for i, may in enumerate(allowed) if may]
    return _mask_of(len(allowed), random.Random(seed).sample(positions, mask_count(len(positions), ratio)))


def bernoulli_mask(n: int, p: Fraction | float, seed: int) -> list[bool]:
    """Return a mask that selects each of ``n`` positions with probability ``p``, each by itself."""
    rng, threshold = random.Random(seed), float(p)
    return [rng.random() < threshold for _ in range(n)]


def bernoulli_mask_allowed(allowed: Mask, p: Fraction | float, seed: int) -> list[bool]:
    """Return a mask that selects each allowed position with probability ``p``, each by itself, and no other."""
    return [drawn and may for drawn, may in zip(bernoulli_mask(len(allowed), p, seed), allowed, strict=True)]


def random_masking(n: int, k: int, seed: int) -> SimpleNamespace:
    """Keep ``k`` of ``n`` positions; give the mask of the others, what is kept, and where each went in the shuffle."""
    shuffled = random.Random(seed).sample(range(n), n)
    restore = sorted(range(n), key=shuffled.__getitem__)
    return SimpleNamespace(mask=_mask_of(n, shuffled[k:]), ids_keep=shuffled[:k], ids_restore=restore)


def mask_tokens(x: Sequence[Sequence[float]], ratio: Fraction | float, seed: int) -> SimpleNamespace:
    """Remove the ratio of tokens, rounded down; give those that stay, the mask of the others, and where each went."""
    n = len(x)
    masking = random_masking(n, n - mask_count(n, ratio), seed)
    visible = [list(x[i]) for i in masking.ids_keep]
    return SimpleNamespace(visible=visible, mask=masking.mask, ids_restore=masking.ids_restore)


def block_mask(h: int, w: int, bh: int, bw: int, seed: int) -> list[list[bool]]:
    """Return a mask over a grid that selects a block of ``bh`` rows and ``bw`` columns inside it."""
    return _block(random.Random(seed), h, w, bh, bw)


def blockwise_mask(h: int, w: int, k: int, seed: int) -> list[list[bool]]:
    """Return a mask over a grid that selects ``k`` positions, in blocks as far as these fit, ``0 <= k <= h * w``."""
    rng = random.Random(seed)
    chosen: set[int] = set()
    for _ in range(ATTEMPTS):
        if missing := k - len(chosen):
            bh = rng.randint(1, min(h, missing))
            bw = rng.randint(1, min(w, missing // bh))
            top, left = rng.randrange(h - bh + 1), rng.randrange(w - bw + 1)
            chosen.update(r * w + c for r in range(top, top + bh) for c in range(left, left + bw))
    free = [i for i in range(h * w) if i not in chosen]
    chosen.update(rng.sample(free, k - len(chosen)))
    return [[r * w + c in chosen for c in range(w)] for r in range(h)]


def tube_mask(t: int, n: int, k: int, seed: int) -> list[list[bool]]:
    """Return masks over ``t`` frames that select the same ``k`` of ``n`` positions in each."""
    frame = random_mask(n, k, seed)
    return [list(frame) for _ in range(t)]


def span_mask(n: int, length: int, seed: int) -> list[bool]:
    """Return a mask that selects one span of a length."""
    start = random.Random(seed).randrange(n - length + 1)
    return _mask_of(n, range(start, start + length))


def context_and_targets(h: int, w: int, bh: int, bw: int, count: int, seed: int) -> SimpleNamespace:
    """Return ``count`` blocks of a grid, its rows one after the other, as targets, and the rest as context."""
    rng = random.Random(seed)
    targets = [[chosen for row in _block(rng, h, w, bh, bw) for chosen in row] for _ in range(count)]
    return SimpleNamespace(context=[not any(target[i] for target in targets) for i in range(h * w)], targets=targets)


def _block(rng: random.Random, h: int, w: int, bh: int, bw: int) -> list[list[bool]]:
    top, left = rng.randrange(h - bh + 1), rng.randrange(w - bw + 1)
    return [[top <= r < top + bh and left <= c < left + bw for c in range(w)] for r in range(h)]


def _mask_of(n: int, idxs: Iterable[int]) -> list[bool]:
    mask = [False] * n
    for i in idxs:
        mask[i] = True
    return mask
