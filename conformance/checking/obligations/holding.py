"""What earlier calls took and gave, held so that it is looked at again, and found by where it lies in memory."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from conformance.checking.obligations.base import Made, Subject
from conformance.lean.closures import Value
from conformance.lean.variables import sizes_of
from conformance.subjects.calls import OperationFailed
from conformance.system.pacing import OutOfTime

_FEW = 32
"""Up to how many addresses are put among the others one by one."""

MOST_CALLS = 400
"""Of how many calls something is held at most."""

MOST_ITEMS = 1_000_000
"""How many items that has at most, but for the last call's: more of the short vectors than of the long ones."""

AT_ONCE = 2
"""Of how many of the last calls it is looked at again after the next one, as one buffer or two may be shared."""


class Counted:
    """Makes a `Made` of each call of a subject."""

    def __init__(self, subject: Subject) -> None:
        operation = self._operation = subject.operation
        self._keeping = subject.keeping
        sizes = sizes_of(operation.definition)
        self._sizes = [k for k, b in enumerate(operation.definition.binders) if b.name in sizes]
        self._turn = 0

    def __call__(self, arguments: tuple[Value, ...]) -> Made:
        self._turn += 1
        items = sum([len(v) for v in arguments if isinstance(v, tuple)])
        items += sum([arguments[k] for k in self._sizes])
        return Made(self._turn, self._keeping(arguments), self._operation.layout, items)


@dataclass(frozen=True, slots=True)
class Kept:
    """Values that a call took or gave, and copies of what they were; `value` is what the call came to."""

    made: Made
    natives: Sequence[object]
    were: Sequence[Any]
    value: Value = None


class Held:
    """Values of earlier calls, each looked at again after the next calls and when it is let go, or at the end.

    Args:
        changed: whether a value is not what the copy of it is.
        tell: is given a call of which a value changed, and the place of the value.
    """

    def __init__(self, changed: Callable[[object, Any], bool], tell: Callable[[Kept, int], None]) -> None:
        self._changed, self._tell = changed, tell
        self._kept: deque[Kept] = deque()
        self._items = 0

    def keep(self, kept: Kept) -> None:
        self._kept.append(kept)
        for earlier in islice(reversed(self._kept), 1, 1 + AT_ONCE):
            self._look(earlier)
        self._items += kept.made.items
        while len(self._kept) > MOST_CALLS or (self._items > MOST_ITEMS and len(self._kept) > 1):
            self._let_go()

    def finish(self) -> None:
        while self._kept:
            self._let_go()

    def after(self, made: Made) -> list[Made]:
        """The calls of which something is held that were made after that one."""
        return [kept.made for kept in self._kept if kept.made.turn > made.turn]

    def _let_go(self) -> None:
        # It is held until it was looked at: what comes after it tells which call changed it.
        kept = self._kept[0]
        self._look(kept)
        self._kept.popleft()
        self._items -= kept.made.items

    def _look(self, kept: Kept) -> None:
        for place, (native, was) in enumerate(zip(kept.natives, kept.were, strict=True)):
            if self._changed(native, was):
                self._tell(kept, place)


def made_again(
    subject: Subject, kept: Made, later: Sequence[Made], values: Callable[[Made], Callable[[], bool]]
) -> tuple[Made, int]:
    """The call after which a value of an earlier one is not what it was, and how many calls that is later.

    All are made again for it; the last of the later ones where nothing changes now.

    Args:
        values: makes the earlier call, and gives whether what is watched of it has changed.
    """
    operation, layout = subject.operation, subject.operation.layout
    try:
        operation.layout = kept.layout
        has_changed = values(kept)
        for count, made in enumerate(later, 1):
            if subject.pace.is_over():
                break
            operation.layout = made.layout
            operation.outcome(made.arguments)
            if has_changed():
                return made, count
    except (OperationFailed, OutOfTime):
        pass
    finally:
        operation.layout = layout
    return later[-1] if later else kept, max(1, len(later))


@dataclass(frozen=True, slots=True)
class Part:
    """A value that a call took, or gave where its place is 0: the arguments have the places from 1 on."""

    made: Made
    place: int
    native: object


class ByAddress:
    """Values of earlier calls, kept alive, and found by the addresses that they take up in memory."""

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._held: dict[int, tuple[int, Part]] = {}
        self._calls: deque[tuple[Made, list[int]]] = deque()
        self._items = 0

    def at(self, stretches: Sequence[tuple[int, int]]) -> Iterator[Part]:
        """The values that take up some of the addresses."""
        starts = self._starts
        for start, stop in stretches:
            k = bisect_left(starts, start)
            if k and self._held[starts[k - 1]][0] > start:
                yield self._held[starts[k - 1]][1]
            while k < len(starts) and starts[k] < stop:
                yield self._held[starts[k]][1]
                k += 1

    def add(self, part: Part, stretches: Sequence[tuple[int, int]]) -> None:
        """Holds a value; one that lies where another lies, as two views do that nobody can write to, is not found."""
        taken: list[int] = []
        beyond = 0
        for start, stop in sorted(stretches):
            if start >= beyond and start not in self._held and next(self.at([(start, stop)]), None) is None:
                taken.append(start)
                beyond = stop
                self._held[start] = stop, part
        if len(taken) > _FEW:
            self._starts = sorted([*self._starts, *taken])
        else:
            for start in taken:
                insort(self._starts, start)
        self._calls.append((part.made, taken))
        self._items += part.made.items
        while len(self._calls) > 3 * MOST_CALLS or (self._items > 3 * MOST_ITEMS and len(self._calls) > 4):
            self._let_go()

    def clear(self) -> None:
        self._starts, self._held, self._items = [], {}, 0
        self._calls.clear()

    def _let_go(self) -> None:
        made, taken = self._calls.popleft()
        self._items -= made.items
        for start in taken:
            del self._held[start]
        if len(taken) > _FEW:
            self._starts = [start for start in self._starts if start in self._held]
        else:
            for start in taken:
                del self._starts[bisect_left(self._starts, start)]
