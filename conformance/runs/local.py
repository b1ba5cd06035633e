"""A backend in this process, and one that could not be loaded into it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from conformance.cases.claims import Bounds
from conformance.checking.bound import bounds_of
from conformance.checking.checker import Checker
from conformance.checking.recording import backend_record
from conformance.laws.laws import Law
from conformance.lean.closures import Frame
from conformance.records.backend import BackendRecord
from conformance.records.result import Result
from conformance.runs.reals import InReals, Numbers
from conformance.runs.sessions import NotLoaded
from conformance.runs.transcripts import Outcome, Transcripts
from conformance.subjects.backend import Backend
from conformance.subjects.watching import Watched
from conformance.values.limits import Limits


class LocalSession:
    """A backend in this process; a call that takes longer than a law may is interrupted, see `watching`."""

    def __init__(self, checker: Checker) -> None:
        self.checker = checker
        backend: Backend = checker.backend
        self.name, self.identity = backend.name, backend.identity
        self.limits = backend.limits
        self.bounds = bounds_of(backend)
        self.operations = frozenset(checker.operations)
        self._transcripts = Transcripts(checker)
        self._reals = InReals(checker)

    def early(self, laws: Sequence[Law], most: int) -> Sequence[Law]:
        return ()

    def anew(self, share: Sequence[Law]) -> None:
        return

    def check(self, law: Law) -> Result:
        with self._watched(law):
            return self.checker.check(law)

    def replay(self, law: Law, inputs: Mapping[str, Any], layout: str = "") -> Result:
        with self._watched(law):
            return self.checker.replay(law, inputs, layout)

    def transcript(self, law: Law, bounds: Bounds) -> Sequence[str | None]:
        with self._watched(law):
            return self._transcripts.digests(law, bounds)

    def input_at(self, law: Law, bounds: Bounds, position: int) -> tuple[bool, Frame]:
        return self._transcripts.input_at(law, bounds, position)

    def outcome(self, law: Law, frame: Frame) -> Outcome:
        with self._watched(law):
            return self._transcripts.outcome(law, frame)

    def numbers(self, law: Law, frames: Sequence[Frame]) -> Numbers:
        with self._watched(law):
            return self._reals.of(law, frames)

    def _watched(self, law: Law) -> AbstractContextManager[None]:
        seconds = self.checker.pace.seconds
        if seconds is None:
            return nullcontext()
        operations = self.checker.operations.values()
        return Watched(seconds, lambda: sum(o.calls for o in operations), f"law {law.id} on backend {self.name}")

    def shares(self, laws: Sequence[Law]) -> Sequence[Sequence[Law]]:
        return (laws,)

    def open(self, share: Sequence[Law]) -> None:
        return

    def rest(self, share: Sequence[Law]) -> None:
        return

    def at(self, law: Law) -> tuple[str, int]:
        return self.checker.at

    def record(self) -> BackendRecord:
        return backend_record(self.checker.backend, self.checker.operations)

    def known(self) -> BackendRecord:
        return self.record()


class Unloaded:
    """A backend that could not be loaded in this process."""

    limits = Limits()
    bounds = Bounds(Limits(), None)
    operations: frozenset[str] = frozenset()

    def __init__(self, name: str, message: str, identity: str = "") -> None:
        self.name, self.message, self.identity = name, message, identity

    def open(self, share: Sequence[Law]) -> None:
        raise NotLoaded("crash", self.message)

    def rest(self, share: Sequence[Law]) -> None:
        return

    def shares(self, laws: Sequence[Law]) -> Sequence[Sequence[Law]]:
        return (laws,)

    def at(self, law: Law) -> tuple[str, int]:
        return "", 0

    def early(self, laws: Sequence[Law], most: int) -> Sequence[Law]:
        return ()

    def anew(self, share: Sequence[Law]) -> None:
        return

    def check(self, law: Law) -> Result:
        raise NotLoaded("crash", self.message)

    def replay(self, law: Law, inputs: Mapping[str, Any], layout: str = "") -> Result:
        raise NotLoaded("crash", self.message)

    def transcript(self, law: Law, bounds: Bounds) -> Sequence[str | None]:
        raise NotLoaded("crash", self.message)

    def input_at(self, law: Law, bounds: Bounds, position: int) -> tuple[bool, Frame]:
        raise NotLoaded("crash", self.message)

    def outcome(self, law: Law, frame: Frame) -> Outcome:
        raise NotLoaded("crash", self.message)

    def numbers(self, law: Law, frames: Sequence[Frame]) -> Numbers:
        raise NotLoaded("crash", self.message)

    def record(self) -> BackendRecord:
        raise NotLoaded("crash", self.message)

    def known(self) -> None:
        return None
