"""Partitions of a law's inputs, derived from the types of its binders: no items, a repeated index, nothing selected.

A pass tells how many inputs fell into each. A law may name partitions in `cover`; one that no input met makes the
law vacuous. To add a partition, add a line to `_SIZES`, `_LISTS` or one of the other tables.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from conformance.lean.evaluate import Evaluator, Frame, Value, compile_term
from conformance.lean.syntax import (
    Binder,
    BoolType,
    FinType,
    FunctionType,
    ListType,
    NatType,
    PropType,
    Term,
    Type,
    unfold,
)

WIDE = 196
"""Sizes and lengths from here on are wide: a 14 × 14 grid of patches has 196."""


@dataclass(frozen=True, slots=True)
class Partition:
    """A named part of a type's values.

    `holds` takes a value and the size of the `Fin` in its type (0 where there is none). `excluded_by` are the limits
    of a backend under which no input lies in it. A `required` partition must be met by a law without premises.
    """

    name: str
    holds: Callable[[Value, int], bool]
    excluded_by: frozenset[str] = frozenset()
    required: bool = False


def _partition(name: str, holds: Callable[[Value, int], bool], *excluded_by: str, required: bool = False) -> Partition:
    return Partition(name, holds, frozenset(excluded_by), required)


_SIZES = (
    _partition("{name} = 0", lambda v, n: v == 0, "nonempty"),
    _partition("{name} = 1", lambda v, n: v == 1, "max_n"),
    _partition("wide", lambda v, n: v >= WIDE, "max_n"),
)

_NATURALS = (
    _partition("zero", lambda v, n: v == 0),
    _partition("2^16 and above", lambda v, n: v >= 2**16, "max_nat"),
)

_INDICES = (
    _partition("first position", lambda v, n: v == 0),
    _partition("last position", lambda v, n: v == n - 1),
)

_LISTS = (
    _partition("empty list", lambda v, n: not v, "nonempty", required=True),
    _partition("one item", lambda v, n: len(v) == 1, "max_n", required=True),
    _partition("wide", lambda v, n: len(v) >= WIDE, "max_n"),
)

_INDEX_LISTS = (
    _partition(
        "repeated index", lambda v, n: len(v) > 1 and len(set(v)) < len(v), "distinct_indices", "max_n", required=True
    ),
    _partition("longer than n", lambda v, n: len(v) > n > 0, "distinct_indices"),
    _partition("every position once", lambda v, n: len(v) == n > 1 and len(set(v)) == n, "max_n"),
)

_MASKS = (
    _partition("all selected", lambda v, n: n > 0 and all(v), "max_n", required=True),
    _partition("none selected", lambda v, n: n > 0 and not any(v), "max_n", required=True),
    _partition("some selected", lambda v, n: any(v) and not all(v), "max_n"),
)

_TABLES = (
    _partition("all zero", lambda v, n: n > 0 and not any(v)),
    _partition("zero among others", lambda v, n: 0 in v and any(v), "max_n", "max_nat"),
    _partition("equal values", lambda v, n: n > 1 and v[0] > 0 and v.count(v[0]) == n, "max_n", "max_nat"),
)


def partitions_of(binder: Binder, sizes: Iterable[str]) -> tuple[Partition, ...]:
    """The partitions of a binder's values; a binder among `sizes` counts positions."""
    type_ = unfold(binder.type)
    match type_:
        case NatType() if binder.name in sizes:
            return tuple(Partition(p.name.format(name=binder.name), p.holds, p.excluded_by, p.required) for p in _SIZES)
        case NatType():
            return _NATURALS
        case FinType():
            return _INDICES
        case ListType(item=item):
            return (*_LISTS, *_INDEX_LISTS) if isinstance(unfold(item), FinType) else _LISTS
        case FunctionType(domain=domain, codomain=codomain) if isinstance(unfold(domain), FinType):
            match unfold(codomain):
                case BoolType() | PropType():
                    return _MASKS
                case NatType():
                    return _TABLES
    return ()


def check_names(names: Sequence[str], binders: Sequence[Binder], sizes: Iterable[str]) -> str | None:
    """What is wrong with the partition names that a law wants covered, or None."""
    known = list(dict.fromkeys(p.name for b in binders for p in partitions_of(b, sizes)))
    for name in names:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            hint = f"did you mean `{near[0]}`? " if near else ""
            return f"unknown partition `{name}`; {hint}this law has {', '.join(known) or 'none'}"
    return None


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
            size = _size_term(binder.type)
            self._size_of.append(None if size is None else compile_term(size, scope, {}))
        self.names = tuple(names)

    def bits_of(self, position: int, value: Value, frame: Frame) -> int:
        """The partitions into which one binder's value falls; `frame` holds the values of the sizes."""
        evaluate = self._size_of[position]
        size = 0 if evaluate is None else evaluate(frame)
        return sum(bit for bit, holds in self._per_binder[position] if holds(value, size))

    def bits(self, frame: Frame) -> int:
        """The partitions into which an input falls: those of any of its values."""
        found = 0
        for position, value in enumerate(frame):
            found |= self.bits_of(position, value, frame)
        return found

    def counts(self, by_bits: dict[int, int]) -> dict[str, int]:
        """Inputs per partition, from inputs per set of bits; a partition that nothing met has 0."""
        return {
            name: sum(count for bits, count in by_bits.items() if bits >> k & 1) for k, name in enumerate(self.names)
        }


def _size_term(type_: Type) -> Term | None:
    match unfold(type_):
        case FinType(size=size):
            return size
        case ListType(item=item):
            return _size_term(item)
        case FunctionType(domain=domain):
            return _size_term(domain)
    return None
