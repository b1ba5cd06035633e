"""A term as text for people that still says what the term is: types are written where reading would miss them."""

from __future__ import annotations

from collections.abc import Sequence

from conformance.lean.elaborate.declarations import elaborate_term
from conformance.lean.elaborate.environment import Environment
from conformance.lean.errors import LeanError
from conformance.lean.nodes import Term
from conformance.lean.parse import parse_proposition
from conformance.lean.render import render_with
from conformance.lean.substitution import apart
from conformance.lean.syntax import Binder

MAX_TRIED = 24
"""Of how many types each is tried to be left out by itself."""


def shown(term: Term, binders: Sequence[Binder], environment: Environment) -> str:
    """The Lean text of a term in which the binders' variables may occur.

    Where the binders are in scope it reads back to the same term, with as few of the types that `render` can write as
    are needed.
    """
    names = frozenset(b.name for b in binders)
    wanted = apart(term, names)
    text, places = render_with(term, (), names)
    if reads_back(text, wanted, binders, environment):
        return text
    kept = set(range(places))
    # From the end, so that the outermost are kept: a binder rather than what depends on it.
    for place in reversed(range(places if places <= MAX_TRIED else 0)):
        if reads_back(render_with(term, kept - {place}, names)[0], wanted, binders, environment):
            kept.remove(place)
    return render_with(term, kept, names)[0]


def reads_back(text: str, term: Term, binders: Sequence[Binder], environment: Environment) -> bool:
    """Whether a text is read as the term, whose bound variables have names of their own."""
    try:
        return elaborate_term(environment, binders, parse_proposition(text), text) == term
    except LeanError:
        return False
