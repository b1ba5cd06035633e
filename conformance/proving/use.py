"""A built-in function where it is used: its arguments as values, with their kinds."""

from __future__ import annotations

from dataclasses import dataclass

import z3

from conformance.proving.kinds import Expr, Kind, Value
from conformance.proving.session import Session


@dataclass(frozen=True)
class Use:
    """`values` are the arguments, of `kinds`, and `kind` is that of what the function gives."""

    session: Session
    values: tuple[Value, ...]
    kinds: tuple[Kind, ...]
    kind: Kind

    def numeral(self, value: int) -> Expr:
        """A number of the kind of the result."""
        return z3.RealVal(value) if self.kind.sort == z3.RealSort() else z3.IntVal(value)

    @staticmethod
    def modulo(number: Expr, by: Expr) -> Expr:
        """The remainder, which is the number itself where it is divided by 0."""
        return z3.If(by == 0, number, number % by)
