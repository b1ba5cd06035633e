"""What can be decided: types whose equality is evaluated, and propositions that are made of what is known."""

from __future__ import annotations

from collections.abc import Collection

from conformance.lean.nodes import Term, Type
from conformance.lean.quantifiers import is_finite
from conformance.lean.syntax import Apply, Builtin, Exists, ForAll, Variable
from conformance.lean.types import (
    PROP,
    FinType,
    FunctionType,
    ProductType,
    SequenceType,
    SimpleType,
    StructureType,
    TypeVariable,
    unfold,
)


def is_decidable(type_: Type) -> bool:
    """Whether equality on the type can be evaluated."""
    match unfold(type_):
        case SimpleType() | FinType() | TypeVariable():
            return True
        case SequenceType(item=item):
            return is_decidable(item)
        case ProductType(left=left, right=right):
            return is_decidable(left) and is_decidable(right)
        case StructureType(fields=fields):
            return all(map(is_decidable, fields))
        case FunctionType(domain=domain, codomain=codomain):
            return is_finite(domain) and is_decidable(codomain)
        case _:
            return False


def type_variables(type_: Type) -> frozenset[str]:
    """The type variables that a type is made of."""
    plain = unfold(type_)
    if isinstance(plain, TypeVariable):
        return frozenset((plain.name,))
    return frozenset().union(*(type_variables(part) for part in plain.parts if isinstance(part, Type)))


def undecided(proposition: Term, comparable: Collection[str] = ()) -> Term | None:
    """A part of a proposition that cannot be decided: a variable, which stands for any proposition, one applied to
    arguments, or an equation in a type variable that is not one of those of which equality is decided.
    """
    pending = [proposition]
    while pending:
        match pending.pop():
            case Variable() | Apply() as part:
                function: Term = part
                while isinstance(function, Apply):
                    function = function.function
                if isinstance(function, Variable):
                    return part
            case ForAll(body=body) | Exists(body=body):
                pending.append(body)
            case Builtin(name="Eq" | "Ne" | "∈" | "∉", arguments=(compared, _)) as part if not set(
                comparable
            ).issuperset(type_variables(compared.type)):
                return part
            case Builtin(arguments=arguments):
                pending += [a for a in arguments if unfold(a.type) == PROP]
    return None
