"""Markdown for a job's summary and for a comment on a pull request.

Verdict, limits, the table of laws and backends, then failures, folded. GitHub cuts comments at 65,536 characters: the
text stays below that, whole parts at a time, and says what it leaves out.
"""

from __future__ import annotations

from collections.abc import Sequence

from conformance.records import thin
from conformance.records.backend import BackendRecord
from conformance.records.crossings import summed_text
from conformance.records.law import proofs_text
from conformance.records.levels import ABOUT, demanded
from conformance.records.outcomes import Outcome, complaints, failing, is_broken, is_required, outcome, reason
from conformance.records.report import Report
from conformance.records.result import Result
from conformance.records.telling import count_text, failure_text, once, word
from conformance.records.values import forms_text, limits_text
from conformance.records.vocabulary import FALSE_STATEMENT
from conformance.text.escaping import fenced
from conformance.text.escaping import markdown as escape

LARGEST = 60_000
"""Bytes of UTF-8, which are never fewer than characters."""

_LONGEST_LIST = 8_000
_LONGEST_FAILURE = 5_000
_MARKS: dict[Outcome, str] = {"passed": "", "skipped": "", "failure": "**", "error": "**"}
_MOST_DETAILS = 20
_LONGEST_TABLE = 30_000


def render(report: Report) -> str:
    """The Markdown of a report."""
    status = report.exit_status()
    title = f"### {'✅' if status == 0 else '❌'} Masking conformance: {escape(report.verdict(), 4_000)}"
    of_backend: dict[str, list[Result]] = {b.name: [] for b in report.backends}
    for result in report.results:
        of_backend[result.backend].append(result)
    limits = _listed([_limits(b, of_backend[b.name]) for b in report.backends], "backends")
    beside = _listed([f"- **{escape(c.message)}**" for c in complaints(report)], "complaints")
    parts = [title, limits, beside, _table(report), _how(report)]
    return _fill(parts, report) + "\n"


def _limits(backend: BackendRecord, results: Sequence[Result]) -> str:
    if not backend.carrier:
        return f"- {escape(backend.name)} was not loaded."
    limits = limits_text(backend.limits)
    within = f"within {escape(limits)}" if limits else "without limits"
    crossed = f" Crossed: {crossed}." if (crossed := summed_text(results)) else ""
    forms = f" Forms: {escape(forms_text(backend.forms))}." if backend.forms else ""
    return f"- {escape(backend.name)} ({escape(backend.carrier)}) is checked {within}.{forms}{crossed}"


def _listed(lines: Sequence[str], what: str) -> str:
    """The lines that fit into a part, and a last one that counts those that do not."""
    kept, left = _within(lines, _LONGEST_LIST)
    return "\n".join([*kept, *([f"- {left} more {what} are left out here."] if left else [])])


def _table(report: Report) -> str:
    names = [escape(b.name, 100) for b in report.backends]
    lines = [_row(["law", *names]), _row(["---"] * (len(names) + 1)), *_rows(report)]
    kept, left = _within(lines, _LONGEST_TABLE)
    said = f"{left} of {len(report.laws)} laws are left out of the table."
    if len(kept) < 3:
        return "The table of laws and backends is too large to be shown here." if left else ""
    return "\n".join(kept) + (f"\n\n{said}" if left else "")


def _rows(report: Report) -> list[str]:
    cells = {(r.law, r.backend): r for r in report.results}
    rows = []
    for law in report.laws:
        told = [_cell(report, cells.get((law.id, b.name))) for b in report.backends]
        rows.append(_row([escape(law.id if law.level == "core" else f"{law.id} ({law.level})", 200), *told]))
    return rows


def _cell(report: Report, result: Result | None) -> str:
    if result is None:
        return "no result"
    mark = _MARKS[outcome(report, result)]
    aside = "(not required)" if is_broken(result) and not is_required(report, result) else ""
    return " ".join(filter(None, (f"{mark}{word(result)}{mark}", count_text(result), aside)))


def _how(report: Report) -> str:
    said = "Numbers are the inputs, within the limits, on which a law was evaluated with its premises met."
    beside = [level for level in ABOUT if level not in demanded(report.require)]
    for level in (level for level in beside if any(law.level == level for law in report.laws)):
        said += f" Laws of level {level} ({ABOUT[level]}) are not required in this run."
    said = " ".join([said, *(line[:1].upper() + line[1:] for line in thin.legend(report.results))])
    proofs = f"{told} " if (told := proofs_text(report.laws)) else ""
    revision = f" of revision {escape(report.spec.revision)}" if report.spec.revision else ""
    coverage = f" with {report.spec.coverage}" if report.spec.coverage else ""
    spec = f"spec {escape(report.spec.digest[:16])}{revision}{coverage}"
    run = f"Profile {escape(report.profile)}, seed {report.seed}, {spec}."
    return f"{said} {proofs}{run}"


def _details(report: Report) -> list[Result]:
    """Every law that did not hold, those that are required first."""
    found = once(report.results)
    others = [r for r in found if is_broken(r) and outcome(report, r) not in ("failure", "error")]
    return [*failing(report), *others]


def _folded(report: Report, result: Result, statement: str) -> str:
    who = "" if result.status == FALSE_STATEMENT else f" on {escape(result.backend)}"
    title = f"<b>{escape(result.law)}</b>{who}: {escape(reason(report, result), 300)}"
    text = failure_text(result, statement)
    if len(text) > _LONGEST_FAILURE:
        text = f"{text[:_LONGEST_FAILURE]}… ({len(text):,} characters)"
    return f"<details><summary>{title}</summary>\n\n{fenced(text)}\n\n</details>"


def _fill(parts: Sequence[str], report: Report) -> str:
    """The parts, and as many of the folded failures as there is room for."""
    text = "\n\n".join(part for part in parts if part)
    statements = {law.id: law.statement for law in report.laws}
    folded = _details(report)
    shown = 0
    for result in folded[:_MOST_DETAILS]:
        one = _folded(report, result, statements[result.law])
        if _size(text) + _size(one) > LARGEST - 200:
            break
        text += f"\n\n{one}"
        shown += 1
    left = len(folded) - shown
    if left:
        text += f"\n\n{left} of {len(folded)} failures are left out here; the JSON, HTML and JUnit files have them all."
    return text


def _within(lines: Sequence[str], bytes_at_most: int) -> tuple[list[str], int]:
    """The first lines that fit, and how many are left."""
    kept: list[str] = []
    room = bytes_at_most
    for line in lines:
        room -= _size(line) + 1
        if room < 0:
            break
        kept.append(line)
    return kept, len(lines) - len(kept)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _size(text: str) -> int:
    return len(text.encode())
