"""By what a statement divides real numbers, so that inputs can be found on which floats divide exactly."""

from __future__ import annotations

from bisect import bisect_left
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from conformance.lean.evaluate import compile_term
from conformance.lean.nodes import Term
from conformance.lean.reference import reference_operations
from conformance.lean.substitution import substitute
from conformance.lean.syntax import Builtin, Call, Definition, Literal, TypeTerm, subterms
from conformance.lean.variables import free_variables

_FIRST, _FILLS = 64, 4
"""How many sizes or items are looked at one by one, and how many items are tried to fill the end of a table with."""

_LATEST = 4
"""Of how many inputs it is kept what else could stand in them."""

DIVISIONS = frozenset({"HDiv.hDiv@ℝ", "mkRat"})


def divisors(
    terms: Sequence[Term], names: Collection[str], definitions: Mapping[str, object]
) -> tuple[Term, ...] | None:
    """What reals are divided by, powers of two apart, said of the input; None where one hangs on more than that.

    More is what a quantifier or a function binds: such a divisor has many values on one input.
    """
    if not any(_divides(term, definitions) for term in terms):
        return ()
    found = tuple(dict.fromkeys(d for term in terms for d in _found(term, definitions) if not power_of_two(d)))
    return found if all(free_variables(d) <= set(names) for d in found) else None


def _divides(term: Term, definitions: Mapping[str, object]) -> bool:
    pending, seen = [term], set()
    while pending:
        for part in subterms(pending.pop()):
            if isinstance(part, Builtin) and part.name in DIVISIONS:
                return True
            if isinstance(part, Call) and part.name not in seen:
                seen.add(part.name)
                called = definitions.get(part.name)
                pending += [called.body] if isinstance(called, Definition) and called.body is not None else []
    return False


def _found(term: Term, definitions: Mapping[str, object]) -> Iterator[Term]:
    for part in subterms(term):
        if isinstance(part, Builtin) and part.name in DIVISIONS:
            yield part.arguments[1]
        elif isinstance(part, Call) and _divides(part, definitions):
            called = definitions.get(part.name)
            if isinstance(called, Definition) and called.body is not None and _divides(called.body, definitions):
                given = {
                    b.name: a.value if isinstance(a, TypeTerm) else a
                    for b, a in zip(called.binders, part.arguments, strict=True)
                }
                yield from _found(substitute(called.body, given), definitions)


def power_of_two(divisor: Term) -> int:
    """A literal that is a power of two; 0 for another divisor."""
    value = divisor.value if isinstance(divisor, Literal) else 0
    return value if value > 0 and not value & (value - 1) else 0


class Divisors:
    """What an input divides real numbers by."""

    def __init__(
        self,
        found: Sequence[Term],
        names: Sequence[str],
        definitions: Mapping[str, Definition],
        sizes: Collection[str] = (),
    ) -> None:
        reference = reference_operations(definitions)
        self._values = [compile_term(d, names, reference) for d in found]
        reads = [free_variables(d) for d in found]
        of_sizes = [reads_of <= {*sizes} for reads_of in reads]
        self._places = [
            (k, [v for v, r, only in zip(self._values, reads, of_sizes, strict=True) if only and name in r])
            for k, name in enumerate(names)
            if name in sizes
        ]
        self._contents = [
            _Contents(
                value,
                [k for k, name in enumerate(names) if name in r],
                [k for k, name in enumerate(names) if name in r and name not in sizes],
            )
            for value, r, only in zip(self._values, reads, of_sizes, strict=True)
            if not only
        ]

    def are_exact(self, frame: Sequence[Any]) -> bool:
        """Whether floats divide exactly by all of that: by powers of two, or by 0, of which Lean makes 0."""
        return all(_is_power_of_two(value(frame)) for value in self._values)

    def forget(self) -> None:
        """Lets go of the inputs that it remembers."""
        for contents in self._contents:
            contents.forget()

    def sized(self, frame: Sequence[Any]) -> list[Any]:
        """The input with sizes that are no larger, so that what hangs on them divides exactly, where there are such.

        What has a size still has it as it was.
        """
        sized = list(frame)
        for place, values in self._places:
            if not values or all(_is_power_of_two(value(sized)) for value in values):
                continue
            given = sized[place]
            for size in _sizes_below(given, values[0], sized, place):
                sized[place] = size
                if all(_is_power_of_two(value(sized)) for value in values):
                    break
            else:
                # As in a product, it is for another size to make the divisor a power of two.
                sized[place] = 1 << max(0, given.bit_length() - 1)
        return sized

    def filled(
        self, frame: Sequence[Any], holds: Callable[[Sequence[Any]], bool] = lambda frame: True
    ) -> Sequence[Any]:
        """The input with other numbers and items, so that what counts them divides exactly, where there are such on
        which that `holds`."""
        filled = list(frame)
        for contents in self._contents:
            for place, found in contents.others(filled):
                if holds([*filled[:place], found, *filled[place + 1 :]]):
                    filled[place] = found
                    break
        return filled


class _Contents:
    """A divisor that hangs on more than sizes: on what it `reads`, of which something may stand at `places` instead.

    What it was of the latest inputs is kept, as many next to each other have the same tables.
    """

    def __init__(self, value: Callable[[Sequence[Any]], Any], reads: Sequence[int], places: Sequence[int]) -> None:
        self._value, self._reads, self._places = value, reads, places
        self._latest: deque[tuple[list[Any], _Replayed]] = deque(maxlen=_LATEST)

    def others(self, frame: Sequence[Any]) -> Iterable[tuple[int, Any]]:
        """What to put where, so that the divisor is a power of two; nothing where it is one."""
        given = [frame[k] for k in self._reads]
        for known, others in self._latest:
            if known == given:
                return others
        found = _Replayed(self._tried(list(frame)))
        self._latest.append((given, found))
        return found

    def forget(self) -> None:
        self._latest.clear()

    def _tried(self, frame: list[Any]) -> Iterator[tuple[int, Any]]:
        if _is_power_of_two(self._value(frame)):
            return
        items = [frame[k] for k in self._places if not isinstance(frame[k], tuple)]
        for place in self._places:
            for found in _filled(self._value, frame, place, items):
                yield place, found


class _Replayed:
    """What an iterator gives, each time anew."""

    def __init__(self, source: Iterator[tuple[int, Any]]) -> None:
        self._source, self._given = source, list[tuple[int, Any]]()

    def __iter__(self) -> Iterator[tuple[int, Any]]:
        yield from self._given
        for item in self._source:
            self._given.append(item)
            yield item


def _sizes_below(given: int, value: Callable[[Sequence[Any]], Any], frame: Sequence[Any], place: int) -> Iterator[int]:
    """Sizes below one for which a value may be a power of two, the largest first: all where they are few.

    Of many, those at which a value that grows with the size reaches a power of two.
    """
    if given <= _FIRST:
        yield from range(given - 1, 0, -1)
        return
    trial = list(frame)

    def at(size: int) -> Any:
        trial[place] = size
        return value(trial)

    for k in range(int(at(given)).bit_length() - 1, -1, -1):
        yield bisect_left(range(1, given), 1 << k, key=at) + 1


def _filled(value: Callable[[Sequence[Any]], Any], frame: list[Any], place: int, items: Sequence[Any]) -> Iterator[Any]:
    """What to put at a place, so that the value is a power of two: a lower number, or a table that ends or begins
    otherwise.

    Its last or first items are one of those given, or of the first few that it has. How many of them there are changes
    a count in one direction.
    """
    given = frame[place]
    trial = list(frame)

    def at(item: Any) -> Any:
        trial[place] = item
        return value(trial)

    if type(given) is int:
        lower = 1 << given.bit_length() - 1 if given > 0 else 0
        if _is_power_of_two(at(lower)):
            yield lower
    if not isinstance(given, tuple):
        return
    leaves = _leaves(given)
    rebuilt = _Rebuilt(given)
    kinds = set(map(type, leaves))
    if len(kinds) != 1:
        return
    known = (False, True) if kinds == {bool} else list(dict.fromkeys(leaves[:_FIRST]))[:_FILLS]
    for item in [*(item for item in items if type(item) in kinds), *known]:
        first, last = at(given), at(rebuilt.of([item] * len(leaves)))
        if first == last or not first > 0:
            continue
        for changed in (_ending, _beginning):
            several, target = partial(changed, rebuilt, leaves, item), _next_power_of_two(first, last)
            if (found := _reached(last > first, target, len(leaves), at, several)) is not None:
                yield found


def _reached(
    grows: bool, target: Any, most: int, at: Callable[[Any], Any], changed: Callable[[int], Any]
) -> Any | None:
    """The table with the fewest items changed that brings a value, which grows or shrinks, to a target."""
    way = 1 if grows else -1
    found = changed(bisect_left(range(most), way * target, key=lambda count: way * at(changed(count))))
    return found if at(found) == target else None


def _next_power_of_two(first: Any, last: Any) -> Any:
    """The power of two that is nearest to a number on the way to another, which may lie beyond that."""
    below = 1 << int(first).bit_length() - 1 if first >= 1 else 0
    return below if last < first else 2 * below


def _leaves(table: Any) -> list[Any]:
    if isinstance(table, tuple) and not _is_nested(table):
        return list(table)
    return [leaf for part in table for leaf in _leaves(part)] if isinstance(table, tuple) else [table]


class _Rebuilt:
    """A table made again with other leaves."""

    def __init__(self, table: tuple[Any, ...]) -> None:
        self._parts = [_Rebuilt(p) if isinstance(p, tuple) else None for p in table] if _is_nested(table) else []
        self._counts = [len(_leaves(part)) for part in table] if self._parts else []

    def of(self, leaves: list[Any]) -> tuple[Any, ...]:
        if not self._parts:
            return tuple(leaves)
        made, start = [], 0
        for part, count in zip(self._parts, self._counts, strict=True):
            made.append(leaves[start] if part is None else part.of(leaves[start : start + count]))
            start += count
        return tuple(made)


def _is_nested(table: tuple[Any, ...]) -> bool:
    return tuple in set(map(type, table))


def _ending(table: _Rebuilt, leaves: list[Any], item: Any, count: int) -> Any:
    return table.of(leaves[: len(leaves) - count] + [item] * count)


def _beginning(table: _Rebuilt, leaves: list[Any], item: Any, count: int) -> Any:
    return table.of([item] * count + leaves[count:])


def _is_power_of_two(value: Any) -> bool:
    parts = value.as_integer_ratio()
    return all(not abs(part) & (abs(part) - 1) for part in parts)
