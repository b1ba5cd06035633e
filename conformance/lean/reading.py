"""Statements read over upper bounds in place of values: of naturals, of lengths of lists and tables, of their items.

A term becomes a function of the bounds of its variables once, as most are read for many inputs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import prod
from operator import itemgetter
from typing import ClassVar

from conformance.lean.bounds import Bound, Heavy, Items, applied, joined, together
from conformance.lean.builtin_bounds import Counting
from conformance.lean.nodes import Term, Type
from conformance.lean.prelude import is_applied
from conformance.lean.quantifiers import bound_of, is_finite, witness
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
)
from conformance.lean.types import (
    BoolType,
    FinType,
    FunctionType,
    NumberType,
    ProductType,
    SequenceType,
    StructureType,
    TypeVariable,
    UnitType,
    unfold,
)

_MOST_TERMS = 2_500
"""Terms with parts that are read, those of a definition for each call, before a statement is taken to be heavy."""

_NATURAL = 2**64
"""Bound of the naturals that are drawn and count nothing."""

Known = Mapping[str, Bound]
"""The bounds of variables by name."""

Reader = Callable[[Known], Bound]


class Reading(Counting):
    """Reads statements over bounds in place of values.

    Where `lacks`, nothing is read of what there is none, as of the items of a table without positions.
    """

    lacks: ClassVar[bool] = False

    def __init__(self, definitions: Mapping[str, Definition], largest: int, most_steps: int | None) -> None:
        super().__init__(most_steps)
        self.definitions, self.largest = definitions, largest
        self.terms = 0
        self._readers: dict[int, tuple[Term, Reader]] = {}

    def begin(self) -> None:
        """Starts anew to count what is read."""
        self.steps = self.terms = 0

    def given(self, type_: Type, known: Mapping[str, Bound], most: int | None = None) -> Bound:
        """The bound of a value of the type that is drawn, or of one whose numbers and lengths are at most `most`."""
        match unfold(type_):
            case NumberType():
                return _NATURAL if most is None else most
            case ProductType(parts=parts) | StructureType(fields=parts):
                return tuple(self.given(part, known, most) for part in parts if isinstance(part, Type))
            case FinType(size=size):
                return self.of(size, known)
            case TypeVariable(name=name):
                return known[name]
            case SequenceType(item=item):
                return Items(self.largest if most is None else most, self.given(item, known, most))
            case FunctionType(domain=domain, codomain=codomain):
                value = self.given(codomain, known, most)
                count = self.count_of(domain, known)
                return (lambda _: value) if count is None else Items(count, value)
        return 1

    def count_of(self, domain: Type, known: Mapping[str, Bound]) -> int | None:
        """How many values a type has, None where it is not finite."""
        match unfold(domain):
            case FinType(size=size):
                return self.count(self.of(size, known))
            case BoolType():
                return 2
            case UnitType():
                return 1
            case ProductType(parts=parts) | StructureType(fields=parts):
                counts = [self.count_of(part, known) for part in parts if isinstance(part, Type)]
                return None if None in counts else self.count(prod(c for c in counts if c is not None))
            case TypeVariable(name=name):
                return self.count(known[name])
        return None

    def of(self, term: Term, known: Known) -> Bound:
        return self.reader(term)(known)

    def reader(self, term: Term) -> Reader:
        """What gives the bound of a term, made once."""
        found = self._readers.get(id(term))
        if found is None:
            # The term is kept as well, so that no other has its identity.
            found = self._readers[id(term)] = term, self._made(term)
        return found[1]

    def literal(self, term: Literal) -> Bound:
        return term.value

    def _made(self, term: Term) -> Reader:
        match term:
            case Variable(name=name):
                return itemgetter(name)
            case Literal():
                return lambda known: self.literal(term)
            case TypeTerm(value=value):
                return (lambda known: self.given(value, known)) if is_finite(value) else lambda known: None
        return self._counted(self._composed(term))

    def _counted(self, reader: Reader) -> Reader:
        def counted(known: Known) -> Bound:
            self.terms += 1
            if self.terms > _MOST_TERMS:
                raise Heavy
            return reader(known)

        return counted

    def _composed(self, term: Term) -> Reader:
        match term:
            case Apply(function=function, argument=argument):
                return self._applying(self.reader(function), self.reader(argument))
            case Lambda():
                return self._table(term)
            case Call():
                return self._call(term)
            case ForAll() | Exists():
                return self._quantified(term)
            case Instance(values=values):
                parts = list(map(self.reader, values))
                return lambda known: tuple([part(known) for part in parts])
            case Projection(structure=structure, place=place):
                whole, lacks = self.reader(structure), self.lacks
                return lambda known: None if (found := whole(known)) is None and lacks else found[place]
            case Builtin(name="ite", arguments=(condition, yes, no)):
                return self._either(*map(self.reader, (condition, yes, no)))
            case Builtin(name=name, arguments=arguments):
                read = [self._function(a) if is_applied(name, a) else self.reader(a) for a in arguments]
                return lambda known: self.builtin(name, [reader(known) for reader in read], arguments)

        def heavy(known: Known) -> Bound:
            raise Heavy

        return heavy

    def _applying(self, function: Reader, argument: Reader) -> Reader:
        lacks = self.lacks

        def applying(known: Known) -> Bound:
            found = function(known)
            if lacks and (found is None or (isinstance(found, Items) and found.item is None)):
                return None
            return applied(found, argument(known))

        return applying

    def _table(self, term: Lambda) -> Reader:
        name, domain, body, function = term.name, term.domain, self.reader(term.body), self._function(term)

        def table(known: Known) -> Bound:
            count = self.count_of(domain, known)
            if count is None:
                return function(known)
            if count == 0 and self.lacks:
                return Items(0, None)
            inner = {**known, name: self.given(domain, known)}
            return Items(count, self.times(count, lambda: body(inner)))

        return table

    def _function(self, term: Term) -> Reader:
        """The bound of a function of which no table is made."""
        assert isinstance(term, Lambda)
        name, body = term.name, self.reader(term.body)
        return lambda known: lambda value: body({**known, name: value})

    def _call(self, term: Call) -> Reader:
        called, arguments = self.definitions[term.name], list(map(self.reader, term.arguments))
        names = [b.name for b in called.binders]

        def call(known: Known) -> Bound:
            self.take(1)
            bounds = [argument(known) for argument in arguments]
            within = dict(zip(names, bounds, strict=True))
            if called.body is not None:
                return self.reader(called.body)(within)
            return self.unsaid(called.result, within, bounds)

        return call

    def unsaid(self, result: Type, within: Known, bounds: Sequence[Bound]) -> Bound:
        """The bound of what an operation without a body gives: no number or list in it is taken to be larger than all
        that it was given together."""
        return self.given(result, within, together(bounds))

    def _either(self, condition: Reader, yes: Reader, no: Reader) -> Reader:
        def either(known: Known) -> Bound:
            condition(known)
            return joined(yes(known), no(known))

        return either

    def _quantified(self, term: ForAll | Exists) -> Reader:
        guard = bound_of(term)
        if guard is None:
            domain, body, witnessed = term.domain, self.reader(term.body), self._witnessed(term)

            def quantified(known: Known) -> Bound:
                count = self.count_of(domain, known)
                if count is None:
                    return witnessed(known)
                return self._all(count, body, term.name, known, self.given(domain, known))

            return quantified
        assert isinstance(term.body, Builtin)
        is_member, is_closed = guard[0] == "∈", guard[0] == "LE.le"
        limit, demanded = self.reader(guard[1]), self.reader(term.body.arguments[1])

        def guarded(known: Known) -> Bound:
            found = limit(known)
            count, value = (found.length, found.item) if is_member else (found + is_closed, found)
            return self._all(self.count(count), demanded, term.name, known, value)

        return guarded

    def _all(self, count: int, body: Reader, name: str, known: Known, value: Bound) -> Bound:
        if count:
            self.times(count, lambda: body({**known, name: value}))
        return 1

    def _witnessed(self, term: ForAll | Exists) -> Reader:
        """What is said of something that an equation tells."""
        found = witness(term) if isinstance(term, Exists) else None

        def witnessed(known: Known) -> Bound:
            if found is None:
                raise Heavy
            inner = dict(known)
            for name, type_ in found[0]:
                inner[name] = self.count_of(type_, inner)
            self.of(term.body, {**known, term.name: self.of(found[1], inner)})
            return 1

        return witnessed
