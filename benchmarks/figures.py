"""Figures with their goals, as medians with their spread, in tables."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import click

Figures = dict[str, Any]


@dataclass
class Goals:
    """What was to be reached, and what was measured."""

    met: list[dict[str, Any]] = field(default_factory=list)

    def add(self, what: str, measured: float, bound: str, limit: float) -> str:
        """Notes a goal, `at least` or `at most` a limit; gives the words for the table."""
        reached = measured >= limit if bound == "at least" else measured <= limit
        self.met.append({"goal": what, "bound": bound, "limit": limit, "measured": measured, "met": reached})
        return f"{bound} {limit:g}: {'met' if reached else 'NOT MET'}"


def median(values: Iterable[float]) -> float:
    return statistics.median(values)


def ratios(left: Sequence[float], right: Sequence[float]) -> list[float]:
    return [a / b for a, b in zip(left, right, strict=True)]


def spread(values: Sequence[float], digits: int = 2) -> str:
    """The median, with the smallest and the largest."""
    return f"{median(values):,.{digits}f} ({min(values):,.{digits}f} to {max(values):,.{digits}f})"


def table(title: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Prints columns, the first flush left and the others flush right."""
    click.echo(f"\n{title}\n")
    widths = [max(len(row[k]) for row in (header, *rows)) for k in range(len(header))]
    for row in (header, *rows):
        cells = [
            cell.ljust(w) if k == 0 else cell.rjust(w) for k, (cell, w) in enumerate(zip(row, widths, strict=True))
        ]
        click.echo("  " + "  ".join(cells).rstrip())
