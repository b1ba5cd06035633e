"""A report in the terminal: verdict, matrix, where backends part, and failures."""

from __future__ import annotations

from collections.abc import Sequence

from conformance.records import thin
from conformance.records.agreement import apart_most, noted, parted
from conformance.records.crossings import combinations, missing_text, summed_text, worst_text
from conformance.records.law import LawRecord, by_module, proofs_text
from conformance.records.levels import legend, marked
from conformance.records.partings import alike_text, partings, shown_text
from conformance.records.report import Report
from conformance.records.result import Result, is_cut_short
from conformance.records.telling import count_text, failure_blocks, failure_lines, word
from conformance.records.thin import why_thin
from conformance.records.verdicts import conform
from conformance.records.vocabulary import STAGES
from conformance.terminal.console import Console
from conformance.text.escaping import inline

_ROLES = {"head": "bold", "expected": "green", "actual": "red", "hint": "cyan"}
"""How the parts of what is told of a failure are shown."""

_NAMED = 5
"""How many definitions are named that stood in for what a backend lacks."""

_STYLES = {"passed": "green", "not_provided": "dim", "vacuous": "yellow", "expected_failure": "yellow"}


def show_report(report: Report, out: Console, detail: int = 0) -> None:
    """The verdict, the matrix, where backends part, known failures, and the failures, those that decide last.

    Where failures were told, the verdict stands after them once more: a terminal shows the end first. `detail` below 0
    leaves a line for each failure, and above 0 adds the evidence of each law.
    """
    _show_verdict(report, out)
    if detail < 0:
        for line in failure_lines(report.results, report.require):
            out.line(line)
        for one in report.partings():
            out.line(f"{one.operation}: {one.who}, {shown_text(one.records[0])}")
        return
    out.line()
    _show_matrix(report, out, detail)
    if detail > 0:
        _show_evidence(report, out)
    for result in report.results:
        if result.status == "passed" and is_cut_short(result):
            out.line(f"In part: {result.law} on {result.backend}: {result.note}")
    _show_agreement(report, out)
    _show_known(report, out)
    blocks = failure_blocks(report.results, report.laws, report.require)
    for block in reversed(blocks):
        out.line()
        for part in block:
            (out.folded if part.folds else out.lines)(part.text, _ROLES.get(part.role, ""))
    if blocks:
        out.line()
        _show_verdict(report, out)


def _show_verdict(report: Report, out: Console) -> None:
    for complaint in report.complaints:
        out.line(complaint, "bold red")
    for sentence in report.verdicts():
        out.line(sentence, "bold")
    required = report.required_by_backend(report.require)
    for backend in report.backends:
        if not report.incomplete and not conform(required[backend.name]):
            for hint in backend.hints:
                out.line(f"Hint for {backend.name}: {hint}")


def _show_matrix(report: Report, out: Console, detail: int) -> None:
    headings = ["law"]
    for backend in report.backends:
        limits = ", ".join(f"{k}={v}" for k, v in backend.limits.items())
        headings.append(inline(backend.name) + (f"\n({inline(limits)})" if limits else ""))
    cells = {(r.law, r.backend): r for r in report.results}
    rows: list[list[tuple[str, str]]] = []
    for module, laws in by_module(report.laws):
        of_laws = [(law, [cells.get((law.id, b.name)) for b in report.backends]) for law in laws]
        if module:
            rows.append([(f"{module}, {len(laws)} laws", "bold")])
            absent = {_absent(r) for _, results in of_laws for r in results}
            if len(absent) == 1 and all(absent):
                rows[-1] += [_cell(result) for result in of_laws[0][1]]
                continue
            rows[-1] += [("", "")] * len(report.backends)
        rows += _rows(of_laws, detail)
    out.table(headings, rows)
    for backend in report.backends:
        if backend.forms:
            forms = ", ".join(f"{k}={v}" for k, v in backend.forms.items())
            out.paragraph(f"Forms of {inline(backend.name)}: {inline(forms)}.")
    out.paragraph("Numbers are the inputs, within the limits, on which a law was evaluated with its premises met.")
    for line in [*legend([law.level for law in report.laws], report.require), *thin.legend(report.results)]:
        out.paragraph(line)
    out.paragraph(" ".join(filter(None, (_evidence_text(report), proofs_text(report.laws)))))
    if report.spec.coverage:
        lacks = f"; it lacks {inline(', '.join(report.spec.lacks))}" if report.spec.lacks else ""
        out.paragraph(f"The spec has {report.spec.coverage}{lacks}.")
    if told := _by_definition(report.results):
        out.paragraph(told)
    if crossed := summed_text(report.results):
        out.paragraph(f"Crossed, sizes with shapes, shapes with layouts and so on: {crossed}.")


_LawAndResults = tuple[LawRecord, Sequence[Result | None]]


def _rows(of_laws: Sequence[_LawAndResults], detail: int) -> list[list[tuple[str, str]]]:
    """A row for each law; where `detail` is not above 0, those that some backends do not provide share one, as do those
    that were not run.

    They do where the others pass: one row for all laws that the same backends do not provide.
    """
    folded: dict[tuple[str, ...], list[_LawAndResults]] = {}
    for law, results in of_laws if detail <= 0 else ():
        statuses = tuple([_absent(r) or ("passed" if _is_plain_pass(r) else "") for r in results])
        if all(statuses) and any(map(_absent, results)):
            folded.setdefault(statuses, []).append((law, results))
    several = [some for some in folded.values() if len(some) > 1]
    hidden = {law.id for some in several for law, _ in some}
    shown = [(law, results) for law, results in of_laws if law.id not in hidden]
    rows = [[(marked(law.id, law.level), ""), *map(_cell, results)] for law, results in shown]
    other = "other " if rows else ""
    for some in several:
        # The numbers of inputs are of one law each.
        cells = [_cell(r) if r is None else (word(r), _STYLES[r.status]) for r in some[0][1]]
        rows.append([(f"{len(some)} {other}laws", "dim"), *cells])
    return rows


def _absent(result: Result | None) -> str:
    """Why nothing is known of a law on a backend; empty where something is."""
    return "not_run" if result is None else result.status if result.status == "not_provided" else ""


def _is_plain_pass(result: Result | None) -> bool:
    return result is not None and result.status == "passed" and not why_thin(result) and not is_cut_short(result)


def _cell(result: Result | None) -> tuple[str, str]:
    """What became of a law on a backend."""
    if result is None:
        return "not run", "dim"
    return f"{word(result)} {count_text(result)}".rstrip(), _STYLES.get(result.status, "bold red")


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


def _by_definition(results: Sequence[Result]) -> str:
    """What was not asked of a backend in laws that were checked; empty where all was."""
    several = [r for r in results if r.by_definition]
    names = list(dict.fromkeys(name for r in several for name in r.by_definition))
    if not names:
        return ""
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    laws = f"{len(several)} {'result' if len(several) == 1 else 'results'}"
    told = ", ".join(inline(name) for name in names[:_NAMED])
    return f"In {laws} what a backend lacks was taken from its definition: {told}{more}."


def _show_agreement(report: Report, out: Console) -> None:
    if not report.agreement:
        return
    news, required = set(map(id, parted(report.agreement, report.results))), set(map(id, report.parted()))
    told = partings(report.agreement)
    operations = dict.fromkeys(a.operation for a in report.agreement)
    same = len(operations) - len({one.operation for one in told})
    out.line()
    out.line(f"Agreement: {same} of {len(operations)} operations give the same on all backends that were compared.")
    for one in told:
        ids = set(map(id, one.records))
        mark = "" if ids & required else " (not required)" if ids & news else " (a known failure)"
        out.paragraph(f"{one.operation}: {one.who}{mark}", indent=2)
        for record in one.records:
            out.paragraph(shown_text(record), indent=4)
        if alike := alike_text(one):
            out.paragraph(alike, indent=4)
    for record in apart_most(report.agreement, 1):
        assert record.apart is not None
        who, worst = f"{record.left} and {record.right}", f"{worst_text(record.apart)} both"
        out.paragraph(f"on real numbers {who} are furthest apart in {record.operation}: {worst}", indent=2)
    for note, records in noted(report.agreement).items():
        out.paragraph(f"{', '.join(dict.fromkeys(r.operation for r in records))}: {note}", indent=2)


def _show_evidence(report: Report, out: Console) -> None:
    """For each law and backend how far each stage went, what was crossed, how many inputs each partition met, and
    whether the law is proved."""
    proofs = {law.id: law.proof_told for law in report.laws}
    for result in report.results:
        told = [(stage, result.evidence[stage]) for stage in STAGES]
        if not any(stage for _, stage in told):
            continue
        out.line()
        out.folded(inline(f"{result.law} on {result.backend}, {result.seconds:.2f} s"))
        for name, stage in told:
            if stage is not None:
                bounds = f": {stage.bounds}" if stage.bounds else ""
                out.folded(inline(f"  {name:<10} {stage.cases:>7,} of {stage.drawn:,} inputs{bounds}"))
        if (crossed := result.evidence.crossed) is not None:
            out.folded(
                inline(f"  {'crossed':<10} {crossed.met:>7,} of {crossed.there:,} {combinations(crossed.strength)} met")
            )
            for missing in crossed.missing:
                out.paragraph(f"missing {missing_text(missing)}", indent=4)
        if (worst := result.evidence.worst_error) is not None:
            out.folded(inline(f"  {'worst error':<18} {worst_text(worst)}"))
        met = [f"{name} {count:,}" for name, count in result.evidence.covered.items()]
        if met:
            out.folded(inline(f"  partitions {', '.join(met)}"))
        if proof := proofs.get(result.law):
            out.folded(inline(f"  beside it, the law is {proof}"))


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
        out.folded("  " + "\n    ".join(map(inline, told)))
