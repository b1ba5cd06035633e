"""Facts about lists and sums that proofs of others use: each is proved as any theorem is, from those before it."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from conformance.lean.commands import declarations_of
from conformance.lean.elaborate.declarations import elaborate_declaration
from conformance.lean.elaborate.environment import Environment
from conformance.lean.quantifiers import strip
from conformance.lean.syntax import Binder, Premise, Theorem
from conformance.proving.proposition import Proposition, proposition


@cache
def library() -> tuple[Proposition, ...]:
    """The theorems of `library.lean`, in their order."""
    text = files(__package__).joinpath("library.lean").read_text(encoding="utf-8")
    found = []
    for command in declarations_of(text):
        declared = elaborate_declaration(Environment(), command.declaration, text)
        assert isinstance(declared, Theorem)
        context, claim = strip(declared.context, declared.conclusion)
        binders = [c for c in context if isinstance(c, Binder)]
        premises = [c.statement for c in context if isinstance(c, Premise)]
        found.append(proposition(declared.name, binders, premises, claim, {}))
    return tuple(found)
