"""A bar on standard error while something goes on; nothing where that is not a terminal."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from conformance.terminal.console import errors
from conformance.text.escaping import inline

if TYPE_CHECKING:
    from conformance.laws.laws import Law
    from conformance.runs.running import Progress
    from conformance.runs.sessions import Session


class _AtWork:
    """What a session is at, in words: backend, law, stage, and inputs a second in that stage."""

    def __init__(self, session: Session, law: Law) -> None:
        self.session, self.law = session, law
        self._stage, self._since, self._before = "", time.monotonic(), 0

    def __str__(self) -> str:
        stage, inputs = self.session.at(self.law)
        now = time.monotonic()
        if stage != self._stage or inputs < self._before:
            self._stage, self._since, self._before = stage, now, inputs
        seconds = now - self._since
        rate = f", {(inputs - self._before) / seconds:,.0f}/s" if seconds > 0.2 and inputs > self._before else ""
        told = f" {stage}{rate}" if stage else ""
        return inline(f"{self.session.name}: {self.law.id}{told}")


@contextmanager
def progress_bar() -> Iterator[Progress | None]:
    """A bar while laws are checked: the law at work, its stage and cases a second, and how much is done."""
    if not errors().is_terminal:
        yield None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task
    from rich.text import Text

    class AtWork(ProgressColumn):
        max_refresh = 0.1

        def render(self, task: Task) -> Text:
            return Text(str(task.fields.get("work", "")), overflow="ellipsis", no_wrap=True)

    columns = (BarColumn(bar_width=12), MofNCompleteColumn(), AtWork())
    with Progress(*columns, console=errors().for_bars(), transient=True) as bar:
        task = bar.add_task("", total=None)

        def advance(session: Session, law: Law, done: int, planned: int) -> None:
            bar.update(task, work=_AtWork(session, law), completed=done, total=planned)

        yield advance


@contextmanager
def counting_bar() -> Iterator[Callable[[str, int, int], None] | None]:
    """A bar while things are done one after the other, such as the specimens that are checked."""
    if not errors().is_terminal:
        yield None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(bar_width=20), MofNCompleteColumn())
    with Progress(*columns, console=errors().for_bars(), transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda what, done, planned: bar.update(task, description=inline(what), completed=done, total=planned)
