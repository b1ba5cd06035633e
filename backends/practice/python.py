"""What training code does around a loss, on Python lists: means over what is selected, attention, padding, labels."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

Mask = Sequence[bool]


def inverse_permutation(perm: Sequence[int]) -> list[int]:
    """Return the permutation that undoes another.

    Raises:
        IndexError: an item is negative or at least ``n``.
    """
    _check_indices(perm, len(perm))
    return sorted(range(len(perm)), key=perm.__getitem__)


def masked_softmax(scores: Sequence[float], mask: Mask) -> list[float]:
    """Return the weights over what is allowed, 0 elsewhere."""
    largest = max(masked_select(scores, mask), default=0.0)
    powers = [math.exp(score - largest) if seen else 0.0 for score, seen in zip(scores, mask, strict=True)]
    total = math.fsum(powers)
    return [power / total if seen else 0.0 for power, seen in zip(powers, mask, strict=True)]


def softmax_of_selected(scores: Sequence[float], mask: Mask) -> list[float]:
    """Return the weights over what is selected, which must not be nothing, 0 elsewhere."""
    return masked_softmax(scores, mask)


def masked_max(x: Sequence[float], mask: Mask) -> float:
    """Return the largest of what is selected, which must not be nothing."""
    return max(masked_select(x, mask))


def masked_argmax(x: Sequence[float], mask: Mask) -> int:
    """Return the position of the largest of what is selected, which must not be nothing."""
    return max(mask_to_indices(mask), key=x.__getitem__)


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
    _check_indices(idxs, n)
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


def latent_loss(pred: Sequence[Sequence[float]], target: Sequence[Sequence[float]], mask: Mask) -> float:
    """Return the mean over selected patches of the mean squared error against a target, or 0."""
    return masked_mse(pred, target, mask)


def mse_of_selected(pred: Sequence[Sequence[float]], target: Sequence[Sequence[float]], mask: Mask) -> float:
    """Return the mean over selected patches, of which there is one, of the mean squared error of each."""
    return masked_mse(pred, target, mask)


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


def index_select(x: Sequence[float], idxs: Sequence[int]) -> list[float]:
    """Return what stands at the listed positions.

    Raises:
        IndexError: an index is negative or at least ``n``.
    """
    _check_indices(idxs, len(x))
    return [x[i] for i in idxs]


def gather_rows(x: Sequence[Sequence[float]], ids: Sequence[Sequence[int]]) -> list[list[float]]:
    """Return what stands in each row at the positions listed for it.

    Raises:
        IndexError: an index is negative or at least ``n``.
    """
    return [index_select(row, chosen) for row, chosen in zip(x, ids, strict=True)]


def scatter_tokens(base: Sequence[float], idxs: Sequence[int], values: Sequence[float]) -> list[float]:
    """Return what there is with the values at the listed positions, each of which is listed once.

    Raises:
        IndexError: an index is negative or at least ``n``.
    """
    _check_indices(idxs, len(base))
    scattered = list(base)
    for i, value in zip(idxs, values, strict=True):
        scattered[i] = value
    return scattered


def restore_tokens(visible: Sequence[float], mask_token: float, ids_restore: Sequence[int]) -> list[float]:
    """Return visible tokens in their places, and the mask token in the others.

    Raises:
        IndexError: an index is negative or at least ``n``.
    """
    _check_indices(ids_restore, len(ids_restore))
    return [visible[place] if place < len(visible) else mask_token for place in ids_restore]


def unshuffle_tokens(
    visible: Sequence[Sequence[float]], mask_token: Sequence[float], ids_restore: Sequence[int]
) -> list[list[float]]:
    """Return visible tokens, lists of values, in their places, and the mask token in the others.

    Raises:
        IndexError: an index is negative or at least ``n``.
    """
    _check_indices(ids_restore, len(ids_restore))
    return [list(visible[place] if place < len(visible) else mask_token) for place in ids_restore]


def causal_mask(n: int) -> list[list[bool]]:
    """Return which key each query may see: its own and those before."""
    return [[k <= q for k in range(n)] for q in range(n)]


def sliding_window_mask(n: int, w: int) -> list[list[bool]]:
    """Return which key each query may see: the last ``w`` up to its own."""
    return [[q - w < k <= q for k in range(n)] for q in range(n)]


def document_mask(doc: Sequence[int]) -> list[list[bool]]:
    """Return which key each query may see: those of its own document."""
    return [[own == other for other in doc] for own in doc]


def combine_masks(a: Sequence[Mask], b: Sequence[Mask]) -> list[list[bool]]:
    """Return what both of two masks allow."""
    return [[p and q for p, q in zip(*rows, strict=True)] for rows in zip(a, b, strict=True)]


def lengths_to_mask(n: int, lengths: Sequence[int]) -> list[list[bool]]:
    """Return of each sample the positions before its length."""
    return [[i < length for i in range(n)] for length in lengths]


def left_padding_mask(n: int, lengths: Sequence[int]) -> list[list[bool]]:
    """Return of each sample the last positions, as many as it is long."""
    return [[n - length <= i for i in range(n)] for length in lengths]


def key_padding_mask(mask: Sequence[Mask]) -> list[list[list[bool]]]:
    """Return which key each query of a sample may see: those that the mask selects."""
    return [[list(row) for _ in row] for row in mask]


def tile_heads(mask: Sequence[Mask], heads: int) -> list[list[bool]]:
    """Return the mask of each sample once for each head, samples in the outer order."""
    return [list(row) for row in mask for _ in range(heads)]


def tile_heads_outer(mask: Sequence[Mask], heads: int) -> list[list[bool]]:
    """Return the mask of each sample once for each head, heads in the outer order."""
    return [list(row) for _ in range(heads) for row in mask]


def additive_mask(mask: Mask, low: float) -> list[float]:
    """Return what to add to scores: 0 where the mask allows, ``low`` elsewhere."""
    return [0.0 if seen else low for seen in mask]


def pad_right(xs: Sequence[float], n: int, value: float) -> list[float]:
    """Return the list with a value at its end up to a length."""
    return [*xs, *[value] * (n - len(xs))]


def pad_left(xs: Sequence[float], n: int, value: float) -> list[float]:
    """Return the list with a value at its start up to a length."""
    return [*[value] * (n - len(xs)), *xs]


def mean_pool(x: Sequence[float], length: int) -> float:
    """Return the mean of the first items, as many as the sample is long, and 0 where it is empty."""
    return _mean(x[:length])


def _mean(values: Sequence[float]) -> float:
    return math.fsum(values) / len(values) if values else 0.0


def _mask_of(n: int, idxs: Iterable[int]) -> list[bool]:
    mask = [False] * n
    for i in idxs:
        mask[i] = True
    return mask


def _check_indices(idxs: Iterable[int], n: int) -> None:
    for i in idxs:
        if not 0 <= i < n:
            raise IndexError(f"index {i} is out of range for {n} positions")
