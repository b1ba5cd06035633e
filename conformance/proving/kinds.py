"""Types as a solver sees them: a sort, what of the sort a type has, and how a value is made of the sort's terms.

A sort may have more values than the type that it stands for: `Fin n` and `Nat` are integers, and a type variable, which
may be empty, is a part of a sort, which is not. A `guard` says which values are the type's; what is quantified over is
guarded, and so is what a table has for arguments of its domain. No formula claims anything of values outside.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import z3

Expr = Any
"""A term of the solver."""

Value = Any
"""What a term of the language is read as: an `Expr`, a tuple of the values of a pair's or structure's parts, or an
`Abstraction`."""


class Unstated(Exception):
    """What a statement says cannot be said to the solver; the message tells which part of it."""


@dataclass(frozen=True)
class Abstraction:
    """A function: what it gives for a value."""

    domain: Kind
    codomain: Kind
    call: Callable[[Value], Value]
    packed: Expr = None
    """What stands for it where it is a value of the solver's."""


@dataclass(frozen=True)
class Kind:
    """A type; `sort` is the solver's, and `name` what it is called in the names of those that are made of it."""

    sort: Any
    name: str

    def guards(self, value: Expr) -> list[Expr]:
        """Formulas that hold just where a term of the sort is of the type."""
        return []

    @property
    def compares(self) -> bool:
        """Whether two values are equal just where the solver's terms for them are."""
        return True


@dataclass(frozen=True)
class Natural(Kind):
    """`Nat`."""

    def guards(self, value: Expr) -> list[Expr]:
        return [value >= 0]


@dataclass(frozen=True)
class Below(Kind):
    """`Fin size`."""

    size: Any = None

    def guards(self, value: Expr) -> list[Expr]:
        return [value >= 0, value < self.size]


@dataclass(frozen=True)
class Guarded(Kind):
    """A type of which a predicate of the sort says what it has."""

    holds: Any = None

    def guards(self, value: Expr) -> list[Expr]:
        return [self.holds(value)]


@dataclass(frozen=True)
class Items(Kind):
    """A list, an array or an option.

    `empty` has no item, `made` makes one of an item and, of a list, what comes after it; `first` and `rest` give these
    back, and `is_empty` says that there are none. `each` says that all items are of their type.
    """

    item: Any = None
    each: Any = None
    empty: Expr = None
    made: Any = None
    first: Any = None
    rest: Any = None
    is_empty: Any = None

    @property
    def is_list(self) -> bool:
        """Whether there may be more than one item."""
        return self.rest is not None

    def guards(self, value: Expr) -> list[Expr]:
        probe = z3.Const("probe", self.item.sort)
        return [self.each(self, value)] if self.item.guards(probe) else []

    @property
    def compares(self) -> bool:
        return bool(self.item.compares)


@dataclass(frozen=True)
class Parts(Kind):
    """A pair or a structure."""

    parts: tuple[Kind, ...] = ()
    names: tuple[str, ...] = ()

    def guards(self, value: Expr) -> list[Expr]:
        return [g for k, part in enumerate(self.parts) for g in part.guards(self.sort.accessor(0, k)(value))]

    @property
    def compares(self) -> bool:
        return all(part.compares for part in self.parts)


@dataclass(frozen=True)
class Functions(Kind):
    """A function type; `apply` is what the solver applies a function by that it has as a value."""

    domain: Any = None
    codomain: Any = None
    apply: Any = None

    def guards(self, value: Expr) -> list[Expr]:
        # No type is a part of itself, so that another that is said of it has another name.
        argument = z3.Const(f"arg.{self.name}", self.domain.sort)
        found = self.codomain.guards(self.apply(value, argument))
        if not found:
            return []
        assumed = self.domain.guards(argument)
        return [z3.ForAll([argument], implied(assumed, found), patterns=[self.apply(value, argument)])]

    @property
    def compares(self) -> bool:
        return False


def conjunction(parts: Sequence[Expr]) -> Expr:
    """All of them."""
    return z3.And(*parts) if len(parts) > 1 else (parts[0] if parts else z3.BoolVal(True))


def implied(assumed: Sequence[Expr], claims: Sequence[Expr]) -> Expr:
    """That all of the claims hold where all of what is assumed does."""
    return z3.Implies(conjunction(assumed), conjunction(claims)) if assumed else conjunction(claims)
