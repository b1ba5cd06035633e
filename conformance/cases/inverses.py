"""What an argument of a built-in function must be for the result to be as it is wanted, the others as they are.

Each entry gives arguments to try, by their places, in turn. `DEMANDS` are of functions that say something, and what is
wanted is that they hold; `INVERSES` are of all others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from conformance.cases.permutations import apart, arranged
from conformance.lean.closures import Value

Candidates = Iterator[tuple[tuple[int, Value], ...]]
"""Ways to have it: arguments, by their places, with what each is to be."""

WRAPS = "@Fin"
"""The end of the names of functions that wrap around, which have no one inverse."""


def _added(given: Sequence[Value], value: Value) -> Candidates:
    yield ((0, value - given[1]),)
    yield ((1, value - given[0]),)
    yield (0, value), (1, value - value)


def _taken_away(given: Sequence[Value], value: Value) -> Candidates:
    yield ((0, value + given[1]),)
    yield ((1, given[0] - value),)


def _multiplied(given: Sequence[Value], value: Value) -> Candidates:
    for place, factor in ((0, given[1]), (1, given[0])):
        if isinstance(value, int) and isinstance(factor, int) and factor and value % factor == 0:
            yield ((place, value // factor),)


def _appended(given: Sequence[Value], value: Value) -> Candidates:
    first, last = given
    if value[len(value) - len(last) :] == last:
        yield ((0, value[: len(value) - len(last)]),)
    if value[: len(first)] == first:
        yield ((1, value[len(first) :]),)
    yield (0, value), (1, ())


def _prepended(given: Sequence[Value], value: Value) -> Candidates:
    if value:
        yield (0, value[0]), (1, value[1:])


def _totalled(given: Sequence[Value], value: Value) -> Candidates:
    (items,) = given
    if items:
        rest = sum(items[:-1])
        # What is too much without the last is all in one item.
        yield ((0, (*items[:-1], value - rest) if rest <= value else (*([0] * (len(items) - 1)), value)),)
    elif value:
        yield ((0, (value,)),)


def _the_same(given: Sequence[Value], value: Value) -> Candidates:
    yield ((0, value),)


INVERSES: Mapping[str, Callable[[Sequence[Value], Value], Candidates]] = {
    "HAdd.hAdd": _added,
    "HSub.hSub": _taken_away,
    "HMul.hMul": _multiplied,
    "Nat.succ": lambda given, value: iter([((0, value - 1),)]),
    "Nat.cast": _the_same,
    "Int.cast": _the_same,
    "Fin.val": _the_same,
    "Array.toList": _the_same,
    "List.toArray": _the_same,
    "Prod.fst": lambda given, value: iter([((0, (value, given[0][1])),)]),
    "Prod.snd": lambda given, value: iter([((0, (given[0][0], value)),)]),
    "some": lambda given, value: iter([((0, value[0]),)] if value else []),
    "Option.getD": lambda given, value: iter([((0, (value,)),), ((1, value),)]),
    "List.reverse": lambda given, value: iter([((0, value[::-1]),)]),
    "List.append": _appended,
    "List.cons": _prepended,
    "List.sum": _totalled,
}

DEMANDS: Mapping[str, Callable[[Sequence[Value]], Candidates]] = {
    "List.Nodup": lambda given: iter([((0, tuple(dict.fromkeys(given[0]))),), *_apart(given[0])]),
    "List.Perm": lambda given: iter([((1, _turned(given[0])),), ((0, _arranged(*given)),)]),
    "List.isEmpty": lambda given: iter([((0, ()),)]),
    "∈": lambda given: _member(given, 0, 1),
    "List.elem": lambda given: _member(given, 0, 1),
    "List.contains": lambda given: _member(given, 1, 0),
}


DENIALS: Mapping[str, Callable[[Sequence[Value]], Candidates]] = {
    "∈": lambda given: iter([((1, _without(given[0], given[1])),)]),
    "List.elem": lambda given: iter([((1, _without(given[0], given[1])),)]),
    "List.contains": lambda given: iter([((0, _without(given[1], given[0])),)]),
}
"""The same of functions of which it is wanted that what they say does not hold."""


def _without(value: Value, items: Value) -> Value:
    return tuple([item for item in items if item != value])


def _apart(items: Value) -> Candidates:
    """As many items of which none comes twice, where they are numbers."""
    if {int}.issuperset(map(type, items)):
        yield ((0, apart(items)),)


def _arranged(items: Value, wanted: Value) -> Value:
    """The wanted items in the order of those that are there; turned where that is their own."""
    found = arranged(items, wanted)
    return found if found != wanted else _turned(wanted)


def _member(given: Sequence[Value], item: int, items: int) -> Candidates:
    """A value as one of a list's, or as the only one of a list that is empty."""
    value, listed = given[item], given[items]
    if not listed:
        yield ((items, (value,)),)
    elif value not in listed:
        # By the value, so that all places of the list are met over the inputs.
        yield ((item, listed[value % len(listed) if isinstance(value, int) else 0]),)
        yield ((items, (*listed, value)),)


def _turned(items: Value) -> Value:
    """The same items in another order, where there is one: turned by about a third."""
    turn = len(items) // 3 + 1
    return (*items[turn:], *items[:turn])
