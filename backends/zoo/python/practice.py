"""Specimens on Python lists: random masks, and the operations of training practice as they should be."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any, ClassVar, TypeAlias

from .._registry import because
from ._base import collection, faulty

Bits: TypeAlias = list[bool]


def chosen_of(n: int, idxs: Any) -> Bits:
    """The mask that selects these."""
    there = set(idxs)
    return [i in there for i in range(n)]


def mean(values: list[float]) -> float:
    """The mean, 0 of nothing."""
    return math.fsum(values) / len(values) if values else 0.0


@collection.correct("practice")
class CorrectPractice:
    """The operations of training practice as they should be."""

    carrier = "python"
    # What these mistakes hang on shows on short lists, and each item of a list costs a call.
    limits: ClassVar[Mapping[str, int]] = {"max_n": 256}

    def random_mask(self, n: int, k: int, seed: int) -> Any:
        return chosen_of(n, random.Random(seed).sample(range(n), k))

    def mask_count(self, n: int, ratio: Any) -> Any:
        return math.floor(n * ratio)

    def random_mask_ratio(self, n: int, ratio: Any, seed: int) -> Any:
        return chosen_of(n, random.Random(seed).sample(range(n), math.floor(n * ratio)))

    def random_mask_allowed(self, allowed: Bits, ratio: Any, seed: int) -> Any:
        positions = [i for i, a in enumerate(allowed) if a]
        return chosen_of(len(allowed), random.Random(seed).sample(positions, math.floor(len(positions) * ratio)))

    def bernoulli_mask_allowed(self, allowed: Bits, p: Any, seed: int) -> Any:
        rng, threshold = random.Random(seed), float(p)
        return [may and rng.random() < threshold for may in allowed]

    def masked_mean(self, x: list[float], mask: Bits) -> Any:
        return mean([v for v, m in zip(x, mask, strict=True) if m])

    def mean_of_selected(self, x: list[float], mask: Bits) -> Any:
        return mean([v for v, m in zip(x, mask, strict=True) if m])

    def per_sample_mean(self, x: list[list[float]], mask: list[Bits]) -> Any:
        return mean([mean([v for v, m in zip(*row, strict=True) if m]) for row in zip(x, mask, strict=True)])

    def global_mean(self, x: list[list[float]], mask: list[Bits]) -> Any:
        return mean([v for row in zip(x, mask, strict=True) for v, m in zip(*row, strict=True) if m])

    def mask_to_indices(self, mask: Bits) -> Any:
        return [i for i, m in enumerate(mask) if m]

    def drop_cls(self, mask: Bits) -> Any:
        return mask[1:]

    def ignore_index_loss(self, losses: list[float], labels: list[int], ignore_index: int) -> Any:
        return mean([v for v, label in zip(losses, labels, strict=True) if label != ignore_index])

    def ignore_index_accuracy(self, preds: list[int], labels: list[int], ignore_index: int) -> Any:
        return mean([float(p == q) for p, q in zip(preds, labels, strict=True) if q != ignore_index])

    def random_masking(self, n: int, k: int, seed: int) -> Any:
        shuffled = random.Random(seed).sample(range(n), n)
        restore = sorted(range(n), key=shuffled.__getitem__)
        return SimpleNamespace(mask=[p >= k for p in restore], ids_keep=shuffled[:k], ids_restore=restore)

    def block_mask(self, h: int, w: int, bh: int, bw: int, seed: int) -> Any:
        rng = random.Random(seed)
        top, left = rng.randrange(h - bh + 1), rng.randrange(w - bw + 1)
        return [[top <= r < top + bh and left <= c < left + bw for c in range(w)] for r in range(h)]

    def blockwise_mask(self, h: int, w: int, k: int, seed: int) -> Any:
        return self.grown(h, w, k, random.Random(seed))

    def grown(self, h: int, w: int, k: int, rng: random.Random) -> list[Bits]:
        """A grid of k positions: blocks while they fit into what is missing, and single positions after ten of them."""
        chosen: set[int] = set()
        for _ in range(10):
            if missing := k - len(chosen):
                bh = rng.randint(1, min(h, missing))
                chosen |= self.block(h, w, bh, rng.randint(1, min(w, missing // bh)), rng)
        free = [i for i in range(h * w) if i not in chosen]
        chosen |= {*rng.sample(free, k - len(chosen))}
        return [[r * w + c in chosen for c in range(w)] for r in range(h)]

    def block(self, h: int, w: int, bh: int, bw: int, rng: random.Random) -> set[int]:
        """A block anywhere inside the grid, as positions of its rows laid end to end."""
        top, left = rng.randrange(h - bh + 1), rng.randrange(w - bw + 1)
        return {r * w + c for r in range(top, top + bh) for c in range(left, left + bw)}

    def tube_mask(self, t: int, n: int, k: int, seed: int) -> Any:
        frame = chosen_of(n, random.Random(seed).sample(range(n), k))
        return [frame[:] for _ in range(t)]

    def span_mask(self, n: int, length: int, seed: int) -> Any:
        start = random.Random(seed).randrange(n - length + 1)
        return [start <= i < start + length for i in range(n)]

    def masked_softmax(self, scores: list[float], mask: Bits) -> Any:
        top = max((s for s, m in zip(scores, mask, strict=True) if m), default=0.0)
        powers = [math.exp(s - top) if m else 0.0 for s, m in zip(scores, mask, strict=True)]
        return [p / math.fsum(powers) if m else 0.0 for p, m in zip(powers, mask, strict=True)]

    def softmax_of_selected(self, scores: list[float], mask: Bits) -> Any:
        top = max(s for s, m in zip(scores, mask, strict=True) if m)
        powers = [math.exp(s - top) if m else 0.0 for s, m in zip(scores, mask, strict=True)]
        return [p / math.fsum(powers) for p in powers]

    def masked_max(self, x: list[float], mask: Bits) -> Any:
        return max(v for v, m in zip(x, mask, strict=True) if m)

    def masked_argmax(self, x: list[float], mask: Bits) -> Any:
        return max((i for i, m in enumerate(mask) if m), key=x.__getitem__)

    def causal_mask(self, n: int) -> Any:
        return [[k <= q for k in range(n)] for q in range(n)]

    def sliding_window_mask(self, n: int, w: int) -> Any:
        return [[q - w < k <= q for k in range(n)] for q in range(n)]

    def document_mask(self, doc: list[int]) -> Any:
        return [[a == b for b in doc] for a in doc]

    def lengths_to_mask(self, n: int, lengths: list[int]) -> Any:
        return [[i < length for i in range(n)] for length in lengths]

    def left_padding_mask(self, n: int, lengths: list[int]) -> Any:
        return [[i >= n - length for i in range(n)] for length in lengths]

    def tile_heads(self, mask: list[Bits], heads: int) -> Any:
        return [row[:] for row in mask for _ in range(heads)]

    def tile_heads_outer(self, mask: list[Bits], heads: int) -> Any:
        return [row[:] for _ in range(heads) for row in mask]

    def additive_mask(self, mask: Bits, low: float) -> Any:
        return [0.0 if m else low for m in mask]

    def pad_right(self, xs: list[float], n: int, value: float) -> Any:
        return xs + [value] * (n - len(xs))

    def mean_pool(self, x: list[float], length: int) -> Any:
        return mean(x[:length])


@faulty(
    "one position too few is masked",
    caught_by=because("violation", "randomMask_count", "randomMask_uniform", "randomMask_pair"),
)
class OneTooFew(CorrectPractice):
    def random_mask(self, n: int, k: int, seed: int) -> Any:
        return chosen_of(n, random.Random(seed).sample(range(n), max(k - 1, 0)))


@faulty(
    "positions are drawn with replacement, so that fewer are masked than was said",
    caught_by=because("violation", "randomMask_count", "randomMask_uniform", "randomMask_pair"),
)
class WithReplacement(CorrectPractice):
    def random_mask(self, n: int, k: int, seed: int) -> Any:
        return chosen_of(n, random.Random(seed).choices(range(n), k=k) if n else [])


@faulty(
    "the last position is never masked",
    caught_by=because("violation", "randomMask_uniform", "randomMask_pair"),
    also=because("violation", "randomMask_count"),
)
class LastNeverMasked(CorrectPractice):
    def random_mask(self, n: int, k: int, seed: int) -> Any:
        return chosen_of(n, random.Random(seed).sample(range(max(n - 1, k)), k))


@faulty(
    "the seed is not used: all masks are alike",
    caught_by=because("violation", "randomMask_uniform", "randomMask_pair", "randomMask.seeded"),
    also=because("violation", "randomMask_count"),
)
class SameForEverySeed(CorrectPractice):
    def random_mask(self, n: int, k: int, seed: int) -> Any:
        return chosen_of(n, random.Random(42).sample(range(n), k))


@faulty(
    "the masked positions are one run that starts anywhere",
    caught_by=because("violation", "randomMask_pair"),
    also=because("violation", "randomMask_count", "randomMask_uniform"),
)
class OneRunOfPositions(CorrectPractice):
    def random_mask(self, n: int, k: int, seed: int) -> Any:
        start = random.Random(seed).randrange(max(n, 1))
        return chosen_of(n, [(start + i) % n for i in range(k)])


@faulty(
    "true marks what is kept",
    caught_by=because("violation", "randomMask_count", "randomMask_uniform", "randomMask_pair"),
)
class KeptInTheMask(CorrectPractice):
    def random_mask(self, n: int, k: int, seed: int) -> Any:
        return chosen_of(n, random.Random(seed).sample(range(n), n - k))


@faulty(
    "at least one position is masked, at a ratio of 0 as well",
    caught_by=because(
        "violation",
        "randomMaskRatio_rounds",
        "randomMaskRatio_count",
        "randomMaskRatio_zero",
        "randomMaskRatio_uniform",
    ),
    also=because("violation", "randomMaskRatio_one"),
)
class AtLeastOne(CorrectPractice):
    def random_mask_ratio(self, n: int, ratio: Any, seed: int) -> Any:
        return chosen_of(n, random.Random(seed).sample(range(n), min(n, max(1, math.floor(n * ratio)))))


@faulty(
    "the ratio is that of what is kept",
    caught_by=because("violation", "maskCount_rounds", "maskCount_zero", "maskCount_one", "randomMaskRatio_count"),
)
class CountOfRest(CorrectPractice):
    def mask_count(self, n: int, ratio: Any) -> Any:
        return n - math.floor(n * ratio)


@faulty(
    "int() of the ratio and one more",
    caught_by=because("violation", "maskCount_rounds", "maskCount_zero", "maskCount_one", "randomMaskRatio_count"),
)
class OneMore(CorrectPractice):
    def mask_count(self, n: int, ratio: Any) -> Any:
        return math.floor(n * ratio) + 1


@faulty(
    "each position is masked by itself where a fixed share was asked for",
    caught_by=because("violation", "randomMaskRatio_rounds", "randomMaskRatio_count"),
    also=because("violation", "randomMaskRatio_zero", "randomMaskRatio_one", "randomMaskRatio_uniform"),
)
class CompareWithRandom(CorrectPractice):
    def random_mask_ratio(self, n: int, ratio: Any, seed: int) -> Any:
        rng = random.Random(seed)
        return [rng.random() < ratio for _ in range(n)]


@faulty(
    "the share is of all positions, padding included",
    caught_by=because("violation", "randomMaskAllowed_ceil"),
    also=because(
        "violation",
        "randomMaskAllowed_within",
        "randomMaskAllowed_floor",
        "randomMaskAllowed_one",
        "randomMaskAllowed_zero",
        "randomMaskAllowed_uniform",
        "randomMaskAllowed.seeded",
    ),
)
class ShareOfPadding(CorrectPractice):
    def random_mask_allowed(self, allowed: Bits, ratio: Any, seed: int) -> Any:
        positions = [i for i, a in enumerate(allowed) if a]
        count = min(len(positions), math.floor(len(allowed) * ratio))
        return chosen_of(len(allowed), random.Random(seed).sample(positions, count))


@faulty(
    "the allowed positions are taken for the first ones",
    caught_by=because("violation", "randomMaskAllowed_within", "randomMaskAllowed_one", "randomMaskAllowed_uniform"),
    also=because("violation", "randomMaskAllowed_ceil", "randomMaskAllowed_floor", "randomMaskAllowed_zero"),
)
class PaddingOnTheRight(CorrectPractice):
    def random_mask_allowed(self, allowed: Bits, ratio: Any, seed: int) -> Any:
        count = sum(allowed)
        return chosen_of(len(allowed), random.Random(seed).sample(range(count), math.floor(count * ratio)))


@faulty(
    "the first allowed position is taken for a class token and never masked",
    caught_by=because("violation", "randomMaskAllowed_floor", "randomMaskAllowed_one", "randomMaskAllowed_uniform"),
    also=because("violation", "randomMaskAllowed_within", "randomMaskAllowed_ceil", "randomMaskAllowed_zero"),
)
class FirstAllowedSpared(CorrectPractice):
    def random_mask_allowed(self, allowed: Bits, ratio: Any, seed: int) -> Any:
        positions = [i for i, a in enumerate(allowed) if a][1:]
        count = min(len(positions), math.floor(sum(allowed) * ratio))
        return chosen_of(len(allowed), random.Random(seed).sample(positions, count))
