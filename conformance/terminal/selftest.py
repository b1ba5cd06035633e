"""What the harness caught, in the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from conformance.records.law import LawRecord
from conformance.records.selftest import SelftestReport, SpecimenRecord
from conformance.records.vocabulary import STAGES
from conformance.terminal.console import Console


def show_selftest(report: SelftestReport, out: Console) -> None:
    """Verdict first, then what laws and stages catch, the laws that each fault fails, and what was found otherwise."""
    out.paragraph(report.verdict())
    for name in report.absent:
        out.line(f"Not tried: {name}, which is not installed: pip install 'masking-conformance[{name}]'")
    if not report.specimens:
        return
    out.line()
    rows = []
    for number, law in enumerate(report.laws, 1):
        alone = report.caught_only_by(law.id)
        until = [f"{stage} {n:,}" for stage in STAGES if (n := report.until(law.id, stage)) is not None]
        counts = (report.caught_by(law.id), report.asked_about(law.id), alone or "", ", ".join(until))
        rows.append([(cell, "") for cell in (str(number), law.id, *map(str, counts))])
    out.table(("", "law", "catches", "of", "alone", "until"), rows, right=(0, 2, 3, 4))
    out.line()
    stages = [(name, str(report.seen_in(name)), str(len(report.seen_only_in(name)))) for name in STAGES]
    out.table(("stage", "catches", "alone"), [[(cell, "") for cell in row] for row in stages], right=(1, 2))
    if together := report.seen_in_no_stage:
        out.paragraph(f"In no stage by itself, but in all of them in turn: {', '.join(s.name for s in together)}.")
    out.paragraph("of: faults that the law was asked about, as it may hang on what they change. "
                  "alone: faults that no other law, or no other stage, sees. until: of the faults that the law sees "
                  "first in a stage, how many inputs of it that takes in the median.")  # fmt: skip
    out.line()
    told = [[(s.name, ""), (_failed(s, report.laws), "")] for s in report.faulty]
    out.table(("faulty backend", "laws that failed on it, by number"), told)
    out.paragraph("! failed otherwise than named, ? named and did not fail. --html tells each slip.")
    slowest = max(report.faulty, key=lambda s: s.seconds_to_first, default=None)
    if slowest is not None:
        times = sorted(s.seconds_to_first for s in report.faulty)
        most = f"{slowest.seconds_to_first:.2f} s at most ({slowest.name})"
        out.paragraph(f"To the first failure: {times[len(times) // 2]:.2f} s in the median, {most}.")
    if curve := report.curve():
        counts_within = ", ".join(f"{faults:,} within {inputs:,}" for inputs, faults in curve)
        out.paragraph(f"Faults found over inputs of all laws in turn: {counts_within}.")
    for s in report.odd:
        out.line()
        out.line(f"{s.name}: {s.slip}")
        for law in report.laws:
            named, found, alarm = s.named.get(law.id), s.found.get(law.id), s.alarms.get(law.id)
            if named != found or alarm:
                out.line(f"  {law.id}: named {named or 'nothing'}, found {found or alarm or 'nothing'}")


def _failed(specimen: SpecimenRecord, laws: Sequence[LawRecord]) -> str:
    """The numbers of the laws that failed or should have, each marked where it is not as named."""
    marks = (
        (number, _mark(specimen.found.get(law.id), specimen.named.get(law.id))) for number, law in enumerate(laws, 1)
    )
    return " ".join(f"{number}{mark}" for number, mark in marks if mark is not None)


def _mark(found: str | None, named: str | None) -> str | None:
    if found is None:
        return None if named is None else "?"
    return "" if found == named else "!"
