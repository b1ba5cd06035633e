"""What the terminal shows: progress, the matrix of laws and backends, failures, agreement."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from conformance.results import Report, Result, SelftestReport, lean_text, visible

if TYPE_CHECKING:
    from rich.console import Console

    from conformance.api import Progress

_WORDS = {
    "passed": "pass", "failed": "FAIL", "not_provided": "absent", "vacuous": "vacuous", "timed_out": "TIMEOUT",
    "crashed": "CRASH", "expected_failure": "xfail", "unexpected_pass": "XPASS", "harness_error": "ERROR",
}  # fmt: skip

_STYLES = {"passed": "green", "not_provided": "dim", "vacuous": "yellow", "expected_failure": "yellow"}


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
            else (lambda backend, law, done, planned: advance(f"{backend}: {law.id}", done, planned))
        )


@contextmanager
def selftest_bar() -> Iterator[Callable[[str, int, int], None] | None]:
    """A bar while specimens are checked."""
    with _bar() as advance:
        yield advance


def show_report(report: Report, out: Console) -> None:
    """Verdict first, then the matrix, the failures, and where backends part."""
    from rich.table import Table
    from rich.text import Text

    out.print(Text(visible(report.verdict())), soft_wrap=True)
    out.print()
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("law", no_wrap=True, overflow="ellipsis")
    for backend in report.backends:
        limits = ", ".join(f"{k}={v}" for k, v in backend.limits.items())
        name = visible(backend.name)
        table.add_column(Text(f"{name}\n({limits})" if limits else name))
    cells = {(r.law, r.backend): r for r in report.results}
    for law in report.laws:
        row = [Text(law.id if law.level == "core" else f"{law.id}*")]
        for backend in report.backends:
            result = cells[law.id, backend.name]
            count = f" {result.cases}" if result.cases else ""
            row.append(Text(_WORDS[result.status] + count, style=_STYLES.get(result.status, "bold red")))
        table.add_row(*row)
    out.print(table)
    out.print(Text("Numbers are the inputs, within the limits, on which a law was evaluated with its premises met."))
    if report.require == "core" and any(law.level == "hardened" for law in report.laws):
        out.print(Text("* hardened: beyond the domain; decides the exit status with --require hardened only."))
    out.print(Text(_evidence_text(report)), soft_wrap=True)
    statements = {law.id: law.statement for law in report.laws}
    for result in report.results:
        if result.status in ("passed", "not_provided", "expected_failure"):
            continue
        out.print()
        out.print(Text(failure_text(result, statements[result.law])), soft_wrap=True)
    _show_agreement(report, out)


def _evidence_text(report: Report) -> str:
    """How many inputs each stage brought, all laws and backends together."""
    words = {
        "exhaustive": "enumerated up to a bound",
        "sampled": "drawn by Hypothesis",
        "wide": "of the sizes people run",
    }
    cases = {stage: sum(r.evidence[stage].cases for r in report.results if r.evidence[stage]) for stage in words}
    parts = [f"{count:,} {words[stage]}" for stage, count in cases.items()]
    return f"Evidence: {', '.join(parts)} (profile {report.profile}, seed {report.seed})."


def _show_agreement(report: Report, out: Console) -> None:
    from rich.text import Text

    if not report.agreement:
        return
    parted = [a for a in report.agreement if not a.agrees]
    out.print()
    same = len(report.agreement) - len(parted)
    out.print(Text(f"Agreement: {same} of {len(report.agreement)} comparisons of an operation on two backends agree."))
    for record in parted:
        inputs = ", ".join(f"{k} = {lean_text(v)}" for k, v in (record.inputs or {}).items())
        left = f"{visible(record.left)} gives {lean_text(record.left_value)}"
        right = f"{visible(record.right)} gives {lean_text(record.right_value)}"
        out.print(Text(f"  {record.operation} on {inputs}: {left}, {right}"), soft_wrap=True)


def show_selftest(report: SelftestReport, out: Console) -> None:
    """Verdict first, then what each law catches, the matrix of faults and laws, and what was found otherwise."""
    from rich.table import Table
    from rich.text import Text

    out.print(Text(report.verdict()), soft_wrap=True)
    for name in report.absent:
        out.print(
            f"Not tried: {name}, which is not installed: pip install 'masking-conformance[{name}]'", soft_wrap=True
        )
    if not report.specimens:
        return
    out.print()
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in ("", "law", "catches", "alone"):
        table.add_column(heading, justify="left" if heading == "law" else "right")
    for number, law in enumerate(report.laws, 1):
        alone = report.caught_only_by(law.id)
        table.add_row(str(number), law.id, str(report.caught_by(law.id)), str(alone) if alone else "")
    out.print(table)
    out.print(Text("alone: faults that no other law sees."))
    out.print()
    width = max(len(s.name) for s in report.faulty) if report.faulty else 0
    numbers = [str(number) for number in range(1, len(report.laws) + 1)]
    for line in zip(*(n.rjust(2) for n in numbers), strict=True):
        out.print(Text(f"{' ' * width}  {''.join(line)}"), soft_wrap=True)
    for s in report.faulty:
        cells = "".join(_mark(s.found.get(law.id), s.named.get(law.id)) for law in report.laws)
        out.print(Text(f"{s.name.ljust(width)}  {cells}"), soft_wrap=True)
    out.print(
        Text("# failed as named, ! failed otherwise, ? named and did not fail, · neither. --html tells each slip.")
    )
    slowest = max(report.faulty, key=lambda s: s.seconds_to_first, default=None)
    if slowest is not None:
        times = sorted(s.seconds_to_first for s in report.faulty)
        out.print(Text(f"To the first failure: {times[len(times) // 2]:.2f} s in the median, "
                       f"{slowest.seconds_to_first:.2f} s at most ({slowest.name})."), soft_wrap=True)  # fmt: skip
    for s in report.odd:
        out.print()
        out.print(Text(f"{s.name}: {s.slip}"), soft_wrap=True)
        for law in report.laws:
            named, found, alarm = s.named.get(law.id), s.found.get(law.id), s.alarms.get(law.id)
            if named != found or alarm:
                out.print(Text(f"  {law.id}: named {named or 'nothing'}, found {found or alarm or 'nothing'}"))


def _mark(found: str | None, named: str | None) -> str:
    if found is None:
        return "·" if named is None else "?"
    return "#" if found == named else "!"


def failure_text(result: Result, statement: str) -> str:
    """Law and statement, smallest input, what the law expects, what the backend gave, and a snippet."""
    head = f"{_WORDS[result.status]}  {result.law}  on {result.backend}"
    failure = result.failure
    if failure is None:
        return f"{head}: {result.note}\n{_indent(statement.strip())}"
    inputs = "\n".join(f"{name} = {lean_text(value)}" for name, value in failure.inputs.items())
    parts = [
        f"{head}: {failure.reason}",
        _indent(statement.strip()),
        _indent(f"smallest input found\n{_indent(inputs or 'none')}"),
        _indent(f"the law expects    {failure.expected_text}"),
        _indent(f"the backend gave   {failure.actual_text}"),
    ]
    wrong = [c for c in failure.calls if c.differs]
    if wrong and result.kind == "theorem":
        lines = [f"{c.term}: gave {lean_text(c.returned)}, its definition says {lean_text(c.specified)}" for c in wrong]
        parts.append(_indent("the call at fault\n" + _indent("\n".join(lines))))
    parts.append(_indent("reproduce\n" + _indent(failure.reproduce.rstrip())))
    return visible("\n".join(parts))


def _indent(text: str) -> str:
    return "\n".join(f"  {line}" if line else "" for line in text.split("\n"))
