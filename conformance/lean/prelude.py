"""What the language has built in: functions with signature and meaning, and the notations that stand for them.

To add a built-in function, add a line to `BUILTINS`; to give it an operator, a line to `NOTATIONS`. The parser,
the elaborator, the evaluator and the renderer read these tables and name no function of their own.

Values, as meanings see them: `Nat` and `Fin n` are `int`, `Bool` and `Prop` are `bool`, `List α` is a tuple,
a function on `Fin n` is the tuple of its n values, one on `Bool` the pair of its values at false and true,
and any other function is a Python callable.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from conformance.lean.syntax import (
    BOOL,
    NAT,
    PROP,
    Binder,
    FinType,
    FunctionType,
    ListType,
    Type,
    TypeVariable,
    Variable,
)

Typing = Literal["exact", "arithmetic", "relation"]


@dataclass(frozen=True, slots=True)
class BuiltinFunction:
    """A built-in function.

    `binders` and `result` may use `TypeVariable`s, which are inferred like implicit binders. `typing` says
    how operands find their
    common type: as declared, or, as Lean does for arithmetic and for relations, by taking the widest operand's.
    `classes` limits the types at which type variable `α` may be used: `"decidable"` (equality can be evaluated)
    or `"ordered"`. `deferred` marks meanings that take their operands unevaluated, as functions of no arguments.
    """

    binders: tuple[Binder, ...]
    result: Type
    meaning: Callable[..., Any]
    typing: Typing = "exact"
    classes: Literal["", "decidable", "ordered"] = ""
    deferred: bool = False


@dataclass(frozen=True, slots=True)
class Notation:
    """An infix or prefix operator: canonical symbol, other spellings, and Lean's precedences.

    An operand stands without parentheses when its own precedence is at least `left` or `right`.
    """

    symbol: str
    builtin: str
    precedence: int
    left: int
    right: int
    spellings: tuple[str, ...] = ()


def infix(symbol: str, builtin: str, precedence: int, *spellings: str) -> Notation:
    """An operator that does not chain."""
    return Notation(symbol, builtin, precedence, precedence + 1, precedence + 1, spellings)


def infixl(symbol: str, builtin: str, precedence: int, *spellings: str) -> Notation:
    """A left-associative operator."""
    return Notation(symbol, builtin, precedence, precedence, precedence + 1, spellings)


def infixr(symbol: str, builtin: str, precedence: int, *spellings: str) -> Notation:
    """A right-associative operator."""
    return Notation(symbol, builtin, precedence, precedence + 1, precedence, spellings)


MAX = 1024
"""The precedence of names, literals and parenthesised terms."""

APPLICATION = 1022
"""The precedence of a function applied to arguments."""

INFIXES = {
    notation.symbol: notation
    for notation in (
        infix("↔", "Iff", 20, "<->"),
        infixr("→", "→", 25, "->"),
        infixr("∨", "Or", 30, "\\/"),
        infixl("||", "or", 30),
        infixr("∧", "And", 35, "/\\"),
        infixl("&&", "and", 35),
        infix("=", "Eq", 50),
        infix("≠", "Ne", 50),
        infix("==", "BEq.beq", 50),
        infix("!=", "bne", 50),
        infix("<", "LT.lt", 50),
        infix("≤", "LE.le", 50, "<="),
        infix(">", "GT.gt", 50),
        infix("≥", "GE.ge", 50, ">="),
        infix("∈", "∈", 50),
        infix("∉", "∉", 50),
        infixl("+", "HAdd.hAdd", 65),
        infixl("-", "HSub.hSub", 65),
        infixl("++", "List.append", 65),
        infixr("::", "List.cons", 67),
        infixl("*", "HMul.hMul", 70),
        infixl("/", "HDiv.hDiv", 70),
        infixl("%", "HMod.hMod", 70),
    )
}

PREFIXES = {
    notation.symbol: notation
    for notation in (
        Notation("¬", "Not", MAX, 40, 40),
        Notation("!", "not", MAX, 40, 40),
    )
}

SPELLINGS = {s: n.symbol for n in (*INFIXES.values(), *PREFIXES.values()) for s in (n.symbol, *n.spellings)}

NOTATION_OF = {n.builtin: n for n in (*INFIXES.values(), *PREFIXES.values())}

GUARDS = ("∈", "∉", "<", "≤", ">", "≥", "≠")
"""Relations that may bound a quantified variable, as in `∀ i ∈ xs, …`."""

_A = TypeVariable("α")
_B = TypeVariable("β")
_LIST = ListType(_A)
_SIZE = Variable(NAT, "n")


def _takes(*parameters: Type | Binder) -> tuple[Binder, ...]:
    """Binders for parameters that no type of the signature mentions, and those given as they stand."""
    return tuple(p if isinstance(p, Binder) else Binder(f"a{k}", p) for k, p in enumerate(parameters))


MAX_COUNT = 1_000_000
"""How far a statement may count."""


def counted(count: int) -> int:
    """The number, if a statement may count that far.

    Raises:
        OverflowError: it may not.
    """
    if count > MAX_COUNT:
        raise OverflowError(f"it counts to {count:,}, and at most {MAX_COUNT:,} is tried")
    return count


class Allowance:
    """Counts what an evaluation goes through, and allows `MAX_COUNT` steps in all."""

    def __init__(self) -> None:
        self._left = MAX_COUNT

    def __call__(self, count: int) -> int:
        """The number, which is used up.

        Raises:
            OverflowError: so much is not left.
        """
        self._left -= counted(count)
        if self._left < 0:
            raise OverflowError(f"it takes more than {MAX_COUNT:,} steps, and no more are tried")
        return count


def _monus(a: int, b: int) -> int:
    return a - b if a > b else 0


def _divide(a: int, b: int) -> int:
    return a // b if b else 0


def _modulo(a: int, b: int) -> int:
    return a % b if b else a


def _unique(items: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(dict.fromkeys(items))


def _range(count: int) -> tuple[int, ...]:
    return tuple(range(counted(count)))


def _callable(function: Any) -> Callable[[Any], Any]:
    """A function value as a Python callable."""
    return function.__getitem__ if isinstance(function, tuple) else function


def _map(function: Any, items: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(map(_callable(function), items))


def _filter(predicate: Any, items: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(filter(_callable(predicate), items))


def _all(items: tuple[Any, ...], predicate: Any) -> bool:
    return all(map(_callable(predicate), items))


def _any(items: tuple[Any, ...], predicate: Any) -> bool:
    return any(map(_callable(predicate), items))


_TWO_NATS = _takes(NAT, NAT)
_TWO_BOOLS = _takes(BOOL, BOOL)
_TWO_PROPS = _takes(PROP, PROP)
_TWO_ALIKE = _takes(_A, _A)

BUILTINS: dict[str, BuiltinFunction] = {
    "HAdd.hAdd": BuiltinFunction(_TWO_NATS, NAT, operator.add, "arithmetic"),
    "HSub.hSub": BuiltinFunction(_TWO_NATS, NAT, _monus, "arithmetic"),
    "HMul.hMul": BuiltinFunction(_TWO_NATS, NAT, operator.mul, "arithmetic"),
    "HDiv.hDiv": BuiltinFunction(_TWO_NATS, NAT, _divide, "arithmetic"),
    "HMod.hMod": BuiltinFunction(_TWO_NATS, NAT, _modulo, "arithmetic"),
    "min": BuiltinFunction(_TWO_NATS, NAT, min),
    "max": BuiltinFunction(_TWO_NATS, NAT, max),
    "Nat.succ": BuiltinFunction(_takes(NAT), NAT, lambda a: a + 1),
    "Eq": BuiltinFunction(_TWO_ALIKE, PROP, operator.eq, "relation", "decidable"),
    "Ne": BuiltinFunction(_TWO_ALIKE, PROP, operator.ne, "relation", "decidable"),
    "LT.lt": BuiltinFunction(_TWO_ALIKE, PROP, operator.lt, "relation", "ordered"),
    "LE.le": BuiltinFunction(_TWO_ALIKE, PROP, operator.le, "relation", "ordered"),
    "GT.gt": BuiltinFunction(_TWO_ALIKE, PROP, operator.gt, "relation", "ordered"),
    "GE.ge": BuiltinFunction(_TWO_ALIKE, PROP, operator.ge, "relation", "ordered"),
    "BEq.beq": BuiltinFunction(_TWO_ALIKE, BOOL, operator.eq, "relation", "decidable"),
    "bne": BuiltinFunction(_TWO_ALIKE, BOOL, operator.ne, "relation", "decidable"),
    "∈": BuiltinFunction(_takes(_A, _LIST), PROP, lambda a, xs: a in xs, classes="decidable"),
    "∉": BuiltinFunction(_takes(_A, _LIST), PROP, lambda a, xs: a not in xs, classes="decidable"),
    "Not": BuiltinFunction(_takes(PROP), PROP, operator.not_),
    "And": BuiltinFunction(_TWO_PROPS, PROP, lambda p, q: p() and q(), deferred=True),
    "Or": BuiltinFunction(_TWO_PROPS, PROP, lambda p, q: p() or q(), deferred=True),
    "→": BuiltinFunction(_TWO_PROPS, PROP, lambda p, q: not p() or q(), deferred=True),
    "Iff": BuiltinFunction(_TWO_PROPS, PROP, operator.eq),
    "True": BuiltinFunction((), PROP, lambda: True),
    "False": BuiltinFunction((), PROP, lambda: False),
    "true": BuiltinFunction((), BOOL, lambda: True),
    "false": BuiltinFunction((), BOOL, lambda: False),
    "not": BuiltinFunction(_takes(BOOL), BOOL, operator.not_),
    "and": BuiltinFunction(_TWO_BOOLS, BOOL, operator.and_),
    "or": BuiltinFunction(_TWO_BOOLS, BOOL, operator.or_),
    "decide": BuiltinFunction(_takes(PROP), BOOL, bool),
    "Fin.val": BuiltinFunction(_takes(Binder("n", NAT, implicit=True), FinType(_SIZE)), NAT, lambda i: i),
    "List.nil": BuiltinFunction((), _LIST, lambda: ()),
    "List.cons": BuiltinFunction(_takes(_A, _LIST), _LIST, lambda a, xs: (a, *xs)),
    "List.append": BuiltinFunction(_takes(_LIST, _LIST), _LIST, operator.add),
    "List.map": BuiltinFunction(_takes(FunctionType(_A, _B), _LIST), ListType(_B), _map),
    "List.filter": BuiltinFunction(_takes(FunctionType(_A, BOOL), _LIST), _LIST, _filter),
    "List.all": BuiltinFunction(_takes(_LIST, FunctionType(_A, BOOL)), BOOL, _all),
    "List.any": BuiltinFunction(_takes(_LIST, FunctionType(_A, BOOL)), BOOL, _any),
    "List.sum": BuiltinFunction(_takes(ListType(NAT)), NAT, sum),
    "List.reverse": BuiltinFunction(_takes(_LIST), _LIST, lambda xs: xs[::-1]),
    "List.length": BuiltinFunction(_takes(_LIST), NAT, len),
    "List.take": BuiltinFunction(_takes(NAT, _LIST), _LIST, lambda k, xs: xs[:k]),
    "List.drop": BuiltinFunction(_takes(NAT, _LIST), _LIST, lambda k, xs: xs[k:]),
    "List.replicate": BuiltinFunction(_takes(NAT, _A), _LIST, lambda k, a: (a,) * counted(k)),
    "List.eraseDups": BuiltinFunction(_takes(_LIST), _LIST, _unique, classes="decidable"),
    "List.range": BuiltinFunction(_takes(NAT), ListType(NAT), _range),
    "List.finRange": BuiltinFunction(_takes(Binder("n", NAT)), ListType(FinType(_SIZE)), _range),
}

RESERVED = frozenset(
    {
        "Nat",
        "ℕ",
        "Bool",
        "Prop",
        "Fin",
        "List",
        "Type",
        "Sort",
        "fun",
        "forall",
        "def",
        "abbrev",
        "theorem",
        "lemma",
    }
)
"""Names that a definition cannot take."""
