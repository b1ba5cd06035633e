"""Specimens on NumPy arrays, each of one random operation of training practice."""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any, ClassVar

import numpy as np

from .._registry import because
from ._base import Mask, faulty

PRACTICE = ("practice",)


class OfDraws:
    """What they have in common."""

    carrier = "numpy"
    limits: ClassVar[Mapping[str, int]] = {"max_n": 64}


@faulty(
    "choice draws with replacement where nothing is said",
    caught_by=because("violation", "randomMask_count", "randomMask_uniform", "randomMask_pair"),
    modules=PRACTICE,
)
class ChoiceWithReplacement(OfDraws):
    def random_mask(self, n: int, k: int, seed: int) -> Any:
        mask = np.zeros(n, dtype=np.bool_)
        mask[np.random.default_rng(seed).choice(n, k)] = True
        return mask


@faulty(
    "one position stays visible at a ratio of 1",
    caught_by=because("violation", "randomMaskRatio_one", "randomMaskRatio_rounds", "randomMaskRatio_uniform"),
    modules=PRACTICE,
)
class OneStaysVisible(OfDraws):
    def random_mask_ratio(self, n: int, ratio: float, seed: int) -> Any:
        return np.random.default_rng(seed).permutation(n) < min(math.floor(n * ratio), n - 1)


@faulty(
    "what is above the probability is selected",
    caught_by=because(
        "violation",
        "bernoulliMask_probability",
        "bernoulliMask_independent",
        "bernoulliMask_zero",
        "bernoulliMask_one",
    ),
    modules=PRACTICE,
)
class AboveTheProbability(OfDraws):
    def bernoulli_mask(self, n: int, p: float, seed: int) -> Any:
        return np.random.default_rng(seed).random(n) > p


@faulty(
    "one token too few is kept",
    caught_by=because("violation", "randomMasking_length", "randomMasking_uniform"),
    modules=PRACTICE,
)
class OneKeptTooFew(OfDraws):
    def random_masking(self, n: int, k: int, seed: int) -> Any:
        kept = max(k - 1, 0)
        shuffled = np.random.default_rng(seed).permutation(n)
        restore = np.argsort(shuffled)
        return SimpleNamespace(mask=restore >= kept, ids_keep=shuffled[:kept].copy(), ids_restore=restore)


@faulty(
    "tokens are kept with replacement, and all others are put back from the place after them",
    caught_by=because(
        "violation",
        "randomMasking_distinct",
        "randomMasking_permutation",
        "randomMasking_restore",
        "randomMasking_uniform",
    ),
    modules=PRACTICE,
)
class KeptWithReplacement(OfDraws):
    def random_masking(self, n: int, k: int, seed: int) -> Any:
        keep = np.random.default_rng(seed).choice(n, k)
        mask, restore = np.ones(n, dtype=np.bool_), np.full(n, min(k, n - 1), dtype=np.int64)
        mask[keep] = False
        restore[keep] = np.arange(k)
        return SimpleNamespace(mask=mask, ids_keep=keep, ids_restore=restore)


@faulty(
    "the stop of a span is taken for one that belongs to it",
    caught_by=because("violation", "spanMask_span", "spanMask_placement"),
    modules=PRACTICE,
)
class StopIncluded(OfDraws):
    def span_mask(self, n: int, length: int, seed: int) -> Any:
        start = np.random.default_rng(seed).integers(n - length + 1)
        return (np.arange(n) >= start) & (np.arange(n) <= start + length)


@faulty(
    "of each frame one position too few is masked",
    caught_by=because("violation", "tubeMask_count", "tubeMask_uniform"),
    modules=PRACTICE,
)
class OneTooFewInTubes(OfDraws):
    def tube_mask(self, t: int, n: int, k: int, seed: int) -> Any:
        return np.tile(np.random.default_rng(seed).permutation(n) < k - 1, (t, 1))


@faulty(
    "at least one allowed position is masked, at a ratio of 0 as well",
    caught_by=because("violation", "randomMaskAllowed_zero", "randomMaskAllowed_ceil"),
    modules=PRACTICE,
)
class OneAllowedAtLeast(OfDraws):
    def random_mask_allowed(self, allowed: Mask, ratio: float, seed: int) -> Any:
        mask, count = np.zeros_like(allowed), np.count_nonzero(allowed)
        mask[allowed] = np.random.default_rng(seed).permutation(count) < max(math.floor(count * ratio), 1)
        return mask


@faulty(
    "the mask is drawn for the allowed positions and laid over the first ones",
    caught_by=because(
        "violation",
        "bernoulliMaskAllowed_within",
        "bernoulliMaskAllowed_one",
        "bernoulliMaskAllowed_probability",
        "bernoulliMaskAllowed_independent",
    ),
    modules=PRACTICE,
)
class DrawnOverTheFirst(OfDraws):
    def bernoulli_mask_allowed(self, allowed: Mask, p: float, seed: int) -> Any:
        mask, count = np.zeros_like(allowed), np.count_nonzero(allowed)
        mask[:count] = np.random.default_rng(seed).random(count) < p
        return mask


@faulty(
    "where nothing was drawn the first allowed position is masked, so that there is a loss",
    caught_by=because("violation", "bernoulliMaskAllowed_zero", "bernoulliMaskAllowed_probability"),
    also=because("violation", "bernoulliMaskAllowed_independent"),
    modules=PRACTICE,
)
class OneAtLeastByChance(OfDraws):
    def bernoulli_mask_allowed(self, allowed: Mask, p: float, seed: int) -> Any:
        mask = (np.random.default_rng(seed).random(allowed.size) < p) & allowed
        if allowed.any() and not mask.any():
            mask[allowed.argmax()] = True
        return mask


@faulty(
    "one number is drawn for all allowed positions",
    caught_by=because("violation", "bernoulliMaskAllowed_independent"),
    modules=PRACTICE,
)
class OneDrawForAll(OfDraws):
    def bernoulli_mask_allowed(self, allowed: Mask, p: float, seed: int) -> Any:
        return allowed & (np.random.default_rng(seed).random() < p)
