"""Whether evaluating a statement may take very many steps, or make very large values, on inputs as they are drawn.

A statement is read over upper bounds in place of values: of naturals, of the lengths of lists and tables, of their
items. What is not known to stay small is taken to be heavy, which costs time and no more.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from conformance.lean.bounds import Bound, Heavy
from conformance.lean.builtin_bounds import USUAL
from conformance.lean.nodes import Term
from conformance.lean.reading import Reading
from conformance.lean.syntax import Binder, Definition

LARGEST = 2**17
"""Size, length or count of the largest inputs, for which values are told."""

MOST_STEPS = 400_000
"""Steps on a usual input from which on a statement is heavy."""


def is_heavy(
    term: Term, binders: Sequence[Binder], definitions: Mapping[str, Definition], counting: Collection[str] = ()
) -> bool:
    """Whether a term over those variables may be heavy; `counting` are those that are drawn as sizes are."""
    for largest, most_steps in ((USUAL, MOST_STEPS), (LARGEST, None)):
        reading = Reading(definitions, largest, most_steps)
        try:
            known: dict[str, Bound] = {}
            for binder in binders:
                known[binder.name] = largest if binder.name in counting else reading.given(binder.type, known)
            reading.of(term, known)
        except (Heavy, RecursionError):
            return True
    return False
