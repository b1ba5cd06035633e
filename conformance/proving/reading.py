"""A typed tree as formulas: what a term is in a session, where names stand for values and types for kinds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import z3

from conformance.lean.nodes import Term
from conformance.lean.prelude import BUILTINS
from conformance.lean.syntax import (
    Apply,
    Binder,
    Builtin,
    Exists,
    ForAll,
    Instance,
    Lambda,
    Literal,
    Projection,
    TypeTerm,
    Variable,
)
from conformance.lean.types import SORT, FinType, unfold
from conformance.proving.arithmetic import ARITHMETIC
from conformance.proving.kinds import Abstraction, Expr, Functions, Guarded, Items, Parts, Unstated, Value, implied
from conformance.proving.lists import LISTS
from conformance.proving.session import Session
from conformance.proving.sorts import Sorts, variable_kind
from conformance.proving.use import Use

Names = Mapping[str, Any]
"""What names stand for: values, and kinds where they are types'."""


@dataclass(frozen=True)
class Statement:
    """What is said for all values of some constants: that the claim holds where all of what is assumed does.

    `guards` say that the constants are of their types, and those that are `loose` that items of lists, values of type
    variables and values of functions are.
    """

    constants: tuple[Expr, ...]
    guards: tuple[Expr, ...]
    loose: tuple[Expr, ...]
    premises: tuple[Expr, ...]
    claim: Expr
    names: Names

    @property
    def assumed(self) -> tuple[Expr, ...]:
        """What is assumed of the constants: that they are of their types, and the premises."""
        return (*self.guards, *self.loose, *self.premises)

    def loosened(self) -> Statement:
        """More than the statement says: the same of all values of the sorts of lists and type variables, and of
        functions to any."""
        return replace(self, loose=())


class Reader:
    """Reads terms in which no definition is called."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.sorts = Sorts(session, self.read)
        self._types = 0

    def statement(
        self, binders: tuple[Binder, ...], premises: tuple[Term, ...], claim: Term, given: Names, *, is_goal: bool
    ) -> Statement:
        """A theorem, in which what is `given` stands for the binders of its names.

        Functions that a goal binds are the solver's; those of another statement are to be given.

        Raises:
            Unstated: it says what the solver has no term for.
        """
        names = dict(given)
        constants: list[Expr] = []
        guarded: list[Expr] = []
        loose: list[Expr] = []
        for binder in binders:
            if binder.name in names:
                if binder.type != SORT and not isinstance(
                    kind := self.sorts.kind(binder.type, names), (Functions, Parts)
                ):
                    guarded += kind.guards(names[binder.name])
                continue
            if binder.type == SORT:
                names[binder.name] = variable_kind(self._types)
                self._types += 1
                continue
            kind = self.sorts.kind(binder.type, names)
            value, found, guards = self.session.variable(kind, binder.name, has_tables=is_goal)
            names[binder.name] = value
            constants += found
            (loose if isinstance(kind, (Items, Guarded, Functions)) else guarded).extend(guards)
        assumed = [self.read(premise, names) for premise in premises]
        claimed = self.read(claim, names)
        return Statement(tuple(constants), tuple(guarded), tuple(loose), tuple(assumed), claimed, names)

    def read(self, term: Term, names: Names) -> Value:
        """The value of a term.

        Raises:
            Unstated: it says what the solver has no term for.
        """
        match term:
            case Variable(name=name):
                return names[name]
            case Literal(value=value):
                return self._numeral(term, value, names)
            case Builtin(name=name, arguments=arguments):
                return self._builtin(term, name, arguments, names)
            case Apply(function=function, argument=argument):
                return self.read(function, names).call(self.read(argument, names))
            case Lambda(name=name, body=body):
                kind = self.sorts.kind(term.type, names)
                assert isinstance(kind, Functions)
                return Abstraction(kind.domain, kind.codomain, lambda value: self.read(body, {**names, name: value}))
            case ForAll() | Exists():
                return self._quantified(term, names)
            case Instance(values=values):
                return tuple(self.read(v, names) for v in values)
            case Projection(structure=structure, place=place):
                return self.read(structure, names)[place]
            case TypeTerm(value=value_type):
                return self.sorts.kind(value_type, names)
        raise TypeError(f"not an elaborated term: {term!r}")

    def _numeral(self, term: Term, value: int, names: Names) -> Expr:
        type_ = unfold(term.type)
        if isinstance(type_, FinType):
            return Use.modulo(z3.IntVal(value), self.read(type_.size, names))
        return z3.RealVal(value) if self.sorts.kind(type_, names).sort == z3.RealSort() else z3.IntVal(value)

    def _builtin(self, term: Term, name: str, arguments: tuple[Term, ...], names: Names) -> Value:
        reading = LISTS.get(name) or ARITHMETIC.get(name)
        if reading is None:
            of_lists = BUILTINS[name].stands_as
            reading = LISTS.get(of_lists) or ARITHMETIC.get(of_lists)
        if reading is None:
            raise Unstated(f"the solver has no `{name}`")
        values = tuple(self.read(a, names) for a in arguments)
        kinds = tuple(self.sorts.kind(a.type, names) for a in arguments)
        return reading(Use(self.session, values, kinds, self.sorts.kind(term.type, names)))

    def _quantified(self, term: ForAll | Exists, names: Names) -> Expr:
        kind = self.sorts.kind(term.domain, names)
        value, constants, guards = self.session.arbitrary(kind, term.name)
        body = self.read(term.body, {**names, term.name: value})
        if not constants:
            return body
        if isinstance(term, ForAll):
            return z3.ForAll(constants, implied(guards, [body]))
        return z3.Exists(constants, z3.And(*guards, body))
