"""Sizes, such as the `n + 1` of `Fin (n + 1)`: arithmetic by which two ways to write one are the same type."""

from __future__ import annotations

from dataclasses import replace

from conformance.lean.nodes import Term
from conformance.lean.syntax import Builtin, Literal
from conformance.lean.types import NAT, unfold
from conformance.text.numbers import is_writable


def fold(term: Term) -> Term:
    """Evaluates arithmetic on `Nat` literals, so that `Fin (2 + 1)` and `Fin 3` are one type.

    Numbers that are too long to be written stay as they are.
    """
    if not isinstance(term, Builtin) or unfold(term.type) != NAT:
        return term
    arguments = tuple(fold(a) for a in term.arguments)
    if all(isinstance(a, Literal) for a in arguments):
        values = [a.value for a in arguments if isinstance(a, Literal)]
        folded = None
        match term.name, values:
            case "HAdd.hAdd", [a, b]:
                folded = a + b
            case "HSub.hSub", [a, b]:
                folded = max(0, a - b)
            case "HMul.hMul", [a, b]:
                folded = a * b
        if folded is not None and is_writable(folded):
            return Literal(NAT, folded)
    return replace(term, arguments=arguments)


def offset(size: Term) -> tuple[Term, int]:
    """A size as a term and the number that is added to it: `n + 1 + 1` is `n` and 2, `3` is `0` and 3."""
    added = 0
    while True:
        match size:
            case Literal(value=value):
                return Literal(NAT, 0), added + value
            case Builtin(name="HAdd.hAdd", arguments=(size, Literal(value=value))):
                added += value
            case Builtin(name="Nat.succ", arguments=(size,)):
                added += 1
            case _:
                return size, added


def plus(size: Term, added: int) -> Term:
    return fold(Builtin(NAT, "HAdd.hAdd", (size, Literal(NAT, added)))) if added else size
