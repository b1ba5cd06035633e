"""What the harness caught, in the terminal."""

from __future__ import annotations

from conformance.records.selftest import SelftestReport
from conformance.records.vocabulary import STAGES
from conformance.terminal.console import Console


def show_selftest(report: SelftestReport, out: Console) -> None:
    """Verdict first, then what laws and stages catch, the matrix of faults and laws, and what was found otherwise."""
    out.line(report.verdict())
    for name in report.absent:
        out.line(f"Not tried: {name}, which is not installed: pip install 'masking-conformance[{name}]'")
    if not report.specimens:
        return
    out.line()
    rows = []
    for number, law in enumerate(report.laws, 1):
        alone = report.caught_only_by(law.id)
        cells = (str(number), law.id, str(report.caught_by(law.id)), str(alone) if alone else "")
        rows.append([(cell, "") for cell in cells])
    out.table(("", "law", "catches", "alone"), rows, right=(0, 2, 3))
    out.line()
    stages = [(name, str(report.seen_in(name)), str(len(report.seen_only_in(name)))) for name in STAGES]
    out.table(("stage", "catches", "alone"), [[(cell, "") for cell in row] for row in stages], right=(1, 2))
    if together := report.seen_in_no_stage:
        out.paragraph(f"In no stage by itself, but in all of them in turn: {', '.join(s.name for s in together)}.")
    out.line("alone: faults that no other law, or no other stage, sees.")
    out.line()
    width = max(len(s.name) for s in report.faulty) if report.faulty else 0
    numbers = [str(number) for number in range(1, len(report.laws) + 1)]
    for line in zip(*(n.rjust(2) for n in numbers), strict=True):
        out.line(f"{' ' * width}  {''.join(line)}")
    for s in report.faulty:
        marks = "".join(_mark(s.found.get(law.id), s.named.get(law.id)) for law in report.laws)
        out.line(f"{s.name.ljust(width)}  {marks}")
    out.paragraph("# failed as named, ! failed otherwise, ? named and did not fail, · neither. --html tells each slip.")
    slowest = max(report.faulty, key=lambda s: s.seconds_to_first, default=None)
    if slowest is not None:
        times = sorted(s.seconds_to_first for s in report.faulty)
        most = f"{slowest.seconds_to_first:.2f} s at most ({slowest.name})"
        out.line(f"To the first failure: {times[len(times) // 2]:.2f} s in the median, {most}.")
    for s in report.odd:
        out.line()
        out.line(f"{s.name}: {s.slip}")
        for law in report.laws:
            named, found, alarm = s.named.get(law.id), s.found.get(law.id), s.alarms.get(law.id)
            if named != found or alarm:
                out.line(f"  {law.id}: named {named or 'nothing'}, found {found or alarm or 'nothing'}")


def _mark(found: str | None, named: str | None) -> str:
    if found is None:
        return "·" if named is None else "?"
    return "#" if found == named else "!"
