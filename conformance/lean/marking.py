"""Two declarations side by side: their parts in order, and in those that differ the places where they do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Literal, TypeVar

from conformance.lean.nodes import Term, Type
from conformance.lean.normal import Piece, Scope
from conformance.lean.render import render
from conformance.lean.syntax import (
    BINDING,
    Binder,
    Builtin,
    Call,
    Premise,
    Projection,
    Variable,
    children,
    with_children,
)
from conformance.lean.types import TypeVariable

OPENING, CLOSING = "⟪", "⟫"
"""What stands around a part that differs."""

Side = Literal["both", "one", "other"]

Node = TypeVar("Node", Term, Type)


@dataclass(frozen=True, slots=True)
class Line:
    """A part of two declarations: one that both have, or what one of them has."""

    side: Side
    text: str


def side_by_side(one: Sequence[Piece], other: Sequence[Piece]) -> tuple[Line, ...]:
    """The parts of two declarations, those in common once, of the others first what the one has."""
    return tuple(_lines(one, other))


def _lines(one: Sequence[Piece], other: Sequence[Piece]) -> Iterator[Line]:
    matcher = SequenceMatcher(None, [p.node for p in one], [p.node for p in other], autojunk=False)
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag == "equal":
            yield from (Line("both", _text(piece)) for piece in one[i:j])
            continue
        for left, right in zip_longest(one[i:j], other[k:m]):
            if left is not None and right is not None and left.role == right.role:
                left, right = _marked_pieces(left, right)
            if left is not None:
                yield Line("one", _text(left))
            if right is not None:
                yield Line("other", _text(right))


def _text(piece: Piece) -> str:
    """A part as a declaration has it."""
    match piece.shown:
        case Binder(name=name, type=type_, implicit=implicit, default=default):
            given = "" if default is None else f" := {render(default)}"
            said = f"{name} : {render(type_)}{given}"
            return said if piece.role == "field" else f"{{{said}}}" if implicit else f"({said})"
        case Premise(name=name, statement=statement):
            return f"({name or '_'} : {render(statement)})"
        case shown:
            return f"{':=' if piece.role == 'body' else ':'} {render(shown)}"


def _marked_pieces(one: Piece, other: Piece) -> tuple[Piece, Piece]:
    match one.shown, other.shown:
        case Premise() as left, Premise() as right:
            statements = marked(left.statement, right.statement, one.scope, other.scope)
            left, right = (replace(p, statement=s) for p, s in zip((left, right), statements, strict=True))
            return replace(one, shown=left), replace(other, shown=right)
        case Binder() as left, Binder() as right if one.scope.type(left.type) != other.scope.type(right.type):
            types = _quoted_types(left.type, right.type)
            left, right = (replace(b, type=t) for b, t in zip((left, right), types, strict=True))
            return replace(one, shown=left), replace(other, shown=right)
        case Term() as left, Term() as right:
            terms = marked(left, right, one.scope, other.scope)
            return replace(one, shown=terms[0]), replace(other, shown=terms[1])
        case Type() as left, Type() as right:
            types = _quoted_types(left, right)
            return replace(one, shown=types[0]), replace(other, shown=types[1])
    return one, other


def marked(one: Term, other: Term, around_one: Scope, around_other: Scope) -> tuple[Term, Term]:
    """Two terms with marks around the innermost parts in which they differ."""
    if around_one.term(one) == around_other.term(other):
        return one, other
    parts, others = children(one), children(other)
    if type(one) is type(other) and _name(one) == _name(other) and parts and len(parts) == len(others):
        if isinstance(one, BINDING) and isinstance(other, BINDING):
            if around_one.inferred(one.domain) != around_other.inferred(other.domain):
                return _quoted_terms(one, other)
            around_one, around_other = around_one.within(one.name), around_other.within(other.name)
        pairs = [marked(a, b, around_one, around_other) for a, b in zip(parts, others, strict=True)]
        if any(a is not b for (a, _), b in zip(pairs, parts, strict=True)):
            return with_children(one, [a for a, _ in pairs]), with_children(other, [b for _, b in pairs])
    return _quoted_terms(one, other)


def _name(term: Term) -> str:
    match term:
        case Builtin(name=name) | Call(name=name) | Projection(field=name):
            return name
    return ""


def _quoted_terms(one: Term, other: Term) -> tuple[Term, Term]:
    left, right = _both(one, other)
    return Variable(one.type, left), Variable(other.type, right)


def _quoted_types(one: Type, other: Type) -> tuple[Type, Type]:
    left, right = _both(one, other)
    return TypeVariable(left), TypeVariable(right)


def _both(one: Node, other: Node) -> tuple[str, str]:
    """Both as text, with their types where they read the same without."""
    texts = render(one), render(other)
    if texts[0] == texts[1]:
        texts = render(one, explicit=True), render(other, explicit=True)
    return f"{OPENING}{texts[0]}{CLOSING}", f"{OPENING}{texts[1]}{CLOSING}"
