"""Makes a failing input smaller by its types: fewer positions, shorter lists, smaller numbers.

For inputs from bulk data, which Hypothesis has not drawn and so cannot shrink.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from conformance.cases.domain import Domain
from conformance.lean.evaluate import Frame, Value, compile_term
from conformance.lean.syntax import (
    BoolType,
    FinType,
    FunctionType,
    ListType,
    NatType,
    PropType,
    Type,
    unfold,
)

MAX_TRIALS = 2_000
"""How many smaller inputs are tried at most."""

Fails = Callable[[Frame], bool]


def reduce_frame(domain: Domain, frame: Frame, fails: Fails) -> Frame:
    """A smallest input found near `frame` that is inside the limits, meets the premises and still fails."""
    return _Reducer(domain, fails).run(list(frame))


class _Reducer:
    def __init__(self, domain: Domain, fails: Fails) -> None:
        self.domain = domain
        self.fails = fails
        self.trials = 0
        self.size_of = {
            id(fin): compile_term(fin.size, domain.names, {}) for b in domain.binders for fin in _fins(b.type)
        }

    def run(self, frame: list[Value]) -> Frame:
        improved = True
        while improved and self.trials < MAX_TRIALS:
            improved = False
            for position, binder in enumerate(self.domain.binders):
                if binder.name in self.domain.sizes:
                    candidates = self.smaller_sizes(frame, position)
                    frame, better = self.first(frame, candidates)
                else:
                    frame, better = self.smaller_values(frame, position, binder.type)
                improved = improved or better
        return frame

    def accepts(self, frame: list[Value]) -> bool:
        if self.trials >= MAX_TRIALS:
            return False
        self.trials += 1
        return self.domain.admits(frame) and self.domain.premises_met(frame) and self.fails(frame)

    def first(self, frame: list[Value], candidates: Iterator[list[Value]]) -> tuple[list[Value], bool]:
        for candidate in candidates:
            if self.accepts(candidate):
                return candidate, True
        return frame, False

    def smaller_sizes(self, frame: list[Value], position: int) -> Iterator[list[Value]]:
        size = frame[position]
        below = [*range(min(size, 4)), size // 2, size * 3 // 4, size * 7 // 8, size - 2, size - 1]
        for smaller in dict.fromkeys(s for s in below if 0 <= s < size):
            resized = list(frame)
            resized[position] = smaller
            for fold in (False, True):
                fitted = [
                    value if b.name in self.domain.sizes else self.fitted(b.type, value, resized, fold)
                    for b, value in zip(self.domain.binders, resized, strict=True)
                ]
                if None not in fitted:
                    yield fitted

    def fitted(self, type_: Type, value: Value, frame: list[Value], fold: bool) -> Value:
        """A value for smaller sizes: indices beyond the end are dropped, or folded back; None where none is left."""
        match unfold(type_):
            case FinType() as fin:
                size = self.size_of[id(fin)](frame)
                return value if value < size else value % size if fold and size else None
            case ListType(item=item):
                items = [self.fitted(item, v, frame, fold) for v in value]
                return tuple(v for v in items if v is not None)
            case FunctionType(domain=domain, codomain=codomain):
                from_ = unfold(domain)
                if isinstance(from_, FinType):
                    size = self.size_of[id(from_)](frame)
                    # The last value stays the last: what is wrong is often wrong at the end.
                    kept = value[:size] if not fold or not size else (*value[: size - 1], value[-1])
                    if isinstance(unfold(codomain), (NatType, BoolType, PropType)):
                        return kept
                    return tuple(self.fitted(codomain, v, frame, fold) for v in kept)
        return value

    def smaller_values(self, frame: list[Value], position: int, type_: Type) -> tuple[list[Value], bool]:
        def placed(value: Value) -> list[Value]:
            return [*frame[:position], value, *frame[position + 1 :]]

        value = frame[position]
        match unfold(type_):
            case BoolType() | PropType():
                return self.first(frame, iter([placed(False)] if value else []))
            case NatType() | FinType():
                return self.first(frame, map(placed, _smaller_numbers(value)))
            case ListType(item=item):
                better_frame, better = self.by_chunks(frame, position, lambda items, a, b: items[:a] + items[b:])
                if isinstance(unfold(item), (NatType, FinType)):
                    lowered, also = self.by_items(better_frame, position)
                    return lowered, better or also
                return better_frame, better
            case FunctionType(domain=domain, codomain=codomain) if isinstance(unfold(domain), FinType):
                match unfold(codomain):
                    case BoolType() | PropType():
                        zero: Value = False
                    case NatType():
                        zero = 0
                    case _:
                        return frame, False
                better_frame, better = self.by_chunks(
                    frame, position, lambda items, a, b: items[:a] + (zero,) * (b - a) + items[b:]
                )
                if zero is False:
                    return better_frame, better
                lowered, also = self.by_items(better_frame, position)
                return lowered, better or also
        return frame, False

    def by_chunks(
        self,
        frame: list[Value],
        position: int,
        without: Callable[[tuple[Value, ...], int, int], tuple[Value, ...]],
    ) -> tuple[list[Value], bool]:
        """Takes chunks of a vector away, halving their length each time that no more can be taken."""
        better, length = False, len(frame[position])
        while length >= 1 and self.trials < MAX_TRIALS:
            start = 0
            while start < len(frame[position]) and self.trials < MAX_TRIALS:
                items = frame[position]
                changed = without(items, start, min(start + length, len(items)))
                candidate = [*frame[:position], changed, *frame[position + 1 :]]
                if changed != items and self.accepts(candidate):
                    frame, better = candidate, True
                    start += length if len(changed) == len(items) else 0
                else:
                    start += length
            length //= 2
        return frame, better

    def by_items(self, frame: list[Value], position: int) -> tuple[list[Value], bool]:
        """Lowers the numbers of a short vector one by one."""
        better = False
        if len(frame[position]) > 64:
            return frame, False
        for k in range(len(frame[position])):
            items = frame[position]
            candidates = ([*frame[:position], (*items[:k], s, *items[k + 1 :]), *frame[position + 1 :]]
                          for s in _smaller_numbers(items[k]))  # fmt: skip
            frame, lowered = self.first(frame, iter(candidates))
            better = better or lowered
        return frame, better


def _smaller_numbers(value: int) -> list[int]:
    powers = [2**k for k in range(1, value.bit_length()) if 2**k < value]
    found = [0, 1, *powers, value // 2, value * 3 // 4, value - value // 8, value - 1]
    return list(dict.fromkeys(v for v in found if 0 <= v < value))


def _fins(type_: Type) -> Iterator[FinType]:
    match unfold(type_):
        case FinType() as fin:
            yield fin
        case ListType(item=item):
            yield from _fins(item)
        case FunctionType(domain=domain, codomain=codomain):
            yield from _fins(domain)
            yield from _fins(codomain)
