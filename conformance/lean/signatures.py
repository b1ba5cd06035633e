"""What a built-in function is: its signature and its meaning."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from conformance.lean.nodes import Type
from conformance.lean.syntax import Binder, Variable
from conformance.lean.types import NAT, FinType, ListType, TypeVariable

Typing = Literal["exact", "operator", "action", "relation", "member"]
Class = Literal[
    "", "decidable", "comparable", "ordered", "arithmetic", "modular", "signed", "powers", "zero", "casts", "fractions"
]


@dataclass(frozen=True, slots=True)
class BuiltinFunction:
    """A built-in function.

    `binders` and `result` may use `TypeVariable`s, which are inferred like implicit binders. `typing` says how the
    operands of its notation find their common type: as declared (`exact`), by taking the widest one's through all of
    an expression, as Lean's `binop%` (`operator`), `rightact%` (`action`: the second operand has a type of its own)
    and `binrel%` (`relation`) do, or without coercion (`member`).
    `classes` limits the types at which type variable `α` may be used: `decidable` (equality can be evaluated),
    `comparable` (a `Bool` says it, which needs `[BEq α]` of a type variable), `ordered`, `arithmetic`, `modular` (with
    a remainder), `signed` (with numbers below 0), `powers`, `zero` (those with a 0, as `Fin n` has for n ≠ 0), `casts`
    (to which naturals are coerced), or `fractions`; `prelude.CLASSES` says which types are of which. `deferred` marks
    meanings that take their operands unevaluated, as functions of no arguments. Implicit arguments are erased, unless
    the function is `sized`: its meaning needs them. `stands_as` is its name in the tree, where that is another's:
    functions of arrays stand there as those of lists do, and types tell them apart. `draws` is how often it calls its
    argument, where it estimates something by that, so that what it gives is compared and nothing else.
    """

    binders: tuple[Binder, ...]
    result: Type
    meaning: Callable[..., Any]
    typing: Typing = "exact"
    classes: Class = ""
    deferred: bool = False
    sized: bool = False
    stands_as: str = ""
    draws: int = 0


A, B = TypeVariable("α"), TypeVariable("β")
LIST = ListType(A)
SIZE = Variable(NAT, "n")
FIN = FinType(SIZE)
OF_SIZE = Binder("n", NAT, implicit=True)


def takes(*parameters: Type | Binder) -> tuple[Binder, ...]:
    """Binders for parameters that no type of the signature mentions, and those given as they stand."""
    return tuple(p if isinstance(p, Binder) else Binder(f"a{k}", p) for k, p in enumerate(parameters))
