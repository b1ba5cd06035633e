"""The matrix of laws and backends: a result for each cell that was planned, and how many came to what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from conformance.records.backend import BackendRecord
from conformance.records.law import LawRecord
from conformance.records.reading import brief
from conformance.records.record import Record
from conformance.records.result import Evidence, Result
from conformance.records.vocabulary import FALSE_STATEMENT


@dataclass(frozen=True, slots=True)
class Summary(Record):
    """Cells of the matrix planned, cells in which a law was evaluated, and results by status."""

    planned: int
    run: int
    by_status: dict[str, int]


def fill(planned: Sequence[tuple[str, LawRecord]], results: Sequence[Result]) -> list[Result]:
    """The results in the planned order; a cell that nothing filled is a `harness_error`.

    Raises:
        ValueError: a cell was filled twice, or was not planned.
    """
    found: dict[tuple[str, str], Result] = {}
    for result in results:
        key = (result.backend, result.law)
        if key in found:
            raise ValueError(f"two results for law {result.law} on {result.backend}")
        found[key] = result
    cells = {(backend, law.id) for backend, law in planned}
    if unplanned := set(found) - cells:
        raise ValueError(f"results that were not planned: {sorted(unplanned)}")
    none = Evidence(None, None, None, {})
    return [
        found.get((backend, law.id))
        or Result(backend, law.id, law.kind, law.level, "harness_error", 0, none, 0.0, None, "no result came")
        for backend, law in planned
    ]


def summary_of(planned: int, results: Sequence[Result]) -> Summary:
    """How many results there are of each status."""
    by_status: dict[str, int] = {}
    for result in results:
        by_status[result.status] = by_status.get(result.status, 0) + 1
    return Summary(
        planned,
        sum(1 for r in results if r.cases or (r.failure is not None and r.status != FALSE_STATEMENT)),
        by_status,
    )


def check_cells(
    laws: Sequence[LawRecord], backends: Sequence[BackendRecord], results: Sequence[Result], incomplete: bool
) -> None:
    """One result for every cell, of its law's kind and level; some may be missing where the run is incomplete.

    Raises:
        ValueError: it is otherwise; the message names the field of the report.
    """
    names, by_id = [b.name for b in backends], {law.id: law for law in laws}
    if len(set(names)) != len(names) or len(by_id) != len(laws):
        raise ValueError("report: a backend or a law is listed twice")
    found = Counter((r.backend, r.law) for r in results)
    cells = {(name, law) for name in names for law in by_id}
    twice = [cell for cell, count in found.items() if count > 1]
    odd = twice or sorted(set(found) - cells if incomplete else set(found) ^ cells)
    if odd:
        backend, law_id = map(brief, odd[0])
        raise ValueError(f"report.results: expected one result for law {law_id} on {backend}")
    for k, result in enumerate(results):
        law = by_id[result.law]
        if (result.kind, result.level) != (law.kind, law.level):
            raise ValueError(f"report.results[{k}]: expected {law.kind} and {law.level}, as report.laws has them")
