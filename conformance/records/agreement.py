"""Two backends held against each other, operation by operation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from conformance.records.record import ADDED_LATER, Record
from conformance.records.result import Result, WorstError


@dataclass(frozen=True, slots=True)
class AgreementRecord(Record):
    """An operation on two backends: whether they agree, and the smallest input found on which they part.

    `law` is the one in whose inputs real numbers are put, of which rounding may take the results apart; `apart` says by
    how much it does at most, or how far they are where they part. Of inputs on which both are exact there are none.
    """

    operation: str
    left: str
    right: str
    cases: int
    agrees: bool
    inputs: dict[str, Any] | None
    left_value: Any
    right_value: Any
    note: str = ""
    law: str = field(default="", metadata=ADDED_LATER)
    apart: WorstError | None = field(default=None, metadata=ADDED_LATER)


def parted(agreement: Iterable[AgreementRecord], results: Sequence[Result]) -> list[AgreementRecord]:
    """Where backends part, but for operations whose definition, or the law, is known to fail on one of them."""
    known = {(r.backend, r.law) for r in results if r.status == "expected_failure" and r.kind != "theorem"}
    return [
        a for a in agreement
        if not a.agrees and not known & {(b, law) for b in (a.left, a.right) for law in (a.operation, a.law)}
    ]  # fmt: skip


def noted(agreement: Iterable[AgreementRecord]) -> dict[str, list[AgreementRecord]]:
    """The records that have a note, which is why nothing or not all was compared, by the note."""
    found: dict[str, list[AgreementRecord]] = {}
    for record in agreement:
        if record.note:
            found.setdefault(record.note, []).append(record)
    return found


def apart_most(agreement: Iterable[AgreementRecord], most: int) -> list[AgreementRecord]:
    """So many operations on two backends that rounding takes apart, those first that it takes furthest."""
    found = [(a.apart.order, a) for a in agreement if a.agrees and a.apart is not None and a.apart.share]
    return [a for _, a in sorted(found, key=lambda one: one[0], reverse=True)[:most]]
