"""Specimens on Python lists: shuffles that are undone, blocks, tubes and spans."""

from __future__ import annotations

import random
from types import SimpleNamespace
from typing import Any

from .._registry import because
from ._base import faulty
from .practice import CorrectPractice, chosen_of


@faulty(
    "the shuffle is given in the place of its inverse",
    caught_by=because("violation", "randomMasking_restore"),
    also=because(
        "violation",
        "randomMasking_length",
        "randomMasking_distinct",
        "randomMasking_mask",
        "randomMasking_permutation",
        "randomMasking_uniform",
    ),
)
class ShuffleForRestore(CorrectPractice):
    def random_masking(self, n: int, k: int, seed: int) -> Any:
        shuffled = random.Random(seed).sample(range(n), n)
        return SimpleNamespace(mask=chosen_of(n, shuffled[k:]), ids_keep=shuffled[:k], ids_restore=shuffled)


@faulty(
    "the mask is in the shuffled order, as it was not gathered",
    caught_by=because("violation", "randomMasking_mask", "randomMasking_restore", "randomMasking_uniform"),
    also=because("violation", "randomMasking_length", "randomMasking_distinct", "randomMasking_permutation"),
)
class MaskInShuffledOrder(CorrectPractice):
    def random_masking(self, n: int, k: int, seed: int) -> Any:
        given = super().random_masking(n, k, seed)
        return SimpleNamespace(mask=[i >= k for i in range(n)], ids_keep=given.ids_keep, ids_restore=given.ids_restore)


@faulty(
    "what is kept is sorted after the shuffle was inverted",
    caught_by=because("violation", "randomMasking_restore"),
    also=because(
        "violation",
        "randomMasking_length",
        "randomMasking_distinct",
        "randomMasking_mask",
        "randomMasking_permutation",
        "randomMasking_uniform",
    ),
)
class SortedKeep(CorrectPractice):
    def random_masking(self, n: int, k: int, seed: int) -> Any:
        given = super().random_masking(n, k, seed)
        return SimpleNamespace(mask=given.mask, ids_keep=sorted(given.ids_keep), ids_restore=given.ids_restore)


@faulty(
    "the last row and column are never reached",
    caught_by=because("violation", "blockMask_placement"),
    also=because("violation", "blockMask_block"),
)
class BlockNotAtTheEdge(CorrectPractice):
    def block_mask(self, h: int, w: int, bh: int, bw: int, seed: int) -> Any:
        rng = random.Random(seed)
        top, left = rng.randrange(max(h - bh, 1)), rng.randrange(max(w - bw, 1))
        return [[top <= r < top + bh and left <= c < left + bw for c in range(w)] for r in range(h)]


@faulty(
    "a block may begin anywhere and is cut off at the border",
    caught_by=because("violation", "blockMask_block", "blockMask_placement"),
)
class BlockCutOff(CorrectPractice):
    def block_mask(self, h: int, w: int, bh: int, bw: int, seed: int) -> Any:
        rng = random.Random(seed)
        top, left = rng.randrange(max(h, 1)), rng.randrange(max(w, 1))
        return [[top <= r < top + bh and left <= c < left + bw for c in range(w)] for r in range(h)]


@faulty(
    "positions that blocks share are counted for each of them",
    caught_by=because("violation", "blockwiseMask_count"),
    also=because("violation", "blockwiseMask_possible", "blockwiseMask.seeded"),
)
class SharedPositionsCounted(CorrectPractice):
    def blockwise_mask(self, h: int, w: int, k: int, seed: int) -> Any:
        rng, chosen, missing = random.Random(seed), set[int](), k
        while missing:
            bh = rng.randint(1, min(h, missing))
            bw = rng.randint(1, min(w, missing // bh))
            chosen |= self.block(h, w, bh, bw, rng)
            missing -= bh * bw
        return [[r * w + c in chosen for c in range(w)] for r in range(h)]


@faulty(
    "the last block is placed whole, and more is masked than was set",
    caught_by=because("violation", "blockwiseMask_count"),
    also=because("violation", "blockwiseMask_possible", "blockwiseMask.seeded"),
)
class LastBlockWhole(CorrectPractice):
    def blockwise_mask(self, h: int, w: int, k: int, seed: int) -> Any:
        rng, chosen = random.Random(seed), set[int]()
        while len(chosen) < k:
            chosen |= self.block(h, w, min(h, 2), min(w, 2), rng)
        return [[r * w + c in chosen for c in range(w)] for r in range(h)]


@faulty(
    "the last column is masked only where nothing else is left",
    caught_by=because("violation", "blockwiseMask_possible"),
    also=because("violation", "blockwiseMask_count", "blockwiseMask.seeded"),
)
class LastColumnSpared(CorrectPractice):
    def blockwise_mask(self, h: int, w: int, k: int, seed: int) -> Any:
        spared = h * max(w - 1, 0)
        if k > spared:
            return super().blockwise_mask(h, w, k, seed)
        return [[*row, False] if w else [] for row in self.grown(h, max(w - 1, 0), k, random.Random(seed))]


@faulty(
    "each frame has a mask of its own",
    caught_by=because("violation", "tubeMask_alike"),
    also=because("violation", "tubeMask_count", "tubeMask_uniform"),
)
class FramesOfTheirOwn(CorrectPractice):
    def tube_mask(self, t: int, n: int, k: int, seed: int) -> Any:
        rng = random.Random(seed)
        return [chosen_of(n, rng.sample(range(n), k)) for _ in range(t)]


@faulty(
    "a span ends before the last position",
    caught_by=because("violation", "spanMask_placement"),
    also=because("violation", "spanMask_span"),
)
class SpanEndsBefore(CorrectPractice):
    def span_mask(self, n: int, length: int, seed: int) -> Any:
        start = random.Random(seed).randrange(max(n - length, 1))
        return [start <= i < start + length for i in range(n)]
