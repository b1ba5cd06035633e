"""What the language has built in: functions with signature and meaning, and the names that nothing else can take.

To add a built-in function, add a line to `BUILTINS`; to give it an operator, one in `notation`. The parser, the
elaborator, the evaluator and the renderer read these tables and name no function of their own. What Python has no
function for stands in `meanings`.

Values, as meanings see them: `Nat` and `Fin n` are `int`, `Bool` and `Prop` are `bool`, `List α` is a tuple,
a function on `Fin n` is the tuple of its n values, one on `Bool` the pair of its values at false and true,
and any other function is a Python callable.

Lean overloads arithmetic: `a + b` means addition of naturals on `Nat`, and addition that wraps around on `Fin n`.
The tree says which: `HAdd.hAdd` is that of `Nat`, `HAdd.hAdd@Fin` that of `Fin n`, with the size as first argument.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from conformance.lean.allowance import counted
from conformance.lean.meanings import (
    all_hold,
    any_holds,
    append,
    divide,
    divide_exactly,
    filtered,
    flattened,
    fold_left,
    fold_right,
    mapped,
    modulo,
    monus,
    multiply,
    multiply_exactly,
    permuted,
    power,
    power_exactly,
    product_of,
    total,
    unique,
    up_to,
)
from conformance.lean.nodes import Term, Type
from conformance.lean.syntax import Binder, Builtin, Variable
from conformance.lean.types import (
    BOOL,
    NAT,
    PROP,
    REAL,
    UNIT,
    FinType,
    FunctionType,
    ListType,
    ProductType,
    SimpleType,
    TypeVariable,
)

Typing = Literal["exact", "operator", "action", "relation", "member"]
Class = Literal["", "decidable", "comparable", "ordered", "arithmetic", "modular", "signed", "powers", "zero"]


@dataclass(frozen=True, slots=True)
class BuiltinFunction:
    """A built-in function.

    `binders` and `result` may use `TypeVariable`s, which are inferred like implicit binders. `typing` says how the
    operands of its notation find their common type: as declared (`exact`), by taking the widest one's through all of
    an expression, as Lean's `binop%` (`operator`), `rightact%` (`action`: the second operand has a type of its own)
    and `binrel%` (`relation`) do, or without coercion (`member`).
    `classes` limits the types at which type variable `α` may be used: `decidable` (equality can be evaluated),
    `comparable` (a `Bool` says it, which needs `[BEq α]` of a type variable), `ordered`, `arithmetic`, `modular` (with
    a remainder), `signed` (with numbers below 0), `powers`, or `zero` (those with a 0, as `Fin n` has for n ≠ 0);
    `CLASSES` says which types are of which. `deferred` marks meanings
    that take their operands unevaluated, as functions of no arguments. Implicit arguments are erased, unless the
    function is `sized`: its meaning needs them.
    """

    binders: tuple[Binder, ...]
    result: Type
    meaning: Callable[..., Any]
    typing: Typing = "exact"
    classes: Class = ""
    deferred: bool = False
    sized: bool = False


_A = TypeVariable("α")
_B = TypeVariable("β")
_LIST = ListType(_A)
_PAIR = ProductType(_A, _B)
_SIZE = Variable(NAT, "n")


def _takes(*parameters: Type | Binder) -> tuple[Binder, ...]:
    """Binders for parameters that no type of the signature mentions, and those given as they stand."""
    return tuple(p if isinstance(p, Binder) else Binder(f"a{k}", p) for k, p in enumerate(parameters))


_TWO_BOOLS = _takes(BOOL, BOOL)
_TWO_PROPS = _takes(PROP, PROP)
_TWO_ALIKE = _takes(_A, _A)
_ITEM_IN_LIST = _takes(_A, _LIST)
_FIN = FinType(_SIZE)
_OF_SIZE = Binder("n", NAT, implicit=True)
_TWO_FINS = _takes(_OF_SIZE, _FIN, _FIN)


def _arithmetic(meaning: Callable[[Any, Any], Any]) -> BuiltinFunction:
    return BuiltinFunction(_TWO_ALIKE, _A, meaning, "operator", "arithmetic")


def _arithmetic_of_fin(meaning: Callable[[int, int, int], int]) -> BuiltinFunction:
    return BuiltinFunction(_TWO_FINS, _FIN, meaning, sized=True)


def _relation(meaning: Callable[[Any, Any], bool], classes: Class, result: Type = PROP) -> BuiltinFunction:
    return BuiltinFunction(_TWO_ALIKE, result, meaning, "relation", classes)


BUILTINS: dict[str, BuiltinFunction] = {
    "HAdd.hAdd": _arithmetic(operator.add),
    "HSub.hSub": _arithmetic(monus),
    "HMul.hMul": _arithmetic(multiply),
    "HDiv.hDiv": _arithmetic(divide),
    "HMod.hMod": BuiltinFunction(_TWO_ALIKE, _A, modulo, "operator", "modular"),
    "HPow.hPow": BuiltinFunction(_takes(_A, NAT), _A, power, "action", "powers"),
    "Neg.neg": BuiltinFunction(_takes(_A), _A, operator.neg, "exact", "signed"),
    "HSub.hSub@ℝ": _arithmetic(operator.sub),
    "HMul.hMul@ℝ": _arithmetic(multiply_exactly),
    "HDiv.hDiv@ℝ": _arithmetic(divide_exactly),
    "HPow.hPow@ℝ": BuiltinFunction(_takes(_A, NAT), _A, power_exactly, "action", "powers"),
    "HAdd.hAdd@Fin": _arithmetic_of_fin(lambda n, a, b: (a + b) % n),
    "HSub.hSub@Fin": _arithmetic_of_fin(lambda n, a, b: (n - b + a) % n),
    "HMul.hMul@Fin": _arithmetic_of_fin(lambda n, a, b: a * b % n),
    "HDiv.hDiv@Fin": _arithmetic_of_fin(lambda n, a, b: divide(a, b)),
    "HMod.hMod@Fin": _arithmetic_of_fin(lambda n, a, b: modulo(a, b)),
    "OfNat.ofNat@Fin": BuiltinFunction(_takes(_OF_SIZE, NAT), _FIN, lambda n, a: a % n, sized=True),
    "min": BuiltinFunction(_TWO_ALIKE, _A, min, classes="ordered"),
    "max": BuiltinFunction(_TWO_ALIKE, _A, max, classes="ordered"),
    "Nat.succ": BuiltinFunction(_takes(NAT), NAT, lambda a: a + 1),
    "Nat.pred": BuiltinFunction(_takes(NAT), NAT, lambda a: monus(a, 1)),
    "Eq": _relation(operator.eq, "decidable"),
    "Ne": _relation(operator.ne, "decidable"),
    "LT.lt": _relation(operator.lt, "ordered"),
    "LE.le": _relation(operator.le, "ordered"),
    "GT.gt": _relation(operator.gt, "ordered"),
    "GE.ge": _relation(operator.ge, "ordered"),
    "BEq.beq": _relation(operator.eq, "comparable", BOOL),
    "bne": _relation(operator.ne, "comparable", BOOL),
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
    "xor": BuiltinFunction(_TWO_BOOLS, BOOL, operator.ne),
    "ite": BuiltinFunction(_takes(PROP, _A, _A), _A, lambda p, a, b: a() if p() else b(), deferred=True),
    "Prod.mk": BuiltinFunction(_takes(_A, _B), _PAIR, lambda a, b: (a, b)),
    "Prod.fst": BuiltinFunction(_takes(_PAIR), _A, lambda p: p[0]),
    "Prod.snd": BuiltinFunction(_takes(_PAIR), _B, lambda p: p[1]),
    "Unit.unit": BuiltinFunction((), UNIT, lambda: ()),
    "Nat.cast": BuiltinFunction(_takes(NAT), _A, lambda a: a, classes="signed"),
    "Finset.sum": BuiltinFunction(_takes(FunctionType(_B, _A)), _A, total, classes="zero"),
    "Finset.sum@Fin": BuiltinFunction(
        _takes(_OF_SIZE, FunctionType(_B, _FIN)), _FIN, lambda n, f: total(f) % n, sized=True
    ),
    "Finset.prod": BuiltinFunction(_takes(FunctionType(_B, _A)), _A, product_of, classes="zero"),
    "Finset.prod@Fin": BuiltinFunction(
        _takes(_OF_SIZE, FunctionType(_B, _FIN)), _FIN, lambda n, f: product_of(f) % n, sized=True
    ),
    "decide": BuiltinFunction(_takes(PROP), BOOL, bool),
    "id": BuiltinFunction(_takes(_A), _A, lambda a: a),
    "Fin.val": BuiltinFunction(_takes(_OF_SIZE, _FIN), NAT, lambda i: i),
    "List.nil": BuiltinFunction((), _LIST, lambda: ()),
    "List.cons": BuiltinFunction(_ITEM_IN_LIST, _LIST, lambda a, xs: (a, *xs)),
    "List.append": BuiltinFunction(_takes(_LIST, _LIST), _LIST, append, "operator"),
    "List.map": BuiltinFunction(_takes(FunctionType(_A, _B), _LIST), ListType(_B), mapped),
    "List.filter": BuiltinFunction(_takes(FunctionType(_A, BOOL), _LIST), _LIST, filtered),
    "List.foldr": BuiltinFunction(_takes(FunctionType(_A, FunctionType(_B, _B)), _B, _LIST), _B, fold_right),
    "List.foldl": BuiltinFunction(_takes(FunctionType(_B, FunctionType(_A, _B)), _B, _LIST), _B, fold_left),
    "List.all": BuiltinFunction(_takes(_LIST, FunctionType(_A, BOOL)), BOOL, all_hold),
    "List.any": BuiltinFunction(_takes(_LIST, FunctionType(_A, BOOL)), BOOL, any_holds),
    "List.elem": BuiltinFunction(_ITEM_IN_LIST, BOOL, lambda a, xs: a in xs, classes="comparable"),
    "List.contains": BuiltinFunction(_takes(_LIST, _A), BOOL, lambda xs, a: a in xs, classes="comparable"),
    "List.count": BuiltinFunction(_ITEM_IN_LIST, NAT, lambda a, xs: xs.count(a), classes="comparable"),
    "List.sum": BuiltinFunction(_takes(_LIST), _A, sum, classes="zero"),
    "List.sum@Fin": BuiltinFunction(_takes(_OF_SIZE, ListType(_FIN)), _FIN, lambda n, xs: sum(xs) % n, sized=True),
    "List.reverse": BuiltinFunction(_takes(_LIST), _LIST, lambda xs: xs[::-1]),
    "List.length": BuiltinFunction(_takes(_LIST), NAT, len),
    "List.countP": BuiltinFunction(_takes(FunctionType(_A, BOOL), _LIST), NAT, lambda p, xs: len(filtered(p, xs))),
    "List.Nodup": BuiltinFunction(_takes(_LIST), PROP, lambda xs: len(set(xs)) == len(xs), classes="decidable"),
    "List.Perm": BuiltinFunction(_takes(_LIST, _LIST), PROP, permuted, classes="decidable"),
    "List.zip": BuiltinFunction(
        _takes(_LIST, ListType(_B)), ListType(_PAIR), lambda xs, ys: (*zip(xs, ys, strict=False),)
    ),
    "List.getD": BuiltinFunction(_takes(_LIST, NAT, _A), _A, lambda xs, k, a: xs[k] if k < len(xs) else a),
    "List.flatten": BuiltinFunction(_takes(ListType(_LIST)), _LIST, flattened),
    "List.isEmpty": BuiltinFunction(_takes(_LIST), BOOL, operator.not_),
    "List.tail": BuiltinFunction(_takes(_LIST), _LIST, lambda xs: xs[1:]),
    "List.headD": BuiltinFunction(_takes(_LIST, _A), _A, lambda xs, a: xs[0] if xs else a),
    "List.take": BuiltinFunction(_takes(NAT, _LIST), _LIST, lambda k, xs: xs[:k]),
    "List.drop": BuiltinFunction(_takes(NAT, _LIST), _LIST, lambda k, xs: xs[k:]),
    "List.replicate": BuiltinFunction(_takes(NAT, _A), _LIST, lambda k, a: (a,) * counted(k)),
    "List.eraseDups": BuiltinFunction(_takes(_LIST), _LIST, unique, classes="comparable"),
    "List.range": BuiltinFunction(_takes(NAT), ListType(NAT), up_to),
    "List.finRange": BuiltinFunction(_takes(Binder("n", NAT)), ListType(_FIN), up_to),
}

GROWING = frozenset({
    "HAdd.hAdd", "HMul.hMul", "HPow.hPow", "List.sum", "Finset.sum", "Finset.prod",
    "HSub.hSub@ℝ", "HMul.hMul@ℝ", "HDiv.hDiv@ℝ", "HPow.hPow@ℝ",
})  # fmt: skip
"""Built-in functions whose results have more bits than their arguments, over and over."""

IMMEDIATE = ("List.length", "List.isEmpty", "List.headD")
"""Built-in functions that take no longer for a longer list."""

VARIANTS = {tuple(name.split("@")): name for name in BUILTINS if "@" in name}
"""Overloaded functions on other types, by their names on `Nat` and the type's."""

CLASSES: dict[Class, tuple[str, ...]] = {
    "ordered": ("Nat", "Fin", "Bool", "ℝ"),
    "arithmetic": ("Nat", "Fin", "ℝ"),
    "modular": ("Nat", "Fin"),
    "signed": ("ℝ",),
    "powers": ("Nat", "ℝ"),
    "zero": ("Nat", "Fin", "ℝ"),
}
"""The types at which the functions of a class may be used; where equality is evaluated, `decidability` says."""

ALIASES = {
    "Bool.not": "not",
    "Bool.and": "and",
    "Bool.or": "or",
    "Bool.xor": "xor",
    "HAppend.hAppend": "List.append",
    "PUnit.unit": "Unit.unit",
}
"""Other names of built-in functions."""

NAMES = {**{name: name for name in BUILTINS if "@" not in name}, **ALIASES}
"""What a statement may call a built-in function, with its key in `BUILTINS`."""


SIMPLE_TYPES: dict[str, SimpleType] = {
    "Nat": NAT, "ℕ": NAT, "Bool": BOOL, "Prop": PROP, "Unit": UNIT, "ℝ": REAL, "Real": REAL,
}  # fmt: skip
"""Types without parameters, by what a statement may call them."""


def written(term: Builtin) -> tuple[str, tuple[Term, ...]]:
    """The name under which a built-in function is written, the same at all types, and the arguments that are."""
    builtin = BUILTINS[term.name]
    hidden = sum(b.implicit for b in builtin.binders) if builtin.sized else 0
    return term.name.partition("@")[0], term.arguments[hidden:]


_KEYWORDS = (
    "if", "then", "else", "let", "in", "have", "show", "from", "do", "match", "with", "where", "by", "at", "for",
    "open", "end", "section", "namespace", "variable", "universe", "example", "instance", "class", "structure",
    "inductive", "axiom", "noncomputable", "private", "protected", "exists", "import", "mutual", "deriving",
)  # fmt: skip

RESERVED = frozenset(
    {
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
"""Names that nothing can take, beside those of simple types: `Fin`, `List`, and Lean's keywords."""


def declare(type_: SimpleType, functions: Mapping[str, BuiltinFunction], *spellings: str) -> None:
    """Makes a type known to statements, and functions by their full names; `spellings` are other names of the type."""
    SIMPLE_TYPES.update(dict.fromkeys((type_.written, *spellings), type_))
    BUILTINS.update(functions)
    NAMES.update({name: name for name in functions})
