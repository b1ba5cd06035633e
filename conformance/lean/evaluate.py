"""A typed tree to a Python function of the values of its free variables.

Compiling happens once a law; the closures then run once an input. Values are as `prelude` describes them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import repeat
from operator import getitem, itemgetter
from typing import Any, cast

from conformance.lean.allowance import counted
from conformance.lean.counting import counting, tallied
from conformance.lean.meanings import picked
from conformance.lean.parts import calls_last
from conformance.lean.prelude import BUILTINS
from conformance.lean.quantifiers import bound_of
from conformance.lean.syntax import (
    BOOL,
    Apply,
    BoolType,
    Builtin,
    Call,
    Definition,
    FinType,
    ForAll,
    Lambda,
    Literal,
    Term,
    Type,
    Variable,
    called,
    unfold,
)
from conformance.lean.variables import free_variables

Value = Any
"""A spec value; see `prelude`."""

Frame = Sequence[Value]
"""Values of the variables in scope, one slot each."""

Evaluator = Callable[[Frame], Value]

Column = Callable[[Frame, Collection[Value]], Iterable[Value]]
"""Values of a term for each of several values of one variable."""

Operations = Mapping[str, Callable[..., Value]]
"""What the spec's own definitions stand for: by name, functions of all their arguments, implicit ones included.

One that has a method `apply` is given its arguments as one tuple where that is cheaper, or the frame itself where it
holds nothing but the arguments in their order.
"""


def reference_operations(
    definitions: Mapping[str, Definition], allowed: Callable[[int], int] = counted
) -> dict[str, Callable[..., Value]]:
    """The operations as the definitions' own bodies give them; `allowed` is that of `compile_term`."""
    operations: dict[str, Callable[..., Value]] = {}
    for name, definition in definitions.items():
        operations[name] = function_of(definition, operations, allowed)
    return operations


def function_of(
    definition: Definition, operations: Operations, allowed: Callable[[int], int] = counted
) -> Callable[..., Value]:
    """A definition's body as a Python function of its arguments."""
    names = tuple(b.name for b in definition.binders)
    body = compile_term(definition.body, names, operations, allowed)

    def operation(*arguments: Value) -> Value:
        return body(arguments)

    return operation


def compile_term(
    term: Term, names: Sequence[str], operations: Operations, allowed: Callable[[int], int] = counted
) -> Evaluator:
    """The term as a function of a frame that holds the values of `names`, in their order.

    Calls look their operation up when they run, so that `operations` may be filled or exchanged later. `allowed` is
    given each number that the term counts up to, and gives it back or raises; with one of your own, the lengths of
    lists and the calls are counted too, so that it can bound all that the evaluation does.
    """
    return _Compiler(operations, allowed).compile(term, {name: k for k, name in enumerate(names)})


def run_through(
    domain: Type, scope: Mapping[str, int], operations: Operations, allowed: Callable[[int], int] = counted
) -> Evaluator:
    """A function from a frame to all values of a finite type."""
    match unfold(domain):
        case FinType(size=size):
            count = _Compiler(operations, allowed).compile(size, dict(scope))
            return lambda frame: range(allowed(count(frame)))
        case BoolType():
            return lambda frame: (False, True)
    raise TypeError(f"not a finite type: {domain!r}")


class _Compiler:
    def __init__(self, operations: Operations, allowed: Callable[[int], int]) -> None:
        self.operations = operations
        self.allowed = allowed
        self.counts_all = allowed is not counted

    def compile(self, term: Term, scope: dict[str, int]) -> Evaluator:
        match term:
            case Variable(name=name):
                slot = scope[name]
                return lambda frame: frame[slot]
            case Literal(value=value):
                return lambda frame: value
            case Apply(function=function, argument=argument):
                return self.apply(function, argument, scope)
            case Builtin() if (ordered := calls_last(term)) is not term:
                return self.compile(ordered, scope)
            case Builtin(name=name, arguments=arguments):
                compiled = [self.compile(a, scope) for a in arguments]
                builtin, meaning = BUILTINS[name], self.meaning(name, arguments)
                if not builtin.deferred and (slots := _slots_of(arguments, scope)) is not None:
                    return _of_slots(meaning, slots)
                return _deferred(meaning, compiled) if builtin.deferred else _strict(meaning, compiled)
            case Call(name=name, arguments=arguments):
                call = self.call(name, arguments, scope)
                return tallied(call, self.allowed) if self.counts_all else call
            case Lambda(name=name, domain=domain, body=body):
                return self.function(name, domain, body, scope)
            case ForAll():
                return self.universal(term, scope)
        raise TypeError(f"not an elaborated term: {term!r}")

    def meaning(self, name: str, arguments: Sequence[Term]) -> Callable[..., Value]:
        """What a built-in function does, with what it goes through and makes counted where everything is."""
        # What takes no arguments is worked out when it is compiled.
        if not self.counts_all or not arguments:
            return BUILTINS[name].meaning
        return counting(name, arguments, self.allowed)

    def apply(self, function: Term, argument: Term, scope: dict[str, int]) -> Evaluator:
        f, x = self.compile(function, scope), self.compile(argument, scope)
        function_type = unfold(function.type)
        if isinstance(unfold(getattr(function_type, "domain", function_type)), (FinType, BoolType)):
            if (slots := _slots_of((function, argument), scope)) is not None:
                return _of_slots(getitem, slots)
            return lambda frame: f(frame)[x(frame)]
        return lambda frame: f(frame)(x(frame))

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
        slots = _slots_of(terms, scope)
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

    def function(self, name: str, domain: Type, body: Term, scope: dict[str, int]) -> Evaluator:
        if not isinstance(unfold(domain), (FinType, BoolType)):
            slot, inner = self.bound(name, scope)
            return _closure(self.compile(body, inner), slot)
        values = run_through(domain, scope, self.operations, self.allowed)
        column = self.column(name, body, scope, runs_through=True)
        return lambda frame: tuple(column(frame, values(frame)))

    def column(self, name: str, term: Term, scope: dict[str, int], *, runs_through: bool) -> Column:
        """A function from a frame and values of the variable to the values of a term, one for each, in their order.

        Parts are mapped over the values as a whole where that makes the same calls as a loop does. Where the values
        run through all of the variable's type, a function applied to the variable gives what its table holds.
        """
        match term:
            case Variable(name=variable) if variable == name:
                return lambda frame, values: values
            case Apply(function=function, argument=Variable(name=variable)) if (
                variable == name and name not in free_variables(function) and not called(function)
            ):
                if isinstance(unfold(getattr(unfold(function.type), "domain", BOOL)), (FinType, BoolType)):
                    table = self.compile(function, scope)
                    if runs_through:
                        return lambda frame, values: table(frame)
                    return lambda frame, values: picked(table(frame), values)
            case Builtin(name=builtin, arguments=arguments) if arguments and not BUILTINS[builtin].deferred:
                meaning = self.meaning(builtin, arguments)
                columns = [self.column(name, a, scope, runs_through=runs_through) for a in arguments]
                return _mapped(meaning, columns)
        if name not in free_variables(term) and not called(term):
            constant = self.compile(term, scope)
            return lambda frame, values: repeat(constant(frame), len(values))
        slot, inner = self.bound(name, scope)
        compiled = self.compile(term, inner)

        def loop(frame: Frame, values: Collection[Value]) -> Iterator[Value]:
            # A tuple each: an operation may be given the frame itself, and keep it.
            outer = tuple(frame[:slot])
            for value in values:
                yield compiled((*outer, value))

        return loop

    def universal(self, term: ForAll, scope: dict[str, int]) -> Evaluator:
        guard = bound_of(term)
        if guard is None:
            values, demanded = run_through(term.domain, scope, self.operations, self.allowed), term.body
        else:
            relation, bound = guard
            assert isinstance(term.body, Builtin)
            demanded = term.body.arguments[1]
            limit, allowed = self.compile(bound, scope), self.allowed
            values = {
                "∈": self.listed(limit),
                "LT.lt": lambda frame: range(allowed(limit(frame))),
                "LE.le": lambda frame: range(allowed(limit(frame) + 1)),
            }[relation]
        column = self.column(term.name, demanded, scope, runs_through=guard is None)
        return lambda frame: all(column(frame, values(frame)))

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


def _closure(body: Evaluator, slot: int) -> Evaluator:
    def closure(frame: Frame) -> Value:
        # A loop around puts its next value into the same frame, which the function must not see.
        outer = tuple(frame[:slot])
        return lambda value: body((*outer, value))

    return closure


def _mapped(meaning: Callable[..., Value], columns: list[Column]) -> Column:
    match columns:
        case [a]:
            return lambda frame, values: map(meaning, a(frame, values))
        case [a, b]:
            return lambda frame, values: map(meaning, a(frame, values), b(frame, values))
        case _:
            return lambda frame, values: map(meaning, *[c(frame, values) for c in columns])


def _slots_of(terms: Sequence[Term], scope: Mapping[str, int]) -> list[int] | None:
    """Where a frame holds the terms, if there are any and each is a variable."""
    slots = [scope[t.name] for t in terms if isinstance(t, Variable)]
    return slots if slots and len(slots) == len(terms) else None


def _of_slots(meaning: Callable[..., Value], slots: Sequence[int]) -> Evaluator:
    """A function of variables: they are read from the frame without a call for each."""
    match slots:
        case [i]:
            return lambda frame: meaning(frame[i])
        case [i, j]:
            return lambda frame: meaning(frame[i], frame[j])
        case _:
            return lambda frame: meaning(*[frame[slot] for slot in slots])


def _strict(meaning: Callable[..., Value], arguments: list[Evaluator]) -> Evaluator:
    match arguments:
        case []:
            value = meaning()
            return lambda frame: value
        case [a]:
            return lambda frame: meaning(a(frame))
        case [a, b]:
            return lambda frame: meaning(a(frame), b(frame))
        case _:
            return lambda frame: meaning(*[a(frame) for a in arguments])


def _deferred(meaning: Callable[..., Value], arguments: list[Evaluator]) -> Evaluator:
    left, right = arguments
    return lambda frame: meaning(lambda: left(frame), lambda: right(frame))
