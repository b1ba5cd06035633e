"""The end of a statement: what waits is settled, and what depends on types that are known only now is checked."""

from __future__ import annotations

from conformance.lean.decidability import is_decidable, type_variables
from conformance.lean.elaborate.environment import Environment
from conformance.lean.elaborate.postponing import Postponing
from conformance.lean.errors import Span
from conformance.lean.nodes import Term, Type
from conformance.lean.prelude import CLASSES
from conformance.lean.quantifiers import is_finite
from conformance.lean.signatures import Class
from conformance.lean.sizes import offset
from conformance.lean.syntax import Hole, Literal
from conformance.lean.types import INT, NAT, NUMERIC, FinType, TypeHole, head_of, unfold

_THINGS: dict[str, str] = {
    "ordered": "order is", "arithmetic": "arithmetic is", "modular": "remainders are", "signed": "numbers below 0 are",
    "powers": "powers are", "zero": "sums are",
    "casts": "coercions are", "fractions": "fractions are",
}  # fmt: skip


def has_holes(type_: Type) -> bool:
    """Whether a part of a type is still to be inferred."""
    return isinstance(type_, TypeHole) or any(has_holes(part) for part in type_.parts if isinstance(part, Type))


class Settling(Postponing):
    """Keeps the numerals that were read, and the types at which functions are used that only some types have.

    `assumed` is what is assumed where a term is read, with its name there, and `places` are items of lists with their
    places, and with what is assumed there. Where it `trusts_proofs`, the names in them are not looked up.
    """

    def __init__(self, environment: Environment, text: str) -> None:
        super().__init__(environment, text)
        self.numerals: list[tuple[int, Type, Span]] = []
        self.classes: list[tuple[Class, Type, Span]] = []
        self.summed: list[tuple[Type, Span]] = []
        self.assumed: list[tuple[str, Term]] = []
        self.trusts_proofs = False
        self.places: list[tuple[Term, Term, tuple[Term, ...], Span]] = []

    def finish(self) -> None:
        """Settles what is postponed and numerals, and checks what depends on types that are known only at the end."""
        self.resume((0, 0))
        self.settle_all()
        for kind, type_, _ in self.classes:
            # As in Lean, what has a sign is an integer where nothing else is known.
            if kind == "signed" and isinstance(self.plain(type_), TypeHole):
                self.unify(type_, INT)
                self.resume((0, 0))
                self.settle_all()
        for _, type_, _ in self.numerals:
            if isinstance(self.plain(type_), TypeHole):
                self.unify(type_, NAT)
                self.resume((0, 0))
                self.settle_all()
        for task in self.postponed:
            self.fail(task.message, task.span)
        for value, type_, span in self.numerals:
            settled = self.plain(type_)
            if isinstance(settled, FinType):
                self.check_not_empty(settled, f"`{value}`", span)
            elif settled not in NUMERIC:
                self.fail(f"a numeral where a `{self.show(settled)}` is expected", span)
        for type_, span in self.summed:
            plain = self.plain(type_)
            if not isinstance(plain, TypeHole) and not is_finite(plain):
                self.fail(f"a sum or product over `{self.show(type_)}`, which is not finite", span)
        for kind, type_, span in self.classes:
            settled = self.partial_type(type_)
            plain = unfold(settled)
            if isinstance(plain, TypeHole) or (kind == "decidable" and has_holes(plain)):
                continue
            if kind in ("decidable", "comparable"):
                if not is_decidable(plain):
                    self.fail(f"equality on `{self.show(settled)}` cannot be evaluated", span)
                if kind == "comparable" and (unknown := type_variables(settled) - self.comparable):
                    name = min(unknown)
                    self.fail(f"a `Bool` cannot say whether two `{name}` are equal: add `[BEq {name}]`", span)
                continue
            if head_of(plain) not in CLASSES[kind]:
                known = [f"`{name} n`" if name == "Fin" else f"`{name}`" for name in CLASSES[kind]]
                types = " and ".join([", ".join(known[:-1]), known[-1]] if known[1:] else known)
                self.fail(f"{_THINGS[kind]} known on {types}, not on `{self.show(settled)}`", span)
            if kind == "zero" and isinstance(plain, FinType):
                self.check_not_empty(plain, "a sum", span)

    def check_not_empty(self, type_: FinType, what: str, span: Span) -> None:
        """Lean has numerals of `Fin n`, which wrap around, where it sees that n is not 0."""
        size = self.size(type_.size)
        if isinstance(size, Hole) or offset(size)[1]:
            return
        if isinstance(size, Literal):
            self.fail(f"{what} in `Fin 0`, which has no values", span)
        shown = self.show(size)
        self.fail(f"{what} in `Fin {shown}`: as in Lean, `{shown}` must be seen not to be 0, as `n + 1` is", span)
