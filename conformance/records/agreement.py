"""Two backends held against each other, operation by operation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from conformance.records.record import Record
from conformance.records.result import Result


@dataclass(frozen=True, slots=True)
class AgreementRecord(Record):
    """An operation on two backends: whether they agree, and the smallest input found on which they part."""

    operation: str
    left: str
    right: str
    cases: int
    agrees: bool
    inputs: dict[str, Any] | None
    left_value: Any
    right_value: Any
    note: str = ""


def parted(agreement: Iterable[AgreementRecord], results: Sequence[Result]) -> list[AgreementRecord]:
    """Where backends part, but for operations whose definition is known to fail on one of them."""
    known = {(r.backend, r.law) for r in results if r.status == "expected_failure" and r.kind == "definition"}
    return [a for a in agreement if not a.agrees and not known & {(a.left, a.operation), (a.right, a.operation)}]
