"""Premises that say that a function takes no value twice, or every value, or that one undoes another.

No item by itself decides them, so that they are made to hold of the whole table: of repeated values all but the first
give way to those that are missing, and the other function becomes the inverse.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from conformance.lean.closures import Value
from conformance.lean.nodes import Term
from conformance.lean.syntax import Apply, Builtin, Exists, ForAll, Variable


@dataclass(frozen=True, slots=True)
class Distinct:
    """The name of a function that takes no value twice, and of one that undoes it, if one is to."""

    function: str
    inverse: str | None = None


def distinct_in(term: ForAll) -> Distinct | None:
    """What a premise says of whole functions; None where it is of another form."""
    match term.body:
        case Builtin(name="Eq", arguments=(Apply(function=Variable(name=t), argument=inner), Variable(name=i))) if (
            i == term.name and (s := _applied(inner, i)) is not None and s != t
        ):
            return Distinct(s, t)
        case Exists(name=i, body=Builtin(name="Eq", arguments=(given, Variable(name=j)))) if j == term.name:
            return None if (s := _applied(given, i)) is None else Distinct(s)
        case ForAll(name=j, body=Builtin(name="→", arguments=(one, other))):
            both = _equated(one, other) or _equated(_denied(other), _denied(one))
            if both is not None and {term.name, j} == {b.name for b in both[1] if isinstance(b, Variable)}:
                functions = [_applied(side, i) for side in both[0] for i in (term.name, j)]
                named = {name for name in functions if name is not None}
                return Distinct(named.pop()) if len(named) == 1 and functions.count(None) == 2 else None
    return None


def says_distinct(term: ForAll) -> bool:
    """Whether one of the parts of what a premise says of all values is such."""
    parts = term.body.arguments if isinstance(term.body, Builtin) else ()
    return any(distinct_in(replace(term, body=part)) is not None for part in parts)


def _applied(term: Term | None, argument: str) -> str | None:
    """The function of `s i`, for that argument."""
    match term:
        case Apply(function=Variable(name=name), argument=Variable(name=i)) if i == argument:
            return name
    return None


def _equated(one: Term | None, other: Term | None) -> tuple[Sequence[Term], Sequence[Term]] | None:
    """The sides of two equations."""
    match one, other:
        case Builtin(name="Eq", arguments=sides), Builtin(name="Eq", arguments=arguments):
            return sides, arguments
    return None


def _denied(term: Term) -> Term | None:
    """The equation that a term denies."""
    match term:
        case Builtin(name="Ne", arguments=sides):
            return Builtin(term.type, "Eq", sides)
        case Builtin(name="Not", arguments=(equation,)):
            return equation
    return None


def apart(values: Sequence[Value]) -> tuple[Value, ...]:
    """Numbers of which none comes twice: repeated ones give way to those below the count that are missing."""
    seen = set(values)
    missing = iter([k for k in range(len(values)) if k not in seen])
    taken: set[Value] = set()
    found: list[Value] = []
    for value in values:
        kept = next(missing) if value in taken else value
        taken.add(kept)
        found.append(kept)
    return tuple(found)


def inverse_of(values: Sequence[int], before: Sequence[Value]) -> tuple[Value, ...]:
    """The table that leads back from each of the values; elsewhere it stays as it is."""
    found = list(before)
    for place, value in enumerate(values):
        if value < len(found):
            found[value] = place
    return tuple(found)


def arranged(items: Sequence[Value], wanted: Sequence[Value]) -> tuple[Value, ...]:
    """The wanted items, as often as they are, in the order in which those of them stand that are there already."""
    left: dict[Value, int] = {}
    for item in wanted:
        left[item] = left.get(item, 0) + 1
    kept: list[Value | None] = []
    for item in items[: len(wanted)]:
        is_wanted = left.get(item, 0) > 0
        if is_wanted:
            left[item] -= 1
        kept.append((item,) if is_wanted else None)
    rest = iter([item for item, count in left.items() for _ in range(count)])
    both = [*kept, *([None] * (len(wanted) - len(kept)))]
    return tuple([next(rest) if one is None else one[0] for one in both])
