"""The parser's tables: shipped as data, and never read from where anybody but the installer writes."""

from __future__ import annotations

import json
import pickle
from importlib.metadata import version
from pathlib import Path

import pytest

from conformance.lean import tables
from conformance.lean.parse import parse_proposition

TEXT = tables.GRAMMAR.read_text(encoding="utf-8")
STATEMENT = "∀ i ∈ xs, f i + 1 ≤ 2 → (fun x : Fin 3 => [x]) 0 = []"


def canonical(text: str) -> object:
    """Tables with their states numbered as they are reached, which lark numbers anew each time."""
    content = json.loads(text)
    data, memo = content["tables"]["data"], content["tables"]["memo"]
    table = data["parser"]["parser"]
    order = [table["start_states"][name] for name in sorted(table["start_states"])]
    actions: list[dict[str, object]] = []
    for state in order:
        row: dict[str, object] = {}
        for number, (kind, target) in table["states"][str(state)].items():
            row[table["tokens"][number]] = memo[str(target["@"])] if kind == 1 else target
        for name in sorted(row):
            if isinstance(row[name], int):
                if row[name] not in order:
                    order.append(row[name])
                row[name] = order.index(row[name])
        actions.append(row)
    terminals = sorted(json.dumps(entry, sort_keys=True) for entry in memo.values())
    return content["made_from"], terminals, actions


def test_shipped_tables_are_those_of_the_grammar() -> None:
    text = tables.TABLES.read_text(encoding="utf-8")
    if json.loads(text)["made_from"]["lark"] != version("lark"):
        pytest.skip("the tables are those of another version of lark")
    assert json.loads(text)["made_from"] == tables.origin(TEXT), "run `python -m conformance.lean.tables`"
    assert canonical(text) == canonical(tables.tables_text(TEXT))
    shipped = tables.shipped_parser(TEXT)
    assert shipped is not None
    tree = tables.made_parser(TEXT).parse(STATEMENT, start="proposition")
    assert shipped.parse(STATEMENT, start="proposition") == tree


def test_tables_of_another_grammar_are_not_used() -> None:
    assert tables.shipped_parser(TEXT + "// changed\n") is None


def test_nothing_is_unpickled_and_nothing_is_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def refuse(*_: object) -> object:
        raise AssertionError("a pickle is read")

    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(pickle, "load", refuse)
    monkeypatch.setattr(pickle, "loads", refuse)
    monkeypatch.setattr("conformance.lean.parse._parser", tables.parser)
    parse_proposition(STATEMENT)
    assert not list(tmp_path.iterdir())
