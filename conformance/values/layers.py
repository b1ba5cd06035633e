"""Values in layers of one weight each, so that all that are lighter come first and not all are there at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import TypeVar

from conformance.lean.closures import Value

T = TypeVar("T")


def grouped(values: Sequence[T], weights: Sequence[int]) -> dict[int, list[T]]:
    """The values of each weight, in their order."""
    found: dict[int, list[T]] = {}
    for value, weight in zip(values, weights, strict=True):
        found.setdefault(weight, []).append(value)
    return found


def layers_of(values: Sequence[T], weights: Sequence[int]) -> Iterator[tuple[int, list[T]]]:
    """Weights from the least on, each with the values that have it, in their order."""
    yield from sorted(grouped(values, weights).items())


def sums(left: Sequence[int], right: Mapping[int, object]) -> list[int]:
    """What a weight on the left and one on the right come to together, each once, from the least on."""
    return sorted({one + other for one in set(left) for other in right})


def layers_of_rows(
    items: Sequence[Value], weights: Sequence[int], length: int
) -> Iterator[tuple[int, list[tuple[Value, ...]]]]:
    """The same for all rows of that many items, in the order of `itertools.product`; a row weighs what its items do.

    Rows are put together of halves, of which there are few.
    """
    half = length // 2
    left, left_weights = list(product(items, repeat=half)), list(map(sum, product(weights, repeat=half)))
    rest = length - half
    right = grouped(list(product(items, repeat=rest)), list(map(sum, product(weights, repeat=rest))))
    for total in sums(left_weights, right):
        yield total, [a + b for a, w in zip(left, left_weights, strict=True) for b in right.get(total - w, ())]
