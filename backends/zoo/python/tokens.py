"""Specimens on Python lists: tokens that are masked and put back, and the loss of those that were."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any, ClassVar, TypeAlias

from .._registry import because
from ._base import collection, faulty
from .practice import mean

Tokens: TypeAlias = list[list[float]]


@collection.correct("practice")
class CorrectTokens:
    """What a masked autoencoder does with tokens, as it should be."""

    carrier = "python"
    limits: ClassVar[Mapping[str, int]] = {"max_n": 64}

    def kept(self, n: int, ratio: Any) -> int:
        gone: int = math.floor(n * ratio)
        return n - gone

    def mask_tokens(self, x: Tokens, ratio: Any, seed: int) -> Any:
        n, kept = len(x), self.kept(len(x), ratio)
        shuffled = random.Random(seed).sample(range(n), n)
        restore = sorted(range(n), key=shuffled.__getitem__)
        visible = [list(x[i]) for i in shuffled[:kept]]
        return SimpleNamespace(visible=visible, mask=[place >= kept for place in restore], ids_restore=restore)

    def unshuffle_tokens(self, visible: Tokens, mask_token: list[float], ids_restore: list[int]) -> Any:
        n = len(ids_restore)
        if any(not 0 <= place < n for place in ids_restore):
            raise IndexError(ids_restore)
        return [list(visible[place] if place < len(visible) else mask_token) for place in ids_restore]

    def mse_of_selected(self, pred: Tokens, target: Tokens, mask: list[bool]) -> Any:
        return mean([self.error(*both) for *both, m in zip(pred, target, mask, strict=True) if m])

    def error(self, pred: list[float], target: list[float]) -> float:
        return mean([(p - t) ** 2 for p, t in zip(pred, target, strict=True)])


@faulty("as many tokens stay as should go", caught_by=because("violation", "maskTokens_rounds"))
class RatioOfWhatStays(CorrectTokens):
    def kept(self, n: int, ratio: Any) -> int:
        return n - super().kept(n, ratio)


@faulty(
    "the mask is not put into the order of the tokens",
    caught_by=because("violation", "maskTokens_restore", "maskTokens_uniform"),
)
class MaskAsShuffled(CorrectTokens):
    def mask_tokens(self, x: Tokens, ratio: Any, seed: int) -> Any:
        given = super().mask_tokens(x, ratio, seed)
        given.mask = [i >= len(given.visible) for i in range(len(x))]
        return given


@faulty("the shuffle is given for what undoes it", caught_by=because("violation", "maskTokens_restore"))
class ShuffledForRestored(CorrectTokens):
    def mask_tokens(self, x: Tokens, ratio: Any, seed: int) -> Any:
        given = super().mask_tokens(x, ratio, seed)
        given.ids_restore = sorted(range(len(x)), key=given.ids_restore.__getitem__)
        return given


@faulty(
    "a token for the class is counted among those that stay",
    caught_by=because("violation", "maskTokens_length"),
    also=because("violation", "maskTokens_restore"),
)
class ClassTokenAmongThem(CorrectTokens):
    def mask_tokens(self, x: Tokens, ratio: Any, seed: int) -> Any:
        given = super().mask_tokens(x, ratio, seed)
        given.visible = [*given.visible, *given.visible[:1]]
        return given


@faulty(
    "equal noise gives tokens the same place",
    caught_by=because("violation", "maskTokens_permutation"),
    also=because("violation", "maskTokens_restore"),
)
class TiesInTheNoise(CorrectTokens):
    def mask_tokens(self, x: Tokens, ratio: Any, seed: int) -> Any:
        given = super().mask_tokens(x, ratio, seed)
        given.ids_restore = [place // 2 * 2 for place in given.ids_restore]
        return given


@faulty(
    "the last token always stays",
    caught_by=because("violation", "maskTokens_uniform"),
)
class LastTokenStays(CorrectTokens):
    def mask_tokens(self, x: Tokens, ratio: Any, seed: int) -> Any:
        n, kept = len(x), self.kept(len(x), ratio)
        if not 0 < kept < n:
            return super().mask_tokens(x, ratio, seed)
        shuffled = [n - 1, *random.Random(seed).sample(range(n - 1), n - 1)]
        restore = sorted(range(n), key=shuffled.__getitem__)
        visible = [list(x[i]) for i in shuffled[:kept]]
        return SimpleNamespace(visible=visible, mask=[place >= kept for place in restore], ids_restore=restore)


@faulty(
    "the loss is over all patches",
    caught_by=because("violation", "mseOfSelected_sum"),
    also=because("violation", "mseOfSelected_unselected"),
)
class LossOfAllPatches(CorrectTokens):
    def mse_of_selected(self, pred: Tokens, target: Tokens, mask: list[bool]) -> Any:
        return mean([self.error(*both) for both in zip(pred, target, strict=True)])


@faulty(
    "the loss is over the patches that the encoder saw",
    caught_by=because("violation", "mseOfSelected_unselected"),
    also=because("violation", "mseOfSelected_sum"),
)
class LossOfSeenPatches(CorrectTokens):
    def mse_of_selected(self, pred: Tokens, target: Tokens, mask: list[bool]) -> Any:
        return super().mse_of_selected(pred, target, [not m for m in mask])


@faulty(
    "the mask token stands before the visible ones",
    caught_by=because("violation", "unshuffleTokens", "unshuffleTokens.ignores_unread", "unshuffleTokens.rounding"),
)
class MaskTokensFirst(CorrectTokens):
    def unshuffle_tokens(self, visible: Tokens, mask_token: list[float], ids_restore: list[int]) -> Any:
        n = len(ids_restore)
        if any(not 0 <= place < n for place in ids_restore):
            raise IndexError(ids_restore)
        every = [*[mask_token] * (n - len(visible)), *visible]
        return [list(every[place]) for place in ids_restore]
