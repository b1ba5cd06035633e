"""The page of runs over time: laws by runs for each backend, since when each law fails, and what runs took."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from conformance.records.timelines import History, Run, Timeline
from conformance.records.vocabulary import FALSE_STATEMENT
from conformance.reports.rendering import page

MOST_RUNS = 100
"""Columns of a table; the newest are shown, and since when a law fails is told from all."""

MARKS = {
    "passed": "●", "failed": "✕", "not_provided": "·", "vacuous": "○", "timed_out": "✕", "crashed": "✕",
    "expected_failure": "△", "unexpected_pass": "▲", "harness_error": "!",
    FALSE_STATEMENT: "!",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bar:
    """A run in a chart, in the chart's own units: place, height, and what it says."""

    x: float
    height: float
    text: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A number of each run as bars of at most `HEIGHT`, the oldest first."""

    title: str
    summary: str
    width: int
    bars: tuple[Bar, ...]


HEIGHT, STEP = 48, 12


def render(history: History) -> str:
    """The page of a history."""
    charts = {timeline.backend: charts_of(timeline) for timeline in history.timelines}
    first = {timeline.backend: max(0, len(timeline.runs) - MOST_RUNS) for timeline in history.timelines}
    values = {"history": history, "charts": charts, "first": first, "marks": MARKS, "height": HEIGHT}
    return page("history.html", values, styles=("page.css", "history.css"))


def charts_of(timeline: Timeline) -> tuple[Chart, Chart]:
    """How long the newest runs took, and on how many inputs laws were evaluated."""
    runs = timeline.runs[-MOST_RUNS:]
    seconds = [run.seconds for run in runs]
    cases = [float(run.cases) for run in runs]
    return (
        _chart("Seconds", runs, seconds, [f"{s:,.2f} s" for s in seconds]),
        _chart("Inputs", runs, cases, [f"{c:,.0f} inputs" for c in cases]),
    )


def _chart(title: str, runs: Sequence[Run], values: Sequence[float], words: Sequence[str]) -> Chart:
    most = max(values) or 1.0
    bars = tuple(
        Bar(k * STEP + 1, round(HEIGHT * value / most, 2), f"{run.when}: {word}")
        for k, (run, value, word) in enumerate(zip(runs, values, words, strict=True))
    )
    largest = words[values.index(max(values))]
    return Chart(title, f"{title} a run: last {words[-1]}, most {largest}", len(runs) * STEP, bars)
