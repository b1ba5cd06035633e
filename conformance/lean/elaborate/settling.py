"""The end of a statement: what waits is settled, and what depends on types that are known only now is checked."""

from __future__ import annotations

from conformance.lean.decidability import is_decidable
from conformance.lean.elaborate.environment import Environment
from conformance.lean.elaborate.postponing import Postponing
from conformance.lean.errors import Span
from conformance.lean.sizes import offset
from conformance.lean.syntax import NAT, BoolType, FinType, Hole, Literal, NatType, Type, TypeHole, unfold


class Settling(Postponing):
    """Keeps the numerals that were read, and the types at which functions are used that only some types have."""

    def __init__(self, environment: Environment, text: str) -> None:
        super().__init__(environment, text)
        self.numerals: list[tuple[int, Type, Span]] = []
        self.classes: list[tuple[str, Type, Span]] = []

    def finish(self) -> None:
        """Settles what is postponed and numerals, and checks what depends on types that are known only at the end."""
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
            elif settled != NAT:
                self.fail(f"a numeral where a `{self.show(settled)}` is expected", span)
        for kind, type_, span in self.classes:
            settled = self.partial_type(type_)
            plain = unfold(settled)
            match kind, plain:
                case _, TypeHole():
                    continue
                case "decidable", _:
                    if not is_decidable(plain):
                        self.fail(f"equality on `{self.show(settled)}` cannot be evaluated", span)
                case (_, NatType()) | ("ordered" | "arithmetic", FinType()) | ("ordered", BoolType()):
                    continue
                case "zero", FinType():
                    self.check_not_empty(plain, "a sum", span)
                case "ordered", _:
                    self.fail(f"order is known on `Nat`, `Fin n` and `Bool`, not on `{self.show(settled)}`", span)
                case "natural", _:
                    self.fail(f"powers are known on `Nat`, not on `{self.show(settled)}`", span)
                case _:
                    self.fail(f"arithmetic is known on `Nat` and `Fin n`, not on `{self.show(settled)}`", span)

    def check_not_empty(self, type_: FinType, what: str, span: Span) -> None:
        """Lean has numerals of `Fin n`, which wrap around, where it sees that n is not 0."""
        size = self.size(type_.size)
        if isinstance(size, Hole) or offset(size)[1]:
            return
        if isinstance(size, Literal):
            self.fail(f"{what} in `Fin 0`, which has no values", span)
        shown = self.show(size)
        self.fail(f"{what} in `Fin {shown}`: as in Lean, `{shown}` must be seen not to be 0, as `n + 1` is", span)
