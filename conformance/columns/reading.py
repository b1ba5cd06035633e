"""A typed tree to a function of columns: the value of a term for many inputs at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeAlias

import numpy as np

from conformance.columns.arithmetic import OF_NUMBERS
from conformance.columns.column import (
    Column,
    Items,
    NotByColumns,
    Parts,
    closed,
    constant,
    length_of,
    opened,
    run,
    taken,
    uniform,
)
from conformance.columns.vectors import OF_VECTORS, every, folded, how_many, some
from conformance.lean.nodes import Term, Type
from conformance.lean.prelude import BUILTINS
from conformance.lean.quantifiers import bound_of, is_index
from conformance.lean.syntax import (
    Apply,
    Builtin,
    Call,
    Definition,
    Exists,
    ForAll,
    Instance,
    Lambda,
    Literal,
    Projection,
    TypeTerm,
    Variable,
    called,
)
from conformance.lean.types import (
    ArrayType,
    BoolType,
    FinType,
    FunctionType,
    IntType,
    ListType,
    NatType,
    ProductType,
    PropType,
    SortType,
    StructureType,
    TypeVariable,
    UnitType,
    unfold,
)

Slots: TypeAlias = tuple[Column, ...]
"""The values of the variables in scope."""

Reading: TypeAlias = Callable[[Slots, int], Column]
"""What a term is for these values, inside so many leading axes."""

Operation: TypeAlias = Callable[[Sequence[Column], int], Column]
"""What stands for a definition: a function of all its arguments, inside so many leading axes."""

Scope: TypeAlias = Mapping[str, int]

MOST_STEPS = 64
"""How long the lists are at most that a fold goes through."""

_DEFERRED = frozenset({"And", "Or", "→", "ite"})


def read_term(
    term: Term, names: Sequence[str], operations: Mapping[str, Operation], definitions: Mapping[str, Definition]
) -> Reading:
    """The term as a function of columns of `names`, in their order.

    Raises:
        NotByColumns: it speaks of values that have not one shape for inputs that have, or calls what has preconditions
            under a condition of its own: of all inputs at once both sides of a condition are evaluated.
    """
    return _Reader(operations, definitions).read(term, {name: k for k, name in enumerate(names)})


def read_count(type_: Type, names: Sequence[str], definitions: Mapping[str, Definition]) -> Reading:
    """How many values a type has that are numbered from 0, as a function of columns of `names`.

    Raises:
        NotByColumns: they are not numbered.
    """
    return _Reader({}, definitions).count(type_, {name: k for k, name in enumerate(names)})


class Defined(Mapping[str, Operation]):
    """The operations as their own bodies give them; those are read where they are asked for."""

    def __init__(self, definitions: Mapping[str, Definition]) -> None:
        self._definitions = definitions
        self._read: dict[str, Operation] = {}

    def __getitem__(self, name: str) -> Operation:
        """
        Raises:
            NotByColumns: it has no body, or one that cannot be read so.
        """
        if name not in self._read:
            definition = self._definitions[name]
            if definition.body is None:
                raise NotByColumns
            body = read_term(definition.body, tuple(b.name for b in definition.binders), self, self._definitions)
            self._read[name] = lambda arguments, depth: body(tuple(arguments), depth)
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._definitions)

    def __len__(self) -> int:
        return len(self._definitions)


def has_columns(type_: Type) -> bool:
    """Whether values are whole numbers and truth values, or vectors and structures of them."""
    match unfold(type_):
        case NatType() | IntType() | FinType() | BoolType() | PropType() | UnitType() | TypeVariable() | SortType():
            return True
        case ListType(item=item) | ArrayType(item=item):
            return has_columns(item)
        case FunctionType(domain=domain, codomain=codomain):
            return _is_place(domain) and has_columns(codomain)
        case ProductType(left=left, right=right):
            return has_columns(left) and has_columns(right)
        case StructureType(fields=fields):
            return bool(fields) and all(map(has_columns, fields))
    return False


def _is_place(type_: Type) -> bool:
    return is_index(type_) or isinstance(unfold(type_), TypeVariable)


def nothing(type_: Type) -> Column:
    """The empty vector of values of a type."""
    shape = [1, 0]
    while True:
        match unfold(type_):
            case ListType(item=inner) | ArrayType(item=inner) | FunctionType(codomain=inner):
                shape.append(0)
                type_ = inner
            case ProductType(parts=parts) | StructureType(fields=parts) if len(shape) == 2:
                return Parts(tuple([nothing(part) for part in parts if isinstance(part, Type)]))
            case ProductType() | StructureType():
                raise NotByColumns
            case BoolType() | PropType():
                return Items(np.zeros(shape, dtype=np.bool_), 1, 1)
            case _:
                return Items(np.zeros(shape, dtype=np.int64), 1, 0)


class _Reader:
    def __init__(self, operations: Mapping[str, Operation], definitions: Mapping[str, Definition]) -> None:
        self.operations, self.definitions = operations, definitions

    def read(self, term: Term, scope: Scope) -> Reading:
        if not has_columns(term.type) and not isinstance(term, Lambda):
            raise NotByColumns
        match term:
            case Variable(name=name):
                slot = scope[name]
                return lambda slots, depth: slots[slot]
            case Literal(value=value):
                number = constant(value)
                return lambda slots, depth: number
            case Apply(function=Lambda(name=name, body=body), argument=argument):
                value_of, inside = self.read(argument, scope), self.read(body, _bound(name, scope))
                return lambda slots, depth: inside((*slots, value_of(slots, depth)), depth)
            case Apply(function=function, argument=argument):
                table, index = self.read(function, scope), self.read(argument, scope)
                return lambda slots, depth: taken(table(slots, depth), index(slots, depth))
            case Builtin():
                return self.builtin(term, scope)
            case Call(name=name, arguments=arguments):
                operation = self.operations.get(name)
                if operation is None:
                    raise NotByColumns
                given = [self.read(a, scope) for a in arguments]
                return lambda slots, depth: operation([a(slots, depth) for a in given], depth)
            case Lambda(name=name, domain=domain, body=body):
                return self.table(name, domain, body, scope)
            case ForAll() | Exists():
                return self.quantified(term, scope)
            case Instance(values=values):
                fields = [self.read(v, scope) for v in values]
                return lambda slots, depth: Parts(tuple([field(slots, depth) for field in fields]))
            case Projection(structure=structure, place=place):
                whole = self.read(structure, scope)
                return lambda slots, depth: _part(whole(slots, depth), place)
            case TypeTerm(value=type_):
                return self.count(type_, scope)
        raise NotByColumns

    def count(self, type_: Type, scope: Scope) -> Reading:
        """How many values a type has that are numbered from 0."""
        match unfold(type_):
            case FinType(size=size):
                return self.read(size, scope)
            case BoolType():
                return lambda slots, depth: constant(2)
            case UnitType():
                return lambda slots, depth: constant(1)
            case TypeVariable(name=name):
                slot = scope[name]
                return lambda slots, depth: slots[slot]
        raise NotByColumns

    def places(self, type_: Type, scope: Scope) -> Callable[[Slots, int], Items]:
        """All values of a type along a further axis."""
        is_bool, count = isinstance(unfold(type_), BoolType), self.count(type_, scope)

        def places(slots: Slots, depth: int) -> Items:
            found = run(uniform(count(slots, depth)), depth)
            return Items(found.data == 1, found.lead, 1) if is_bool else found

        return places

    def table(self, name: str, domain: Type, body: Term, scope: Scope) -> Reading:
        if not _is_place(domain):
            raise NotByColumns
        places, inside = self.places(domain, scope), self.read(body, _bound(name, scope))

        def table(slots: Slots, depth: int) -> Column:
            along = places(slots, depth)
            return closed(inside((*slots, along), depth + 1), depth, along.data.shape[depth])

        return table

    def along(self, function: Term, scope: Scope) -> Callable[[Slots, int, Column], Column]:
        """A function on each item of vectors."""
        if isinstance(function, Lambda):
            inside = self.read(function.body, _bound(function.name, scope))

            def applied(slots: Slots, depth: int, items: Column) -> Column:
                return closed(inside((*slots, opened(items, depth)), depth + 1), depth, length_of(items))

            return applied
        table = self.read(function, scope)
        return lambda slots, depth, items: closed(
            taken(table(slots, depth), opened(items, depth)), depth, length_of(items)
        )

    def quantified(self, term: ForAll | Exists, scope: Scope) -> Reading:
        gathered, guard = (every if isinstance(term, ForAll) else some), bound_of(term)
        if guard is None or guard[0] != "∈":
            truths = self.table(term.name, term.domain, term.body, scope)
            return lambda slots, depth: gathered(truths(slots, depth))
        assert isinstance(term.body, Builtin)
        listed = self.read(guard[1], scope)
        each = self.along(Lambda(term.type, term.name, term.domain, term.body.arguments[1]), scope)
        return lambda slots, depth: gathered(each(slots, depth, listed(slots, depth)))

    def builtin(self, term: Builtin, scope: Scope) -> Reading:
        name, arguments = term.name, term.arguments
        name = BUILTINS[name].stands_as if name.startswith("Array.") and BUILTINS[name].stands_as else name
        if name in _DEFERRED:
            self.refuse_conditional(arguments[1:])
        if name in _GOING_THROUGH:
            which, (applied, items) = _GOING_THROUGH[name], _in_order(name, arguments)
            each, listed = self.along(applied, scope), self.read(items, scope)
            return lambda slots, depth: which(each(slots, depth, listed(slots, depth)))
        if name in ("List.foldl", "List.foldr"):
            return self.fold(name == "List.foldr", arguments, scope)
        if name == "List.nil":
            empty = _empty(term.type)
            return lambda slots, depth: empty
        function = OF_NUMBERS.get(name) or OF_VECTORS.get(name)
        if function is None:
            raise NotByColumns
        given = [self.read(a, scope) for a in arguments]
        return lambda slots, depth: function(*[a(slots, depth) for a in given])

    def refuse_conditional(self, terms: Sequence[Term]) -> None:
        if any(self.definitions[name].preconditions for term in terms for name in called(term)):
            raise NotByColumns

    def fold(self, from_right: bool, arguments: Sequence[Term], scope: Scope) -> Reading:
        match arguments[0]:
            case Lambda(name=first, body=Lambda(name=second, body=body)):
                inside = self.read(body, _bound(second, _bound(first, scope)))
            case _:
                raise NotByColumns
        start, listed = self.read(arguments[1], scope), self.read(arguments[2], scope)

        def fold(slots: Slots, depth: int) -> Column:
            items = listed(slots, depth)
            length = length_of(items)
            if length > MOST_STEPS:
                raise NotByColumns

            def step(so_far: Column, item: Column) -> Column:
                pair = (item, so_far) if from_right else (so_far, item)
                return inside((*slots, *pair), depth)

            places = range(length)
            return folded(step, start(slots, depth), items, places[::-1] if from_right else places)

        return fold


def _bound(name: str, scope: Scope) -> Scope:
    return {**scope, name: 1 + max(scope.values(), default=-1)}


def _part(column: Column, place: int) -> Column:
    assert isinstance(column, Parts)
    return column.parts[place]


def _empty(type_: Type) -> Column:
    match unfold(type_):
        case ListType(item=item) | ArrayType(item=item):
            return nothing(item)
    raise NotByColumns


def _in_order(name: str, arguments: Sequence[Term]) -> Sequence[Term]:
    """The function, and the vector that it goes through."""
    return arguments[::-1] if name in ("List.all", "List.any") else arguments


_GOING_THROUGH: dict[str, Callable[[Column], Column]] = {
    "List.map": lambda found: found,
    "List.countP": how_many,
    "List.all": every,
    "List.any": some,
}
"""Functions that apply one to each item of a vector, and what they make of what it gives."""
