"""A typed tree to a Python function of the values of its free variables.

Compiling happens once a law; the closures then run once an input. Values are as `prelude` describes them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from conformance.lean.elaborate import bound_of
from conformance.lean.prelude import BUILTINS
from conformance.lean.syntax import (
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
    unfold,
)

Value = Any
"""A spec value; see `prelude`."""

Frame = Sequence[Value]
"""Values of the variables in scope, one slot each."""

Evaluator = Callable[[Frame], Value]

Operations = Mapping[str, Callable[..., Value]]
"""What the spec's own definitions stand for: by name, functions of all their arguments, implicit ones included."""


def reference_operations(definitions: Mapping[str, Definition]) -> dict[str, Callable[..., Value]]:
    """The operations as the definitions' own bodies give them."""
    operations: dict[str, Callable[..., Value]] = {}
    for name, definition in definitions.items():
        operations[name] = function_of(definition, operations)
    return operations


def function_of(definition: Definition, operations: Operations) -> Callable[..., Value]:
    """A definition's body as a Python function of its arguments."""
    names = tuple(b.name for b in definition.binders)
    body = compile_term(definition.body, names, operations)

    def operation(*arguments: Value) -> Value:
        return body(list(arguments))

    return operation


def compile_term(term: Term, names: Sequence[str], operations: Operations) -> Evaluator:
    """The term as a function of a frame that holds the values of `names`, in their order.

    Calls look their operation up when they run, so that `operations` may be filled or exchanged later.
    """
    return _Compiler(operations).compile(term, {name: k for k, name in enumerate(names)})


def run_through(domain: Type, scope: Mapping[str, int], operations: Operations) -> Evaluator:
    """A function from a frame to all values of a finite type."""
    match unfold(domain):
        case FinType(size=size):
            count = _Compiler(operations).compile(size, dict(scope))
            return lambda frame: range(count(frame))
        case BoolType():
            return lambda frame: (False, True)
    raise TypeError(f"not a finite type: {domain!r}")


class _Compiler:
    def __init__(self, operations: Operations) -> None:
        self.operations = operations

    def compile(self, term: Term, scope: dict[str, int]) -> Evaluator:
        match term:
            case Variable(name=name):
                slot = scope[name]
                return lambda frame: frame[slot]
            case Literal(value=value):
                return lambda frame: value
            case Apply(function=function, argument=argument):
                return self.apply(function, argument, scope)
            case Builtin(name=name, arguments=arguments):
                compiled = [self.compile(a, scope) for a in arguments]
                builtin = BUILTINS[name]
                return _deferred(builtin.meaning, compiled) if builtin.deferred else _strict(builtin.meaning, compiled)
            case Call(name=name, arguments=arguments):
                return self.call(name, [self.compile(a, scope) for a in arguments])
            case Lambda(name=name, domain=domain, body=body):
                return self.function(name, domain, body, scope)
            case ForAll():
                return self.universal(term, scope)
        raise TypeError(f"not an elaborated term: {term!r}")

    def apply(self, function: Term, argument: Term, scope: dict[str, int]) -> Evaluator:
        f, x = self.compile(function, scope), self.compile(argument, scope)
        function_type = unfold(function.type)
        if isinstance(unfold(getattr(function_type, "domain", function_type)), (FinType, BoolType)):
            return lambda frame: f(frame)[x(frame)]
        return lambda frame: f(frame)(x(frame))

    def call(self, name: str, arguments: list[Evaluator]) -> Evaluator:
        operations = self.operations
        match arguments:
            case [a]:
                return lambda frame: operations[name](a(frame))
            case [a, b]:
                return lambda frame: operations[name](a(frame), b(frame))
            case [a, b, c]:
                return lambda frame: operations[name](a(frame), b(frame), c(frame))
            case _:
                return lambda frame: operations[name](*[a(frame) for a in arguments])

    def bound(self, name: str, scope: dict[str, int]) -> tuple[int, dict[str, int]]:
        slot = 1 + max(scope.values(), default=-1)
        return slot, {**scope, name: slot}

    def function(self, name: str, domain: Type, body: Term, scope: dict[str, int]) -> Evaluator:
        slot, inner = self.bound(name, scope)
        compiled = self.compile(body, inner)
        if not isinstance(unfold(domain), (FinType, BoolType)):
            return lambda frame: lambda value: compiled([*frame[:slot], value])
        values = run_through(domain, scope, self.operations)

        def tabulate(frame: Frame) -> tuple[Value, ...]:
            table = []
            extended = [*frame[:slot], None]
            for value in values(frame):
                extended[slot] = value
                table.append(compiled(extended))
            return tuple(table)

        return tabulate

    def universal(self, term: ForAll, scope: dict[str, int]) -> Evaluator:
        slot, inner = self.bound(term.name, scope)
        guard = bound_of(term)
        values: Evaluator
        if guard is None:
            body, values = self.compile(term.body, inner), run_through(term.domain, scope, self.operations)
        else:
            relation, bound = guard
            assert isinstance(term.body, Builtin)
            # The bound may mention the quantified variable only where no finite range can be read off it.
            body = self.compile(term.body.arguments[1], inner)
            limit = self.compile(bound, scope)
            values = {
                "∈": lambda frame: dict.fromkeys(limit(frame)),
                "LT.lt": lambda frame: range(limit(frame)),
                "LE.le": lambda frame: range(limit(frame) + 1),
            }[relation]

        def holds(frame: Frame) -> bool:
            extended = [*frame[:slot], None]
            for value in values(frame):
                extended[slot] = value
                if not body(extended):
                    return False
            return True

        return holds


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
