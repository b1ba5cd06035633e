"""Where what is said for all of some constants is to be used: the terms that bring it to mind."""

from __future__ import annotations

from collections.abc import Sequence

import z3

from conformance.proving.kinds import Expr

_STRUCTURAL = {z3.Z3_OP_UNINTERPRETED, z3.Z3_OP_DT_CONSTRUCTOR}


def patterns_for(constants: Sequence[Expr], claim: Expr) -> list[Expr]:
    """Patterns that have all the constants, of the left side of an equation first; none where the solver is to choose.

    What is on the right side of an equation is what the left side comes to, and brings nothing to mind.
    """
    sides = [claim]
    while z3.is_app(claim) and claim.decl().kind() == z3.Z3_OP_IMPLIES:
        claim = claim.arg(1)
        sides.insert(0, claim)
    if z3.is_eq(claim):
        sides = [claim.arg(0), claim, *sides]
    wanted = {c.get_id() for c in constants}
    for side in sides:
        found = _outermost(side, wanted)
        for term in found:
            if _inside(term) >= wanted:
                return [term]
        if found and set().union(*map(_inside, found)) >= wanted:
            return [z3.MultiPattern(*found)]
    return []


def _outermost(term: Expr, wanted: set[int]) -> list[Expr]:
    """The outermost terms that can be a pattern."""
    if z3.is_quantifier(term) or not z3.is_app(term):
        return []
    if term.num_args() and term.decl().kind() == z3.Z3_OP_UNINTERPRETED and _is_structural(term):
        return [term] if _inside(term) & wanted else []
    return [found for part in term.children() for found in _outermost(part, wanted)]


def _is_structural(term: Expr) -> bool:
    if not z3.is_app(term):
        return False
    if z3.is_int_value(term) or z3.is_rational_value(term) or z3.is_true(term) or z3.is_false(term):
        return True
    return term.decl().kind() in _STRUCTURAL and all(map(_is_structural, term.children()))


def _inside(term: Expr) -> set[int]:
    return {term.get_id()}.union(*map(_inside, term.children()))
