"""A file of known failures started or updated from a run: what fails is entered, what holds now is taken out.

Entries that stay keep their text and comments, line by line; only a counterexample that no longer fails is exchanged.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import yaml

from conformance.errors import ExpectationsError
from conformance.records.matrix import summary_of
from conformance.records.report import Report
from conformance.records.result import Failure, Result
from conformance.records.vocabulary import UNANNOUNCED
from conformance.runs.expectations import Entry, Expectations, ExpectationsFile
from conformance.runs.settling import settled, unsettled
from conformance.text.escaping import is_visible

TO_BE_EXPLAINED = "to be explained"
HEADER = "# Laws that are known to fail, each with a reason.\n"

MOST_KEPT = 20_000
"""The longest counterexample, in characters of YAML, that is kept."""


@dataclass(frozen=True, slots=True)
class Update:
    """A file's new text, the entries that count with it, and how many were added, kept and dropped.

    `elsewhere` are entries of extended files whose laws hold now: they can be taken out there only.
    """

    text: str
    expected: Expectations
    added: int
    kept: int
    dropped: int
    elsewhere: tuple[Entry, ...]


def updated(report: Report, path: str, file: ExpectationsFile | None, expected: Expectations) -> Update:
    """The file after a run with `expected`, which are its entries and those of the files that it extends.

    Entries are made for each required result that fails.
    """
    own = () if file is None else file.entries
    results = {(r.backend, r.law): r for r in report.results}
    kept = [e for e in own if _stays(results.get(e.cell))]
    fresh = {e.cell: f for e in kept if (f := _other_counterexample(e, results.get(e.cell))) is not None}
    announced = {e.cell for e in expected.entries}
    required = [r for of_backend in report.required_by_backend(report.require).values() for r in of_backend]
    added = [_entry(r, path) for r in required if r.status in UNANNOUNCED and (r.backend, r.law) not in announced]
    text = _text(file, kept, fresh, added)
    inherited = [e for e in expected.entries if e.path != path]
    cells = [e.cell for e in (*kept, *added)]
    after = _parsed(path, text)
    if after is None or [e.cell for e in after.entries] != cells or _extended(after) != _extended(file):
        # A file laid out in a way that cannot be changed line by line.
        text = _whole(file, [*(_renewed(e, fresh) for e in kept), *added])
        after = ExpectationsFile.parse(path, text)
    return Update(
        text, replace(expected, entries=(*after.entries, *inherited)), len(added), len(kept), len(own) - len(kept),
        tuple(e for e in inherited if not _stays(results.get(e.cell))),
    )  # fmt: skip


def _parsed(path: str, text: str) -> ExpectationsFile | None:
    try:
        return ExpectationsFile.parse(path, text)
    except ExpectationsError:
        return None


def _extended(file: ExpectationsFile | None) -> str | None:
    return None if file is None or file.extended is None else file.extended[0]


def announced(report: Report, expected: Expectations, complaints: Sequence[str]) -> Report:
    """The report as it would be with other entries, and with complaints of those."""
    results = [_with_entry(r, expected.of(r.backend, r.law)) for r in report.results]
    summary = summary_of(report.summary.planned, results)
    return replace(report, results=results, summary=summary, complaints=tuple(complaints))


def _with_entry(result: Result, entry: Entry | None) -> Result:
    if entry is None:
        return unsettled(result)
    if result.expectation is not None:
        return replace(result, expectation=entry.expectation())
    return settled(result, entry)


def _stays(result: Result | None) -> bool:
    """Whether an entry stays: not where its law holds now, or cannot fail."""
    if result is None:
        return True
    gone = result.status in ("passed", "unexpected_pass", "not_provided")
    return not gone and not (result.status == "vacuous" and result.limited)


def _entry(result: Result, path: str) -> Entry:
    return _with_failure(Entry(result.backend, result.law, TO_BE_EXPLAINED, path, 0), result.failure)


def _with_failure(entry: Entry, failure: Failure | None) -> Entry:
    if failure is None:
        return replace(entry, inputs=None, failure=None, layout="")
    inputs = failure.inputs if len(_flow(failure.inputs)) <= MOST_KEPT else None
    return replace(entry, inputs=inputs, failure=failure.reason, layout=failure.layout)


def _other_counterexample(entry: Entry, result: Result | None) -> Entry | None:
    """The entry with the counterexample on which its law failed in this run, where that is another."""
    if result is None or result.status != "expected_failure" or result.failure is None:
        return None
    other = _with_failure(entry, result.failure)
    return other if (other.inputs, other.layout) != (entry.inputs, entry.layout) else None


def _renewed(entry: Entry, fresh: dict[tuple[str, str], Entry]) -> Entry:
    return fresh.get(entry.cell, entry)


# Text


def _flow(value: Any) -> str:
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
    return [f"{key}: {_flow(value)}" for key, value in fields.items() if value is not None]


def _rendered(entry: Entry, indent: str = "  ") -> list[str]:
    """The lines of an entry."""
    until = None if entry.until is None else entry.until.isoformat()
    fields = {"backend": entry.backend, "law": entry.law, "reason": entry.reason, "issue": entry.issue}
    lines = [f"{key}: {_flow(value)}" for key, value in fields.items() if value is not None]
    lines += [f"until: {until}"] if until is not None else []
    lines += _counterexample(entry)
    return [f"{indent}{'- ' if k == 0 else '  '}{line}" for k, line in enumerate(lines)]


def _whole(file: ExpectationsFile | None, entries: Sequence[Entry]) -> str:
    """A file written anew."""
    extend = [f"extend: {_flow(file.extended[0])}"] if file is not None and file.extended is not None else []
    body = [line for entry in entries for line in _rendered(entry)]
    return HEADER + "\n".join([*extend, "expect:" if body else "expect: []", *body]) + "\n"


def _text(
    file: ExpectationsFile | None, kept: Sequence[Entry], fresh: dict[tuple[str, str], Entry], added: Sequence[Entry]
) -> str:
    """The file with the entries that stay as they are written, and the others behind them."""
    if file is None:
        return _whole(None, added)
    root, lines = file.yaml.root, file.yaml.lines
    entries = [line for entry in added for line in _rendered(entry)]
    found = next(((k, v) for k, v in root.value if k.value == "expect"), None)
    if found is None:
        return _joined(["\n".join(lines).rstrip(), "expect:" if entries else "expect: []", *entries])
    key, listed = found
    start = key.start_mark.line + 1
    if not isinstance(listed, yaml.SequenceNode) or listed.flow_style or not listed.value:
        entries = [line for entry in kept for line in _rendered(_renewed(entry, fresh))] + entries
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
