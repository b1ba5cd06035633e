"""The values of types: all of a finite one, some one of another, and how many there are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product
from math import prod
from typing import cast

from conformance.lean.closures import Evaluator, Frame, Value, finite
from conformance.lean.meanings import Graph
from conformance.lean.nodes import Term, Type
from conformance.lean.quantifiers import is_finite, is_index
from conformance.lean.types import (
    BoolType,
    FinType,
    FunctionType,
    ProductType,
    PropType,
    SequenceType,
    SimpleType,
    StructureType,
    TypeVariable,
    UnitType,
    unfold,
)

Scope = dict[str, int]
"""Where a frame holds the variables."""


class Members:
    """Functions from a frame to values of a type; `compiled` makes one of a size, and `allowed` is told of numbers."""

    def __init__(self, compiled: Callable[[Term, Scope], Evaluator], allowed: Callable[[int], int]) -> None:
        self._compiled, self._allowed = compiled, allowed

    def all_of(self, type_: Type, scope: Scope) -> Evaluator:
        """All values of a finite type."""
        allowed = self._allowed
        match unfold(type_):
            case FinType(size=size):
                count = self._compiled(size, scope)
                return lambda frame: range(allowed(count(frame)))
            case BoolType():
                return lambda frame: (False, True)
            case UnitType():
                return lambda frame: range(1)
            case TypeVariable(name=name):
                slot = scope[name]
                return lambda frame: range(allowed(finite(frame[slot], name)))
            case ProductType(parts=parts) | StructureType(fields=parts):
                columns = [self.all_of(part, scope) for part in cast("Sequence[Type]", parts)]

                def products(frame: Frame) -> list[Value]:
                    lists = [column(frame) for column in columns]
                    allowed(prod(map(len, lists)))
                    return list(product(*lists))

                return products
        raise TypeError(f"not a finite type: {type_!r}")

    def any_of(self, type_: Type, scope: Scope) -> Evaluator:
        """One value in a list, or none where the type has none."""
        match unfold(type_):
            case FinType() | TypeVariable():
                values = self.all_of(type_, scope)
                return lambda frame: values(frame)[:1]
            case BoolType() | PropType():
                return lambda frame: (False,)
            case SequenceType():
                return lambda frame: ((),)
            case SimpleType():
                return lambda frame: (0,)
            case ProductType(parts=parts) | StructureType(fields=parts):
                columns = [self.any_of(part, scope) for part in cast("Sequence[Type]", parts)]
                return lambda frame: list(product(*[column(frame) for column in columns]))
            case FunctionType(domain=domain, codomain=codomain) if is_finite(domain):
                return self._any_table(domain, self.any_of(codomain, scope), scope)
            case FunctionType(codomain=codomain):
                constant = self.any_of(codomain, scope)
                return lambda frame: [_always(value) for value in constant(frame)]
        raise TypeError(f"no value is known of {type_!r}")

    def _any_table(self, domain: Type, value: Evaluator, scope: Scope) -> Evaluator:
        arguments, is_tuple = self.all_of(domain, scope), is_index(domain)

        def tables(frame: Frame) -> Sequence[Value]:
            every = arguments(frame)
            if not every:
                return ((),) if is_tuple else (Graph(),)
            return [
                (one,) * len(every) if is_tuple else Graph((argument, one) for argument in every)
                for one in value(frame)
            ]

        return tables

    def count_of(self, type_: Type, scope: Scope) -> Evaluator:
        """How many values a type has that are numbered from 0; None for another, whose functions are callable."""
        match unfold(type_):
            case FinType(size=size):
                return self._compiled(size, scope)
            case BoolType():
                return lambda frame: 2
            case UnitType():
                return lambda frame: 1
            case TypeVariable(name=name):
                slot = scope[name]
                return lambda frame: frame[slot]
        return lambda frame: None


def _always(value: Value) -> Callable[[Value], Value]:
    return lambda argument: value
