"""A backend's operation on columns: all rows in one call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import prod
from typing import Any

import numpy as np

from conformance.carriers.base import Carrier, Form, Malformed, UnsupportedForm
from conformance.columns.column import (
    MOST_ITEMS,
    Array,
    Column,
    Items,
    NotByColumns,
    Parts,
    TooLarge,
    joint,
    leads_of,
    rows,
    uniform,
    unrolled,
)
from conformance.columns.reading import Reading, has_columns, read_count
from conformance.lean.closures import Value
from conformance.lean.nodes import Type
from conformance.lean.syntax import Definition
from conformance.lean.types import (
    ArrayType,
    BoolType,
    FunctionType,
    IntType,
    ListType,
    NatType,
    ProductType,
    PropType,
    StructureType,
    unfold,
)
from conformance.subjects import operation as subject
from conformance.subjects.calls import let_through
from conformance.subjects.together import Together


class Differs(Exception):
    """What came back of many rows is not of the form that the results of each have."""


class Called:
    """An operation of a backend that takes batches, as a function of columns.

    Raises:
        NotByColumns: its values come in forms that are no plain arrays, or its rows do not come back.
    """

    def __init__(self, operation: subject.Operation, carrier: Carrier, definitions: Mapping[str, Definition]) -> None:
        batch = operation.batch
        definition = operation.definition
        if batch is None or batch.reduction or carrier.columns is None:
            raise NotByColumns
        if not isinstance(batch.result, Form) or not all(isinstance(form, Form) for form in batch.rows):
            raise NotByColumns
        self.operation, self.definition, self.batch = operation, definition, batch
        self._carrier, self._columns = carrier, carrier.columns
        self._together = Together(operation)
        explicit = [(k, b) for k, b in enumerate(definition.binders) if not b.implicit]
        self._explicit = [k for k, _ in explicit]
        if not all(has_columns(b.type) for b in definition.binders) or not has_columns(definition.result):
            raise NotByColumns
        self._forms = [form for form in batch.forms if isinstance(form, Form)]
        self._result = Form(batch.result.kind, batch.result.rank + 1)
        names = tuple(b.name for b in definition.binders)
        self._lengths = _lengths(definition.result, names, definitions)
        self._below = _below(definition.result, names, definitions)

    def __call__(self, arguments: Sequence[Column], depth: int) -> Column:
        """What the operation gives for all rows, of which there is one where no argument differs.

        Raises:
            CallFailed: it raised.
            Differs: what came back has not the form that rows have, or cannot be read.
            NotByColumns, TooLarge: arguments are not the same for all rows where they are to be, or are numbers or
                as many of them as cannot be given.
        """
        given = [arguments[k] for k in self._explicit]
        own = [lead for a, batched in zip(given, self.batch.batched, strict=True) if batched for lead in leads_of(a)]
        lead = joint(own) if own else (1,)
        count = prod(lead)
        if count == 0:
            empty: Array = np.zeros(
                (*lead, *(0,) * (self._result.rank - 1)), dtype=np.bool_ if self._is_bool else np.int64
            )
            return Items(empty, len(lead), 0)
        natives: list[Any] = []
        for column, form, batched in zip(given, self._forms, self.batch.batched, strict=True):
            if not isinstance(column, Items):
                raise NotByColumns
            if batched:
                if count * prod(column.dims) > MOST_ITEMS:
                    raise TooLarge
                natives.append(self._given(form, _array(rows(column, lead))))
            elif form.rank:
                raise NotByColumns
            else:
                shared = uniform(column)
                natives.append(self._carrier.embed(form, bool(shared) if form.kind.is_bool else shared))
        first = [first_of(b.type, column) for b, column in zip(self.definition.binders, arguments, strict=True)]
        native = self._together.call(natives, [first], count)
        try:
            data = self._columns.came(self._result, native)
        except BaseException as error:
            let_through(error)
            raise Differs(str(error) if isinstance(error, Malformed) else "it could not be read") from error
        return unrolled(self._checked(data, count, arguments, depth), lead)

    def _given(self, form: Form, items: Array) -> object:
        try:
            return self._columns.given(form, items)
        except UnsupportedForm:
            raise NotByColumns from None

    @property
    def _is_bool(self) -> bool:
        return self._result.kind.is_bool

    def _checked(self, data: Array, count: int, arguments: Sequence[Column], depth: int) -> Items:
        """What came back as a column of one leading axis, if it is as its type demands."""
        if data.shape[0] != count:
            raise Differs(f"expected {count:,} rows, got {data.shape[0]:,}")
        for axis, length in enumerate(self._lengths, 1):
            if length is not None and data.shape[axis] != (wanted := uniform(length(tuple(arguments), depth))):
                raise Differs(f"expected rows of length {wanted}, got {data.shape[axis]}")
        if self._is_bool:
            return Items(data, 1, 1)
        least, most = int(data.min(initial=0)), int(data.max(initial=0))
        below = None if self._below is None else uniform(self._below(tuple(arguments), depth))
        if least < 0 <= self._result.kind.least or (below is not None and data.size and most >= below):
            raise Differs(f"got numbers from {least} to {most}")
        return Items(data, 1, max(-least, most))


def _array(column: Column) -> Array:
    assert isinstance(column, Items)
    return column.data


def first_of(type_: Type, column: Column) -> Value:
    """The first value of a column."""
    if isinstance(column, Parts):
        match unfold(type_):
            case ProductType(left=left, right=right):
                fields: Sequence[Type] = (left, right)
            case StructureType(fields=fields):
                pass
        return tuple([first_of(f, part) for f, part in zip(fields, column.parts, strict=True)])
    data = column.data[(0,) * column.lead] if 0 not in column.data.shape[: column.lead] else np.zeros(column.dims)
    return _tuples(data.tolist())


def _tuples(value: Any) -> Value:
    return tuple(map(_tuples, value)) if isinstance(value, list) else value


def _lengths(type_: Type, names: Sequence[str], definitions: Mapping[str, Definition]) -> list[Reading | None]:
    """What says how long vectors are at each depth; None where their type does not."""
    found: list[Reading | None] = []
    while True:
        match unfold(type_):
            case FunctionType(domain=domain, codomain=item):
                found.append(read_count(domain, names, definitions))
            case ListType(item=item) | ArrayType(item=item):
                found.append(None)
            case _:
                return found
        type_ = item


def _below(type_: Type, names: Sequence[str], definitions: Mapping[str, Definition]) -> Reading | None:
    """What says below what the numbers in values of a type are; None where nothing does."""
    while True:
        match unfold(type_):
            case FunctionType(codomain=item) | ListType(item=item) | ArrayType(item=item):
                type_ = item
            case BoolType() | PropType() | NatType() | IntType():
                return None
            case _:
                return read_count(type_, names, definitions)
