"""What the harness caught, in the terminal."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from conformance.results import SelftestReport


def show_selftest(report: SelftestReport, out: Console) -> None:
    """Verdict first, then what each law catches, the matrix of faults and laws, and what was found otherwise."""

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
