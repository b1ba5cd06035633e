"""What training code does around a loss, on Python lists: masks from a seed, means over what is selected, labels."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from fractions import Fraction

Mask = Sequence[bool]


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
    positions = mask_to_indices(allowed)
    return _mask_of(len(allowed), random.Random(seed).sample(positions, mask_count(len(positions), ratio)))


def bernoulli_mask(n: int, p: Fraction | float, seed: int) -> list[bool]:
    """Return a mask that selects each of ``n`` positions with probability ``p``, each by itself."""
    rng, threshold = random.Random(seed), float(p)
    return [rng.random() < threshold for _ in range(n)]


def count_selected(mask: Mask) -> int:
    """Return how many positions a mask selects."""
    return sum(mask)


def mask_to_indices(mask: Mask) -> list[int]:
    """Return the selected positions in their order."""
    return [i for i, chosen in enumerate(mask) if chosen]


def indices_to_mask(n: int, idxs: Sequence[int]) -> list[bool]:
    """Return the mask over ``n`` positions that selects the listed ones.

    Raises:
        IndexError: an index is negative or at least ``n``.
    """
    return _mask_of(n, idxs)


def visible_indices(mask: Mask) -> list[int]:
    """Return the positions that are not selected in their order."""
    return [i for i, chosen in enumerate(mask) if not chosen]


def drop_cls(mask: Mask) -> list[bool]:
    """Return the mask over patches, of one that has a class token in front of them."""
    return list(mask[1:])


def add_cls(mask: Mask) -> list[bool]:
    """Return the mask with a class token in front, which is not selected."""
    return [False, *mask]


def masked_sum(x: Sequence[float], mask: Mask) -> float:
    """Return the sum of what is selected."""
    return math.fsum(masked_select(x, mask))


def masked_mean(x: Sequence[float], mask: Mask) -> float:
    """Return the mean of what is selected, and 0 where nothing is."""
    return _mean(masked_select(x, mask))


def masked_mean_or_none(x: Sequence[float], mask: Mask) -> float | None:
    """Return the mean of what is selected, and None where nothing is."""
    return _mean(masked_select(x, mask)) if any(mask) else None


def mean_of_selected(x: Sequence[float], mask: Mask) -> float:
    """Return the mean of what is selected.

    Raises:
        ZeroDivisionError: nothing is.
    """
    chosen = masked_select(x, mask)
    return math.fsum(chosen) / len(chosen)


def per_sample_mean(x: Sequence[Sequence[float]], mask: Sequence[Mask]) -> float:
    """Return the mean over samples of the means of what is selected in each."""
    return _mean([mean_of_selected(row, chosen) for row, chosen in zip(x, mask, strict=True)])


def global_mean(x: Sequence[Sequence[float]], mask: Sequence[Mask]) -> float:
    """Return the mean of what is selected in any sample, and 0 where nothing is."""
    return _mean([value for row, chosen in zip(x, mask, strict=True) for value in masked_select(row, chosen)])


def masked_fill(x: Sequence[float], mask: Mask, value: float) -> list[float]:
    """Return what there is with ``value`` in the place of what is selected."""
    return [value if chosen else item for item, chosen in zip(x, mask, strict=True)]


def masked_select(x: Sequence[float], mask: Mask) -> list[float]:
    """Return what is selected in its order."""
    return [item for item, chosen in zip(x, mask, strict=True) if chosen]


def masked_mse(pred: Sequence[Sequence[float]], target: Sequence[Sequence[float]], mask: Mask) -> float:
    """Return the mean over selected patches of the mean squared error of each, and 0 where none is selected."""
    errors = [_mean([(p - t) ** 2 for p, t in zip(*row, strict=True)]) for row in zip(pred, target, strict=True)]
    return masked_mean(errors, mask)


def count_active(labels: Sequence[int], ignore_index: int) -> int:
    """Return how many labels are not the ignored one."""
    return sum(label != ignore_index for label in labels)


def ignore_index_loss(losses: Sequence[float], labels: Sequence[int], ignore_index: int) -> float:
    """Return the mean loss over the labels that are not ignored, and 0 where all are."""
    return masked_mean(losses, [label != ignore_index for label in labels])


def ignore_index_accuracy(preds: Sequence[int], labels: Sequence[int], ignore_index: int) -> float:
    """Return the share of right predictions among the labels that are not ignored, and 0 where all are."""
    right = [float(p == label) for p, label in zip(preds, labels, strict=True)]
    return masked_mean(right, [label != ignore_index for label in labels])


def _mean(values: Sequence[float]) -> float:
    return math.fsum(values) / len(values) if values else 0.0


def _mask_of(n: int, idxs: Sequence[int]) -> list[bool]:
    mask = [False] * n
    for i in idxs:
        if not 0 <= i < n:
            raise IndexError(f"index {i} is out of range for {n} positions")
        mask[i] = True
    return mask
