"""What can be decided: types whose equality is evaluated, and propositions that are made of what is known."""

from __future__ import annotations

from conformance.lean.quantifiers import is_finite
from conformance.lean.syntax import (
    PROP,
    Apply,
    Builtin,
    FinType,
    ForAll,
    FunctionType,
    ListType,
    SimpleType,
    Term,
    Type,
    Variable,
    unfold,
)


def is_decidable(type_: Type) -> bool:
    """Whether equality on the type can be evaluated."""
    match unfold(type_):
        case SimpleType() | FinType():
            return True
        case ListType(item=item):
            return is_decidable(item)
        case FunctionType(domain=domain, codomain=codomain):
            return is_finite(domain) and is_decidable(codomain)
        case _:
            return False


def undecided(proposition: Term) -> Term | None:
    """A part of a proposition that stands for any: a variable, or one applied to arguments."""
    pending = [proposition]
    while pending:
        match pending.pop():
            case Variable() | Apply() as part:
                function: Term = part
                while isinstance(function, Apply):
                    function = function.function
                if isinstance(function, Variable):
                    return part
            case ForAll(body=body):
                pending.append(body)
            case Builtin(arguments=arguments):
                pending += [a for a in arguments if unfold(a.type) == PROP]
    return None
