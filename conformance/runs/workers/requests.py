"""What is asked of a worker: a plan when it starts, and then requests, as plain data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from conformance.runs.workers import wire
from conformance.subjects.calls import Unanswered


@dataclass(frozen=True, slots=True)
class Plan:
    """What a worker is to check, as plain data: a backend by its name, on the spec of these files in a revision.

    `memory` is how many bytes it may take beyond what it starts with, `threads` how many a library may use at once
    for one call, and `seconds` what a law may take. `declared` are the fields of what is said of the
    backend beside its code. `shard` is which part of the inputs is tried, as `2/8`, and None for all; `ledger`
    is the folder of one by which it goes on.
    """

    named: str
    spec: tuple[str, ...]
    profile: str
    seed: int
    remember: bool
    memory: int | None
    threads: int = 1
    seconds: float | None = None
    revision: str = ""
    declared: Mapping[str, Any] = field(default_factory=dict)
    shard: str | None = None
    ledger: str | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """What all requests say: what is to be done, with what, the request's number, the backend's name in the report,
    whether each call is told to the journal, and calls that are not made."""

    do: str
    arguments: Sequence[Any]
    task: int
    name: str
    journaled: bool
    unanswered: Unanswered

    def line(self) -> bytes:
        silent = [[name, wire.plain_value(given), *told] for (name, given), told in self.unanswered.items()]
        return wire.line_of(
            {"id": self.task, "do": self.do, "with": list(self.arguments), "name": self.name,
             "journaled": self.journaled, "unanswered": silent}
        )  # fmt: skip

    @classmethod
    def read(cls, line: bytes) -> Request:
        """What `line` gave."""
        told = wire.message_of(line)
        silent = {(name, wire.values(given)): (reason, message) for name, given, reason, message in told["unanswered"]}
        return cls(told["do"], told["with"], told["id"], told["name"], told["journaled"], silent)
