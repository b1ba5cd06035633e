"""What a result means to a machine: passed, skipped, failure or error; and what is wrong with a run beside its laws.

Every format for machines is made from these, so that none of them is green where the exit status is not 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from conformance.records.levels import is_demanded
from conformance.records.partings import disagreement, shown_text
from conformance.records.report import Report
from conformance.records.result import Result
from conformance.records.telling import once
from conformance.records.vocabulary import FALSE_STATEMENT
from conformance.text.escaping import visible

Outcome = Literal["passed", "skipped", "failure", "error"]


def outcome(report: Report, result: Result) -> Outcome:
    """What the result counts as.

    A timeout, a crash, a fault of the harness and a statement that is false by the spec's own definitions are errors.
    A law that failed without being required is skipped, as is what was not provided, lies outside the backend's limits,
    or failed as announced.
    """
    if result.status == "passed":
        return "passed"
    if result.status in ("harness_error", FALSE_STATEMENT):
        return "error"
    excused = result.status in ("not_provided", "expected_failure")
    if excused or (result.status == "vacuous" and result.limited) or not is_required(report, result):
        return "skipped"
    return "error" if result.status in ("timed_out", "crashed") else "failure"


def is_required(report: Report, result: Result) -> bool:
    """Whether the result decides the exit status."""
    return is_demanded(result.level, report.require)


def is_broken(result: Result) -> bool:
    """Whether the law did not hold, though it may not be required."""
    return result.status in ("failed", "timed_out", "crashed", "unexpected_pass", "harness_error", FALSE_STATEMENT)


def reason(report: Report, result: Result) -> str:
    """Why the result is no pass, in one line."""
    said = result.failure.message if result.failure else result.note
    if result.expectation is not None:
        issue = f" ({result.expectation.issue})" if result.expectation.issue else ""
        said = f"{'expected to fail' if result.status == 'expected_failure' else 'was expected to fail'}: " + (
            f"{result.expectation.reason}{issue}" + (f"; {said}" if said else "")
        )
    if result.cause:
        said = f"follows from {result.cause}: {said}"
    if is_broken(result) and not is_required(report, result):
        said = f"{result.level}, which this run does not require: {said}"
    return visible(" ".join((said or result.status.replace("_", " ")).split()))


def failing(report: Report) -> list[Result]:
    """Results that are failures or errors, in the order of the report; causes before what follows from them.

    What is one thing is told once.
    """
    found = [r for r in once(report.results) if outcome(report, r) in ("failure", "error")]
    return [r for r in found if not r.cause] + [r for r in found if r.cause]


@dataclass(frozen=True, slots=True)
class Complaint:
    """What keeps a run from success and belongs to no single law: a short name, and what is wrong."""

    name: str
    message: str


def complaints(report: Report) -> list[Complaint]:
    """Backends of which nothing was checked, backends that part, wrong expectations, a run cut short."""
    # What a part of a run checked of a backend may be nothing.
    has_verdict = report.results and report.shards is None
    found = [] if report.results else [Complaint("nothing checked", "nothing was checked")]
    for name, required in report.required_by_backend(report.require).items() if has_verdict else ():
        if not any(r.status == "passed" or outcome(report, r) in ("failure", "error") for r in required):
            message = f"nothing was checked for {name}: none of {len(required)} required laws could be"
            found.append(Complaint("nothing checked", visible(message)))
    for one in report.partings():
        told = f"{disagreement(one.groups, [one.operation])}, {shown_text(one.records[0])}"
        found.append(Complaint("agreement", visible(told)))
    found += [Complaint("expectations", visible(text)) for text in report.complaints]
    if report.incomplete:
        found.append(Complaint("interrupted", f"the run was {report.ended}: results are missing"))
    return found
