"""Into which partitions a law's inputs fall: no items, a repeated index, nothing selected, each derived from a type.

A pass tells how many inputs fell into each. A law may name partitions in `cover`; one that no input met makes the
law vacuous. The partitions of a kind of value stand with it, in `values`.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Sequence

from conformance.lean.closures import Evaluator, Frame, Value
from conformance.lean.evaluate import compile_term
from conformance.lean.syntax import Binder
from conformance.values.known import formed, sizes_in
from conformance.values.partition import Partition


def partitions_of(binder: Binder, sizes: Iterable[str]) -> tuple[Partition, ...]:
    """The partitions of a binder's values; a binder among `sizes` counts positions."""
    former, type_ = formed(binder.type)
    return former.partitions_of_sizes(binder.name) if binder.name in sizes else former.partitions(type_)


def check_names(names: Sequence[str], binders: Sequence[Binder], sizes: Iterable[str]) -> str | None:
    """What is wrong with the partition names that a law wants covered, or None."""
    known = list(dict.fromkeys(p.name for b in binders for p in partitions_of(b, sizes)))
    for name in names:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            hint = f"did you mean `{near[0]}`? " if near else ""
            return f"unknown partition `{name}`; {hint}this law has {', '.join(known) or 'none'}"
    return None


_NOTHING = object(), 0, 0
"""No value, no size and no partitions."""


class Classifier:
    """Into which partitions the inputs of a telescope of binders fall, as sets of bits."""

    def __init__(self, binders: Sequence[Binder], sizes: Iterable[str]) -> None:
        names: dict[str, int] = {}
        self.partitions: dict[str, list[Partition]] = {}
        self._per_binder: list[tuple[tuple[int, Callable[[Value, int], bool]], ...]] = []
        self._size_of: list[Evaluator | None] = []
        scope = [b.name for b in binders]
        for binder in binders:
            pairs = []
            for partition in partitions_of(binder, sizes):
                bit = 1 << names.setdefault(partition.name, len(names))
                pairs.append((bit, partition.holds))
                self.partitions.setdefault(partition.name, []).append(partition)
            self._per_binder.append(tuple(pairs))
            sizes_of_type = sizes_in(binder.type)
            self._size_of.append(compile_term(sizes_of_type[0], scope, {}) if sizes_of_type else None)
        self.names = tuple(names)
        self._latest: list[tuple[Value, int, int]] = [_NOTHING] * len(binders)

    def forget(self) -> None:
        """Lets go of the input that it remembers."""
        # Inputs next to each other share vectors: the latest value at each place, its size, and where they fall.
        self._latest[:] = [_NOTHING] * len(self._latest)

    def bits_of_all(self, position: int, values: Iterable[Value], frame: Frame) -> list[int]:
        """The partitions into which each of a binder's values falls; `frame` holds the values of the sizes."""
        evaluate = self._size_of[position]
        size = 0 if evaluate is None else evaluate(frame)
        pairs = self._per_binder[position]
        found = []
        for value in values:
            bits = 0
            for bit, holds in pairs:
                if holds(value, size):
                    bits |= bit
            found.append(bits)
        return found

    def bits(self, frame: Frame) -> int:
        """The partitions into which an input falls: those of any of its values."""
        found = 0
        latest = self._latest
        for position, value in enumerate(frame):
            evaluate = self._size_of[position]
            size = 0 if evaluate is None else evaluate(frame)
            known, of_size, bits = latest[position]
            if known is not value or of_size != size:
                bits = 0
                for bit, holds in self._per_binder[position]:
                    if holds(value, size):
                        bits |= bit
                latest[position] = value, size, bits
            found |= bits
        return found

    def counts(self, by_bits: dict[int, int]) -> dict[str, int]:
        """Inputs per partition, from inputs per set of bits; a partition that nothing met has 0."""
        return {
            name: sum(count for bits, count in by_bits.items() if bits >> k & 1) for k, name in enumerate(self.names)
        }
