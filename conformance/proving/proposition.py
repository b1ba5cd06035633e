"""A theorem as it is proved: its binders, what it assumes and what it claims, without calls."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from conformance.lean.nodes import Term, Type
from conformance.lean.syntax import Binder, Builtin, Definition
from conformance.lean.types import (
    SORT,
    BoolType,
    FunctionType,
    IntType,
    NumberType,
    RealType,
    SequenceType,
    StructureType,
    TypeVariable,
    unfold,
)
from conformance.lean.variables import free_variables
from conformance.proving.unfolding import Occurrence, occurrences, unfolded


@dataclass(frozen=True)
class Proposition:
    """What is to be proved, or has been. `name` is what it is called where it is told of."""

    name: str
    binders: tuple[Binder, ...]
    premises: tuple[Term, ...]
    claim: Term

    @cached_property
    def occurrences(self) -> tuple[Occurrence, ...]:
        """The built-in functions of its terms."""
        return tuple(o for term in (self.claim, *self.premises) for o in occurrences(term))

    @cached_property
    def heads(self) -> frozenset[str]:
        """The names of the built-in functions that are recursive, and of those by which they are defined."""
        found = {o.term.name for o in self.occurrences}
        for name, others in _MADE_OF.items():
            if name in found:
                found |= {*others}
        return frozenset(name for name in found if is_recursive(name))

    @cached_property
    def claimed(self) -> frozenset[str]:
        """Those among `heads` that the claim names, of an equation its left side."""
        claim = self.claim
        sides = claim.arguments[:1] if isinstance(claim, Builtin) and claim.name in ("Eq", "Iff") else (claim,)
        return frozenset(o.term.name for side in sides for o in occurrences(side) if is_recursive(o.term.name))

    @cached_property
    def may_be_loose(self) -> bool:
        """Whether it can be proved of more than the values of its types, and used so.

        Where a function gives naturals, the solver knows that it does so everywhere, which another need not.
        """
        return not any(map(_gives_naturals, (b.type for b in self.binders)))

    @cached_property
    def gives_items(self) -> bool:
        """Whether a recursive function in it gives a value of a type variable: of `Nat` that is read otherwise."""
        return any(is_recursive(o.term.name) and isinstance(o.term.type, TypeVariable) for o in self.occurrences)

    @cached_property
    def unnamed(self) -> tuple[Binder, ...]:
        """The numbers that it binds and that no recursive function in its claim is given: what they are is not to be
        seen from where the theorem is used."""
        recursive = [o.term for o in occurrences(self.claim) if is_recursive(o.term.name)]
        seen = frozenset().union(*map(free_variables, recursive)) if recursive else frozenset()
        numbers = [b for b in self.binders if isinstance(unfold(b.type), NumberType) and b.name not in self.matched]
        return tuple(b for b in numbers if b.name not in seen) if recursive else ()

    @cached_property
    def matched(self) -> frozenset[str]:
        """The binders that something must be found for before the solver can be told: types and functions, and the
        sizes of which the functions speak."""
        names: set[str] = set()
        for binder in self.binders:
            if binder.type == SORT:
                names.add(binder.name)
            elif has_functions(binder.type):
                names |= {binder.name, *free_variables(binder.type)}
        return frozenset(names)


_MADE_OF = {
    "List.reverse": ("List.append",), "List.flatten": ("List.append",), "Array.push": ("List.append",),
    "List.range": ("List.append",), "List.finRange": ("List.append",), "List.Nodup": ("∈",),
    "List.Perm": ("List.count",), "List.eraseDups": ("List.filter",), "∉": ("∈",), "List.elem": ("∈",),
    "List.contains": ("∈",),
}  # fmt: skip

_NOT_RECURSIVE = {"List.nil", "List.cons", "List.head?", "List.headD", "List.tail", "List.isEmpty", "List.toArray"}


def is_recursive(name: str) -> bool:
    """Whether a built-in function is defined by recursion, as a sum, a power, and most of lists are."""
    return (
        name.startswith(("List.", "Array.", "Finset.", "xs[", "HPow.")) or name in ("∈", "∉")
    ) and name not in _NOT_RECURSIVE


def has_functions(type_: Type) -> bool:
    """Whether values of a type are functions, or made of some."""
    found = unfold(type_)
    if isinstance(found, FunctionType):
        return True
    if isinstance(found, StructureType):
        return any(map(has_functions, found.fields))
    return False


def _gives_naturals(type_: Type) -> bool:
    """Whether a type is one of functions that may give naturals."""
    found = unfold(type_)
    if isinstance(found, StructureType):
        return has_functions(found)
    if not isinstance(found, FunctionType):
        return False
    while isinstance(found, FunctionType):
        found = unfold(found.codomain)
    return not isinstance(found, (BoolType, RealType, IntType, TypeVariable))


def proposition(
    name: str, binders: Sequence[Binder], premises: Sequence[Term], claim: Term, definitions: Mapping[str, Definition]
) -> Proposition:
    """A theorem with the bodies of definitions in the place of their calls.

    Raises:
        Undefined: it calls an operation without a body.
    """
    return Proposition(
        name, tuple(binders), tuple(unfolded(p, definitions) for p in premises), unfolded(claim, definitions)
    )


def item_types(stated: Proposition) -> Iterator[Type]:
    """The types of items of the lists that a theorem speaks of, each once."""
    seen: dict[Type, None] = {}
    terms = [o.term.type for o in stated.occurrences] + [b.type for b in stated.binders]
    terms += [a.type for o in stated.occurrences for a in o.term.arguments]
    for type_ in terms:
        found = unfold(type_)
        if isinstance(found, SequenceType):
            seen.setdefault(found.item)
    yield from seen


def is_reflexive(claim: Term) -> bool:
    """Whether a claim says of one term that it is the same as itself."""
    return isinstance(claim, Builtin) and claim.name in ("Eq", "Iff") and claim.arguments[0] == claim.arguments[1]
