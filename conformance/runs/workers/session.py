"""A backend in a worker, from the side that asks: time limits, workers that end, and what they were at."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from conformance.cases.claims import Bounds
from conformance.laws.laws import Law
from conformance.lean.closures import Frame, Value
from conformance.records.backend import BackendRecord, read_backend_record
from conformance.records.parts import Part, Piece
from conformance.records.result import Evidence, Result
from conformance.records.vocabulary import FALSE_STATEMENT, STAGES
from conformance.runs.reals import Numbers
from conformance.runs.sessions import NotAnswered, NotLoaded
from conformance.runs.transcripts import Outcome
from conformance.runs.workers import wire
from conformance.runs.workers.answers import (
    Refused,
    among,
    digests,
    input_of,
    loaded,
    numbers,
    outcome,
    result_and_calls,
    result_of,
)  # fmt: skip
from conformance.runs.workers.asking import Ended, Questions
from conformance.runs.workers.crew import Crew
from conformance.runs.workers.journal import Asked
from conformance.runs.workers.requests import Plan, Request
from conformance.values.limits import Limits
from conformance.values.naming import snake_case
from conformance.words import Status

T = TypeVar("T")

Call = tuple[str, tuple[Value, ...]]
"""An operation by Lean name, and its arguments."""


class WorkerSession:
    """A backend in a process of its own, which is replaced when it gives no answer.

    Args:
        plan: what the worker is to check.
        timeout: seconds that a call may take.
        unanswered: reason and message of the calls that are not made any more, which workers of one backend may share.
        loading: seconds that loading the backend may take; `timeout` where it is None.
        crew: the workers of the run, for which this one makes room while it rests.

    Raises:
        NotLoaded: from whatever asks the backend, where it cannot be loaded.
    """

    def __init__(
        self, plan: Plan, timeout: float, unanswered: dict[Call, tuple[str, str]] | None = None,
        loading: float | None = None, crew: Crew | None = None,
    ) -> None:  # fmt: skip
        self.plan = plan
        self.is_at_work = self.was_loaded = self._is_asked = False
        self._crew = crew
        self.at_first: BackendRecord | None = None
        self._kept: BackendRecord | None = None
        self.timeout = timeout
        self.loading = timeout if loading is None else loading
        self.name = plan.named
        self.limits = Limits()
        self.bounds = Bounds(Limits(), None)
        self.operations: frozenset[str] = frozenset()
        self._questions = Questions(plan, self._make_room)
        self._is_loaded = False
        self._unanswered = {} if unanswered is None else unanswered
        self._suspect = False
        self._ended: Ended | None = None
        self._calls: dict[str, int] = {}
        self._calls_before: Counter[str] = Counter()

    def load(self) -> str:
        """Loads the backend, and returns the name that it gives itself.

        Raises:
            NotLoaded: it cannot be loaded.
        """
        try:
            answer = self._ask("load", (), loaded, timeout=self.loading)
        except Refused as refused:
            raise NotLoaded("crash", str(refused)) from None
        if isinstance(answer, Ended):
            message = f"backend `{self.plan.named}` could not be loaded: {answer.message}"
            raise NotLoaded(answer.reason, message)
        self._is_loaded = self.was_loaded = True
        name, self.bounds, self.operations, self.at_first = answer
        self.limits = self.bounds.limits
        return name

    def shares(self, laws: Sequence[Law]) -> Sequence[Sequence[Law]]:
        return (laws,)

    def at(self, law: Law) -> tuple[str, int]:
        entry = self._questions.entry()
        return entry.stage, entry.inputs

    def check(self, law: Law) -> Result:
        """The result of a law, of an ended worker too; in a shard it says about where the worker ended."""
        self._ended = None
        result, ended = self._answered(law), self._ended
        if ended is None or self.plan.shard is None or result.status not in ("timed_out", "crashed"):
            return result
        number, stage = int(self.plan.shard.partition("/")[0]), ended.entry.stage or STAGES[0]
        had = Piece(stage, ended.entry.inputs, 0, result.cases, 0, {})
        return replace(result, parts=(Part(number, pieces=(had,), failed_in=stage, failed_at=ended.entry.inputs),))

    def _answered(self, law: Law) -> Result:
        answer = self._checked(law)
        if not isinstance(answer, Ended):
            return answer
        first = self._ended = answer
        if not self._suspect:
            self._suspect = True
            answer = self._checked(law)
            if not isinstance(answer, Ended):
                if first.reason == "timeout" and first.entry.in_call <= self.timeout / 2:
                    # No single call hung: the machine was busy, or what is made once had still to be made.
                    note = f"{first.message} in a first run; this is the result of a second one"
                    return replace(answer, note=f"{answer.note}; {note}" if answer.note else note)
                if answer.status == FALSE_STATEMENT:
                    return answer
                note = f"{first.message} in a first run; a second one answered"
                return replace(answer, status=_status(first), note=note, failure=answer.failure)
        asked = self._questions.asked()
        if answer.entry.seconds < self.timeout / 2 and answer.reason == "timeout":
            note = f"{answer.message}, of which the backend's calls took {answer.entry.seconds:.1f} s"
            return self._result(law, "harness_error", answer, f"{note}; give more time, or a smaller profile")
        if asked is None:
            return self._result(law, _status(answer), answer, answer.message)
        message = self._message(answer)
        if answer.reason == "crash" or answer.entry.in_call > self.timeout / 2:
            self._unanswered[asked.operation, asked.arguments] = answer.reason, message
        return self._explained(law, answer, asked, message)

    def _checked(self, law: Law) -> Result | Ended:
        answer = self._ask("check", (law.id,), result_and_calls(law, self.name), journaled=self._suspect)
        if isinstance(answer, Ended):
            return answer
        result, calls = answer
        self._calls = {name: n for name, n in calls.items() if name in self.operations}
        if result.status == "crashed" and result.failure is None:
            # The process is of no more use, as after a call that replaced what it needs.
            ended = self._questions.ended("crash", result.note)
            self._discard()
            return ended
        return result

    def _message(self, ended: Ended) -> str:
        entry = ended.entry
        if ended.reason == "timeout" and entry.in_call <= self.timeout / 2:
            each = entry.seconds / max(1, entry.calls)
            return f"{ended.message}; {entry.calls:,} calls took {entry.seconds:.1f} s, {each:.2g} s each"
        return ended.message

    def _explained(self, law: Law, ended: Ended, asked: Asked, message: str) -> Result:
        cases, read = ended.entry.evaluations, result_of(law, self.name)
        try:
            result = self._ask(
                "unanswered", (law.id, asked.plain(), ended.reason, message, cases),
                lambda plain: None if plain is None else read(plain),
            )  # fmt: skip
        except NotLoaded:
            result = None
        if isinstance(result, Ended):
            return self._result(law, _status(ended), ended, f"{message}; {result.message} again while it was explained")
        if result is None:
            return self._result(law, _status(ended), ended, message)
        return replace(result, seconds=self.timeout if ended.reason == "timeout" else result.seconds)

    def _result(self, law: Law, status: Status, ended: Ended, note: str) -> Result:
        return Result(
            self.name, law.id, law.kind, law.level, status, ended.entry.evaluations, Evidence(None, None, None, {}),
            0.0, None, note,
        )  # fmt: skip

    def early(self, laws: Sequence[Law], most: int) -> Sequence[Law]:
        """At most so many laws that fail on one of a few inputs; none where the worker tells nothing of them."""
        if not laws:
            return ()
        try:
            found = self._ask("early", ([law.id for law in laws], most), among(laws))
        except (NotLoaded, Refused):
            return ()
        return () if isinstance(found, Ended) else found

    def anew(self) -> None:
        """Ends the worker, so that a new one is asked next."""
        if self._questions.has_worker:
            self._discard()

    def replay(self, law: Law, inputs: Mapping[str, Any], layout: str = "") -> Result:
        answer = self._ask("replay", (law.id, dict(inputs), layout), result_of(law, self.name))
        return self._result(law, _status(answer), answer, answer.message) if isinstance(answer, Ended) else answer

    def transcript(self, law: Law, bounds: Bounds) -> Sequence[str | None]:
        return self._answer("transcript", (law.id, wire.plain_bounds(bounds)), digests)

    def input_at(self, law: Law, bounds: Bounds, position: int) -> tuple[bool, Frame]:
        return self._answer("input_at", (law.id, wire.plain_bounds(bounds), position), input_of(law))

    def outcome(self, law: Law, frame: Frame) -> Outcome:
        return self._answer("outcome", (law.id, wire.plain_value(frame)), outcome)

    def numbers(self, law: Law, frames: Sequence[Frame]) -> Numbers:
        return self._answer("numbers", (law.id, [wire.plain_value(frame) for frame in frames]), numbers(len(frames)))

    def record(self) -> BackendRecord:
        if self._kept is not None and not self._questions.has_worker:
            told = self._kept
        else:
            told = self._seen(self._answer("record", (), read_backend_record))
        operations = {
            name: replace(one, calls=one.calls + self._calls_before[name]) for name, one in told.operations.items()
        }
        return replace(told, name=self.name, operations=operations)

    def _seen(self, told: BackendRecord) -> BackendRecord:
        """What a worker says, with what came back from operations that were called in an earlier one alone."""
        kept = {} if self._kept is None else self._kept.operations
        seen = {
            name: replace(kept[name], calls=one.calls) if one.native_type is None and name in kept else one
            for name, one in told.operations.items()
        }
        return replace(told, operations=seen)

    def _answer(self, do: str, arguments: Sequence[Any], read: Callable[[Any], T]) -> T:
        try:
            answer = self._ask(do, arguments, read)
        except Refused as refused:
            raise NotAnswered("timeout", f"{self.name}: {refused}") from None
        if isinstance(answer, Ended):
            raise NotAnswered(answer.reason, f"{self.name}: {answer.message}")
        return answer

    # Asking

    def _ask(
        self, do: str, arguments: Sequence[Any], read: Callable[[Any], T], *, journaled: bool = False,
        timeout: float | None = None,
    ) -> T | Ended:  # fmt: skip
        """What the worker gives, made of plain values by `read`, or how the worker ended.

        Raises:
            Stopped: the session is being stopped.
            Refused: the worker says why it gives nothing.
        """
        if do != "load" and not self._is_loaded:
            self.load()
        request = Request(do, arguments, 0, self.name, journaled, dict(self._unanswered))
        self._is_asked = True
        try:
            answer = self._questions.ask(request, read, self.timeout if timeout is None else timeout)
            if isinstance(answer, Ended):
                self._discard()
            return answer
        finally:
            self._is_asked = False

    def _make_room(self) -> None:
        if self._crew is not None:
            self._crew.admit(self)

    def _discard(self) -> None:
        """Ends the worker and all processes that it has started; the next question makes a new one."""
        self._is_loaded = False
        self._calls_before.update({snake_case(name): calls for name, calls in self._calls.items()})
        self._calls = {}
        self._questions.end()
        if self._crew is not None:
            self._crew.leave(self)

    @property
    def is_resting(self) -> bool:
        return not (self.is_at_work or self._is_asked)

    def release(self) -> None:
        """Ends the worker, and keeps what it says of the backend."""
        if self._questions.has_worker and self._is_loaded:
            with contextlib.suppress(NotAnswered):
                told = self._seen(self._answer("record", (), read_backend_record))
                self._calls_before.update({name: one.calls for name, one in told.operations.items()})
                self._calls = {}
                # Its calls are counted already.
                self._kept = replace(told, operations={n: replace(o, calls=0) for n, o in told.operations.items()})
        self._discard()

    def stop(self) -> None:
        """Ends the worker at once; whoever waits for it is told `Stopped`."""
        self._questions.stop()

    def close(self) -> None:
        """Ends the worker, and lets go of the journal."""
        self._discard()
        self._questions.close()


def _status(ended: Ended) -> Status:
    return "timed_out" if ended.reason == "timeout" else "crashed"
