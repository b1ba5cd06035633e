"""A report in the terminal: verdict, matrix, failures, and where backends part."""

from __future__ import annotations

from collections.abc import Sequence

from conformance.records.agreement import AgreementRecord, furthest, parted
from conformance.records.crossings import combinations, missing_text, summed_text, worst_text
from conformance.records.law import LawRecord, by_module
from conformance.records.levels import legend, marked
from conformance.records.report import Report
from conformance.records.result import Result, is_cut_short
from conformance.records.telling import count_text, failure_lines, failure_texts, word
from conformance.records.values import short
from conformance.records.verdicts import conform
from conformance.records.vocabulary import STAGES
from conformance.terminal.console import Console
from conformance.text.escaping import inline

_STYLES = {"passed": "green", "not_provided": "dim", "vacuous": "yellow", "expected_failure": "yellow"}


def show_report(report: Report, out: Console, detail: int = 0) -> None:
    """Verdict first, then the matrix, the failures, and where backends part.

    `detail` below 0 leaves a line for each failure, and above 0 adds the evidence of each law.
    """
    for complaint in report.complaints:
        out.line(complaint, "bold red")
    out.line(report.verdict())
    required = report.required_by_backend(report.require)
    for backend in report.backends:
        if not report.incomplete and not conform(required[backend.name]):
            for hint in backend.hints:
                out.line(f"Hint for {backend.name}: {hint}")
    if detail < 0:
        for line in failure_lines(report.results, report.require):
            out.line(line)
        for record in report.parted():
            out.line(_parting(record))
        return
    out.line()
    headings = ["law"]
    for backend in report.backends:
        limits = ", ".join(f"{k}={v}" for k, v in backend.limits.items())
        headings.append(inline(backend.name) + (f"\n({inline(limits)})" if limits else ""))
    cells = {(r.law, r.backend): r for r in report.results}
    rows: list[list[tuple[str, str]]] = []
    for module, laws in by_module(report.laws):
        if module:
            rows.append([(f"{module}, {len(laws)} laws", "bold")])
            results = [cells.get((law.id, backend.name)) for law in laws for backend in report.backends]
            if all(r is not None and r.status == "not_provided" for r in results):
                rows[-1] += [("absent", _STYLES["not_provided"])] * len(report.backends)
                continue
            rows[-1] += [("", "")] * len(report.backends)
        rows += _rows(laws, [[cells.get((law.id, b.name)) for b in report.backends] for law in laws], detail)
    out.table(headings, rows)
    for backend in report.backends:
        if backend.forms:
            forms = ", ".join(f"{k}={v}" for k, v in backend.forms.items())
            out.paragraph(f"Forms of {inline(backend.name)}: {inline(forms)}.")
    out.paragraph("Numbers are the inputs, within the limits, on which a law was evaluated with its premises met.")
    for line in legend([law.level for law in report.laws], report.require):
        out.paragraph(line)
    out.line(_evidence_text(report))
    if crossed := summed_text(report.results):
        out.paragraph(f"Crossed, sizes with shapes, shapes with layouts and so on: {crossed}.")
    if detail > 0:
        _show_evidence(report, out)
    for result in report.results:
        if result.status == "passed" and is_cut_short(result):
            out.line(f"In part: {result.law} on {result.backend}: {result.note}")
    for text in failure_texts(report.results, report.laws, report.require):
        out.line()
        out.lines(text)
    _show_agreement(report, out)
    _show_known(report, out)


def _rows(
    laws: Sequence[LawRecord], results: Sequence[Sequence[Result | None]], detail: int
) -> list[list[tuple[str, str]]]:
    """A row for each law; where `detail` is not above 0, those that no backend provides have one together."""
    absent = [all(r is not None and r.status == "not_provided" for r in several) for several in results]
    is_told = detail > 0 or sum(absent) < 2
    rows = [_row(law, several) for law, several, not_there in zip(laws, results, absent, strict=True)
            if is_told or not not_there]  # fmt: skip
    if not is_told:
        told = f"{sum(absent)} {'other ' if rows else ''}laws"
        rows.append([(told, "dim"), *[("absent", _STYLES["not_provided"])] * len(results[0])])
    return rows


def _row(law: LawRecord, results: Sequence[Result | None]) -> list[tuple[str, str]]:
    """What became of a law, backend by backend."""
    row = [(marked(law.id, law.level), "")]
    for result in results:
        told = "not run" if result is None else f"{word(result)} {count_text(result)}".rstrip()
        row.append((told, "dim" if result is None else _STYLES.get(result.status, "bold red")))
    return row


def _evidence_text(report: Report) -> str:
    """How many inputs each stage brought, all laws and backends together."""
    words = {
        "exhaustive": "enumerated up to a bound",
        "sampled": "drawn by Hypothesis",
        "wide": "of the sizes people run",
        "numeric": "of any real numbers",
    }
    cases = {stage: sum(r.evidence[stage].cases for r in report.results if r.evidence[stage]) for stage in words}
    if not cases["numeric"]:
        del cases["numeric"]
    parts = [f"{count:,} {words[stage]}" for stage, count in cases.items()]
    revision = f", revision {inline(report.spec.revision)}" if report.spec.revision else ""
    return f"Evidence: {', '.join(parts)} (profile {report.profile}, seed {report.seed}{revision})."


def _show_agreement(report: Report, out: Console) -> None:
    if not report.agreement:
        return
    apart = [a for a in report.agreement if not a.agrees]
    news, required = set(map(id, parted(report.agreement, report.results))), set(map(id, report.parted()))
    out.line()
    same = len(report.agreement) - len(apart)
    out.line(f"Agreement: {same} of {len(report.agreement)} comparisons of an operation on two backends agree.")
    for record in apart:
        is_new, is_required = id(record) in news, id(record) in required
        mark = "" if is_required else " (not required)" if is_new else " (a known failure)"
        out.line(f"  {_parting(record)}{mark}")
    for record in furthest(report.agreement):
        assert record.apart is not None
        worst = f"{worst_text(record.apart)} both, in {record.operation}" if record.apart.share else "not apart"
        out.line(f"  {record.left} and {record.right} on real numbers: {worst}")
    for record in report.agreement:
        if record.note:
            out.line(f"  {record.operation} on {record.left} and {record.right}: {record.note}")


def _parting(record: AgreementRecord) -> str:
    inputs = ", ".join(f"{k} = {short(v)}" for k, v in (record.inputs or {}).items())
    left = f"{record.left} gives {short(record.left_value)}"
    right = f"{record.right} gives {short(record.right_value)}"
    how_far = "" if record.apart is None else f", {worst_text(record.apart)} both"
    return f"{record.operation} on {inputs}: {left}, {right}{how_far}"


def _show_evidence(report: Report, out: Console) -> None:
    """For each law and backend how far each stage went, what was crossed, and how many inputs each partition met."""
    for result in report.results:
        told = [(stage, result.evidence[stage]) for stage in STAGES]
        if not any(stage for _, stage in told):
            continue
        out.line()
        out.line(f"{result.law} on {result.backend}, {result.seconds:.2f} s")
        for name, stage in told:
            if stage is not None:
                bounds = f": {stage.bounds}" if stage.bounds else ""
                out.line(f"  {name:<10} {stage.cases:>7,} of {stage.drawn:,} inputs{bounds}")
        if (crossed := result.evidence.crossed) is not None:
            out.line(f"  {'crossed':<10} {crossed.met:>7,} of {crossed.there:,} {combinations(crossed.strength)} met")
            for missing in crossed.missing:
                out.paragraph(f"missing {missing_text(missing)}", indent=4)
        if (worst := result.evidence.worst_error) is not None:
            out.line(f"  {'worst error':<18} {worst_text(worst)}")
        met = [f"{name} {count:,}" for name, count in result.evidence.covered.items()]
        if met:
            out.line(f"  partitions {', '.join(met)}")


def _show_known(report: Report, out: Console) -> None:
    """The expected failures: law, backend, reason, issue, and where each is written."""
    known = [(r, r.expectation) for r in report.results if r.status == "expected_failure" and r.expectation is not None]
    if not known:
        return
    out.line()
    out.line("Known failures:")
    for result, expectation in known:
        told = [f"{result.law} on {result.backend}: {expectation.reason}"]
        told += [expectation.issue] if expectation.issue else []
        told += [f"until {expectation.until}"] if expectation.until else []
        told += [f"{expectation.source}{f' ({result.note})' if result.note else ''}"]
        out.lines("  " + "\n    ".join(map(inline, told)))
