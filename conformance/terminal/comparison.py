"""Two runs beside each other in the terminal, for 80 columns."""

from __future__ import annotations

import textwrap

from rich.console import Console
from rich.text import Text

from conformance.comparison import Comparison
from conformance.results import visible

WIDTH = 80


def show_comparison(comparison: Comparison, out: Console) -> None:
    """What changed in one line, the spec and the code, then what broke, and the rest."""

    out.print(Text(_wrapped(comparison.verdict(), "")), soft_wrap=True)
    for circumstance in comparison.circumstances:
        out.print(Text(_wrapped(circumstance, "  ")), soft_wrap=True)
    for heading, items in comparison.sections():
        out.print()
        out.print(Text(heading))
        for item, details in items:
            lines = [_wrapped(item, "  "), *(_wrapped(detail, "    ") for detail in details)]
            out.print(Text("\n".join(lines)), soft_wrap=True)


def _wrapped(text: str, indent: str) -> str:
    return textwrap.fill(
        visible(text), WIDTH, initial_indent=indent, subsequent_indent=f"{indent}  ",
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip
