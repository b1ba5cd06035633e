"""The page of all built-in functions: types and notations from the language's tables, words from functions.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import yaml

from conformance.lean.notation import BIGS, INFIXES, PREFIXES, Notation
from conformance.lean.prelude import ALIASES, BUILTINS, CLASSES
from conformance.lean.render import render
from conformance.lean.signatures import BuiltinFunction
from conformance.lean.types import FunctionType
from conformance.values import known

TOLD = Path(__file__).with_name("functions.yaml")
INTRODUCTION = """# Functions and notations

All that a statement may call, with its type, how it is written, and an example that holds.
[The language](../language.md) says how they are put together. `xs.map f` is `List.map f xs`, and so on for each
function of a type.

Where a type has `α`, any type may stand; a word behind it says which may:
"""
NOTATIONS = """
## Notations

How tightly an operator binds is a number, as in Lean: the larger one goes first. An operator that groups to the left
reads `a - b - c` as `(a - b) - c`, one that groups to the right reads `p → q → r` as `p → (q → r)`; others stand alone.

| written | also | function | binds | groups |
| --- | --- | --- | --- | --- |
"""
GENERATED = frozenset(f"a{place}" for place in range(9))
"""Names of binders of which no type speaks."""
OF_CLASS = {
    "decidable": "whose equality can be evaluated",
    "comparable": "whose equality is a `Bool`: one that is decidable, or a type parameter with `[BEq α]`",
}


def told() -> dict[str, dict[str, dict[str, str]]]:
    """What the data file has, by heading and function."""
    read: dict[str, dict[str, dict[str, str]]] = yaml.safe_load(TOLD.read_text(encoding="utf-8"))
    return read


def functions() -> dict[str, BuiltinFunction]:
    """The built-in functions, an overloaded one once."""
    assert known is not None  # kinds of values declare functions of their own where they are imported
    return {name: function for name, function in BUILTINS.items() if "@" not in name}


def page() -> str:
    parts = [INTRODUCTION, _classes()]
    there = functions()
    for heading, rows in told().items():
        parts.append(
            f"\n## {heading}\n\n| function | type | written | gives | example |\n| --- | --- | --- | --- | --- |\n"
        )
        parts += [_row(name, there[name], row) for name, row in rows.items()]
    return "".join([*parts, NOTATIONS, *_notations()])


def _classes() -> str:
    rows = {**OF_CLASS, **{name: ", ".join(f"`{shown(t)}`" for t in types) for name, types in CLASSES.items()}}
    return "\n| word | types |\n| --- | --- |\n" + "".join(f"| {word} | {types} |\n" for word, types in rows.items())


def shown(type_: str) -> str:
    return "Fin n" if type_ == "Fin" else type_


def _row(name: str, function: BuiltinFunction, row: Mapping[str, str]) -> str:
    others = [alias for alias, stands_for in ALIASES.items() if stands_for == name]
    names = ", ".join(code(one) for one in (name, *others))
    type_ = code(typed(function)) + (f" ({function.classes})" if function.classes else "")
    written = ", ".join(code(symbol) for symbol in symbols(name))
    return f"| {names} | {type_} | {written} | {row['gives']} | {code(row['holds'])} |\n"


def typed(function: BuiltinFunction) -> str:
    """The type of a function, as a statement would write it."""
    type_, named = function.result, ""
    for binder in reversed([b for b in function.binders if not b.implicit]):
        if binder.name in GENERATED:
            type_ = FunctionType(binder.type, type_)
        else:  # what the types after it speak of
            named = f"({binder.name} : {render(binder.type)}) → "
    return named + render(type_)


def symbols(name: str) -> list[str]:
    """What a function is written with."""
    operators = (*INFIXES.values(), *PREFIXES.values())
    return [
        *(n.symbol for n in operators if n.builtin == name),
        *(symbol for symbol, builtin in BIGS.items() if builtin == name),
    ]


def _notations() -> list[str]:
    rows = []
    told = [*((n, _grouping(n)) for n in INFIXES.values()), *((n, "before its operand") for n in PREFIXES.values())]
    for notation, groups in told:
        spellings = ", ".join(code(s) for s in notation.spellings)
        rows.append(
            f"| {code(notation.symbol)} | {spellings} | {code(notation.builtin)} | {notation.precedence} | {groups} |\n"
        )
    big = ", ".join(f"{code(symbol)} is {code(builtin)}" for symbol, builtin in BIGS.items())
    return [*rows, f"\n{big}; each is written `∑ i : Fin n, f i` and ends before `+`.\n"]


def _grouping(notation: Notation) -> str:
    if notation.left == notation.right:
        return "not"
    return "to the left" if notation.left == notation.precedence else "to the right"


def code(text: str) -> str:
    """A text as code in a cell of a table."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("|", "&#124;")
    return f"<code>{escaped.replace('*', '&#42;').replace('_', '&#95;').replace('[', '&#91;')}</code>"
