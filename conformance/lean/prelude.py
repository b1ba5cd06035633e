"""What the language has built in: functions with signature and meaning, and the notations that stand for them.

To add a built-in function, add a line to `BUILTINS`; to give it an operator, a line to `NOTATIONS`. The parser,
the elaborator, the evaluator and the renderer read these tables and name no function of their own.

Values, as meanings see them: `Nat` and `Fin n` are `int`, `Bool` and `Prop` are `bool`, `List α` is a tuple,
a function on `Fin n` is the tuple of its n values, one on `Bool` the pair of its values at false and true,
and any other function is a Python callable.

Lean overloads arithmetic: `a + b` means addition of naturals on `Nat`, and addition that wraps around on `Fin n`.
The tree says which: `HAdd.hAdd` is that of `Nat`, `HAdd.hAdd@Fin` that of `Fin n`, with the size as first argument.
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
    Builtin,
    FinType,
    FunctionType,
    ListType,
    Term,
    Type,
    TypeVariable,
    Variable,
)
from conformance.text.numbers import MAX_WRITABLE_BITS, number_text

Typing = Literal["exact", "operator", "action", "relation", "member"]
Class = Literal["", "decidable", "ordered", "arithmetic", "natural", "zero"]


@dataclass(frozen=True, slots=True)
class BuiltinFunction:
    """A built-in function.

    `binders` and `result` may use `TypeVariable`s, which are inferred like implicit binders. `typing` says how the
    operands of its notation find their common type: as declared (`exact`), by taking the widest one's through all of
    an expression, as Lean's `binop%` (`operator`), `rightact%` (`action`: the second operand has a type of its own)
    and `binrel%` (`relation`) do, or without coercion (`member`).
    `classes` limits the types at which type variable `α` may be used: `decidable` (equality can be evaluated),
    `ordered`, `arithmetic` (`Nat` and `Fin n`), `natural` (`Nat` alone), or `zero` (those with a 0, as `Fin n` has for
    n ≠ 0). `deferred` marks meanings that take their operands unevaluated, as functions of no arguments. Implicit
    arguments are erased, unless the function is `sized`: its meaning needs them.
    """

    binders: tuple[Binder, ...]
    result: Type
    meaning: Callable[..., Any]
    typing: Typing = "exact"
    classes: Class = ""
    deferred: bool = False
    sized: bool = False


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
        infixr("^", "HPow.hPow", 75),
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

MAX_BITS = MAX_WRITABLE_BITS
"""Bits of the largest natural that is reckoned with, so that each can be written out."""

LARGE = 2**64
"""Naturals from here on are looked at as they grow; below, nothing is asked of a product."""


class TooMuch(OverflowError):
    """An evaluation that counts further, takes more steps, or makes larger numbers than is tried."""


def counted(count: int) -> int:
    """The number, if a statement may count that far.

    Raises:
        TooMuch: it may not.
    """
    if count > MAX_COUNT:
        shown = number_text(count) if count >= LARGE else f"{count:,}"
        raise TooMuch(f"it counts to {shown}, and at most {MAX_COUNT:,} is tried")
    return count


class Allowance:
    """Counts what an evaluation goes through, and allows so many steps in all."""

    def __init__(self, most: int = MAX_COUNT) -> None:
        self._most = self._left = most

    def __call__(self, count: int) -> int:
        """The number, which is used up.

        Raises:
            TooMuch: so much is not left.
        """
        self._left -= counted(count)
        if self._left < 0:
            raise TooMuch(f"it takes more than {self._most:,} steps, and no more are tried")
        return count


class Ration:
    """An allowance that each evaluation has anew, of which so many steps are used up in all."""

    def __init__(self, in_all: float) -> None:
        self._left = in_all
        self._each = Allowance()

    def anew(self) -> None:
        """An evaluation begins.

        Raises:
            TooMuch: all steps are used up.
        """
        self._each = Allowance()
        self._look()

    def _look(self) -> None:
        if self._left < 0:
            raise TooMuch("all steps that are tried of one law are used up")

    def __call__(self, count: int) -> int:
        """The number, which is used up.

        Raises:
            TooMuch: so much is not left, for this evaluation or for all.
        """
        self._left -= counted(count)
        self._each(count)
        self._look()
        return count


def bounded(number: int) -> int:
    """The natural, if it is not too large to be reckoned with.

    Raises:
        TooMuch: it is.
    """
    if number.bit_length() > MAX_BITS:
        raise TooMuch(f"it makes a number of {number.bit_length():,} bits, and at most {MAX_BITS:,} are reckoned with")
    return number


def _multiply(a: int, b: int) -> int:
    return a * b if a < LARGE > b else bounded(bounded(a) * bounded(b))


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


def _power(base: int, exponent: int) -> int:
    least = (base.bit_length() - 1) * exponent
    if least > MAX_BITS:
        shown = number_text(least) if least >= LARGE else f"{least:,}"
        raise TooMuch(f"it makes a power of more than {shown} bits, and at most {MAX_BITS:,} are reckoned with")
    return bounded(int(base**exponent))


def _append(items: tuple[Any, ...], others: tuple[Any, ...]) -> tuple[Any, ...]:
    # Lists that are laid end to end with themselves double: they are measured where nothing else is.
    if len(items) + len(others) > MAX_COUNT:
        counted(len(items) + len(others))
    return items + others


def _fold_right(function: Any, end: Any, items: tuple[Any, ...]) -> Any:
    step = _callable(function)
    for item in reversed(items):
        end = _carried(_callable(step(item))(end))
    return end


def _fold_left(function: Any, start: Any, items: tuple[Any, ...]) -> Any:
    step = _callable(function)
    for item in items:
        start = _carried(_callable(step(start))(item))
    return start


def _carried(value: Any) -> Any:
    """What a fold has made so far, which a step may double."""
    if isinstance(value, tuple):
        counted(len(value))
    return value


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


_TWO_BOOLS = _takes(BOOL, BOOL)
_TWO_PROPS = _takes(PROP, PROP)
_TWO_ALIKE = _takes(_A, _A)
_ITEM_IN_LIST = _takes(_A, _LIST)
_FIN = FinType(_SIZE)
_OF_SIZE = Binder("n", NAT, implicit=True)
_TWO_FINS = _takes(_OF_SIZE, _FIN, _FIN)


def _arithmetic(meaning: Callable[[int, int], int]) -> BuiltinFunction:
    return BuiltinFunction(_TWO_ALIKE, _A, meaning, "operator", "arithmetic")


def _arithmetic_of_fin(meaning: Callable[[int, int, int], int]) -> BuiltinFunction:
    return BuiltinFunction(_TWO_FINS, _FIN, meaning, sized=True)


def _relation(meaning: Callable[[Any, Any], bool], classes: Class, result: Type = PROP) -> BuiltinFunction:
    return BuiltinFunction(_TWO_ALIKE, result, meaning, "relation", classes)


BUILTINS: dict[str, BuiltinFunction] = {
    "HAdd.hAdd": _arithmetic(operator.add),
    "HSub.hSub": _arithmetic(_monus),
    "HMul.hMul": _arithmetic(_multiply),
    "HDiv.hDiv": _arithmetic(_divide),
    "HMod.hMod": _arithmetic(_modulo),
    "HPow.hPow": BuiltinFunction(_takes(_A, NAT), _A, _power, "action", "natural"),
    "HAdd.hAdd@Fin": _arithmetic_of_fin(lambda n, a, b: (a + b) % n),
    "HSub.hSub@Fin": _arithmetic_of_fin(lambda n, a, b: (n - b + a) % n),
    "HMul.hMul@Fin": _arithmetic_of_fin(lambda n, a, b: a * b % n),
    "HDiv.hDiv@Fin": _arithmetic_of_fin(lambda n, a, b: _divide(a, b)),
    "HMod.hMod@Fin": _arithmetic_of_fin(lambda n, a, b: _modulo(a, b)),
    "OfNat.ofNat@Fin": BuiltinFunction(_takes(_OF_SIZE, NAT), _FIN, lambda n, a: a % n, sized=True),
    "min": BuiltinFunction(_TWO_ALIKE, _A, min, classes="ordered"),
    "max": BuiltinFunction(_TWO_ALIKE, _A, max, classes="ordered"),
    "Nat.succ": BuiltinFunction(_takes(NAT), NAT, lambda a: a + 1),
    "Nat.pred": BuiltinFunction(_takes(NAT), NAT, lambda a: _monus(a, 1)),
    "Eq": _relation(operator.eq, "decidable"),
    "Ne": _relation(operator.ne, "decidable"),
    "LT.lt": _relation(operator.lt, "ordered"),
    "LE.le": _relation(operator.le, "ordered"),
    "GT.gt": _relation(operator.gt, "ordered"),
    "GE.ge": _relation(operator.ge, "ordered"),
    "BEq.beq": _relation(operator.eq, "decidable", BOOL),
    "bne": _relation(operator.ne, "decidable", BOOL),
    "∈": BuiltinFunction(_ITEM_IN_LIST, PROP, lambda a, xs: a in xs, "member", "decidable"),
    "∉": BuiltinFunction(_ITEM_IN_LIST, PROP, lambda a, xs: a not in xs, "member", "decidable"),
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
    "id": BuiltinFunction(_takes(_A), _A, lambda a: a),
    "Fin.val": BuiltinFunction(_takes(_OF_SIZE, _FIN), NAT, lambda i: i),
    "List.nil": BuiltinFunction((), _LIST, lambda: ()),
    "List.cons": BuiltinFunction(_ITEM_IN_LIST, _LIST, lambda a, xs: (a, *xs)),
    "List.append": BuiltinFunction(_takes(_LIST, _LIST), _LIST, _append, "operator"),
    "List.map": BuiltinFunction(_takes(FunctionType(_A, _B), _LIST), ListType(_B), _map),
    "List.filter": BuiltinFunction(_takes(FunctionType(_A, BOOL), _LIST), _LIST, _filter),
    "List.foldr": BuiltinFunction(_takes(FunctionType(_A, FunctionType(_B, _B)), _B, _LIST), _B, _fold_right),
    "List.foldl": BuiltinFunction(_takes(FunctionType(_B, FunctionType(_A, _B)), _B, _LIST), _B, _fold_left),
    "List.all": BuiltinFunction(_takes(_LIST, FunctionType(_A, BOOL)), BOOL, _all),
    "List.any": BuiltinFunction(_takes(_LIST, FunctionType(_A, BOOL)), BOOL, _any),
    "List.elem": BuiltinFunction(_ITEM_IN_LIST, BOOL, lambda a, xs: a in xs, classes="decidable"),
    "List.contains": BuiltinFunction(_takes(_LIST, _A), BOOL, lambda xs, a: a in xs, classes="decidable"),
    "List.count": BuiltinFunction(_ITEM_IN_LIST, NAT, lambda a, xs: xs.count(a), classes="decidable"),
    "List.sum": BuiltinFunction(_takes(_LIST), _A, sum, classes="zero"),
    "List.sum@Fin": BuiltinFunction(_takes(_OF_SIZE, ListType(_FIN)), _FIN, lambda n, xs: sum(xs) % n, sized=True),
    "List.reverse": BuiltinFunction(_takes(_LIST), _LIST, lambda xs: xs[::-1]),
    "List.length": BuiltinFunction(_takes(_LIST), NAT, len),
    "List.isEmpty": BuiltinFunction(_takes(_LIST), BOOL, operator.not_),
    "List.tail": BuiltinFunction(_takes(_LIST), _LIST, lambda xs: xs[1:]),
    "List.headD": BuiltinFunction(_takes(_LIST, _A), _A, lambda xs, a: xs[0] if xs else a),
    "List.take": BuiltinFunction(_takes(NAT, _LIST), _LIST, lambda k, xs: xs[:k]),
    "List.drop": BuiltinFunction(_takes(NAT, _LIST), _LIST, lambda k, xs: xs[k:]),
    "List.replicate": BuiltinFunction(_takes(NAT, _A), _LIST, lambda k, a: (a,) * counted(k)),
    "List.eraseDups": BuiltinFunction(_takes(_LIST), _LIST, _unique, classes="decidable"),
    "List.range": BuiltinFunction(_takes(NAT), ListType(NAT), _range),
    "List.finRange": BuiltinFunction(_takes(Binder("n", NAT)), ListType(_FIN), _range),
}

GROWING = ("HAdd.hAdd", "HMul.hMul", "HPow.hPow", "List.sum")
"""Built-in functions whose results have more bits than their arguments, over and over."""

IMMEDIATE = ("List.length", "List.isEmpty", "List.headD")
"""Built-in functions that take no longer for a longer list."""

AT_FIN = {name.partition("@")[0]: name for name in BUILTINS if name.endswith("@Fin")}
"""Overloaded functions on `Fin n`, by their names on `Nat`."""

ALIASES = {
    "Bool.not": "not",
    "Bool.and": "and",
    "Bool.or": "or",
    "HAppend.hAppend": "List.append",
}
"""Other names of built-in functions."""

NAMES = {**{name: name for name in BUILTINS if "@" not in name}, **ALIASES}
"""What a statement may call a built-in function, with its key in `BUILTINS`."""


def written(term: Builtin) -> tuple[str, tuple[Term, ...]]:
    """The name under which a built-in function is written, the same at all types, and the arguments that are."""
    builtin = BUILTINS[term.name]
    hidden = sum(b.implicit for b in builtin.binders) if builtin.sized else 0
    return term.name.partition("@")[0], term.arguments[hidden:]


_KEYWORDS = (
    "if", "then", "else", "let", "in", "have", "show", "from", "do", "match", "with", "where", "by", "at", "for",
    "open", "end", "section", "namespace", "variable", "universe", "example", "instance", "class", "structure",
    "inductive", "axiom", "import", "mutual", "deriving",
)  # fmt: skip

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
        *_KEYWORDS,
    }
)
"""Names that nothing can take: those of types, and Lean's keywords."""
