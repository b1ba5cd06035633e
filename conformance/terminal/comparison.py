"""Two runs beside each other in the terminal, for 80 columns."""

from __future__ import annotations

import textwrap

from conformance.records.comparison import Comparison
from conformance.terminal.console import Console
from conformance.text.escaping import inline

WIDTH = 80


def show_comparison(comparison: Comparison, out: Console) -> None:
    """What changed in one line, the spec and the code, then what broke, and the rest."""
    out.lines(_wrapped(comparison.verdict(), ""))
    for circumstance in comparison.circumstances:
        out.lines(_wrapped(circumstance, "  "))
    for heading, items in comparison.sections():
        out.line()
        out.line(heading)
        for item, details in items:
            lines = [_wrapped(item, "  "), *(_wrapped(detail, "    ") for detail in details)]
            out.lines("\n".join(lines))


def _wrapped(text: str, indent: str) -> str:
    return textwrap.fill(
        inline(text), WIDTH, initial_indent=indent, subsequent_indent=f"{indent}  ",
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip
