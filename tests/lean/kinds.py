"""Types of the statements that are written at random."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """A type; a size is a number, or the variable (by its number) that it is, with what is added to it."""

    head: str
    size: tuple[int | None, int] = (None, 0)
    parts: tuple[Kind, ...] = ()


NAT, BOOL, REAL, UNIT = Kind("Nat"), Kind("Bool"), Kind("ℝ"), Kind("Unit")
INT, RAT = Kind("Int"), Kind("Rat")

HIDDEN = Kind("hidden")
"""In `∀ n < e, p` the name `n` is the bound variable's in `e` too, which cannot mention it."""


def fin(variable: int | None, added: int) -> Kind:
    return Kind("Fin", (variable, added))


def listed(item: Kind) -> Kind:
    return Kind("List", parts=(item,))


def option(item: Kind) -> Kind:
    return Kind("Option", parts=(item,))


def function(domain: Kind, codomain: Kind) -> Kind:
    return Kind("→", parts=(domain, codomain))


def pair(left: Kind, right: Kind) -> Kind:
    return Kind("×", parts=(left, right))


def parts(kind: Kind) -> tuple[Kind, ...]:
    """The kind, what its lists hold, and what its functions take and give."""
    return (kind, *(part for k in kind.parts for part in parts(k)))
