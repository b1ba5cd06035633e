"""The console, and a bar on standard error while something goes on."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from conformance.results import visible

if TYPE_CHECKING:
    from rich.console import Console

    from conformance.running import Progress


def console(stream: TextIO | None = None) -> Console:
    """A console that is plain where the stream is not a terminal, and that never fails on a character."""
    from rich.console import Console

    target = stream or sys.stdout
    reconfigure = getattr(target, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="backslashreplace")
    width = None if target.isatty() else 100
    plain = "NO_COLOR" in os.environ or not target.isatty()
    return Console(file=target, no_color=plain, highlight=False, width=width, emoji=False, markup=False)


@contextmanager
def _bar() -> Iterator[Callable[[str, int, int], None] | None]:
    """A bar on standard error; nothing where that is not a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(bar_width=20), MofNCompleteColumn())
    with Progress(*columns, console=console(sys.stderr), transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda what, done, planned: bar.update(task, description=visible(what), completed=done, total=planned)


@contextmanager
def progress_bar() -> Iterator[Progress | None]:
    """A bar while laws are checked."""
    with _bar() as advance:
        yield (
            None
            if advance is None
            else (lambda session, law, done, planned: advance(f"{session.name}: {law.id}", done, planned))
        )


@contextmanager
def selftest_bar() -> Iterator[Callable[[str, int, int], None] | None]:
    """A bar while specimens are checked."""
    with _bar() as advance:
        yield advance
