"""By what a statement divides real numbers, so that inputs can be found on which floats divide exactly."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from conformance.lean.evaluate import compile_term
from conformance.lean.nodes import Term
from conformance.lean.reference import reference_operations
from conformance.lean.substitution import substitute
from conformance.lean.syntax import Builtin, Call, Definition, Literal, TypeTerm, subterms
from conformance.lean.variables import free_variables

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
        self._places = [
            (k, [value for d, value in zip(found, self._values, strict=True) if name in free_variables(d)])
            for k, name in enumerate(names)
            if name in sizes
        ]

    def are_exact(self, frame: Sequence[Any]) -> bool:
        """Whether floats divide exactly by all of that: by powers of two, or by 0, of which Lean makes 0."""
        return all(_is_power_of_two(value(frame)) for value in self._values)

    def sized(self, frame: Sequence[Any]) -> list[Any]:
        """The input with sizes that are no larger, so that what hangs on them divides exactly, where there are such.

        What has a size still has it as it was.
        """
        sized = list(frame)
        for place, values in self._places:
            if not values or all(_is_power_of_two(value(sized)) for value in values):
                continue
            given = sized[place]
            for sized[place] in range(given - 1, 0, -1):
                if all(_is_power_of_two(value(sized)) for value in values):
                    break
            else:
                # As in a product, it is for another size to make the divisor a power of two.
                sized[place] = 1 << max(0, given.bit_length() - 1)
        return sized


def _is_power_of_two(value: Any) -> bool:
    parts = value.as_integer_ratio()
    return all(not abs(part) & (abs(part) - 1) for part in parts)
