"""Terms of one type where another is expected: from `Fin n` to `Nat`, and between `Bool` and `Prop`."""

from __future__ import annotations

from typing import NoReturn

from conformance.lean.elaborate.unification import Unification
from conformance.lean.errors import Span
from conformance.lean.syntax import BOOL, NAT, PROP, BoolType, Builtin, FinType, NatType, PropType, Term, Type


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
        if isinstance(has, FinType) and wants == NAT:
            return Builtin(NAT, "Fin.val", (term,))
        self.mismatch(term, expected, span)

    def mismatch(self, term: Term, expected: Type, span: Span, hint: str = "") -> NoReturn:
        shown = f"`{self.show(term)}` has type `{self.show(term.type)}`"
        self.fail(f"{shown}, where `{self.show(expected)}` is expected{hint}", span)

    def is_wider(self, wide: Type, narrow: Type) -> bool:
        """Whether there is a coercion, which is from `Fin n` to `Nat` and from `Bool` to `Prop`."""
        match self.plain(narrow), self.plain(wide):
            case (FinType(), NatType()) | (BoolType(), PropType()):
                return True
        return False
