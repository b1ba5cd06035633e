"""What changed between two runs: laws that broke, mended, came, went, and the spec or code that changed under them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from conformance.records.agreement import AgreementRecord
from conformance.records.circumstances import MOST_LISTED, circumstances
from conformance.records.levels import is_demanded
from conformance.records.pairing import renamed
from conformance.records.record import Record, json_text
from conformance.records.report import Report
from conformance.records.result import Result, is_decided
from conformance.records.values import lean_text
from conformance.records.vocabulary import FALSE_STATEMENT, HOLDS, UNANNOUNCED
from conformance.text.escaping import markdown

KINDS = {
    "broke": "Broke", "unannounced": "No longer excused", "vacuous": "Vacuous now", "mended": "Mended",
    "changed": "Fail otherwise", "new": "New", "gone": "Gone", "unrun": "Not run",
}  # fmt: skip
"""The kinds of changes, worst first, with their headings."""

_FAILS = (*UNANNOUNCED, "expected_failure")
_NO_VERDICT = (*UNANNOUNCED, "harness_error", FALSE_STATEMENT)
_WORDS = {
    "passed": "passed", "failed": "failed", "not_provided": "not provided", "vacuous": "vacuous",
    "timed_out": "timed out", "crashed": "crashed", "expected_failure": "a known failure",
    "unexpected_pass": "an unexpected pass", "harness_error": "a fault of the harness",
    FALSE_STATEMENT: "false by the spec's own definitions",
}  # fmt: skip
_MOST_SHOWN = 300


@dataclass(frozen=True, slots=True)
class Change(Record):
    """A law on a backend, or two backends' agreement on an operation, that came to something else.

    `old` and `new` are what it came to, in words, empty where a run did not have it. `breaks`: what held or was
    announced, and is required, is neither any more. `details` are lines that tell of it.
    """

    kind: str
    backend: str
    law: str
    old: str
    new: str
    breaks: bool
    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison(Record):
    """Two runs beside each other; `circumstances` are what changed in the spec, the code and the request, in words."""

    circumstances: tuple[str, ...]
    changes: tuple[Change, ...]

    def exit_status(self) -> int:
        """1 where something broke, or is no longer excused, that is required."""
        return 1 if any(change.breaks for change in self.changes) else 0

    def verdict(self) -> str:
        """What changed, in one line."""
        told = []
        for kind, heading in KINDS.items():
            changes = self.of(kind)
            breaks = sum(c.breaks for c in changes)
            lost = kind in ("broke", "unannounced", "vacuous") and breaks < len(changes)
            if changes:
                told.append(f"{len(changes)} {heading.lower()}{f' ({breaks} of them required)' if lost else ''}")
        return ", ".join(told) or "no law came to anything else"

    def of(self, kind: str) -> list[Change]:
        return [change for change in self.changes if change.kind == kind]

    def to_json(self) -> str:
        """The comparison as JSON text."""
        return json_text(self)

    def to_markdown(self) -> str:
        """The comparison as Markdown: a list under each heading."""
        parts = [f"**{markdown(self.verdict())}**", *(f"- {markdown(c)}" for c in self.circumstances)]
        for heading, items in self.sections():
            parts += ["", f"## {heading}", ""]
            for item, details in items:
                parts.append(f"- {markdown(item)}")
                parts += [f"  - {markdown(detail)}" for detail in details]
        return "\n".join(parts) + "\n"

    def sections(self) -> list[tuple[str, list[tuple[str, tuple[str, ...]]]]]:
        """Headings, each with items and the lines that tell of an item; what came or went is one item a backend."""
        sections: list[tuple[str, list[tuple[str, tuple[str, ...]]]]] = []
        for kind, heading in KINDS.items():
            changes = self.of(kind)
            if not changes:
                continue
            items: list[tuple[str, tuple[str, ...]]]
            if kind in ("new", "gone", "unrun"):
                groups: dict[str, list[Change]] = {}
                for change in changes:
                    why = change.new if kind == "unrun" else ""
                    groups.setdefault(f"{change.backend}: {why}" if why else change.backend, []).append(change)
                items = [(name, (_list_of(of_it),)) for name, of_it in groups.items()]
            else:
                items = [(f"{c.law} on {c.backend}: {c.old}, now {c.new}", c.details) for c in changes]
            sections.append((f"{heading} ({len(changes)})", items))
        return sections


def compare(old: Report, new: Report) -> Comparison:
    """What changed from one run to another; what is required is what the new run requires.

    A backend is the same in both however its name was typed; it is told by the name in the new one.
    """
    old = renamed(old, new)
    return Comparison(tuple(circumstances(old, new)), (*_laws(old, new), *_agreements(old, new)))


def _laws(old: Report, new: Report) -> Iterator[Change]:
    before = {(r.backend, r.law): r for r in old.results}
    after = {(r.backend, r.law): r for r in new.results}
    unrun = _unrun(new)
    for cell in dict.fromkeys((*after, *before)):
        change = _change(before.get(cell), after.get(cell), new.require)
        if change is not None and change.kind == "gone" and cell in unrun:
            change = replace(change, kind="unrun", new=f"not run (the run was {new.ended})")
        if change is not None:
            yield change


def _unrun(report: Report) -> frozenset[tuple[str, str]]:
    """The cells that a run was to have, and has not as it ended before."""
    if not report.incomplete:
        return frozenset()
    found = {(r.backend, r.law) for r in report.results}
    return frozenset((b.name, law.id) for b in report.backends for law in report.laws) - found


def _change(old: Result | None, new: Result | None, require: str) -> Change | None:
    """How a law on a backend changed, None where it did not."""
    is_here, was_here = _provided(new), _provided(old)
    if new is None or not is_here:
        return Change("gone", old.backend, old.law, _told(old), _told(new), False) if old and was_here else None
    if old is None or not was_here:
        return Change("new", new.backend, new.law, _told(old), _told(new), False, _details(new))
    required = is_demanded(new.level, require)
    held, excused = old.status in HOLDS, old.status == "expected_failure"
    untested = new.status == "vacuous" and not new.limited
    breaks = required and (held or excused) and (new.status in _NO_VERDICT or untested)
    if new.status == "vacuous" and old.status != "vacuous":
        kind = "vacuous"
    elif held and new.status in (*_FAILS, "harness_error", FALSE_STATEMENT):
        kind = "broke"
    elif excused and new.status in _NO_VERDICT:
        kind = "unannounced"
    elif not held and new.status in HOLDS:
        kind = "mended"
    elif new.status != old.status or (new.status in _FAILS and _cause(old) != _cause(new)):
        kind = "changed"
    else:
        return None
    details = _details(new)
    if kind in ("changed", "unannounced") and old.failure is not None:
        details = (f"before: {_failed_on(old)}", *details)
    if required is False and kind in ("broke", "unannounced"):
        details = (f"{new.level}, and not required", *details)
    return Change(kind, new.backend, new.law, _told(old), _told(new), breaks, details)


def _provided(result: Result | None) -> bool:
    return result is not None and result.status != "not_provided"


def _cause(result: Result) -> tuple[object, ...]:
    failure = result.failure
    return () if failure is None else (failure.reason, failure.inputs)


def _told(result: Result | None) -> str:
    if result is None:
        return ""
    return _WORDS[result.status] if is_decided(result) else "not to be evaluated by the spec's own definitions"


def _list_of(changes: list[Change]) -> str:
    """The laws that came to a backend or went; of many, how many there are and those that do not hold."""

    def is_odd(change: Change) -> bool:
        return change.kind == "new" and change.new != "passed"

    are_few = len(changes) <= MOST_LISTED
    laws = [f"{c.law} ({c.new})" if is_odd(c) else c.law for c in changes if are_few or is_odd(c)]
    if are_few:
        return ", ".join(laws)
    return f"{len(changes)} laws" + (f"; not held: {', '.join(laws)}" if laws else "")


def _details(result: Result) -> tuple[str, ...]:
    if result.failure is None:
        return (result.note,) if result.note else ()
    if result.cause:
        return (f"through {result.cause}",)
    return _failed_on(result), f"expected {result.failure.expected_text}", f"gave {result.failure.actual_text}"


def _failed_on(result: Result) -> str:
    assert result.failure is not None
    inputs = ", ".join(f"{k} = {lean_text(v)}" for k, v in result.failure.inputs.items())
    shown = inputs if len(inputs) <= _MOST_SHOWN else f"{inputs[:_MOST_SHOWN]}…"
    return f"{result.failure.reason} on {shown}" if shown else result.failure.reason


def _agreements(old: Report, new: Report) -> Iterator[Change]:
    def key(record: AgreementRecord) -> tuple[str, str, str, str]:
        return record.operation, record.left, record.right, record.law

    before = {key(a): a for a in old.agreement}
    parted = new.parted()
    for record in new.agreement:
        earlier = before.get(key(record))
        if earlier is None or earlier.agrees == record.agrees:
            continue
        pair = f"{record.left} and {record.right}"
        words = ("disagreed", "agree") if record.agrees else ("agreed", "disagree")
        inputs = ", ".join(f"{k} = {lean_text(v)}" for k, v in (record.inputs or {}).items())
        gave = f"{lean_text(record.left_value)} and {lean_text(record.right_value)} on {inputs}"
        kind = "mended" if record.agrees else "broke"
        yield Change(kind, pair, record.operation, *words, record in parted, () if record.agrees else (gave,))
