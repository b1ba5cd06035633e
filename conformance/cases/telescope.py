"""Which laws can be checked on the same inputs."""

from __future__ import annotations

from conformance.cases.counting import most_looped
from conformance.laws.laws import Law
from conformance.laws.obligations import application
from conformance.lean.divisors import divisors
from conformance.lean.render import render
from conformance.lean.types import unfold
from conformance.lean.variables import depended_on


def telescope(law: Law) -> tuple[object, ...]:
    """What laws have in common that can be checked on the same inputs: variables, types, premises, and how far loops
    may go."""
    if "telescope" not in law.memo:
        law.memo["telescope"] = _telescope(law)
    found: tuple[object, ...] = law.memo["telescope"]
    return found


def _telescope(law: Law) -> tuple[object, ...]:
    binders = tuple((b.name, render(unfold(b.type))) for b in law.binders)
    premises = tuple(render(p.statement, explicit=True) for p in law.assumed)
    sizes = tuple(sorted(size_variables(law)))
    terms = [law.claim, *(p.statement for p in law.assumed)]
    found = divisors(terms, {b.name for b in law.binders}, law.environment.definitions)
    divided_by = None if found is None else tuple(render(d, explicit=True) for d in found)
    # An obligation may make its calls by itself, and claim nothing.
    calls = [] if law.subject is None else [application(law.subject)]
    return binders, premises, sizes, divided_by, most_looped([*terms, *calls], law.environment.definitions)


def size_variables(law: Law) -> frozenset[str]:
    """The binders that are sizes: those on which some type in the law depends."""
    if "sizes" not in law.memo:
        law.memo["sizes"] = _size_variables(law)
    found: frozenset[str] = law.memo["sizes"]
    return found


def _size_variables(law: Law) -> frozenset[str]:
    types = [b.type for b in law.binders]
    return depended_on(types, [law.claim, *(p.statement for p in law.premises)]) & {b.name for b in law.binders}
