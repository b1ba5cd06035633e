"""Whether evaluating a statement may take very many steps, or make very large values, on inputs as they are drawn.

A statement is read over upper bounds in place of values: of naturals, of the lengths of lists and tables, of their
items. Sizes that a type multiplies, as those of a grid, are bounded together, and what a premise bounds is taken to be
no larger. What is not known to stay small is taken to be heavy, which costs time and no more.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import partial

from conformance.lean.bounds import Bound, Heavy
from conformance.lean.builtin_bounds import USUAL
from conformance.lean.estimates import draws_of
from conformance.lean.nodes import Term, Type
from conformance.lean.reading import Reading
from conformance.lean.syntax import Binder, Builtin, Definition, Variable, children, subterms
from conformance.lean.types import NAT, FinType, unfold
from conformance.lean.variables import free_variables

LARGEST = 2**17
"""Size, length or count of the largest inputs, for which values are told."""

MOST_STEPS = 500_000
"""Steps on a usual input from which on a statement is heavy. One that draws gets as few inputs as it draws often."""


class Weights:
    """Tells heavy terms over some definitions, each of which is read once for all terms that call it."""

    def __init__(self, definitions: Mapping[str, Definition]) -> None:
        self._reading = Reading(definitions, USUAL, None)

    def is_heavy(
        self,
        term: Term,
        binders: Sequence[Binder],
        counting: Collection[str] = (),
        premises: Sequence[Term] = (),
        most_counted: int | None = None,
    ) -> bool:
        """Whether a term over those variables may be heavy on inputs that meet the premises.

        `counting` are the variables that are drawn as sizes are, none of them above `most_counted`.
        """
        reading = self._reading
        for usual, most_steps in ((USUAL, MOST_STEPS * draws_of([term])), (LARGEST, None)):
            largest = usual if most_counted is None else min(usual, most_counted)
            reading.largest, reading.most_steps = largest, most_steps
            reading.begin()
            try:
                known: dict[str, Bound] = dict.fromkeys(counting, largest)
                _multiply(term, binders, known, largest, reading)
                _limit(premises, known, reading)
                for binder in binders:
                    if binder.name not in known:
                        known[binder.name] = reading.given(binder.type, known)
                        _limit(premises, known, reading)
                reading.begin()
                reading.of(term, known)
            except (Heavy, RecursionError):
                return True
        return False


def limits_a_natural(premises: Sequence[Term]) -> bool:
    """Whether one of the premises keeps naturals small."""
    return any(any(_naturals_in(low)) for premise in premises for low, _, _ in _orders(premise))


def _multiply(term: Term, binders: Sequence[Binder], known: dict[str, Bound], largest: int, reading: Reading) -> None:
    """Lowers the bounds of sizes so that no type has more positions than the largest size alone."""
    types = [*(b.type for b in binders), *(part.type for part in subterms(term))]
    for size in dict.fromkeys(size for type_ in types for size in _sizes_in(type_)):
        names = free_variables(size)
        if isinstance(size, Variable) or not names <= known.keys():
            continue
        every = range(1, largest + 1)
        most = bisect_right(every, largest, key=partial(_at, reading, size, names))
        for name in names:
            known[name] = min(known[name], max(1, most))


def _at(reading: Reading, size: Term, names: Collection[str], number: int) -> int:
    """The bound of a size where all its variables are that number."""
    found = reading.of(size, dict.fromkeys(names, number))
    assert isinstance(found, int)
    return found


def _sizes_in(type_: Type) -> Iterator[Term]:
    match unfold(type_):
        case FinType(size=size):
            yield size
        case Type(parts=parts):
            for part in parts:
                if isinstance(part, Type):
                    yield from _sizes_in(part)


def _limit(premises: Sequence[Term], known: dict[str, Bound], reading: Reading) -> None:
    """Lowers the bounds of naturals that a premise says to be no larger than what is bounded."""
    for premise in premises:
        for low, high, more in _orders(premise):
            if free_variables(high) <= known.keys():
                most = reading.of(high, known)
                for name in _naturals_in(low):
                    if isinstance(most, int) and isinstance(known.get(name), int):
                        known[name] = min(known[name], max(0, most - more))


_ORDERS = {"LE.le": (0, 1, 0), "LT.lt": (0, 1, 1), "GE.ge": (1, 0, 0), "GT.gt": (1, 0, 1)}
"""Of each order, which side is the lower one and the higher one, and by how much at least."""


def _orders(term: Term) -> Iterator[tuple[Term, Term, int]]:
    """What is said to be no larger than what, in all parts of a premise."""
    match term:
        case Builtin(name="And", arguments=parts):
            for part in parts:
                yield from _orders(part)
        case Builtin(name=name, arguments=sides) if name in _ORDERS:
            low, high, more = _ORDERS[name]
            yield sides[low], sides[high], more


def _naturals_in(low: Term) -> Iterator[str]:
    """Natural variables that are of which one is no larger than a sum of them."""
    match low:
        case Variable(name=name) if unfold(low.type) == NAT:
            yield name
        case Builtin(name="HAdd.hAdd"):
            for part in children(low):
                yield from _naturals_in(part)
