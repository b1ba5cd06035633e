"""How large the naturals are at most that evaluating a statement comes by, on an input whose magnitudes are known."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from conformance.lean.bounds import Bound, Heavy, Items
from conformance.lean.exactness import Grains
from conformance.lean.grains import Grain, Measures
from conformance.lean.nodes import Term
from conformance.lean.reading import Reading
from conformance.lean.syntax import Definition, Literal


class _Largest(Grains):
    """Reads a statement, and keeps the largest number that anything in it is bounded by, but for reals."""

    def number(self, value: Any) -> Any:
        return value if isinstance(value, Grain) else Reading.number(self, value)

    def literal(self, term: Literal) -> Bound:
        found = super().literal(term)
        self.note(found)
        return found

    def builtin(self, name: str, values: list[Bound], terms: Sequence[Term]) -> Bound:
        if None in values:
            raise Heavy
        found = super().builtin(name, values, terms)
        self.note(found)
        return found

    def note(self, bound: Bound) -> None:
        """Keeps the numbers in a bound."""
        if isinstance(bound, int):
            self.most = max(self.most, bound)
        elif isinstance(bound, Items):
            self.note(bound.item)
        elif isinstance(bound, tuple):
            for part in bound:
                self.note(part)


def largest_of(
    terms: Sequence[Term],
    names: Sequence[str],
    measures: Measures,
    definitions: Mapping[str, Definition],
    leaving_out: Collection[str] = (),
) -> Callable[[Sequence[Any]], int | None]:
    """A function from an input to what no number on the way to what terms come to is above; None where none is known.

    That takes a look at the items of an input, and no evaluation. Of the variables that are left out none counts by
    itself, as a size does not.
    """
    if not terms:
        return lambda frame: None
    reading = _Largest(definitions)
    noted = [name for name in names if name not in leaving_out]

    def largest(frame: Sequence[Any]) -> int | None:
        reading.begin()
        try:
            known = dict(zip(names, measures.of(frame), strict=True))
            for name in noted:
                reading.note(known[name])
            for term in terms:
                reading.of(term, known)
        except (Heavy, RecursionError):
            return None
        return reading.most

    return largest
