"""Runs over time in the terminal: the last run of each backend, and what it changed."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from conformance.records.levels import legend, marked
from conformance.records.timelines import History, Timeline, Turn
from conformance.records.vocabulary import CORE
from conformance.terminal.console import Console
from conformance.text.escaping import inline

WIDTH = 80

_BAR, _NAMED = 10, 4
"""Characters of a bar, and how many laws are named that have come as far."""


def show_history(history: History, out: Console) -> None:
    """Skipped files first, then each backend: its last run, what broke and was mended, and since when laws fail."""
    for file, why in history.skipped:
        _print(out, f"Skipped {file}: {why}", "  ")
    runs = [run for timeline in history.timelines for run in timeline.runs]
    dates = sorted(run.started for run in runs if run.started)
    span = f", {dates[0]:%Y-%m-%d} to {dates[-1]:%Y-%m-%d}" if dates else ""
    _print(out, f"{_many(history.runs, 'run')} of {_many(len(history.timelines), 'backend')}{span}.", "")
    for timeline in history.timelines:
        out.line()
        _show_timeline(timeline, out)
    if history.ways:
        out.line()
        _show_ways(history, out)
    if told := legend([line.level for timeline in history.timelines for line in timeline.failing], CORE, "required"):
        out.line()
        for line in told:
            _print(out, line, "")


def _show_timeline(timeline: Timeline, out: Console) -> None:
    last = timeline.runs[-1]
    _print(out, last.summary, "  ")
    changed = f", changed since the run before: {', '.join(last.changed)}" if last.changed else ""
    _print(out, f"  last of {_many(len(timeline.runs), 'run')}: {last.when} ({last.file}){changed}", "    ")
    turns = timeline.turns
    _list(out, "broke", [_marked(t) for t in turns if t.broke])
    _list(out, "mended", [_marked(t) for t in turns if t.mended])
    other = [t for t in turns if not t.broke and not t.mended]
    _list(out, "changed", [f"{_marked(t)} ({t.before} → {t.now})" for t in other])
    stretches: dict[int, list[str]] = {}
    for line in timeline.failing:
        assert line.since is not None
        stretches.setdefault(line.since, []).append(marked(line.law, line.level))
    for since, laws in sorted(stretches.items()):
        run = timeline.runs[since]
        reached = " or longer" if since == 0 else ""
        _list(out, f"fails since {run.when}{reached} ({_many(len(timeline.runs) - since, 'run')})", laws)
    if len(timeline.runs) > 1 and not turns:
        _print(out, "  every law is as in the run before", "    ")


def _show_ways(history: History, out: Console) -> None:
    """How far the runs of a ledger have come, with what was tried of the inputs that they are at as a bar."""
    _print(out, f"How far {_many(history.ledger_runs, 'run')} have come by the ledger:", "")
    for way in history.ways:
        named = ", ".join(way.laws[:_NAMED]) + (f" and {len(way.laws) - _NAMED} more" if len(way.laws) > _NAMED else "")
        filled = int(_BAR * way.share)
        bar = "#" * filled + "." * (_BAR - filled)
        _print(out, f"  [{bar}] {way.backend}, {named}: {way.text}", "    ")


def _marked(turn: Turn) -> str:
    return marked(turn.law, turn.level)


def _list(out: Console, what: str, laws: Sequence[str]) -> None:
    if laws:
        _print(out, f"  {what}: {', '.join(laws)}", "    ")


def _print(out: Console, text: str, indent: str) -> None:
    lines = textwrap.wrap(" ".join(inline(text).split(" ")), WIDTH, subsequent_indent=indent, break_on_hyphens=False)
    out.lines("\n".join(lines))


def _many(count: int, thing: str) -> str:
    return f"{count} {thing}{'' if count == 1 else 's'}"
