"""Reports of some shards of a run as one: that of the run where all are there, and else that of more shards."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any, TypeVar

from conformance.checking.statements import same_for_all
from conformance.errors import UsageError
from conformance.records.agreement import AgreementRecord
from conformance.records.backend import BackendRecord, OperationRecord
from conformance.records.circumstances import versions
from conformance.records.joining import joined
from conformance.records.matrix import summary_of
from conformance.records.parts import Shards
from conformance.records.report import Report
from conformance.records.result import Result
from conformance.runs.agreement import SILENT, not_compared
from conformance.runs.causes import with_causes
from conformance.runs.settling import complaints_of_merged
from conformance.text.escaping import inline

Named = tuple[str, Report]
"""A report and the file that it is from."""

T = TypeVar("T")

_SHOWN = 200
"""Characters of a value that a message shows."""

_ALIKE: tuple[tuple[str, Callable[[Report], Any]], ...] = (
    ("number of shards", lambda r: r.shards and r.shards.of),
    ("spec", lambda r: f"{', '.join(r.spec.modules)} {r.spec.revision} {r.spec.digest}"),
    ("laws", lambda r: ", ".join(law.id for law in r.laws)),
    ("seed", lambda r: r.seed),
    ("profile", lambda r: r.profile),
    ("required level", lambda r: r.require),
    ("backends", lambda r: ", ".join(b.name for b in r.backends)),
)
"""What shards of one run have in common, by its name."""

_ALIKE_OF_A_BACKEND: tuple[tuple[str, Callable[[BackendRecord], Any]], ...] = (
    ("digest", lambda b: b.digest),
    ("version", lambda b: b.version),
    ("carrier", lambda b: b.carrier),
    ("libraries", lambda b: b.versions),
    ("limits", lambda b: b.limits),
    ("forms", lambda b: b.forms),
)


def merge(files: Sequence[Named], *, partial: bool = False) -> Report:
    """The report of the run that these are all shards of, in any order; each may be made of several shards itself.

    It equals that of one run but for times and the calls made of operations, which are those that the shards made.

    Args:
        files: reports with the names of their files; at least one.
        partial: whether shards may be missing; the report is then one of several shards, which may be merged further.

    Raises:
        UsageError: one is no shard, shards are missing or doubled, or they are no shards of one run; the message names
            the files and what differs.
    """
    for name, report in files:
        if report.shards is None:
            raise UsageError(f"`{name}` has the whole of a run; expected shards, as `check --shard K/N` writes them")
        if report.incomplete:
            raise UsageError(f"`{name}`: {report.shards.text} was {report.ended}; run it again")
    for other in files[1:]:
        _refuse_others(files[0], other)
    shards = _shards(files)
    if shards.missing and not partial:
        names = ", ".join(map(str, shards.missing))
        word = f"shard {names} of {shards.of} is" if len(shards.missing) == 1 else f"shards {names} of {shards.of} are"
        raise UsageError(f"{word} missing; `--partial` merges those that are there")
    told = None if not shards.missing else shards
    reports = [report for _, report in sorted(files, key=lambda named: _numbers(named[1]))]
    try:
        return _merged(reports, told)
    except ValueError as error:
        raise UsageError(f"the shards do not fit together: {error}") from None


def _merged(reports: Sequence[Report], shards: Shards | None) -> Report:
    first = reports[0]
    cells: dict[tuple[str, str], list[Result]] = {}
    for report in reports:
        for result in report.results:
            cells.setdefault((result.backend, result.law), []).append(result)
    results = [joined(cells[b.name, law.id], shards) for b in first.backends for law in first.laws]
    if shards is None:
        results = same_for_all(results)
    results = [r for b in first.backends for r in with_causes([r for r in results if r.backend == b.name])]
    return replace(
        first,
        backends=tuple(_backend([r.backends[k] for r in reports]) for k in range(len(first.backends))),
        results=results,
        agreement=_agreement(reports, results),
        environment=_environment(reports),
        summary=summary_of(len(cells), results),
        started=min(r.started for r in reports),
        complaints=_complaints(reports, results, shards),
        shards=shards,
    )


def _complaints(reports: Sequence[Report], results: Sequence[Result], shards: Shards | None) -> tuple[str, ...]:
    """What is wrong with the expectations: what shards say, and of laws that hold, once all are there."""
    told = _all([r.complaints for r in reports])
    if shards is not None:
        return told
    announced = {
        (r.backend, r.law): part.announced
        for report in reports for r in report.results for part in r.parts if part.announced is not None
    }  # fmt: skip
    return _all([told, *[(text,) for text in complaints_of_merged(results, announced)]])


def _numbers(report: Report) -> tuple[int, ...]:
    return () if report.shards is None else report.shards.numbers


def _shards(files: Sequence[Named]) -> Shards:
    """The shards that are there."""
    found: dict[int, str] = {}
    for name, report in files:
        for number in _numbers(report):
            if number in found:
                of = report.shards and report.shards.of
                raise UsageError(f"shard {number} of {of} is in `{found[number]}` and in `{name}`; give it once")
            found[number] = name
    shards = files[0][1].shards
    assert shards is not None
    return Shards(tuple(sorted(found)), shards.of)


def _refuse_others(first: Named, other: Named) -> None:
    """Raises UsageError where these are no shards of one run."""
    (name, one), (other_name, two) = first, other
    differing = [(what, of(one), of(two)) for what, of in _ALIKE]
    if all(a == b for _, a, b in differing):
        for left, right in zip(one.backends, two.backends, strict=True):
            differing += [(f"{what} of {left.name}", of(left), of(right)) for what, of in _ALIKE_OF_A_BACKEND]
        here, there = versions(one.environment), versions(two.environment)
        differing += [(what, here.get(what), there.get(what)) for what in sorted({*here, *there})]
    for what, a, b in differing:
        if a != b:
            raise UsageError(
                f"`{name}` and `{other_name}` are no shards of one run: {what} {_shown(a)} in the first, {_shown(b)} "
                "in the second; expected the same"
            )


def _shown(value: object) -> str:
    text = inline(str(value)) or "(none)"
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _environment(reports: Sequence[Report]) -> dict[str, str]:
    platforms = {p for r in reports for p in r.environment.get("platform", "").split(", ")}
    found = dict(reports[0].environment)
    return {**found, "platform": ", ".join(sorted(platforms))} if "platform" in found else found


def _backend(records: Sequence[BackendRecord]) -> BackendRecord:
    first = records[0]
    operations = {
        name: _operation([r.operations[name] for r in records if name in r.operations])
        for name in dict.fromkeys(name for r in records for name in r.operations)
    }
    return replace(first, operations=operations, hints=_all([r.hints for r in records]))


def _operation(records: Sequence[OperationRecord]) -> OperationRecord:
    """The calls of all, and what came back."""
    told = {field: sorted({r[field] for r in records if r[field] is not None}) for field in _CAME}
    return replace(
        records[0], calls=sum(r.calls for r in records), **{field: next(iter(v), None) for field, v in told.items()}
    )


_CAME = ("source", "native_type", "dtype", "device")


def _all(several: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """What all say, each once; in the order in which they say it where all say the same."""
    if len(set(several)) == 1:
        return several[0]
    return tuple(sorted({text for texts in several for text in texts}, key=_natural))


def _natural(text: str) -> list[tuple[int, str]]:
    """A text to sort by, with the numbers in it as numbers."""
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"([0-9]+)", text)]


def _agreement(reports: Sequence[Report], results: Sequence[Result]) -> list[AgreementRecord]:
    """What all shards compared, in the order of one run; an operation that gave no answer is not compared."""
    first = reports[0]
    laws = {law.id: k for k, law in enumerate(first.laws)}
    pairs = {pair: k for k, pair in enumerate(combinations([b.name for b in first.backends], 2))}
    silent = {(r.backend, r.law) for r in results if r.status in SILENT}

    def place(record: AgreementRecord) -> tuple[bool, int, int]:
        law = laws.get(record.law or record.operation, len(laws))
        return bool(record.law), law, pairs.get((record.left, record.right), len(pairs))

    found = []
    for record in sorted((a for r in reports for a in r.agreement), key=place):
        mute = [name for name in (record.left, record.right) if (name, record.operation) in silent]
        if mute and not record.law:
            record = not_compared(record.operation, record.left, record.right, f"{' and '.join(mute)} gave no answer")
        found.append(record)
    return found
