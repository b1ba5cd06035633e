"""Numerals and lists as they are written."""

from __future__ import annotations

from conformance.lean import surface
from conformance.lean.elaborate.types import Types
from conformance.lean.errors import Span
from conformance.lean.nodes import Term, Type
from conformance.lean.syntax import Builtin, Literal
from conformance.lean.types import NUMERIC, ArrayType, FinType, ListType, SequenceType, TypeHole


class Literals(Types):
    """Reads literals."""

    def numeral(self, value: int, expected: Type | None, span: Span) -> Term:
        type_ = self.plain(expected) if expected is not None else None
        if type_ not in NUMERIC and not isinstance(type_, (FinType, TypeHole)):
            if type_ is not None:
                self.fail(f"a numeral where a `{self.show(type_)}` is expected", span)
            type_ = self.type_hole(span, "the type of the numeral")
        assert type_ is not None
        self.numerals.append((value, type_, span))
        return Literal(type_, value)

    def list_literal(self, syntax: surface.ListLiteral, expected: Type | None) -> Term:
        former: type[SequenceType] = ArrayType if syntax.is_array else ListType
        type_ = self.plain(expected) if expected is not None else None
        item_type = type_.item if isinstance(type_, former) else self.type_hole(syntax.span, "the type of the items")
        term: Term = Builtin(former(item_type), "List.nil", ())
        elements = [self.elaborate(i, item_type) for i in syntax.items]
        for element in reversed(elements):
            term = Builtin(former(item_type), "List.cons", (element, term))
        return term
