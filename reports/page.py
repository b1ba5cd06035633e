"""What the page of a run says, worked out from the records: the templates only lay it out."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from conformance.records.agreement import AgreementRecord
from conformance.records.backend import BackendRecord
from conformance.records.crossings import summed_text
from conformance.records.law import BinderRecord, LawRecord, proofs_text, with_headings
from conformance.records.levels import in_words
from conformance.records.outcomes import is_broken, is_required
from conformance.records.partings import Parting, disagreements, partings
from conformance.records.report import Report
from conformance.records.result import Evidence, Failure, Result, is_not_loaded
from conformance.records.verdicts import conform, decided, not_loaded
from conformance.records.vocabulary import FALSE_STATEMENT
from conformance.reports.anchors import law_id
from conformance.reports.picture import MOST, Picture, draw

REFUTED = ("failed", "timed_out", "crashed", "unexpected_pass")
UNCHECKED = ("not_provided", "vacuous")
MARKS = {
    "passed": "✓", "failed": "✗", "not_provided": "–", "vacuous": "○", "timed_out": "…", "crashed": "✗",
    "expected_failure": "≈", "unexpected_pass": "!", "harness_error": "!",
    FALSE_STATEMENT: "⊥",
}  # fmt: skip
"""A sign for each status, so that colour is never the only one."""

_WHOLE_PICTURES = 40
_SMALL = 16
_SLOWEST = 10


@dataclass(frozen=True, slots=True)
class Standing:
    """A backend as a whole: `conforms`, `fails` or `open` (no verdict), its verdict, and its results by status.

    A status comes with how many results have it, and how many of these decide nothing as their level is not required.
    `crossed` is what its inputs crossed, all laws together; empty where nothing was.
    """

    backend: BackendRecord
    outcome: str
    verdict: str
    statuses: tuple[tuple[str, int, int], ...]
    crossed: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A result that has to be told of at length, with its law, its drawing, and the results that follow from it.

    `cause` is the id of the place that tells of the law through which it fails, empty where there is none.
    """

    result: Result
    law: LawRecord
    picture: Picture | None
    cause: str = ""
    follow: tuple[Told, ...] = ()

    @property
    def failure(self) -> Failure | None:
        return self.result.failure


@dataclass(frozen=True, slots=True)
class Unchecked:
    """Laws that were not checked on a backend, for one reason."""

    backend: str
    status: str
    note: str
    laws: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Covered:
    """Results of one law that rest on the same evidence. `partitions` are names, inputs, and whether required."""

    results: tuple[Result, ...]
    evidence: Evidence
    partitions: tuple[tuple[str, int, bool], ...]


@dataclass(frozen=True, slots=True)
class LawPart:
    """A law, what each backend's evidence on it is, and the module whose first law it is, where there are several."""

    law: LawRecord
    results: tuple[Result, ...]
    covered: tuple[Covered, ...]
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """Two backends that part, with a drawing of the smallest input."""

    record: AgreementRecord
    picture: Picture | None


@dataclass(frozen=True, slots=True)
class Apart:
    """An operation on which backends part, with what shows it for each two groups of them."""

    parting: Parting
    shown: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Everything that the page says."""

    report: Report
    sentence: str
    outcome: str
    standings: tuple[Standing, ...]
    false: tuple[Told, ...]
    failures: tuple[Told, ...]
    optional: tuple[Told, ...]
    announced: tuple[Told, ...]
    unchecked: tuple[Unchecked, ...]
    laws: tuple[LawPart, ...]
    partings: tuple[Apart, ...]
    alike: int
    compared: int
    slowest: tuple[Result, ...]
    most_cases: int
    cells: Mapping[tuple[str, str], Result]
    false_at: Mapping[str, Result]

    @property
    def proofs(self) -> str:
        """How many of the laws are proved, and of what."""
        return proofs_text(self.report.laws)

    def cell(self, backend: str, law: str) -> Result | None:
        """The result, None where an interrupted run has none."""
        return self.cells.get((backend, law))

    def told_at(self, result: Result) -> Result:
        """The result of whose law and backend the page tells where it tells of this one: a false statement is once."""
        return self.false_at.get(result.law, result)

    def is_optional(self, result: Result) -> bool:
        """Whether a law does not hold that decides nothing, as its level is not required."""
        return is_broken(result) and not is_required(self.report, result)

    def share(self, cases: int) -> int:
        """The length of a bar for so many inputs, out of 100, on a logarithmic scale."""
        return round(100 * math.log1p(cases) / math.log1p(self.most_cases)) if cases > 0 else 0


def page_of(report: Report) -> Page:
    """What the page of a run says."""
    required = report.required_by_backend(report.require)
    of_backend: dict[str, list[Result]] = {b.name: [] for b in report.backends}
    of_law: dict[str, list[Result]] = {law.id: [] for law in report.laws}
    for result in report.results:
        of_backend[result.backend].append(result)
        of_law[result.law].append(result)
    told_apart = partings(report.agreement)
    compared = {a.operation for a in report.agreement}
    standings = tuple(_standing(report, b, required[b.name], of_backend[b.name]) for b in report.backends)
    stages = [s for r in report.results for s in r.evidence.stages]
    told = [
        r for r in report.results
        if r.failure is not None or (r.status in (*REFUTED, "harness_error") and not is_not_loaded(r))
    ]  # fmt: skip
    failed = [r for r in told if r.status not in ("expected_failure", FALSE_STATEMENT)]
    tell = _Telling(report)
    return Page(
        report,
        _sentence(report, standings),
        _outcome(report, standings),
        standings,
        tell.groups(report.false_statements()),
        tell.groups([r for r in failed if is_required(report, r)]),
        tell.groups([r for r in failed if not is_required(report, r)]),
        tell.groups([r for r in told if r.status == "expected_failure"]),
        _unchecked(report.results),
        tuple(_law_part(law, tuple(of_law[law.id]), heading) for law, heading in with_headings(report.laws)),
        tuple(Apart(one, tuple(map(tell.parting, one.records))) for one in told_apart),
        len(compared - {one.operation for one in told_apart}),
        len(compared),
        tuple(sorted(report.results, key=lambda r: -r.seconds)[:_SLOWEST])
        if any(r.seconds for r in report.results)
        else (),
        max((s.cases for s in stages), default=0) or 1,
        {(r.backend, r.law): r for r in report.results},
        {r.law: r for r in report.false_statements()},
    )


def _standing(
    report: Report, backend: BackendRecord, required: Sequence[Result], results: Sequence[Result]
) -> Standing:
    if conform(required) and not report.incomplete and report.shards is None:
        outcome = "conforms"
    else:
        untested = any(r.status == "vacuous" and not r.limited for r in required)
        outcome = "fails" if untested or any(r.status in REFUTED for r in required) else "open"
    verdict = report.verdict_on(backend, required)
    by_status = Counter[str](r.status for r in results)
    optional = Counter[str](r.status for r in results if is_broken(r) and not is_required(report, r))
    counts = tuple((s, by_status[s], optional[s]) for s in MARKS if by_status[s])
    return Standing(backend, outcome, verdict, counts, summed_text(results))


def _sentence(report: Report, standings: Sequence[Standing]) -> str:
    """The verdict for someone who reads nothing else."""
    if not report.backends or not report.results:
        return "Nothing was checked."
    level = f"{in_words(report.require)} law"
    by: dict[str, list[str]] = {"conforms": [], "fails": [], "missing": [], "open": []}
    unloaded = not_loaded(report.results)
    for s in standings:
        inside = " within its limits" if s.outcome == "conforms" and s.backend.limits else ""
        by["missing" if s.backend.name in unloaded else s.outcome].append(f"{s.backend.name}{inside}")
    held = f"every {level} that could be checked held on every input tried"
    parts = []
    if false := report.false_statements():
        what = false[0].law if len(false) == 1 else f"{len(false)} statements"
        parts.append(f"The spec is wrong: {what} {decided(false)} by its own definitions")
    if len(by["conforms"]) == len(standings):
        who = (
            f"{standings[0].backend.name} conforms" if len(standings) == 1 else f"All {len(standings)} backends conform"
        )
        within = " within declared limits" if any(s.backend.limits for s in standings) else ""
        parts.append(f"{who}{within}: {held}")
    elif by["conforms"]:
        verb = "conforms" if len(by["conforms"]) == 1 else "conform"
        parts.append(f"{len(by['conforms'])} of {len(standings)} backends {verb} ({_and(by['conforms'])})")
    if by["fails"]:
        parts.append(f"{_and(by['fails'])} {'does' if len(by['fails']) == 1 else 'do'} not conform")
    if by["missing"]:
        parts.append(f"{_and(by['missing'])} could not be loaded")
    if by["open"]:
        parts.append(f"there is no verdict on {_and(by['open'])}")
    if not by["fails"]:
        parts += disagreements(report.partings())
    missing = report.summary.planned - report.summary.run
    if missing > 0:
        parts.append(f"{missing} of {report.summary.planned} checks were not made")
    return f"{'; '.join(parts)}."


def _outcome(report: Report, standings: Sequence[Standing]) -> str:
    outcomes = {s.outcome for s in standings}
    if "fails" in outcomes or report.parted():
        return "fails"
    return "open" if "open" in outcomes or not outcomes or report.incomplete else "conforms"


def _and(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _unchecked(results: Iterable[Result]) -> tuple[Unchecked, ...]:
    def key(result: Result) -> tuple[str, str, str]:
        return result.backend, result.status, result.note

    open_ = sorted((r for r in results if r.status in UNCHECKED or is_not_loaded(r)), key=key)
    return tuple(Unchecked(*k, tuple(r.law for r in some)) for k, some in groupby(open_, key=key))


def _law_part(law: LawRecord, own: tuple[Result, ...], heading: str) -> LawPart:
    alike: dict[object, list[Result]] = {}
    for result in own:
        e = result.evidence
        key = (e.stages, tuple(sorted(e.covered.items())), e.required, e.crossed, e.worst_error)
        alike.setdefault(key, []).append(result)
    covered = (Covered(tuple(some), some[0].evidence, _partitions(some[0].evidence)) for some in alike.values())
    return LawPart(law, own, tuple(covered), heading)


def _partitions(evidence: Evidence) -> tuple[tuple[str, int, bool], ...]:
    required = dict.fromkeys(evidence.required)
    names = required | dict.fromkeys(evidence.covered)
    return tuple((name, evidence.covered.get(name, 0), name in required) for name in names)


Cell = tuple[str, str]


def _roots(known: Mapping[Cell, Result]) -> dict[Cell, Cell]:
    """For each result the first of the causes that lead to it; itself where they lead in a circle."""
    roots: dict[Cell, Cell | None] = {}
    for cell in known:
        path: dict[Cell, None] = {}
        while cell in known and cell not in roots and cell not in path:
            path[cell] = None
            cell = cell[0], known[cell].cause
        first = roots.get(cell) if cell in roots or cell in path else next(reversed(path))
        roots |= dict.fromkeys(path, first)
    return {cell: root or cell for cell, root in roots.items()}


class _Telling:
    """Draws failures. When there are many, only the first are drawn large, so that a page stays small."""

    def __init__(self, report: Report) -> None:
        self.laws = {law.id: law for law in report.laws}
        self.drawn = 0

    def groups(self, results: Sequence[Result]) -> tuple[Told, ...]:
        """The results that fail through nothing else, each with those that fail through it."""
        known = {(r.backend, r.law): r for r in results}
        followers: dict[Cell, list[Result]] = {}
        roots = _roots(known)
        for cell in known:
            root = roots[cell]
            led = followers.setdefault(root, [])
            if cell != root:
                led.append(known[cell])
        return tuple(self.told(known[root], led) for root, led in followers.items())

    def told(self, result: Result, followers: Sequence[Result]) -> Told:
        law, failure = self.laws[result.law], result.failure
        picture = None
        if failure is not None:
            outcomes = [("expected", failure.expected), ("actual", failure.actual)]
            picture = self.draw(failure.inputs, self.binders(law), outcomes)
        cause = law_id(result.cause) if result.cause in self.laws else ""
        return Told(result, law, picture, cause, tuple(self.told(f, ()) for f in followers))

    def binders(self, law: LawRecord) -> tuple[BinderRecord, ...]:
        """The law's variables, and those of its operation: an obligation may give them values outside their types."""
        operation = self.laws.get(law.id.rpartition(".")[0]) if law.kind == "obligation" else None
        own = {b.name for b in law.binders}
        return law.binders + tuple(b for b in (operation.binders if operation else ()) if b.name not in own)

    def parting(self, record: AgreementRecord) -> Shown:
        law = self.laws.get(record.operation)
        outcomes = [(record.left, record.left_value), (record.right, record.right_value)]
        picture = self.draw(record.inputs, law.binders if law else (), outcomes) if record.inputs is not None else None
        return Shown(record, picture)

    def draw(
        self, inputs: dict[str, object], binders: Sequence[BinderRecord], outcomes: Sequence[tuple[str, object]]
    ) -> Picture | None:
        self.drawn += 1
        return draw(inputs, binders, outcomes, MOST if self.drawn <= _WHOLE_PICTURES else _SMALL)
