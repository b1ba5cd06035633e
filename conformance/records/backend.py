"""A backend as it was checked, and which of its code ran."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from conformance.records.reading import read
from conformance.records.record import ADDED_LATER, Record


@dataclass(frozen=True, slots=True)
class OperationRecord(Record):
    """Which code ran: calls made, source, and the type, dtype and device that came back."""

    calls: int
    source: str | None
    native_type: str | None
    dtype: str | None
    device: str | None


@dataclass(frozen=True, slots=True)
class BackendRecord(Record):
    """A backend as it was checked.

    `version` is what it says of itself, None where it says nothing; `sources` are the modules that its code stands in,
    each with a digest, `digest` stands for all of them, and both are empty where some cannot be read; `hints` are what
    may be amiss in how it is laid out; `forms` say in which forms values came that did not come as arrays. `identity`
    is what its name resolves to, however that was typed; it is empty for an object that stands in no file, and None
    where an older file does not say. Of a backend that was not loaded `carrier` is empty, and nothing else is told.
    """

    name: str
    carrier: str
    limits: dict[str, Any]
    versions: dict[str, str]
    operations: dict[str, OperationRecord]
    version: str | None = None
    digest: str = ""
    hints: tuple[str, ...] = ()
    sources: dict[str, str] = dataclasses.field(default_factory=dict, metadata=ADDED_LATER)
    forms: dict[str, str] = dataclasses.field(default_factory=dict, metadata=ADDED_LATER)
    identity: str | None = dataclasses.field(default=None, metadata=ADDED_LATER)

    @property
    def is_told(self) -> bool:
        """Whether more than its name is known."""
        return bool(self.carrier)

    @property
    def code(self) -> str:
        """What its code is compared by; of records without sources the digest, which is of the functions alone."""
        if not self.sources:
            return self.digest
        # Earlier, a module had another name where it was loaded from a path.
        return f"{'modules' if self.identity is None else 'imported'}:{self.digest}"


def code_changed(before: str, now: str) -> bool | None:
    """Whether the code of a backend changed, by its `code` in two runs; None where that cannot be told."""
    if not before or not now or before.rpartition(":")[0] != now.rpartition(":")[0]:
        return None
    return before != now


def together(records: Sequence[BackendRecord]) -> BackendRecord:
    """What several say of one backend that each have called: the calls of all; what came back is told as the one saw it
    that made most of them, and all else as the first has it."""
    operations = {
        name: _summed([one.operations[name] for one in records if name in one.operations])
        for name in records[0].operations
    }
    return dataclasses.replace(records[0], operations=operations)


def less(record: BackendRecord, before: BackendRecord) -> BackendRecord:
    """What a backend says of itself, with the calls alone that came after it had said the same `before`."""
    operations = {
        name: dataclasses.replace(one, calls=max(0, one.calls - before.operations[name].calls))
        if name in before.operations else one
        for name, one in record.operations.items()
    }  # fmt: skip
    return dataclasses.replace(record, operations=operations)


def _summed(records: Sequence[OperationRecord]) -> OperationRecord:
    return dataclasses.replace(
        max(records, key=lambda one: one.calls), calls=sum(one.calls for one in records), source=records[0].source
    )


def read_backend_record(plain: Any) -> BackendRecord:
    """A record of a backend that `plain_json` gave.

    Raises:
        ValueError: it is none.
    """
    record = read(BackendRecord, plain, "backend")
    assert isinstance(record, BackendRecord)
    return record
