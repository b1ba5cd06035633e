"""What the suite of the protocol found, in the terminal."""

from __future__ import annotations

from conformance.protocol.records import SuiteReport
from conformance.terminal.console import Console

_MARKS = {"passed": "ok  ", "failed": "FAIL", "skipped": "skip"}


def show_protocol(report: SuiteReport, out: Console) -> None:
    """Verdict first, then every check, and what was sent, expected and came where one failed."""
    out.line(report.verdict())
    out.line()
    for check in report.checks:
        out.line(f"{_MARKS[check.status]}  {check.name}: {check.about}")
        if check.status == "skipped":
            out.line(f"      not tried: {check.came}")
        if check.status == "failed":
            for label, text in (("sent", check.sent), ("expected", check.expected), ("came", check.came)):
                if text:
                    out.line(f"      {label:<8}  {text}")
    if report.of("failed"):
        out.line()
        out.line("docs/protocol.md describes the protocol.")
