"""One backend being checked: what a run asks of it, whether it lives in this process or in one of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from conformance.cases.claims import Bounds
from conformance.laws.laws import Law
from conformance.lean.closures import Frame
from conformance.records.backend import BackendRecord
from conformance.records.result import Result
from conformance.runs.reals import Numbers
from conformance.runs.transcripts import Outcome
from conformance.values.limits import Limits


class Session(Protocol):
    """A backend that was loaded, under the name that it has in the report."""

    name: str
    identity: str
    """What it is, however it was named."""

    @property
    def limits(self) -> Limits:
        """What it does not claim."""
        ...

    @property
    def bounds(self) -> Bounds:
        """What it claims."""
        ...

    @property
    def operations(self) -> frozenset[str]:
        """The Lean names of what it provides."""
        ...

    def check(self, law: Law) -> Result:
        """The result of a law."""
        ...

    def early(self, laws: Sequence[Law], most: int) -> Sequence[Law]:
        """At most so many laws of a share that fail on one of a few inputs; none where they are not asked of any.

        What the backend was asked for it may change what it comes to later, until it is made `anew`.
        """
        ...

    def anew(self, share: Sequence[Law]) -> None:
        """Has what is asked next of a share be asked as if nothing had been asked before."""
        ...

    def replay(self, law: Law, inputs: Mapping[str, Any], layout: str = "") -> Result:
        """The law asked of one kept input alone; see `Checker.replay`."""
        ...

    def transcript(self, law: Law, bounds: Bounds) -> Sequence[str | None]:
        """What a definition's operation came to on each shared input, as digests; None outside the limits.

        Raises:
            NotAnswered: the backend gave no answer.
        """
        ...

    def input_at(self, law: Law, bounds: Bounds, position: int) -> tuple[bool, Frame]:
        """An input of the transcript, and whether it is an enumerated one."""
        ...

    def outcome(self, law: Law, frame: Frame) -> Outcome:
        """What the operation comes to on an input, asked by itself."""
        ...

    def numbers(self, law: Law, frames: Sequence[Frame]) -> Numbers:
        """What the operation that a law is of comes to on inputs with real numbers.

        Raises:
            NotAnswered: the backend gave no answer.
        """
        ...

    def shares(self, laws: Sequence[Law]) -> Sequence[Sequence[Law]]:
        """The laws in groups that may be checked at the same time, each group in its order."""
        ...

    def open(self, share: Sequence[Law]) -> None:
        """Makes ready to check a share; the name is the report's from now on.

        Raises:
            NotLoaded: the backend cannot be loaded.
        """
        ...

    def rest(self, share: Sequence[Law]) -> None:
        """The share is checked: what it took may be given back."""
        ...

    def at(self, law: Law) -> tuple[str, int]:
        """The stage that a law at work is in, and how many inputs it has had."""
        ...

    def record(self) -> BackendRecord:
        """What a report says of the backend."""
        ...

    def known(self) -> BackendRecord | None:
        """What it said of itself as it was loaded, without asking it again; None where it was not loaded."""
        ...


class NotAnswered(Exception):
    """A backend that gave no answer: its process ended, or its time ran out."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason, self.message = reason, message


class NotLoaded(NotAnswered):
    """A backend that cannot be loaded, or hangs or ends its process where it is; the message says why."""


class Stopped(NotAnswered):
    """A backend that is not asked any more: the run is being given up."""

    def __init__(self) -> None:
        super().__init__("stopped", "the run was given up")
