"""Quantifiers as they are evaluated: what limits one, what may be run through, and what stands before a claim."""

from __future__ import annotations

from collections.abc import Iterable

from conformance.lean.nodes import Term, Type
from conformance.lean.substitution import substitute
from conformance.lean.syntax import Binder, Builtin, Exists, ForAll, Premise, Variable
from conformance.lean.types import (
    BoolType,
    FinType,
    NatType,
    ProductType,
    StructureType,
    TypeVariable,
    UnitType,
    unfold,
)
from conformance.lean.variables import free_variables, fresh


def strip(context: Iterable[Binder | Premise], conclusion: Term) -> tuple[list[Binder | Premise], Term]:
    """Moves leading `∀` and `→` of a conclusion into the context: `∀ i, p i → q i` binds `i` and assumes `p i`."""
    moved = list(context)
    taken = frozenset(b.name for b in moved)
    while True:
        match conclusion:
            case ForAll(name=name, domain=domain, body=body):
                bound = fresh(name, taken)
                taken |= {bound}
                moved.append(Binder(bound, domain))
                conclusion = body if bound == name else substitute(body, {name: Variable(domain, bound)})
            case Builtin(name="→", arguments=(assumed, rest)):
                moved.append(Premise("", assumed))
                conclusion = rest
            case _:
                return moved, conclusion


def bound_of(term: ForAll | Exists) -> tuple[str, Term] | None:
    """The relation and bound that limit a quantified variable: `("∈", xs)` for `∀ i, i ∈ xs → p`, and for `∃` alike.

    A bound that depends on the variable itself, as in `∀ m < Nat.succ m, p`, limits nothing, and none is counted up to
    where there are numbers below 0, or between two.
    """
    match term.body:
        case Builtin(
            name=connective, arguments=(Builtin(name=relation, arguments=(Variable(name=name), bound)), _)
        ) if connective == ("→" if isinstance(term, ForAll) else "And"):
            counts_up = relation in ("LT.lt", "LE.le") and isinstance(unfold(term.domain), (NatType, FinType))
            limits = (relation == "∈" or counts_up) and name not in free_variables(bound)
            if name == term.name and limits:
                return relation, bound
    return None


def is_finite(type_: Type) -> bool:
    """Whether all values of the type can be run through when it is quantified over inside a statement."""
    match unfold(type_):
        case FinType() | BoolType() | UnitType() | TypeVariable():
            return True
        case ProductType(left=left, right=right):
            return is_finite(left) and is_finite(right)
        case StructureType(fields=fields):
            return all(map(is_finite, fields))
    return False


def is_index(type_: Type) -> bool:
    """Whether the values are positions, at which a function of them is the tuple of its values."""
    return isinstance(unfold(type_), (FinType, BoolType, UnitType))


def witness(term: Exists) -> tuple[list[tuple[str, Type]], Term] | None:
    """What the variable must be, read off an equation that the body says of it; None where there is none.

    With the term come the variables that the equation is said for all of: `∃ z, ∀ i, f i = z` says `z = f i` for all i.
    """
    bound: list[tuple[str, Type]] = []
    body = term.body
    while isinstance(body, ForAll) and is_finite(body.domain):
        bound.append((body.name, body.domain))
        body = body.body
    pending = [body]
    while pending:
        match pending.pop():
            case Builtin(name="And", arguments=(left, right)) if not bound:
                pending += [right, left]
            case Builtin(name="Eq" | "Iff", arguments=(left, right)):
                for one, other in ((left, right), (right, left)):
                    if isinstance(one, Variable) and one.name == term.name and term.name not in free_variables(other):
                        return bound, other
    return None
