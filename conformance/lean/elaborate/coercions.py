"""Terms of one type where another is expected: from `Fin n` to numbers, to wider ones, and from `Bool` to `Prop`."""

from __future__ import annotations

from typing import NoReturn

from conformance.lean.elaborate.unification import Unification
from conformance.lean.errors import Span
from conformance.lean.nodes import Term, Type
from conformance.lean.syntax import Builtin
from conformance.lean.types import BOOL, NAT, NUMERIC, PROP, BoolType, FinType, NumberType, PropType, head_of


class Coercions(Unification):
    """Puts the coercions into a tree that Lean finds by itself."""

    def coerce(self, term: Term, expected: Type, span: Span) -> Term:
        if self.try_unify(term.type, expected):
            return term
        has, wants = self.plain(term.type), self.plain(expected)
        if has == BOOL and wants == PROP:
            return Builtin(PROP, "Eq", (term, Builtin(BOOL, "true", ())))
        if has == PROP and wants == BOOL:
            return Builtin(BOOL, "decide", (term,))
        if isinstance(has, FinType) and self.is_wider(wants, has):
            return self.coerce(Builtin(NAT, "Fin.val", (term,)), expected, span)
        if has in NUMERIC and self.is_wider(wants, has):
            return Builtin(wants, f"{head_of(has)}.cast", (term,))
        self.mismatch(term, expected, span)

    def mismatch(self, term: Term, expected: Type, span: Span, hint: str = "") -> NoReturn:
        shown = f"`{self.show(term)}` has type `{self.show(term.type)}`"
        self.fail(f"{shown}, where `{self.show(expected)}` is expected{hint}", span)

    def is_wider(self, wide: Type, narrow: Type) -> bool:
        """Whether there is a coercion: from `Fin n` to `Nat`, on to `Int`, `Rat` and `ℝ`, and from `Bool` to `Prop`."""
        match self.plain(narrow), self.plain(wide):
            case (FinType(), NumberType()) | (BoolType(), PropType()):
                return True
            case NumberType() as has, NumberType() as wants:
                return NUMERIC.index(has) < NUMERIC.index(wants)
        return False
