"""An index that is out of range raises."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from conformance.checking.evaluation import Violated
from conformance.checking.obligations.base import CheckedObligation, Subject
from conformance.checking.obligations.beyond import BeyondDomain
from conformance.lean.closures import Evaluator, Frame, Value
from conformance.lean.evaluate import compile_term
from conformance.lean.nodes import Term, Type
from conformance.lean.syntax import TRUE, Binder, Definition
from conformance.subjects.calls import OperationFailed
from conformance.values.items import all_items_of
from conformance.values.known import formed, former_of


def takes_indices(definition: Definition, definitions: Mapping[str, Definition]) -> bool:
    return any(True for b in definition.explicit for _ in _outsides(b.type))


def outside_calls(definition: Definition) -> tuple[tuple[Binder, ...], Term]:
    """An index that is an argument of its own is put outside by the check, and `Fin 0` has none inside."""
    return tuple(b for b in definition.binders if not former_of(b.type).is_index), TRUE


@dataclass(frozen=True, slots=True)
class _Outside:
    """How an index that is out of range is put into an argument, and taken back from one, given the positions."""

    put: Callable[[Value, int], Iterator[Value]]
    taken_back: Callable[[Value, int], Value]
    put_two: Callable[[Value, int, int], Iterator[Value]]


def _in_its_place(value: Value, bad: int) -> Iterator[Value]:
    yield bad


def _inserted(items: Value, bad: Value) -> Iterator[Value]:
    for position in dict.fromkeys((0, len(items) // 2, len(items))):
        yield (*items[:position], bad, *items[position:])


def _exchanged(items: Value, bad: int) -> Iterator[Value]:
    for position in dict.fromkeys((0, len(items) // 2, len(items) - 1)) if items else ():
        yield (*items[:position], bad, *items[position + 1 :])


def _no_two(value: Value, low: int, high: int) -> Iterator[Value]:
    yield from ()


def _two_inserted(items: Value, low: Value, high: Value) -> Iterator[Value]:
    """Alone in both orders, as the ends of the others in order, and among the others."""
    middle, third = len(items) // 2, len(items) // 3
    yield low, high
    if items:
        yield high, low
        yield low, *sorted(items), high
        yield *items[:middle], high, low, *items[middle:]
        yield *items[:1], high, *items[1 : 1 + third], low, *items[1 + third :]


def _two_exchanged(items: Value, low: int, high: int) -> Iterator[Value]:
    if len(items) > 1:
        yield low, *items[1:-1], high
        middle = len(items) // 2
        yield *items[: middle - 1], high, low, *items[middle + 1 :]


_ALONE = _Outside(_in_its_place, lambda value, size: value, _no_two)
_IN_LIST = _Outside(_inserted, lambda items, size: tuple(v for v in items if 0 <= v < size), _two_inserted)
_IN_TABLE = _Outside(_exchanged, lambda items, size: tuple(v if 0 <= v < size else 0 for v in items), _two_exchanged)


HUGE = 100_000
"""Above how many items an input is asked once for each argument."""

MANY, _TURNS = 2_000, 3
"""Above how many items an input gets some of the indices out of range, and in how many turns all of them."""


@lru_cache
def _beyond(size: int, largest: int | None) -> tuple[int, ...]:
    """Indices out of range of that many positions: next to it, and those that a narrower integer would wrap inside.

    Those that a carrier with that largest index cannot hold are left out.
    """
    top = 2**63 - 1 if largest is None else largest
    found = (-1, size, size + 1, -size, -size - 1, 256, 2**16, 2**31, 2**32, top, -top - 1)
    return tuple(dict.fromkeys(i for i in found if not 0 <= i < size and -top - 1 <= i <= top))


def _outsides(type_: Type) -> Iterator[tuple[Term, _Outside]]:
    """The indices that a value holds, by themselves or in vectors: below what they are, and how one goes outside."""
    former, plain = formed(type_)
    item = former.item(plain)
    index, fin = formed(type_ if item is None else item)
    size = index.size(fin)
    if index.is_index and size is not None:
        yield size, _ALONE if item is None else _IN_LIST if former.is_list else _IN_TABLE
    elif former.is_list:
        for k, part in enumerate(index.held(fin)):
            inner, plain_part = formed(part)
            below = inner.size(plain_part)
            if inner.is_index and below is not None:
                yield below, _in_tuples(len(index.held(fin)), k)
    elif item is None:
        for k, part in enumerate(former.held(plain)):
            for size, outside in _outsides(part):
                yield size, _within(outside, k)


def _within(outside: _Outside, k: int) -> _Outside:
    """The same in a part of a value."""

    def each(whole: Value, change: Callable[[Value], Iterator[Value]]) -> Iterator[Value]:
        # An option may have no part.
        return ((*whole[:k], part, *whole[k + 1 :]) for given in whole[k : k + 1] for part in change(given))

    def taken_back(whole: Value, size: int) -> Value:
        return (*whole[:k], *[outside.taken_back(given, size) for given in whole[k : k + 1]], *whole[k + 1 :])

    return _Outside(
        lambda value, bad: each(value, lambda given: outside.put(given, bad)),
        taken_back,
        lambda value, low, high: each(value, lambda given: outside.put_two(given, low, high)),
    )


def _in_tuples(count: int, k: int) -> _Outside:
    """In a list of tuples, as that part of one of them."""

    def made(bad: int) -> Value:
        return tuple([bad if place == k else 0 for place in range(count)])

    return _Outside(
        lambda items, bad: _inserted(items, made(bad)),
        lambda items, size: tuple([v for v in items if k >= len(v) or 0 <= v[k] < size]),
        lambda items, low, high: _two_inserted(items, made(low), made(high)),
    )


class RejectsOutOfRange(BeyondDomain):
    """Puts an index that is out of range in the place of each index argument, and one and two into vectors of them.

    An input is a frame of the binders that are not indices themselves.
    """

    def __init__(self, subject: Subject) -> None:
        super().__init__(subject)
        definition = subject.definition
        self.binders = definition.binders
        self.given = [k for k, b in enumerate(self.binders) if not former_of(b.type).is_index]
        names = tuple(self.binders[k].name for k in self.given)
        # What rows of a batch are filled up with is no position, and must be taken.
        explicit = [k for k, b in enumerate(self.binders) if not b.implicit]
        batch = subject.operation.batch
        self.fills = {} if batch is None else dict(zip(explicit, batch.fills, strict=True))
        # For each argument that has indices: its place, how many positions they count, and how one goes outside.
        self.places: list[tuple[int, Evaluator, _Outside]] = []
        for k, binder in enumerate(self.binders):
            for size, outside in _outsides(binder.type):
                self.places.append((k, compile_term(size, names, {}), outside))

    def inside(self, frame: Frame) -> tuple[Value, ...] | None:
        free = [bound for k, bound, _ in self.places if k not in self.given]
        return None if any(bound(frame) == 0 for bound in free) else tuple(self.placed(frame))

    def placed(self, frame: Frame) -> list[Value]:
        """All arguments; an index that is an argument of its own is 0."""
        arguments: list[Value] = [0] * len(self.binders)
        for k, value in zip(self.given, frame, strict=True):
            arguments[k] = value
        return arguments

    def derived(self, frame: Frame) -> Iterator[tuple[tuple[Value, ...], str]]:
        if any(type(v) is tuple and v and type(v[0]) is tuple and not all_items_of((v,)) for v in frame):
            # Of rows without items an index reads nothing, so that none need be refused.
            return
        arguments = self.placed(frame)
        for place, bound, outside in self.places:
            others = [b for k, b, _ in self.places if k != place and k not in self.given]
            if any(b(frame) == 0 for b in others):
                continue
            size = bound(frame)
            before, after = arguments[:place], arguments[place + 1 :]
            fill = self.fills.get(place)
            beyond = tuple([bad for bad in _beyond(size, self.subject.operation.carrier.max_index) if bad != fill])
            items = all_items_of(arguments)
            if items > HUGE and outside is not _ALONE:
                # What is embedded for each costs more than any of them can tell beyond the first.
                bad = beyond[self.turn % len(beyond)]
                told = f"index {bad} of {size} positions"
                yield from (((*before, v, *after), told) for v in islice(outside.put(arguments[place], bad), 1))
                continue
            if items > MANY:
                # An index by itself costs next to nothing, and the first is the commonest.
                beyond = beyond if outside is _ALONE else (beyond[0], *beyond[1 + self.turn % _TURNS :: _TURNS])
            for bad in beyond:
                told = f"index {bad} of {size} positions"
                for value in outside.put(arguments[place], bad):
                    yield (*before, value, *after), told
            pairs = ((-1, size), (size, size + 1), (size, size), (-2, -1), (-size - 1, size))
            low, high = pairs[self.turn % len(pairs)]
            if fill in (low, high):
                continue
            for value in outside.put_two(arguments[place], low, high):
                yield (*before, value, *after), f"indices {low} and {high} of {size} positions"

    def origin(self, arguments: Sequence[Value]) -> Frame:
        given = [arguments[k] for k in self.given]
        mended = list(arguments)
        for place, bound, outside in self.places:
            mended[place] = outside.taken_back(arguments[place], bound(given))
        return [mended[k] for k in self.given]

    def ask(self, arguments: tuple[Value, ...], told: str) -> bool:
        try:
            native = self.subject.operation.call(self.subject.operation.embed(arguments))
        except OperationFailed as failed:
            if failed.refused:
                return True
            if failed.ended:
                raise self.ended(arguments, told, failed) from failed
            native = failed.message
        bound, call, _ = self.subject.lines(arguments)
        lines = [*bound, "try:", f"    got = {call}", "except BaseException:", "    pass", "else:",
                 f'    raise AssertionError(f"{told} was accepted: {{got!r}}")']  # fmt: skip
        shown = self.subject.backend.carrier.plain(native)
        raise Violated(
            "accepted_out_of_range", f"{told} was accepted", "an exception", shown, f"an exception, for {told}", shown,
            inputs=self.subject.inputs(arguments), reproduce=self.subject.source(*lines),
        )  # fmt: skip

    def finish(self) -> None:
        return


OBLIGATION = CheckedObligation(
    name="rejects_out_of_range",
    level="hardened",
    meaning="an index below 0, at n or beyond raises",
    training="An index that is off by one or padded with -1 trains on the wrong patch instead of stopping the run.",
    applies=takes_indices,
    speaks_of=outside_calls,
    check=RejectsOutOfRange,
    calls=8,
    asks_others=True,
    judges_others=True,
)
