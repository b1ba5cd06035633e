"""A report in the terminal: verdict, matrix, failures, and where backends part."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from conformance.results import AgreementRecord, Report, is_cut_short, visible
from conformance.terminal.failing import STYLES, WORDS, failure_lines, failure_texts, short


def show_report(report: Report, out: Console, detail: int = 0) -> None:
    """Verdict first, then the matrix, the failures, and where backends part.

    `detail` below 0 leaves a line for each failure, and above 0 adds the evidence of each law.
    """

    for complaint in report.complaints:
        out.print(Text(visible(complaint), style="bold red"), soft_wrap=True)
    out.print(Text(visible(report.verdict())), soft_wrap=True)
    for backend in report.backends:
        if not report.incomplete and not report.conforms(backend.name, report.require):
            for hint in backend.hints:
                out.print(Text(visible(f"Hint for {backend.name}: {hint}")), soft_wrap=True)
    if detail < 0:
        for line in failure_lines(report):
            out.print(Text(line), soft_wrap=True)
        for record in report.parted():
            out.print(Text(_parting(record)), soft_wrap=True)
        return
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
            result = cells.get((law.id, backend.name))
            if result is None:
                row.append(Text("not run", style="dim"))
                continue
            count = f" {result.cases}" if result.cases else ""
            row.append(Text(WORDS[result.status] + count, style=STYLES.get(result.status, "bold red")))
        table.add_row(*row)
    out.print(table)
    out.print(Text("Numbers are the inputs, within the limits, on which a law was evaluated with its premises met."))
    if report.require == "core" and any(law.level == "hardened" for law in report.laws):
        out.print(Text("* hardened: beyond the domain; decides the exit status with --require hardened only."))
    out.print(Text(_evidence_text(report)), soft_wrap=True)
    if detail > 0:
        _show_evidence(report, out)
    for result in report.results:
        if result.status == "passed" and is_cut_short(result):
            out.print(Text(visible(f"In part: {result.law} on {result.backend}: {result.note}")), soft_wrap=True)
    for text in failure_texts(report):
        out.print()
        out.print(Text(text), soft_wrap=True)
    _show_agreement(report, out)
    _show_known(report, out)


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

    if not report.agreement:
        return
    parted = [a for a in report.agreement if not a.agrees]
    news = report.parted()
    out.print()
    same = len(report.agreement) - len(parted)
    out.print(Text(f"Agreement: {same} of {len(report.agreement)} comparisons of an operation on two backends agree."))
    for record in parted:
        known = "" if record in news else " (a known failure)"
        out.print(Text(f"  {_parting(record)}{known}"), soft_wrap=True)
    for record in report.agreement:
        if record.note:
            pair = f"{visible(record.left)} and {visible(record.right)}"
            out.print(Text(f"  {record.operation} on {pair}: {visible(record.note)}"), soft_wrap=True)


def _parting(record: AgreementRecord) -> str:
    inputs = ", ".join(f"{k} = {short(v)}" for k, v in (record.inputs or {}).items())
    left = f"{visible(record.left)} gives {short(record.left_value)}"
    right = f"{visible(record.right)} gives {short(record.right_value)}"
    return f"{record.operation} on {inputs}: {left}, {right}"


def _show_evidence(report: Report, out: Console) -> None:
    """For each law and backend how far each stage went, and how many inputs fell into each partition."""

    for result in report.results:
        told = [(stage, result.evidence[stage]) for stage in ("exhaustive", "sampled", "wide")]
        if not any(stage for _, stage in told):
            continue
        out.print()
        out.print(Text(visible(f"{result.law} on {result.backend}, {result.seconds:.2f} s")), soft_wrap=True)
        for name, stage in told:
            if stage is not None:
                bounds = f": {stage.bounds}" if stage.bounds else ""
                out.print(Text(f"  {name:<10} {stage.cases:>7,} of {stage.drawn:,} inputs{bounds}"), soft_wrap=True)
        met = [f"{name} {count:,}" for name, count in result.evidence.covered.items()]
        if met:
            out.print(Text(f"  partitions {', '.join(met)}"), soft_wrap=True)


def _show_known(report: Report, out: Console) -> None:
    """The expected failures: law, backend, reason, issue, and where each is written."""

    known = [(r, r.expectation) for r in report.results if r.status == "expected_failure" and r.expectation is not None]
    if not known:
        return
    out.print()
    out.print(Text("Known failures:"))
    for result, expectation in known:
        told = [f"{result.law} on {result.backend}: {expectation.reason}"]
        told += [expectation.issue] if expectation.issue else []
        told += [f"until {expectation.until}"] if expectation.until else []
        told += [f"{expectation.source}{f' ({result.note})' if result.note else ''}"]
        out.print(Text(visible("  " + "\n    ".join(told))), soft_wrap=True)
