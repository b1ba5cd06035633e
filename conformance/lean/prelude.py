"""What the language has built in: functions with signature and meaning, and the names that nothing else can take.

To add a built-in function, add a line to `BUILTINS`; to give it an operator, one in `notation`. The parser, the
elaborator, the evaluator and the renderer read these tables and name no function of their own. What Python has no
function for stands in `meanings`.

Values, as meanings see them: `Nat` and `Fin n` are `int`, `Bool` and `Prop` are `bool`, `()` is 0, `List α`,
`Array α` and `Option α` are tuples, a function on `Fin n` is the tuple of its n values, one on `Bool` the pair of its
values at false and true, one on `Unit` holds its one value, and any other function is a Python callable.

Lean overloads arithmetic: `a + b` means addition of naturals on `Nat`, and addition that wraps around on `Fin n`.
The tree says which: `HAdd.hAdd` is that of `Nat`, `HAdd.hAdd@Fin` that of `Fin n`, with the size as first argument.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Any

from conformance.lean.integers import INTEGERS
from conformance.lean.meanings import (
    divide,
    divide_exactly,
    modulo,
    monus,
    multiply,
    multiply_exactly,
    power,
    power_exactly,
    product_of,
    stopped,
    total,
)
from conformance.lean.nodes import Term, Type
from conformance.lean.quantifiers import is_index
from conformance.lean.sequences import ITEM_IN_LIST, SEQUENCES
from conformance.lean.signatures import FIN, OF_SIZE, A, B, BuiltinFunction, Class, takes
from conformance.lean.syntax import Builtin, Lambda
from conformance.lean.types import (
    BOOL,
    INT,
    NAT,
    PROP,
    RAT,
    REAL,
    UNIT,
    ArrayType,
    FunctionType,
    ProductType,
    SequenceType,
    SimpleType,
    TypeVariable,
    unfold,
)

_PAIR = ProductType(A, B)
_TWO_BOOLS = takes(BOOL, BOOL)
_TWO_PROPS = takes(PROP, PROP)
_TWO_ALIKE = takes(A, A)
_TWO_FINS = takes(OF_SIZE, FIN, FIN)


def _arithmetic(meaning: Callable[[Any, Any], Any]) -> BuiltinFunction:
    return BuiltinFunction(_TWO_ALIKE, A, meaning, "operator", "arithmetic")


def _arithmetic_of_fin(meaning: Callable[[int, int, int], int]) -> BuiltinFunction:
    return BuiltinFunction(_TWO_FINS, FIN, meaning, sized=True)


def _relation(meaning: Callable[[Any, Any], bool], classes: Class, result: Type = PROP) -> BuiltinFunction:
    return BuiltinFunction(_TWO_ALIKE, result, meaning, "relation", classes)


BUILTINS: dict[str, BuiltinFunction] = {
    "HAdd.hAdd": _arithmetic(operator.add),
    "HSub.hSub": _arithmetic(monus),
    "HMul.hMul": _arithmetic(multiply),
    "HDiv.hDiv": _arithmetic(divide),
    "HMod.hMod": BuiltinFunction(_TWO_ALIKE, A, modulo, "operator", "modular"),
    "HPow.hPow": BuiltinFunction(takes(A, NAT), A, power, "action", "powers"),
    "Neg.neg": BuiltinFunction(takes(A), A, operator.neg, "exact", "signed"),
    "HSub.hSub@ℝ": _arithmetic(operator.sub),
    "HMul.hMul@ℝ": _arithmetic(multiply_exactly),
    "HDiv.hDiv@ℝ": _arithmetic(divide_exactly),
    "HPow.hPow@ℝ": BuiltinFunction(takes(A, NAT), A, power_exactly, "action", "powers"),
    "HAdd.hAdd@Fin": _arithmetic_of_fin(lambda n, a, b: (a + b) % n),
    "HSub.hSub@Fin": _arithmetic_of_fin(lambda n, a, b: (n - b + a) % n),
    "HMul.hMul@Fin": _arithmetic_of_fin(lambda n, a, b: a * b % n),
    "HDiv.hDiv@Fin": _arithmetic_of_fin(lambda n, a, b: divide(a, b)),
    "HMod.hMod@Fin": _arithmetic_of_fin(lambda n, a, b: modulo(a, b)),
    "OfNat.ofNat@Fin": BuiltinFunction(takes(OF_SIZE, NAT), FIN, lambda n, a: a % n, sized=True),
    "min": BuiltinFunction(_TWO_ALIKE, A, min, classes="ordered"),
    "max": BuiltinFunction(_TWO_ALIKE, A, max, classes="ordered"),
    "Nat.succ": BuiltinFunction(takes(NAT), NAT, lambda a: a + 1),
    "Nat.pred": BuiltinFunction(takes(NAT), NAT, lambda a: monus(a, 1)),
    "Eq": _relation(operator.eq, "decidable"),
    "Ne": _relation(operator.ne, "decidable"),
    "LT.lt": _relation(operator.lt, "ordered"),
    "LE.le": _relation(operator.le, "ordered"),
    "GT.gt": _relation(operator.gt, "ordered"),
    "GE.ge": _relation(operator.ge, "ordered"),
    "BEq.beq": _relation(operator.eq, "comparable", BOOL),
    "bne": _relation(operator.ne, "comparable", BOOL),
    "∈": BuiltinFunction(ITEM_IN_LIST, PROP, lambda a, xs: a in xs, "member", "decidable"),
    "∉": BuiltinFunction(ITEM_IN_LIST, PROP, lambda a, xs: a not in xs, "member", "decidable"),
    "Not": BuiltinFunction(takes(PROP), PROP, operator.not_),
    "And": BuiltinFunction(_TWO_PROPS, PROP, lambda p, q: p() and q(), deferred=True),
    "Or": BuiltinFunction(_TWO_PROPS, PROP, lambda p, q: p() or q(), deferred=True),
    "→": BuiltinFunction(_TWO_PROPS, PROP, lambda p, q: not p() or q(), deferred=True),
    "Iff": BuiltinFunction(_TWO_PROPS, PROP, operator.eq),
    "True": BuiltinFunction((), PROP, lambda: True),
    "False": BuiltinFunction((), PROP, lambda: False),
    "true": BuiltinFunction((), BOOL, lambda: True),
    "false": BuiltinFunction((), BOOL, lambda: False),
    "not": BuiltinFunction(takes(BOOL), BOOL, operator.not_),
    "and": BuiltinFunction(_TWO_BOOLS, BOOL, operator.and_),
    "or": BuiltinFunction(_TWO_BOOLS, BOOL, operator.or_),
    "xor": BuiltinFunction(_TWO_BOOLS, BOOL, operator.ne),
    "ite": BuiltinFunction(takes(PROP, A, A), A, lambda p, a, b: a() if p() else b(), deferred=True),
    "Prod.mk": BuiltinFunction(takes(A, B), _PAIR, lambda a, b: (a, b)),
    "Prod.fst": BuiltinFunction(takes(_PAIR), A, lambda p: p[0]),
    "Prod.snd": BuiltinFunction(takes(_PAIR), B, lambda p: p[1]),
    "Unit.unit": BuiltinFunction((), UNIT, lambda: 0),
    "Nat.cast": BuiltinFunction(takes(NAT), A, lambda a: a, classes="casts"),
    **INTEGERS,
    "Finset.sum": BuiltinFunction(takes(FunctionType(B, A)), A, total, classes="zero"),
    "Finset.sum@Fin": BuiltinFunction(takes(OF_SIZE, FunctionType(B, FIN)), FIN, lambda n, f: total(f) % n, sized=True),
    "Finset.prod": BuiltinFunction(takes(FunctionType(B, A)), A, product_of, classes="zero"),
    "Finset.prod@Fin": BuiltinFunction(
        takes(OF_SIZE, FunctionType(B, FIN)), FIN, lambda n, f: product_of(f) % n, sized=True
    ),
    "decide": BuiltinFunction(takes(PROP), BOOL, bool),
    "id": BuiltinFunction(takes(A), A, lambda a: a),
    "stopgrad": BuiltinFunction(takes(A), A, stopped),
    "Fin.val": BuiltinFunction(takes(OF_SIZE, FIN), NAT, lambda i: i),
    **SEQUENCES,
}

GROWING = frozenset({
    "HAdd.hAdd", "HMul.hMul", "HPow.hPow", "List.sum", "Finset.sum", "Finset.prod",
    "HSub.hSub@ℝ", "HMul.hMul@ℝ", "HDiv.hDiv@ℝ", "HPow.hPow@ℝ",
})  # fmt: skip
"""Built-in functions whose results have more bits than their arguments, over and over."""

IMMEDIATE = ("List.length", "List.isEmpty", "List.headD", "List.head?", "List.getLast?", "xs[i]", "xs[i]?", "xs[i]!")
"""Built-in functions that take no longer for a longer list."""

_APPLYING = frozenset([
    name for name, builtin in BUILTINS.items()
    if any(isinstance(b.type, FunctionType) for b in builtin.binders)
    and any(isinstance(b.type, SequenceType) for b in builtin.binders)
])  # fmt: skip
"""Built-in functions that apply functions to the items of a list, and do no more with them."""

VARIANTS = {tuple(name.split("@")): name for name in BUILTINS if "@" in name}
for _name in [name for name, type_ in VARIANTS if type_ == "ℝ"]:
    # Arithmetic on ℝ is that of its integers and fractions.
    VARIANTS.setdefault((_name, "Int"), f"{_name}@ℝ")
    VARIANTS.setdefault((_name, "Rat"), f"{_name}@ℝ")
"""Overloaded functions on other types, by their names on `Nat` and the type's."""

CLASSES: dict[Class, tuple[str, ...]] = {
    "ordered": ("Nat", "Fin", "Int", "Rat", "ℝ", "Bool"),
    "arithmetic": ("Nat", "Fin", "Int", "Rat", "ℝ"),
    "modular": ("Nat", "Fin", "Int"),
    "signed": ("Int", "Rat", "ℝ"),
    "powers": ("Nat", "Int", "Rat", "ℝ"),
    "zero": ("Nat", "Fin", "Int", "Rat", "ℝ"),
    "casts": ("Int", "Rat", "ℝ"),
    "fractions": ("Rat", "ℝ"),
}
"""The types at which the functions of a class may be used; where equality is evaluated, `decidability` says."""

ALIASES = {
    "Bool.not": "not",
    "Bool.and": "and",
    "Bool.or": "or",
    "Bool.xor": "xor",
    "HAppend.hAppend": "List.append",
    "PUnit.unit": "Unit.unit",
    "Option.none": "none",
    "Option.some": "some",
}
"""Other names of built-in functions."""

NAMES = {**{name: name for name in BUILTINS if "@" not in name and "[" not in name}, **ALIASES}
"""What a statement may call a built-in function, with its key in `BUILTINS`."""


SIMPLE_TYPES: dict[str, SimpleType] = {
    "Nat": NAT, "ℕ": NAT, "Int": INT, "ℤ": INT, "Rat": RAT, "ℚ": RAT, "ℝ": REAL, "Real": REAL,
    "Bool": BOOL, "Prop": PROP, "Unit": UNIT,
}  # fmt: skip
"""Types without parameters, by what a statement may call them."""


_ON_ARRAYS = {f.stands_as: name for name, f in BUILTINS.items() if name.startswith("Array.") and f.stands_as}


def overloaded(term: Builtin) -> str:
    """The name that a function has at all types."""
    return term.name.partition("@")[0]


def written(term: Builtin) -> tuple[str, tuple[Term, ...]]:
    """The name under which a built-in function is written, and the arguments that are."""
    builtin, name = BUILTINS[term.name], overloaded(term)
    hidden = sum(b.implicit for b in builtin.binders) if builtin.sized else 0
    if name in _ON_ARRAYS:
        typed = [*zip((b.type for b in builtin.binders), term.arguments, strict=True), (builtin.result, term)]
        items = next(node.type for type_, node in typed if isinstance(type_, SequenceType))
        name = _ON_ARRAYS[name] if isinstance(unfold(items), ArrayType) else name
    return name, term.arguments[hidden:]


_KEYWORDS = (
    "if", "then", "else", "let", "in", "have", "show", "from", "do", "match", "with", "where", "by", "at", "for",
    "open", "end", "section", "namespace", "variable", "universe", "example", "instance", "class", "structure",
    "inductive", "axiom", "noncomputable", "private", "protected", "exists", "import", "mutual", "deriving", "using",
    "return", "try", "catch", "finally", "unless", "break", "continue", "mut", "extends", "infix", "infixl", "infixr",
    "prefix", "postfix", "notation", "macro", "macro_rules", "syntax", "elab", "termination_by", "decreasing_by",
    "calc", "suffices", "nomatch", "nofun", "local", "scoped", "include", "omit", "nonrec", "unsafe", "partial",
    "alias", "attribute", "export", "set_option", "opaque", "initialize", "public",
)  # fmt: skip

RESERVED = frozenset(
    {
        "Fin",
        "List",
        "Array",
        "Option",
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
"""Names that nothing can take, beside those of simple types: `Fin`, `List`, `Array`, `Option`, and Lean's keywords."""


def declare(type_: SimpleType, functions: Mapping[str, BuiltinFunction], *spellings: str) -> None:
    """Makes a type known to statements, and functions by their full names; `spellings` are other names of the type."""
    SIMPLE_TYPES.update(dict.fromkeys((type_.written, *spellings), type_))
    BUILTINS.update(functions)
    NAMES.update({name: name for name in functions})


def is_applied(name: str, argument: Term) -> bool:
    """Whether a built-in function does no more with an argument than apply it, which is a function of no positions.

    A table of it has a value for each that its type has, as for each pair of positions, and few of them are asked for.
    """
    if name not in _APPLYING or not isinstance(argument, Lambda):
        return False
    return not is_index(argument.domain) and not isinstance(unfold(argument.domain), TypeVariable)
