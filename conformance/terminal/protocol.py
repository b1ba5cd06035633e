"""What the suite of the protocol found, in the terminal."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from conformance.protocol.records import SuiteReport
from conformance.results import visible

_MARKS = {"passed": "ok  ", "failed": "FAIL", "skipped": "skip"}


def show_protocol(report: SuiteReport, out: Console) -> None:
    """Verdict first, then every check, and what was sent, expected and came where one failed."""

    def line(text: str) -> None:
        out.print(Text(visible(text)), soft_wrap=True)

    line(report.verdict())
    line("")
    for check in report.checks:
        line(f"{_MARKS[check.status]}  {check.name}: {check.about}")
        if check.status == "skipped":
            line(f"      not tried: {check.came}")
        if check.status == "failed":
            for label, text in (("sent", check.sent), ("expected", check.expected), ("came", check.came)):
                if text:
                    line(f"      {label:<8}  {text}")
    if report.of("failed"):
        line("")
        line("docs/protocol.md describes the protocol.")
