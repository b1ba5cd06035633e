"""Specimens on Python lists: training practice that is odd but right."""

from __future__ import annotations

import math
import random
from types import SimpleNamespace
from typing import Any

from ._base import unusual
from .practice import Bits, CorrectPractice, chosen_of, mean


@unusual("the count is rounded up")
class RoundedUp(CorrectPractice):
    def mask_count(self, n: int, ratio: Any) -> Any:
        return math.ceil(n * ratio)

    def random_mask_ratio(self, n: int, ratio: Any, seed: int) -> Any:
        return chosen_of(n, random.Random(seed).sample(range(n), math.ceil(n * ratio)))


@unusual("the count is rounded to the nearest")
class RoundedToNearest(CorrectPractice):
    def mask_count(self, n: int, ratio: Any) -> Any:
        return round(n * ratio)

    def random_mask_ratio(self, n: int, ratio: Any, seed: int) -> Any:
        return chosen_of(n, random.Random(seed).sample(range(n), round(n * ratio)))


@unusual("the mask is of the positions with the least noise")
class ArgsortOfNoise(CorrectPractice):
    def random_mask(self, n: int, k: int, seed: int) -> Any:
        rng = random.Random(seed)
        noise = [rng.random() for _ in range(n)]
        return chosen_of(n, sorted(range(n), key=noise.__getitem__)[:k])


@unusual("k bits are shuffled")
class ShuffledBits(CorrectPractice):
    def random_mask(self, n: int, k: int, seed: int) -> Any:
        bits = [i < k for i in range(n)]
        random.Random(seed).shuffle(bits)
        return bits


@unusual("what is kept is the end of the shuffle")
class LastKept(CorrectPractice):
    def random_masking(self, n: int, k: int, seed: int) -> Any:
        shuffled = random.Random(seed).sample(range(n), n)[::-1]
        restore = sorted(range(n), key=shuffled.__getitem__)
        return SimpleNamespace(mask=[p >= k for p in restore], ids_keep=shuffled[:k], ids_restore=restore)


@unusual("the fields of a masking come as a mapping")
class FieldsInMapping(CorrectPractice):
    def random_masking(self, n: int, k: int, seed: int) -> Any:
        return vars(super().random_masking(n, k, seed))


@unusual("a mean is a sum by a count of at least one")
class SumOverCount(CorrectPractice):
    def masked_mean(self, x: list[float], mask: Bits) -> Any:
        return sum(v for v, m in zip(x, mask, strict=True) if m) / max(sum(mask), 1)


@unusual("of several largest the last is found")
class LastLargest(CorrectPractice):
    def masked_argmax(self, x: list[float], mask: Bits) -> Any:
        return max((i for i, m in enumerate(mask) if m), key=lambda i: (x[i], i))


@unusual("rows of a causal mask are laid end to end")
class CausalByRows(CorrectPractice):
    def causal_mask(self, n: int) -> Any:
        return [[True] * (q + 1) + [False] * (n - q - 1) for q in range(n)]


@unusual("a span is placed from its end")
class SpanFromTheEnd(CorrectPractice):
    def span_mask(self, n: int, length: int, seed: int) -> Any:
        stop = n - random.Random(seed).randrange(n - length + 1)
        return [stop - length <= i < stop for i in range(n)]


@unusual("all frames are made of one list and copied")
class OneRowForAllFrames(CorrectPractice):
    def tube_mask(self, t: int, n: int, k: int, seed: int) -> Any:
        frame = super().random_mask(n, k, seed)
        return [list(frame) for _ in range(t)]


@unusual("positions that count are found as a set first")
class IgnoredBySet(CorrectPractice):
    def ignore_index_loss(self, losses: list[float], labels: list[int], ignore_index: int) -> Any:
        active = {i for i, label in enumerate(labels) if label != ignore_index}
        return mean([losses[i] for i in sorted(active)])


@unusual("a row of which nothing is selected attends to all, of which nothing is said")
class AllWhereNothingIs(CorrectPractice):
    def softmax_of_selected(self, scores: list[float], mask: Bits) -> Any:
        return super().softmax_of_selected(scores, mask if any(mask) else [True] * len(mask))


@unusual("blocks are laid out for the rest of the grid, whose positions are the ones that are not masked")
class BlocksOfTheRest(CorrectPractice):
    def blockwise_mask(self, h: int, w: int, k: int, seed: int) -> Any:
        return [[not kept for kept in row] for row in self.grown(h, w, h * w - k, random.Random(seed))]
