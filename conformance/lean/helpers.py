"""Helpers written out: what a statement says once each call of one is the body that it stands for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from operator import is_

from conformance.lean.nodes import Term
from conformance.lean.substitution import substitute
from conformance.lean.syntax import Apply, Call, Definition, Lambda, Premise, Theorem, children, subterms, with_children

MAX_PARTS = 20_000
"""Of a statement in which helpers are written out: each doubles what it says twice."""


class TooManyParts(Exception):
    """A statement in which helpers are written out has too many parts; `name` is the helper."""

    def __init__(self, name: str) -> None:
        super().__init__(f"with `{name}` written out the statement has more than {MAX_PARTS:,} parts")
        self.name = name


@dataclass(slots=True)
class WrittenOut:
    """Terms in which calls of helpers are the bodies that they stand for.

    `names` are the helpers that were met, in their order, and `demanded` their preconditions where they are called.
    """

    definitions: Mapping[str, Definition]
    names: dict[str, None] = field(default_factory=dict)
    demanded: dict[Term, None] = field(default_factory=dict)
    _calls: dict[int, tuple[Term, Term]] = field(default_factory=dict)
    """What was written out and the call that stood there, by the identity of the former: others may be equal to it."""

    def __call__(self, term: Term) -> Term:
        """The term without a call of a helper.

        Raises:
            TooManyParts: it has too many parts.
        """
        parts = children(term)
        written = [self(part) for part in parts]
        inner = term if all(map(is_, parts, written)) else with_children(term, written)
        if isinstance(term, Apply) and isinstance(inner, Apply) and isinstance(inner.function, Lambda):
            if inner.function is term.function:
                return inner
            call = replace(inner, function=self._call_of(inner.function))
            return self._noted(call, substitute(inner.function.body, {inner.function.name: inner.argument}))
        if not isinstance(inner, Call) or not (called := self.definitions[inner.name]).is_helper:
            return inner
        assert called.body is not None
        self.names.setdefault(inner.name)
        given = {b.name: a for b, a in zip(called.binders, inner.arguments, strict=True)}
        for _, premise in called.preconditions:
            self.demanded.setdefault(self(substitute(premise.statement, given)))
        found = self(substitute(called.body, given))
        if sum(1 for _ in islice(subterms(found), MAX_PARTS + 1)) > MAX_PARTS:
            raise TooManyParts(inner.name)
        return self._noted(inner, found)

    def premise(self, premise: Premise) -> Premise:
        """The premise without a call of a helper; raises as a call does."""
        return replace(premise, statement=self(premise.statement))

    def _noted(self, call: Term, found: Term) -> Term:
        # What is an argument as it stands may stand elsewhere as well.
        if not any(found is part for part in subterms(call)):
            self._calls[id(found)] = found, call
        return found

    def _call_of(self, term: Term) -> Term:
        known = self._calls.get(id(term))
        return term if known is None else known[1]

    def folded(self, term: Term) -> Term:
        """The term with calls of helpers where they stood."""
        if not self._calls:
            return term
        call = self._call_of(term)
        return with_children(call, [self.folded(child) for child in children(call)])


def written_out_of(theorem: Theorem, definitions: Mapping[str, Definition]) -> tuple[Theorem, WrittenOut]:
    """A theorem with helpers written out.

    Raises:
        TooManyParts: it has too many parts then.
    """
    written_out = WrittenOut(definitions)
    context = tuple([written_out.premise(c) if isinstance(c, Premise) else c for c in theorem.context])
    return replace(theorem, context=context, conclusion=written_out(theorem.conclusion)), written_out
