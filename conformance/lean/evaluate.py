"""A typed tree to a Python function of the values of its free variables.

Compiling happens once a law; the closures then run once an input. Values are as `prelude` describes them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import repeat
from operator import getitem, itemgetter
from typing import cast

from conformance.lean.allowance import counted
from conformance.lean.closures import (
    USUAL,
    Allowed,
    Column,
    Evaluator,
    Frame,
    Meanings,
    Operations,
    Value,
    applying,
    closure,
    deferred,
    first_asked,
    mapped,
    of_slots,
    slots_of,
    strict,
)
from conformance.lean.counting import counting, tallied
from conformance.lean.invariants import invariants, recalled
from conformance.lean.meanings import Graph, picked
from conformance.lean.members import Members
from conformance.lean.nodes import Term, Type
from conformance.lean.parts import calls_last
from conformance.lean.prelude import BUILTINS, is_applied
from conformance.lean.quantifiers import bound_of, is_finite, is_index, witness
from conformance.lean.syntax import (
    Apply,
    Builtin,
    Call,
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
from conformance.lean.types import BOOL, TypeVariable, unfold
from conformance.lean.variables import free_variables


def compile_term(
    term: Term,
    names: Sequence[str],
    operations: Operations,
    allowed: Allowed = counted,
    meanings: Meanings = USUAL,
) -> Evaluator:
    """The term as a function of a frame that holds the values of `names`, in their order.

    Calls look their operation up when they run, so that `operations` may be filled or exchanged later. `allowed` is
    given each number that the term counts up to, and gives it back or raises; with one of your own, the lengths of
    lists and the calls are counted too, so that it can bound all that the evaluation does. `meanings` stand for what
    built-in functions do to numbers of other kinds.
    """
    return _Compiler(operations, allowed, meanings).compile(term, {name: k for k, name in enumerate(names)})


def run_through(
    domain: Type, scope: Mapping[str, int], operations: Operations, allowed: Allowed = counted
) -> Evaluator:
    """A function from a frame to all values of a finite type."""
    return _Compiler(operations, allowed).members.all_of(domain, dict(scope))


class _Compiler:
    def __init__(self, operations: Operations, allowed: Allowed, meanings: Meanings = USUAL) -> None:
        self.operations, self.allowed, self.meanings = operations, allowed, meanings
        self.counts_all = allowed is not counted
        self.members = Members(self.compile, allowed)
        # By their identity: parts that are worked out once in a loop, their slots, and the scope around the loop.
        self._once: dict[int, tuple[Term, int, dict[str, int]]] = {}

    def compile(self, term: Term, scope: dict[str, int]) -> Evaluator:
        if self._once and (kept := self._once.get(id(term))) is not None:
            _, slot, around = kept
            if all(scope.get(name) == around.get(name) for name in free_variables(term)):
                return recalled(self._compiled(term, around), 1 + max(around.values(), default=-1), slot)
        return self._compiled(term, scope)

    def _compiled(self, term: Term, scope: dict[str, int]) -> Evaluator:
        match term:
            case Variable(name=name):
                slot = scope[name]
                return lambda frame: frame[slot]
            case Literal(value=value):
                return lambda frame: value
            case Apply(function=Lambda(name=name, body=body), argument=argument):
                slot, inner = self.bound(name, scope)
                value_of, inside = self.compile(argument, scope), self.compile(body, inner)
                return lambda frame: inside((*frame[:slot], value_of(frame)))
            case Apply(function=function, argument=argument):
                return self.apply(function, argument, scope)
            case Builtin() if (ordered := calls_last(term)) is not term:
                return self.compile(ordered, scope)
            case Builtin(name=name, arguments=arguments):
                compiled = [(self.applied if is_applied(name, a) else self.compile)(a, scope) for a in arguments]
                builtin, meaning = BUILTINS[name], self.meaning(name, arguments)
                if not builtin.deferred and (slots := slots_of(arguments, scope)) is not None:
                    return of_slots(meaning, slots)
                return deferred(meaning, compiled) if builtin.deferred else strict(meaning, compiled)
            case Call(name=name, arguments=arguments):
                call = self.call(name, arguments, scope)
                return tallied(call, self.allowed) if self.counts_all else call
            case Lambda():
                return self.function(term, scope)
            case ForAll():
                return self.universal(term, scope)
            case Exists():
                return self.existential(term, scope)
            case Instance(values=values):
                fields = [self.compile(v, scope) for v in values]
                return lambda frame: tuple([field(frame) for field in fields])
            case Projection(structure=structure, place=place):
                whole = self.compile(structure, scope)
                return lambda frame: whole(frame)[place]
            case TypeTerm(value=type_value):
                return self.members.count_of(type_value, scope)
        raise TypeError(f"not an elaborated term: {term!r}")

    def meaning(self, name: str, arguments: Sequence[Term]) -> Callable[..., Value]:
        """What a built-in function does, with what it goes through and makes counted where everything is."""
        # What takes no arguments is worked out when it is compiled.
        if not self.counts_all or not arguments:
            meaning = BUILTINS[name].meaning
            return self.meanings.get(meaning, meaning)
        return counting(name, arguments, self.allowed)

    def apply(self, function: Term, argument: Term, scope: dict[str, int]) -> Evaluator:
        meaning = applying(function.type)
        if (slots := slots_of((function, argument), scope)) is not None:
            return of_slots(meaning, slots)
        f, x = self.compile(function, scope), self.compile(argument, scope)
        if meaning is getitem:
            return lambda frame: f(frame)[x(frame)]
        return lambda frame: meaning(f(frame), x(frame))

    def call(self, name: str, terms: tuple[Term, ...], scope: dict[str, int]) -> Evaluator:
        operations = self.operations
        apply = getattr(operations.get(name), "apply", None)
        arguments = [self.compile(t, scope) for t in terms]
        if apply is None:
            match arguments:
                case [a]:
                    return lambda frame: operations[name](a(frame))
                case [a, b]:
                    return lambda frame: operations[name](a(frame), b(frame))
                case _:
                    return lambda frame: operations[name](*[a(frame) for a in arguments])
        slots = slots_of(terms, scope)
        if slots is not None and len(slots) > 1:
            if slots == list(range(len(scope))):
                return cast("Evaluator", apply)
            pick = itemgetter(*slots)
            return lambda frame: apply(pick(frame))
        match arguments:
            case [a]:
                return lambda frame: apply((a(frame),))
            case [a, b]:
                return lambda frame: apply((a(frame), b(frame)))
            case [a, b, c]:
                return lambda frame: apply((a(frame), b(frame), c(frame)))
            case _:
                return lambda frame: apply(tuple([a(frame) for a in arguments]))

    def bound(self, name: str, scope: dict[str, int]) -> tuple[int, dict[str, int]]:
        slot = 1 + max(scope.values(), default=-1)
        return slot, {**scope, name: slot}

    def loop(self, name: str, body: Term, scope: dict[str, int]) -> tuple[Callable[[Frame], Frame], Evaluator]:
        """What of a frame comes before the values of a variable, and a term as a function of that and one of them.

        What makes calls and is the same for all values is worked out for the first of them that asks for it.
        """
        slot, parts = 1 + max(scope.values(), default=-1), invariants(body, name)
        cells = {f"{name} {k}": slot + k for k in range(len(parts))}
        before = self._once
        self._once = {**before, **{id(part): (part, slot + k, scope) for k, part in enumerate(parts)}}
        compiled = self.compile(body, {**scope, **cells, name: slot + len(parts)})
        self._once = before
        # A tuple each: an operation may be given the frame itself, and keep it.
        if not parts:
            return lambda frame: tuple(frame[:slot]), compiled
        return lambda frame: (*frame[:slot], *[[] for _ in parts]), compiled

    def applied(self, term: Term, scope: dict[str, int]) -> Evaluator:
        """A function of which no table is made."""
        assert isinstance(term, Lambda)
        return closure(*self.loop(term.name, term.body, scope))

    def function(self, term: Lambda, scope: dict[str, int]) -> Evaluator:
        name, domain, body = term.name, term.domain, term.body
        if not is_finite(domain):
            return self.applied(term, scope)
        if isinstance(unfold(domain), TypeVariable):
            return self.abstract(unfold(domain), term, scope)
        values = self.members.all_of(domain, scope)
        column = self.column(name, body, scope, runs_through=True)
        if not is_index(domain):

            def graph(frame: Frame) -> Value:
                arguments = values(frame)
                return Graph(zip(arguments, column(frame, arguments), strict=True))

            return graph
        return lambda frame: tuple(column(frame, values(frame)))

    def abstract(self, domain: Type, term: Lambda, scope: dict[str, int]) -> Evaluator:
        """A function on a type variable: a table where the type's values are numbered."""
        called_for = self.applied(term, scope)
        values = self.members.all_of(domain, scope)
        column = self.column(term.name, term.body, scope, runs_through=True)
        count = self.members.count_of(domain, scope)

        def function(frame: Frame) -> Value:
            return called_for(frame) if count(frame) is None else tuple(column(frame, values(frame)))

        return function

    def column(self, name: str, term: Term, scope: dict[str, int], *, runs_through: bool) -> Column:
        """A function from a frame and values of the variable to the values of a term, one for each, in their order.

        Parts are mapped over the values as a whole where that makes the same calls as a loop does. Where the values
        run through all of the variable's type, a function applied to the variable gives what its table holds.
        """
        match term:
            case Variable(name=variable) if variable == name:
                return lambda frame, values: values
            case Apply(function=function, argument=Variable(name=variable)) if (
                variable == name and name not in free_variables(function)
            ):
                if is_index(getattr(unfold(function.type), "domain", BOOL)):
                    table = self.compile(function, scope)
                    if called(function):
                        return first_asked(lambda frame, values: picked(table(frame), values))
                    if runs_through:
                        return lambda frame, values: table(frame)
                    return lambda frame, values: picked(table(frame), values)
            case Builtin(name=builtin, arguments=arguments) if arguments and not BUILTINS[builtin].deferred:
                meaning = self.meaning(builtin, arguments)
                columns = [self.column(name, a, scope, runs_through=runs_through) for a in arguments]
                return mapped(meaning, columns)
            case Apply(function=function, argument=argument) if name in free_variables(term):
                parts = [self.column(name, part, scope, runs_through=runs_through) for part in (function, argument)]
                return mapped(applying(function.type), parts)
        if name not in free_variables(term):
            constant = self.compile(term, scope)
            column: Column = lambda frame, values: repeat(constant(frame), len(values))  # noqa: E731
            return first_asked(column) if called(term) else column
        around, compiled = self.loop(name, term, scope)

        def loop(frame: Frame, values: Collection[Value]) -> Iterator[Value]:
            outer = around(frame)
            for value in values:
                yield compiled((*outer, value))

        return loop

    def universal(self, term: ForAll, scope: dict[str, int]) -> Evaluator:
        guard = bound_of(term)
        if guard is None:
            values, demanded = self.members.all_of(term.domain, scope), term.body
        else:
            relation, bound = guard
            assert isinstance(term.body, Builtin)
            demanded, values = term.body.arguments[1], self.bounded(relation, bound, scope)
        column = self.column(term.name, demanded, scope, runs_through=guard is None)
        return lambda frame: all(column(frame, values(frame)))

    def existential(self, term: Exists, scope: dict[str, int]) -> Evaluator:
        guard, found = bound_of(term), witness(term)
        body: Term = term.body
        if guard is not None:
            assert isinstance(body, Builtin)
            body, values = body.arguments[1], self.bounded(*guard, scope)
        elif found is not None:
            values = self.witnesses(found, term.domain, scope)
        else:
            values = self.members.all_of(term.domain, scope)
        around, holds = self.loop(term.name, body, scope)

        def exists(frame: Frame) -> bool:
            outer = around(frame)
            return any(holds((*outer, value)) for value in values(frame))

        return exists

    def witnesses(self, found: tuple[list[tuple[str, Type]], Term], domain: Type, scope: dict[str, int]) -> Evaluator:
        """What the variable of an `∃` can be where an equation says it: any value where that is said of nothing."""
        variables, term = found
        ranges: list[Evaluator] = []
        inner = dict(scope)
        first = slot = 1 + max(scope.values(), default=-1)
        for name, type_ in variables:
            ranges.append(self.members.all_of(type_, dict(inner)))
            inner[name] = slot
            slot += 1
        value, any_value = self.compile(term, inner), self.members.any_of(domain, scope)

        def witnesses(frame: Frame) -> Sequence[Value]:
            extended = tuple(frame[:first])
            for values in ranges:
                run = values(extended)
                if not run:
                    return cast("Sequence[Value]", any_value(frame))
                extended = (*extended, run[0])
            return (value(extended),)

        return witnesses

    def bounded(self, relation: str, bound: Term, scope: dict[str, int]) -> Evaluator:
        """The values of a variable of which a relation to a bound is demanded."""
        limit, allowed = self.compile(bound, scope), self.allowed
        values: dict[str, Evaluator] = {
            "∈": self.listed(limit),
            "LT.lt": lambda frame: range(allowed(limit(frame))),
            "LE.le": lambda frame: range(allowed(limit(frame) + 1)),
        }
        return values[relation]

    def listed(self, items: Evaluator) -> Evaluator:
        """The different items of a list."""
        if not self.counts_all:
            return lambda frame: dict.fromkeys(items(frame))
        allowed = self.allowed

        def listed(frame: Frame) -> Collection[Value]:
            different = dict.fromkeys(items(frame))
            allowed(len(different))
            return different

        return listed
