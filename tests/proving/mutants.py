"""Theorems with one thing changed: an operator, a number, a quantifier, a variable, the order of two lists."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from conformance.laws.laws import Law
from conformance.lean.nodes import Term
from conformance.lean.prelude import BUILTINS
from conformance.lean.quantifiers import is_finite
from conformance.lean.syntax import (
    BINDING,
    Binder,
    Builtin,
    Exists,
    ForAll,
    Literal,
    Premise,
    Variable,
    children,
    with_children,
)
from conformance.lean.types import PROP
from conformance.lean.variables import free_variables

ALIKE = (
    ("HAdd.hAdd", "HSub.hSub", "HMul.hMul"), ("HAdd.hAdd", "HSub.hSub@ℝ", "HMul.hMul@ℝ"),
    ("LT.lt", "LE.le", "GT.gt", "GE.ge"), ("Eq", "Ne"), ("And", "Or", "→", "Iff"), ("and", "or", "xor"),
    ("true", "false"), ("min", "max"), ("List.all", "List.any"), ("List.take", "List.drop"), ("∈", "∉"),
)  # fmt: skip
"""Built-in functions of the same arguments."""

LEFT_OUT = ("List.reverse", "Not", "not", "Nat.succ", "Nat.pred", "List.tail")
"""Built-in functions that give what their argument is a kind of."""

TURNED = ("List.append", "HSub.hSub", "HSub.hSub@ℝ", "HDiv.hDiv@ℝ", "→")
"""Built-in functions whose two arguments can be exchanged, and should not be."""


def changed(term: Term, scope: Sequence[Binder]) -> Iterator[Term]:
    """The terms that differ from it in one place."""
    yield from _here(term, scope)
    inner = [*scope, Binder(term.name, term.domain)] if isinstance(term, BINDING) else scope
    parts = children(term)
    for place, part in enumerate(parts):
        if isinstance(term, Builtin) and BUILTINS[term.name].binders[place].name == "n":
            continue  # a size, on which types depend
        for other in changed(part, inner):
            yield with_children(term, [*parts[:place], other, *parts[place + 1 :]])


def _here(term: Term, scope: Sequence[Binder]) -> Iterator[Term]:
    match term:
        case Builtin(name=name, arguments=arguments):
            for group in ALIKE:
                if name in group:
                    yield from (replace(term, name=other) for other in group if other != name)
            if name in LEFT_OUT:
                yield arguments[-1]
            if name in TURNED:
                yield replace(term, arguments=arguments[::-1])
        case Literal(value=value):
            yield replace(term, value=value + 1)
            if value:
                yield replace(term, value=value - 1)
        case ForAll(name=name, domain=domain, body=body, type=type_) if is_finite(domain):
            yield Exists(type_, name, domain, body)
        case Exists(name=name, domain=domain, body=body, type=type_) if is_finite(domain):
            yield ForAll(type_, name, domain, body)
        case Variable(name=name, type=type_):
            sizes = frozenset().union(*(free_variables(b.type) for b in scope))
            others = [b.name for b in scope if b.type == type_ and b.name not in sizes]
            yield from (Variable(type_, other) for other in others if other != name and name not in sizes)


def mutants(law: Law) -> Iterator[Law]:
    """A theorem with its claim or a premise changed, negated, or without a premise."""
    yield replace(law, claim=Builtin(PROP, "Not", (law.claim,)))
    for claim in changed(law.claim, law.binders):
        yield replace(law, claim=claim)
    for place, premise in enumerate(law.premises):
        before, after = law.premises[:place], law.premises[place + 1 :]
        yield replace(law, premises=(*before, *after))
        for statement in changed(premise.statement, law.binders):
            yield replace(law, premises=(*before, Premise(premise.name, statement), *after))
