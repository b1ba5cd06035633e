"""Makes a failing input smaller by its types: fewer positions, shorter lists, smaller numbers.

It follows the types of the variables rather than the choices by which an input was drawn, so that inputs of all stages
are made small by the same means, in a bounded number of trials.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial
from itertools import islice

from conformance.cases.domain import Domain
from conformance.lean.closures import Frame, Value
from conformance.values.known import Sizes, formed
from conformance.values.places import MAX_EXPONENT, MAX_REMOVED, Kept, Place, Resizing

MAX_TRIALS = 2_000
"""How many smaller inputs are tried at most."""

MAX_WORK = 6_000_000
"""How many numbers the inputs that are tried have at most, all together; an input costs `_OVERHEAD` more."""

_OVERHEAD = 500

Fails = Callable[[Frame], bool]


def reduce_frame(domain: Domain, frame: Frame, fails: Fails) -> list[Frame]:
    """Inputs near `frame` that are inside the limits, meet the premises and failed, smallest first, `frame` last."""
    reducer = _Reducer(domain, fails)
    reducer.run(list(frame))
    return [*reversed(reducer.accepted), frame]


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


class _Telling:
    """The positions that an input speaks of, and the first of the others."""

    def __init__(self, told: frozenset[int]) -> None:
        self.told = told

    def __call__(self, old: int, size: int) -> Sequence[int]:
        others = islice((p for p in range(old) if p not in self.told), max(0, size - len(self.told)))
        return sorted([*self.told, *others])


def _number_at(places: Collection[int], number: int, items: Sequence[int]) -> list[int]:
    """The number at some places of a vector, and 0 at the others."""
    return [number if k in places else 0 for k in range(len(items))]


class _Reducer:
    def __init__(self, domain: Domain, fails: Fails) -> None:
        self.domain = domain
        self.fails = fails
        self.trials = 0
        self.work = 0
        self.accepted: list[Frame] = []
        self.sizes = Sizes(domain.names)
        self.frame: list[Value] = []

    def run(self, frame: list[Value]) -> None:
        self.frame = frame
        improved = True
        while improved and not self.exhausted:
            improved = False
            for position, binder in enumerate(self.domain.binders):
                if binder.name in self.domain.sizes:
                    better = any(self.takes(candidate) for candidate in self.smaller_sizes(position))
                else:
                    former, type_ = formed(binder.type)
                    better = former.smaller(type_, _Here(self, position))
                improved = improved or better
            improved = improved or any(self.takes(candidate) for candidate in self.single())

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

    def takes(self, frame: list[Value]) -> bool:
        """Goes on from an input, where it fails; whether it does."""
        accepted = self.accepts(frame)
        if accepted:
            self.frame = frame
        return accepted

    def smaller_sizes(self, position: int) -> Iterator[list[Value]]:
        size = self.frame[position]
        told = self.told(size)
        below = [*range(min(size, 4)), len(told), *(size - (size >> k) for k in range(1, size.bit_length()))]
        for smaller in dict.fromkeys(s for s in below if 0 <= s < size):
            ways: tuple[Kept, ...] = (_first, _first_and_last)
            if len(told) <= smaller and max(told, default=0) >= smaller:
                ways = (*ways, _Telling(told))
            for kept in ways:
                yield from self.resized(position, smaller, kept)
        for removed in range(size) if 1 < size <= MAX_REMOVED else ():
            yield from self.resized(position, size - 1, _Without(removed))

    def told(self, size: int) -> frozenset[int]:
        """The positions below a size that the values of the input name, or at which they have something."""
        found: set[int] = set()
        for binder, value in zip(self.domain.binders, self.frame, strict=True):
            former, type_ = formed(binder.type)
            if binder.name not in self.domain.sizes:
                found.update(former.told(type_, value))
        return frozenset(p for p in found if p < size)

    def single(self) -> Iterator[list[Value]]:
        """The frame with one item of each list, and one number where it is: lists and numbers changed together.

        What several items of a list make too large together, one makes by itself with a larger number.
        """
        formers = [formed(b.type) for b in self.domain.binders]
        lists = [k for k, (former, _) in enumerate(formers) if former.is_list and isinstance(self.frame[k], tuple)]
        if not any(len(self.frame[k]) > 1 for k in lists):
            return
        shorter = [v[:1] if k in lists else v for k, v in enumerate(self.frame)]
        told = {p for k in lists for p in formers[k][0].told(formers[k][1], shorter[k])}
        for exponent in range(1, MAX_EXPONENT + 1):
            larger = partial(_number_at, told, 2**exponent + 1)
            changed = list(shorter)
            for k, (binder, (former, type_)) in enumerate(zip(self.domain.binders, formers, strict=True)):
                if k not in lists and binder.name not in self.domain.sizes:
                    changed[k] = former.numbered(type_, shorter[k], larger)
            yield changed

    def resized(self, position: int, smaller: int, kept: Kept) -> Iterator[list[Value]]:
        """The frame with a smaller size, if all values can be fitted to it."""
        after = list(self.frame)
        after[position] = smaller
        resizing = Resizing(self.sizes.number, self.frame, after, kept)
        fitted = []
        for binder, value in zip(self.domain.binders, after, strict=True):
            former, type_ = formed(binder.type)
            fitted.append(value if binder.name in self.domain.sizes else former.refit(type_, value, resizing))
        if None not in fitted:
            yield fitted


class _Here(Place):
    """The value of one variable."""

    def __init__(self, reducer: _Reducer, position: int) -> None:
        self._reducer, self._position = reducer, position

    @property
    def value(self) -> Value:
        return self._reducer.frame[self._position]

    @property
    def exhausted(self) -> bool:
        return self._reducer.exhausted

    def takes(self, value: Value) -> bool:
        frame, k = self._reducer.frame, self._position
        return self._reducer.takes([*frame[:k], value, *frame[k + 1 :]])
