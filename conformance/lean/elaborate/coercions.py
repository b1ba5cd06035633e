"""Terms of one type where another is expected: from `Fin n` to `Nat` to `ℝ`, and between `Bool` and `Prop`."""

from __future__ import annotations

from typing import NoReturn

from conformance.lean.elaborate.unification import Unification
from conformance.lean.errors import Span
from conformance.lean.nodes import Term, Type
from conformance.lean.syntax import Builtin
from conformance.lean.types import BOOL, NAT, PROP, REAL, BoolType, FinType, NatType, PropType, RealType


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
        if has == NAT and wants == REAL:
            return Builtin(REAL, "Nat.cast", (term,))
        self.mismatch(term, expected, span)

    def mismatch(self, term: Term, expected: Type, span: Span, hint: str = "") -> NoReturn:
        shown = f"`{self.show(term)}` has type `{self.show(term.type)}`"
        self.fail(f"{shown}, where `{self.show(expected)}` is expected{hint}", span)

    def is_wider(self, wide: Type, narrow: Type) -> bool:
        """Whether there is a coercion, which is from `Fin n` to `Nat`, on to `ℝ`, and from `Bool` to `Prop`."""
        match self.plain(narrow), self.plain(wide):
            case (FinType(), NatType()) | (FinType() | NatType(), RealType()) | (BoolType(), PropType()):
                return True
        return False
