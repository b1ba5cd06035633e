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

MAX_WORK = 6_000_000
"""How many numbers the inputs that are tried have at most, all together; an input costs `_OVERHEAD` more."""

_OVERHEAD = 500

MAX_REFUSALS = 48
"""How many chunks of one length are refused in a row before shorter ones are tried."""

Fails = Callable[[Frame], bool]


def reduce_frame(domain: Domain, frame: Frame, fails: Fails) -> list[Frame]:
    """Inputs near `frame` that are inside the limits, meet the premises and failed, smallest first, `frame` last."""
    reducer = _Reducer(domain, fails)
    reducer.run(list(frame))
    return [*reversed(reducer.accepted), frame]


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
            resized = list(frame)
            resized[position] = smaller
            for fold in (False, True):
                fitted = [
                    value if b.name in self.domain.sizes else self.fitted(b.type, value, frame, resized, fold)
                    for b, value in zip(self.domain.binders, resized, strict=True)
                ]
                if None not in fitted:
                    yield fitted

    def fitted(self, type_: Type, value: Value, before: list[Value], after: list[Value], fold: bool) -> Value:
        """A value for smaller sizes; None where none is left.

        Indices beyond the end are dropped, or folded back. When they are folded the last position stays the last, with
        what is there: what is wrong is often wrong at the end.
        """
        match unfold(type_):
            case FinType() as fin:
                old, size = self.size_of[id(fin)](before), self.size_of[id(fin)](after)
                if value < size:
                    return value
                if not fold or not size:
                    return None
                return size - 1 if value == old - 1 else value % size
            case ListType(item=item):
                items = [self.fitted(item, v, before, after, fold) for v in value]
                return tuple([v for v in items if v is not None])
            case FunctionType(domain=domain, codomain=codomain):
                from_ = unfold(domain)
                if isinstance(from_, FinType):
                    size = self.size_of[id(from_)](after)
                    kept = value[:size] if not fold or not size else (*value[: size - 1], value[-1])
                    if isinstance(unfold(codomain), (NatType, BoolType, PropType)):
                        return kept
                    return tuple(self.fitted(codomain, v, before, after, fold) for v in kept)
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
                    return frame, shorter
                frame, lower = self.by_items(frame, position, (0,) * len(frame[position]))
                return frame, shorter or lower
            case FunctionType(domain=domain, codomain=codomain) if isinstance(unfold(domain), FinType):
                if not isinstance(unfold(codomain), (NatType, BoolType, PropType)):
                    return frame, False
                frame, emptier = self.by_chunks(frame, position, _nonzero_places, _zeroed)
                if not isinstance(unfold(codomain), NatType):
                    return frame, emptier
                frame, lower = self.by_items(frame, position, tuple([min(v, 1) for v in frame[position]]))
                return frame, emptier or lower
        return frame, False

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
