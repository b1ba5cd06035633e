"""The kinds of a session: which sort each type of the language has."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import z3

from conformance.lean.nodes import Type
from conformance.lean.types import (
    BOOL,
    INT,
    NAT,
    PROP,
    RAT,
    REAL,
    UNIT,
    FinType,
    FunctionType,
    OptionType,
    ProductType,
    SequenceType,
    StructureType,
    TypeVariable,
    head_of,
    unfold,
)
from conformance.proving.kinds import Below, Expr, Functions, Guarded, Items, Kind, Natural, Parts, Unstated
from conformance.proving.session import Session

BOOLEAN = Kind(z3.BoolSort(), "Bool")
NATURAL = Natural(z3.IntSort(), "Int")
INTEGER = Kind(z3.IntSort(), "Int")
REALS = Kind(z3.RealSort(), "Real")
RATIONAL = Guarded(z3.RealSort(), "Real", holds=z3.Function("rational", z3.RealSort(), z3.BoolSort()))
"""`Rat`: nothing is known of which numbers are fractions, so that nothing follows from it."""
ONE = Below(z3.IntSort(), "Int", size=z3.IntVal(1))

_SIMPLE: dict[Type, Kind] = {
    NAT: NATURAL, INT: INTEGER, REAL: REALS, RAT: RATIONAL, BOOL: BOOLEAN, PROP: BOOLEAN, UNIT: ONE
}  # fmt: skip

_SORTS: dict[str, Any] = {}


def _once(name: str, make: Callable[[], Any]) -> Any:
    if name not in _SORTS:
        _SORTS[name] = make()
    return _SORTS[name]


def list_of(item: Kind, each: Any) -> Items:
    """`List item`.

    It is no data type of the solver's, which would ask of each list whether it is empty, and of what is left of it
    again.
    """
    name = f"List[{item.name}]"
    sort = _once(name, lambda: z3.DeclareSort(name))

    def function(short: str, *signature: Any) -> Any:
        return _once(f"{short}.{name}", lambda: z3.Function(f"{short}.{name}", *signature))

    return Items(
        sort, name, item=item, each=each, empty=_once(f"nil.{name}", lambda: z3.Const(f"nil.{name}", sort)),
        made=function("cons", item.sort, sort, sort), first=function("head", sort, item.sort),
        rest=function("tail", sort, sort), is_empty=function("empty", sort, z3.BoolSort()),
    )  # fmt: skip


def facts_of_lists(items: Items) -> list[Expr]:
    """What makes lists of the values of a sort: each is empty or one that is made, and made in one way."""
    head, tail = z3.Const("h", items.item.sort), z3.Const("t", items.sort)
    longer, again = items.made(head, tail), items.made(items.first(tail), items.rest(tail))
    return [
        items.is_empty(items.empty),
        z3.ForAll([head, tail], items.first(longer) == head, patterns=[longer]),
        z3.ForAll([head, tail], items.rest(longer) == tail, patterns=[longer]),
        z3.ForAll([head, tail], z3.Not(items.is_empty(longer)), patterns=[longer]),
        z3.ForAll([tail], z3.If(items.is_empty(tail), tail == items.empty, tail == again),
                  patterns=[items.is_empty(tail)]),
    ]  # fmt: skip


def option_of(item: Kind, each: Any) -> Items:
    """`Option item`."""
    name = f"Option[{item.name}]"

    def make() -> Any:
        sort = z3.Datatype(name)
        sort.declare(f"none.{name}")
        sort.declare(f"some.{name}", (f"item.{name}", item.sort))
        return sort.create()

    sort = _once(name, make)
    return Items(
        sort, name, item=item, each=each, empty=sort.constructor(0)(), made=sort.constructor(1),
        first=sort.accessor(1, 0), is_empty=sort.recognizer(0),
    )  # fmt: skip


def parts_of(parts: Sequence[Kind], names: Sequence[str]) -> Parts:
    """A pair or a structure."""
    name = f"Parts[{','.join(p.name for p in parts)}]"

    def make() -> Any:
        sort = z3.Datatype(name)
        sort.declare(f"of.{name}", *[(f"part{k}.{name}", p.sort) for k, p in enumerate(parts)])
        return sort.create()

    return Parts(_once(name, make), name, parts=tuple(parts), names=tuple(names))


def functions_of(domain: Kind, codomain: Kind) -> Functions:
    """`domain → codomain`."""
    name = f"Function[{domain.name},{codomain.name}]"
    sort = _once(name, lambda: z3.DeclareSort(name))
    apply = _once(f"apply.{name}", lambda: z3.Function(f"apply.{name}", sort, domain.sort, codomain.sort))
    return Functions(sort, name, domain=domain, codomain=codomain, apply=apply)


def variable_kind(number: int) -> Kind:
    """A type of which nothing is known, and which may be empty."""
    name = f"T{number}"
    sort = _once(name, lambda: z3.DeclareSort(name))
    holds = _once(f"is.{name}", lambda: z3.Function(f"is.{name}", sort, z3.BoolSort()))
    return Guarded(sort, name, holds=holds)


class Sorts:
    """Finds the kind of a type, in which names of types stand for kinds, and sizes are read by `read`."""

    def __init__(self, session: Session, read: Callable[[Any, Mapping[str, Any]], Any]) -> None:
        self._session, self._read = session, read

    def kind(self, type_: Type, names: Mapping[str, Any]) -> Kind:
        """The kind of a type.

        Raises:
            Unstated: it is a type that the solver has no sort for.
        """
        simple = unfold(type_)
        if simple in _SIMPLE:
            return _SIMPLE[simple]
        match simple:
            case FinType(size=size):
                return Below(z3.IntSort(), "Int", size=self._read(size, names))
            case OptionType(item=item):
                return option_of(self.kind(item, names), self.each)
            case SequenceType(item=item):
                found = list_of(self.kind(item, names), self.each)
                self._session.learn(found.name, facts_of_lists(found))
                return found
            case ProductType(left=left, right=right):
                return parts_of([self.kind(left, names), self.kind(right, names)], ("1", "2"))
            case StructureType(fields=fields, names=labels):
                return parts_of([self.kind(field, names) for field in fields], labels)
            case FunctionType(domain=domain, codomain=codomain):
                return functions_of(self.kind(domain, names), self.kind(codomain, names))
            case TypeVariable(name=name):
                kind = names[name]
                assert isinstance(kind, Kind)
                return kind
        raise Unstated(f"there is no sort for the type `{head_of(simple)}`")

    def each(self, items: Items, value: Expr) -> Expr:
        """That all items of a list or an option are of their type."""
        item = items.item
        argument = self._session.constant(item.sort, "x")
        holds = z3.And(*item.guards(argument), True)
        if not items.is_list:
            return z3.Or(items.is_empty(value), z3.And(*item.guards(items.first(value)), True))
        return every(self._session, items, argument, holds)(value)


def every(session: Session, items: Items, argument: Expr, holds: Expr) -> Callable[..., Expr]:
    """That something holds of all items of a list."""
    return session.on_list(
        "all", items, BOOLEAN, lambda bodies: z3.BoolVal(True),
        lambda bodies, head, tail, again: z3.And(bodies[0](head), again(tail)), given=[([argument], holds)],
    )  # fmt: skip
