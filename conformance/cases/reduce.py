"""Makes a failing input smaller by its types: fewer positions, shorter lists, smaller numbers.

It follows the types of the variables rather than the choices by which an input was drawn, so that inputs of all stages
are made small by the same means, in a bounded number of trials.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

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

MAX_WORK = 6_000_000
"""How many numbers the inputs that are tried have at most, all together; an input costs `_OVERHEAD` more."""

_OVERHEAD = 500

MAX_REFUSALS = 48
"""How many chunks of one length are refused in a row before shorter ones are tried."""

MAX_REMOVED = 64
"""Of how many positions at most each is tried to be left out by itself."""

Fails = Callable[[Frame], bool]


def reduce_frame(domain: Domain, frame: Frame, fails: Fails) -> list[Frame]:
    """Inputs near `frame` that are inside the limits, meet the premises and failed, smallest first, `frame` last."""
    reducer = _Reducer(domain, fails)
    reducer.run(list(frame))
    return [*reversed(reducer.accepted), frame]


_Kept = Callable[[int, int], Sequence[int]]
"""Which positions are kept where a number of them becomes a smaller one."""


def _first(old: int, size: int) -> Sequence[int]:
    return range(size)


def _first_and_last(old: int, size: int) -> Sequence[int]:
    # What is wrong is often wrong at the end.
    return (*range(size - 1), old - 1) if size else ()


class _Without:
    """All positions but one."""

    def __init__(self, removed: int) -> None:
        self.removed = removed

    def __call__(self, old: int, size: int) -> Sequence[int]:
        return [*range(self.removed), *range(self.removed + 1, old)][:size]


class _Reducer:
    def __init__(self, domain: Domain, fails: Fails) -> None:
        self.domain = domain
        self.fails = fails
        self.trials = 0
        self.work = 0
        self.accepted: list[Frame] = []
        self.size_of = {
            id(fin): compile_term(fin.size, domain.names, {}) for b in domain.binders for fin in _fins(b.type)
        }

    def run(self, frame: list[Value]) -> None:
        improved = True
        while improved and not self.exhausted:
            improved = False
            for position, binder in enumerate(self.domain.binders):
                if binder.name in self.domain.sizes:
                    candidates = self.smaller_sizes(frame, position)
                    frame, better = self.first(frame, candidates)
                else:
                    frame, better = self.smaller_values(frame, position, binder.type)
                improved = improved or better

    @property
    def exhausted(self) -> bool:
        return self.trials >= MAX_TRIALS or self.work >= MAX_WORK

    def accepts(self, frame: list[Value]) -> bool:
        if self.exhausted:
            return False
        self.trials += 1
        self.work += _OVERHEAD + sum(len(v) for v in frame if isinstance(v, tuple))
        accepted = self.domain.admits(frame) and self.domain.premises_met(frame) and self.fails(frame)
        if accepted:
            self.accepted.append(frame)
        return accepted

    def first(self, frame: list[Value], candidates: Iterator[list[Value]]) -> tuple[list[Value], bool]:
        for candidate in candidates:
            if self.accepts(candidate):
                return candidate, True
        return frame, False

    def smaller_sizes(self, frame: list[Value], position: int) -> Iterator[list[Value]]:
        size = frame[position]
        below = [*range(min(size, 4)), *(size - (size >> k) for k in range(1, size.bit_length()))]
        for smaller in dict.fromkeys(s for s in below if 0 <= s < size):
            for kept in (_first, _first_and_last):
                yield from self.resized(frame, position, smaller, kept)
        for removed in range(size) if 1 < size <= MAX_REMOVED else ():
            yield from self.resized(frame, position, size - 1, _Without(removed))

    def resized(self, frame: list[Value], position: int, smaller: int, kept: _Kept) -> Iterator[list[Value]]:
        """The frame with a smaller size, if all values can be fitted to it."""
        after = list(frame)
        after[position] = smaller
        fitted = [
            value if b.name in self.domain.sizes else self.fitted(b.type, value, frame, after, kept)
            for b, value in zip(self.domain.binders, after, strict=True)
        ]
        if None not in fitted:
            yield fitted

    def fitted(self, type_: Type, value: Value, before: list[Value], after: list[Value], kept: _Kept) -> Value:
        """A value for smaller sizes, of which the positions that are kept stay; None where none is left."""
        match unfold(type_):
            case FinType() as fin:
                old, size = self.size_of[id(fin)](before), self.size_of[id(fin)](after)
                if old == size:
                    return value
                return {p: k for k, p in enumerate(kept(old, size))}.get(value)
            case ListType(item=item):
                if isinstance(of := unfold(item), FinType):
                    old, size = self.size_of[id(of)](before), self.size_of[id(of)](after)
                    if old == size:
                        return value
                    places = {p: k for k, p in enumerate(kept(old, size))}
                    return tuple([places[v] for v in value if v in places])
                items = [self.fitted(item, v, before, after, kept) for v in value]
                return tuple([v for v in items if v is not None])
            case FunctionType(domain=domain, codomain=codomain):
                from_ = unfold(domain)
                if isinstance(from_, FinType):
                    old, size = self.size_of[id(from_)](before), self.size_of[id(from_)](after)
                    left = value if old == size else tuple([value[p] for p in kept(old, size)])
                    if isinstance(unfold(codomain), (NatType, BoolType, PropType)):
                        return left
                    rows = tuple(self.fitted(codomain, v, before, after, kept) for v in left)
                    return None if None in rows else rows
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
                frame, shorter = self.by_chunks(frame, position, _all_places, _removed)
                if not isinstance(unfold(item), (NatType, FinType)):
                    frame, lower = self.inside(frame, position, item)
                    return frame, shorter or lower
                frame, lower = self.by_items(frame, position, (0,) * len(frame[position]))
                return frame, shorter or lower
            case FunctionType(domain=domain, codomain=codomain) if isinstance(unfold(domain), FinType):
                if not isinstance(unfold(codomain), (NatType, BoolType, PropType)):
                    return self.inside(frame, position, codomain)
                frame, emptier = self.by_chunks(frame, position, _nonzero_places, _zeroed)
                if not isinstance(unfold(codomain), NatType):
                    return frame, emptier
                frame, lower = self.by_items(frame, position, tuple([min(v, 1) for v in frame[position]]))
                return frame, emptier or lower
        return frame, False

    def inside(self, frame: list[Value], position: int, type_: Type) -> tuple[list[Value], bool]:
        """Makes each item of a vector of vectors smaller by itself."""
        better = False
        for place in range(min(len(frame[position]), MAX_REMOVED)):
            part = _Part(self, frame, position, place)
            (smaller,), lowered = part.smaller_values([frame[position][place]], 0, type_)
            if lowered:
                frame, better = part.placed(smaller), True
        return frame, better

    def by_chunks(
        self,
        frame: list[Value],
        position: int,
        places_of: Callable[[tuple[Value, ...]], list[int]],
        without: Callable[[tuple[Value, ...], list[int]], tuple[Value, ...]],
    ) -> tuple[list[Value], bool]:
        """Takes chunks of a vector's places away, halving their length each time that no more can be taken."""
        better = False
        places = places_of(frame[position])
        length = len(places)
        while length >= 1 and not self.exhausted:
            refusals = 0
            # From the end, so that the places before a chunk stay what they are when it is gone.
            for end in range(len(places), 0, -length):
                if refusals == MAX_REFUSALS:
                    break
                changed = without(frame[position], places[max(0, end - length) : end])
                candidate = [*frame[:position], changed, *frame[position + 1 :]]
                if self.accepts(candidate):
                    frame, better, refusals = candidate, True, 0
                else:
                    refusals += 1
            places = places_of(frame[position])
            length = min(length // 2, len(places))
        return frame, better

    def by_items(self, frame: list[Value], position: int, lowest: tuple[int, ...]) -> tuple[list[Value], bool]:
        """Lowers the numbers of a vector, all together to `lowest`, and those of a short one each by itself."""

        def placed(items: tuple[int, ...]) -> list[Value]:
            return [*frame[:position], items, *frame[position + 1 :]]

        better = False
        if frame[position] != lowest:
            frame, better = self.first(frame, iter([placed(lowest)]))
        if len(frame[position]) > 64:
            return frame, better
        for k in range(len(frame[position])):
            items = frame[position]
            candidates = (placed((*items[:k], s, *items[k + 1 :])) for s in _smaller_numbers(items[k]))
            frame, lowered = self.first(frame, candidates)
            better = better or lowered
        return frame, better


class _Part(_Reducer):
    """Reduces one item of a vector; its frames hold that item alone."""

    def __init__(self, whole: _Reducer, frame: list[Value], position: int, place: int) -> None:
        self.whole, self.frame, self.position, self.place = whole, frame, position, place

    def placed(self, item: Value) -> list[Value]:
        """The whole frame with the item in its place."""
        items = self.frame[self.position]
        changed = (*items[: self.place], item, *items[self.place + 1 :])
        return [*self.frame[: self.position], changed, *self.frame[self.position + 1 :]]

    @property
    def exhausted(self) -> bool:
        return self.whole.exhausted

    def accepts(self, frame: list[Value]) -> bool:
        return self.whole.accepts(self.placed(frame[0]))


def _all_places(items: tuple[Value, ...]) -> list[int]:
    return list(range(len(items)))


def _nonzero_places(items: tuple[Value, ...]) -> list[int]:
    return [k for k, v in enumerate(items) if v]


def _removed(items: tuple[Value, ...], places: list[int]) -> tuple[Value, ...]:
    return items[: places[0]] + items[places[-1] + 1 :]


def _zeroed(items: tuple[Value, ...], places: list[int]) -> tuple[Value, ...]:
    changed = list(items)
    for k in places:
        changed[k] = type(items[k])()
    return tuple(changed)


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
