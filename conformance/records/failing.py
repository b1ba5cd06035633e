"""What the terminal tells of the results that are no pass, one cause after the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from conformance.records.outcomes import once
from conformance.records.results import FALSE_STATEMENT, Report, Result, is_not_loaded
from conformance.records.text import cut, failure_text, inputs_text, short, word
from conformance.text.escaping import inline, without_commands

__all__ = ["STYLES", "failure_lines", "failure_text", "failure_texts", "report_text", "short", "word"]

STYLES = {"passed": "green", "not_provided": "dim", "vacuous": "yellow", "expected_failure": "yellow"}


def failure_texts(report: Report) -> list[str]:
    """What is told of each law that is neither held nor known to fail: one text a cause."""
    statements = {law.id: law.statement for law in report.laws}
    told = [
        r
        for r in once(report, _required_first(report))
        if r.status not in ("passed", "not_provided", "expected_failure", "unexpected_pass") and not is_not_loaded(r)
    ]
    through: dict[tuple[str, str], list[str]] = {}
    for result in told:
        if result.cause:
            through.setdefault((result.backend, result.cause), []).append(result.law)
    texts = []
    for result in told:
        if not result.cause:
            laws = through.pop((result.backend, result.law), [])
            text = failure_text(result, statements[result.law], _aside(report, result))
            texts.append(f"{text}\n  also fails through it: {inline(', '.join(laws))}" if laws else text)
    for (backend, cause), laws in through.items():
        texts.append(inline(f"FAIL  {', '.join(laws)}  on {backend}: through {cause}, a known failure"))
    return texts


def report_text(report: Report, backends: Sequence[str], level: str) -> str:
    """The verdict at a level on some of the backends, and a block for each failure that decides it."""
    told = replace(
        report,
        require=level,
        backends=tuple(b for b in report.backends if b.name in backends),
        results=[r for name in backends for r in report.required(name, level)],
        agreement=[a for a in report.agreement if a.left in backends and a.right in backends],
    )
    said = [*map(inline, report.complaints), inline(told.verdict()), *failure_texts(told)]
    return without_commands("\n\n".join(said))


def failure_lines(report: Report) -> list[str]:
    """One line for each law that is neither held nor known to fail, its consequences left out."""
    lines = []
    for result in once(report, _required_first(report)):
        if is_not_loaded(result):
            continue
        if result.status in ("passed", "not_provided", "expected_failure") or result.cause or result.limited:
            continue
        who = "" if result.status == FALSE_STATEMENT else f"  on {result.backend}{_aside(report, result)}"
        head = f"{word(result)}  {result.law}{who}: "
        if result.failure is None:
            lines.append(inline(head + result.note))
        else:
            place = f" (on {inputs_text(result.failure, ', ')})" if result.failure.inputs else ""
            lines.append(inline(f"{head}{cut(result.failure.message)}{place}"))
    return lines


def _required_first(report: Report) -> list[Result]:
    return sorted(report.results, key=lambda r: bool(_aside(report, r)))


def _aside(report: Report, result: Result) -> str:
    """What sets a result apart that does not decide the exit status."""
    return " (hardened, not required)" if result.level == "hardened" and report.require == "core" else ""
