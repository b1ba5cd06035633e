"""Quantifiers as they are evaluated: what limits one, what may be run through, and what stands before a claim."""

from __future__ import annotations

from collections.abc import Iterable

from conformance.lean.substitution import substitute
from conformance.lean.syntax import Binder, BoolType, Builtin, FinType, ForAll, Premise, Term, Type, Variable, unfold
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


def bound_of(term: ForAll) -> tuple[str, Term] | None:
    """The relation and bound that limit a quantified variable: `("∈", xs)` for `∀ i, i ∈ xs → p`.

    A bound that depends on the variable itself, as in `∀ m < Nat.succ m, p`, limits nothing.
    """
    match term.body:
        case Builtin(name="→", arguments=(Builtin(name=relation, arguments=(Variable(name=name), bound)), _)):
            limits = relation in ("∈", "LT.lt", "LE.le") and name not in free_variables(bound)
            if name == term.name and limits:
                return relation, bound
    return None


def is_finite(type_: Type) -> bool:
    """Whether all values of the type can be run through when it is quantified over inside a statement."""
    return isinstance(unfold(type_), (FinType, BoolType))
