"""The parser of `grammar.lark`, from the tables that are shipped beside it: making them takes a tenth of a second.

`python -m conformance.lean.tables` makes the tables anew after the grammar was changed. Those of another grammar, or of
another version of lark, are not used: the parser is then made from the grammar.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import lark
from lark import Lark
from lark.grammar import Rule
from lark.lexer import TerminalDef

GRAMMAR = Path(__file__).with_name("grammar.lark")
TABLES = GRAMMAR.with_suffix(".json")


def parser() -> Lark:
    """The parser, ready to use."""
    grammar = GRAMMAR.read_text(encoding="utf-8")
    return shipped_parser(grammar) or made_parser(grammar)


def shipped_parser(grammar: str) -> Lark | None:
    """The parser from the shipped tables; None where they are not those of the grammar and the installed lark."""
    try:
        shipped = json.loads(TABLES.read_text(encoding="utf-8"), object_hook=_with_numbers)
    except OSError:
        return None
    return Lark.load(shipped["tables"]) if shipped["made_from"] == origin(grammar) else None


def made_parser(grammar: str) -> Lark:
    """The parser, its tables made from the grammar."""
    return Lark(
        grammar, parser="lalr", lexer="contextual", start=["declaration", "proposition"], propagate_positions=True
    )


def tables_text(grammar: str) -> str:
    """The file of the grammar's tables."""
    data, memo = made_parser(grammar).memo_serialize([TerminalDef, Rule])
    content = {"made_from": origin(grammar), "tables": {"data": data, "memo": memo}}
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True) + "\n"


def origin(grammar: str) -> dict[str, str]:
    """What tables depend on."""
    return {"lark": lark.__version__, "grammar": hashlib.sha256(grammar.encode()).hexdigest()}


def _with_numbers(mapping: dict[str, Any]) -> dict[str | int, Any]:
    """A mapping whose keys are numbers again: JSON has texts alone."""
    return {int(k) if k.isdigit() else k: v for k, v in mapping.items()}


if __name__ == "__main__":
    TABLES.write_text(tables_text(GRAMMAR.read_text(encoding="utf-8")), encoding="utf-8")
