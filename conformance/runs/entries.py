"""Entries of known failures as text: a file is written anew, or changed line by line.

Entries that stay keep their text and comments; only a counterexample that no longer fails is exchanged.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import yaml

from conformance.runs.expectations import Entry, ExpectationsFile
from conformance.text.escaping import is_visible

HEADER = "# Laws that are known to fail, each with a reason.\n"


def flow(value: Any) -> str:
    """A value on one line of YAML; characters that cannot be seen are written as YAML's escapes."""
    text = _dumped(value, allow_unicode=True)
    if not is_visible(text):
        text = _dumped(value, allow_unicode=False)
    return text.removesuffix("\n").removesuffix("\n...")


def _dumped(value: Any, *, allow_unicode: bool) -> str:
    text: str = yaml.safe_dump(
        value, default_flow_style=True, width=10**9, sort_keys=False, allow_unicode=allow_unicode
    )
    return text


def _counterexample(entry: Entry) -> list[str]:
    fields = {"inputs": entry.inputs, "failure": entry.failure, "layout": entry.layout or None}
    return [f"{key}: {flow(value)}" for key, value in fields.items() if value is not None]


def _rendered(entry: Entry, indent: str = "  ") -> list[str]:
    """The lines of an entry."""
    until = None if entry.until is None else entry.until.isoformat()
    fields = {"backend": entry.backend, "law": entry.law, "reason": entry.reason, "issue": entry.issue}
    lines = [f"{key}: {flow(value)}" for key, value in fields.items() if value is not None]
    lines += [f"until: {until}"] if until is not None else []
    lines += _counterexample(entry)
    return [f"{indent}{'- ' if k == 0 else '  '}{line}" for k, line in enumerate(lines)]


def whole(file: ExpectationsFile | None, entries: Sequence[Entry]) -> str:
    """A file written anew."""
    extend = [f"extend: {flow(file.extended[0])}"] if file is not None and file.extended is not None else []
    body = [line for entry in entries for line in _rendered(entry)]
    return HEADER + "\n".join([*extend, "expect:" if body else "expect: []", *body]) + "\n"


def changed(
    file: ExpectationsFile | None, kept: Sequence[Entry], fresh: dict[tuple[str, str], Entry], added: Sequence[Entry]
) -> str:
    """The file with the entries that stay as they are written, and the others behind them.

    `fresh` are those of the former whose counterexample is exchanged.
    """
    if file is None:
        return whole(None, added)
    root, lines = file.yaml.root, file.yaml.lines
    entries = [line for entry in added for line in _rendered(entry)]
    found = next(((k, v) for k, v in root.value if k.value == "expect"), None)
    if found is None:
        return _joined(["\n".join(lines).rstrip(), "expect:" if entries else "expect: []", *entries])
    key, listed = found
    start = key.start_mark.line + 1
    if not isinstance(listed, yaml.SequenceNode) or listed.flow_style or not listed.value:
        entries = [line for entry in kept for line in _rendered(fresh.get(entry.cell, entry))] + entries
        block = ["expect:" if entries else "expect: []", *entries]
        return _joined([*lines[: start - 1], *block, *lines[_last_line(listed) + 1 :]])
    out = lines[:start]
    stay = {e.cell for e in kept}
    indent = " " * _dash_column(lines, listed.value[0])
    for node, entry in zip(listed.value, file.entries, strict=True):
        end = _last_line(node) + 1
        if entry.cell in stay:
            out += _kept_lines(lines, start, end, node, fresh.get(entry.cell), indent)
        start = end
    out += [line for entry in added for line in _rendered(entry, indent)]
    if not kept and not added:
        out[key.start_mark.line] = "expect: []"
    return _joined([*out, *lines[start:]])


def _joined(lines: Sequence[str]) -> str:
    return "\n".join(lines).rstrip("\n") + "\n"


def _kept_lines(
    lines: Sequence[str], start: int, end: int, node: yaml.MappingNode, fresh: Entry | None, indent: str
) -> list[str]:
    """The lines of an entry, with those above it; with another counterexample where there is one."""
    if fresh is None:
        return list(lines[start:end])
    first = node.start_mark.line
    old = [(k, v) for k, v in node.value if k.value in ("inputs", "failure", "layout")]
    if node.flow_style or any(k.start_mark.line == first for k, _ in old):
        above = [line for line in lines[start:first] if line.strip() != "-"]
        return [*above, *_rendered(fresh, indent)]
    gone = {n for k, v in old for n in range(k.start_mark.line, _last_line(v) + 1)}
    stays = [line for n, line in enumerate(lines[start:end], start) if n not in gone]
    return [*stays, *(" " * node.start_mark.column + line for line in _counterexample(fresh))]


def _dash_column(lines: Sequence[str], node: yaml.Node) -> int:
    line = lines[node.start_mark.line]
    return max(0, line.rfind("-", 0, node.start_mark.column))


def _last_line(node: yaml.Node) -> int:
    """The last line that holds a part of a node, counted from 0: the node's own end lies behind comments."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _last_line(last[1] if isinstance(last, tuple) else last)
    line, column = int(node.end_mark.line), int(node.end_mark.column)
    return line if column else line - 1
