"""The same arguments give the same result, whenever asked."""

from __future__ import annotations

import random
from collections import deque

from conformance.checking.evaluation import Violated
from conformance.checking.obligations.base import HERE, CheckedObligation, Subject
from conformance.checking.obligations.outcomes import in_words, raised, same
from conformance.lean.evaluate import Frame, Value
from conformance.subjects.calls import OperationFailed
from conformance.system.pacing import OutOfTime
from conformance.values.membership import plain


class Deterministic:
    """Asks at once again, and at the end again in another order among calls of the backend's other operations."""

    KEPT = 2_000

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self.answered = False
        self.asked: list[tuple[tuple[Value, ...], str, Value | OperationFailed]] = []
        self.refilled: dict[tuple[int, ...], tuple[Value, ...]] = {}
        self.earlier: deque[tuple[object, tuple[Value, ...], Value]] = deque(maxlen=3)

    def __call__(self, frame: Frame) -> bool:
        arguments = tuple(frame)
        operation = self.subject.operation
        try:
            native = operation.call(operation.embed(arguments))
            first: Value | OperationFailed = operation.decode(native, arguments)
        except OperationFailed as failed:
            native, first = None, failed
        second = operation.outcome(arguments)
        self.compare(arguments, first, second, "asked again at once")
        self.reread(arguments)
        if not isinstance(first, OperationFailed):
            self.earlier.append((native, arguments, first))
        if len(self.asked) < self.KEPT:
            self.asked.append((arguments, operation.layout, first))
        self.refill(arguments, first)
        self.answered = self.answered or not raised(first)
        return True

    def reread(self, later: tuple[Value, ...]) -> None:
        """Reads earlier results again: a buffer that calls share holds something else by now."""
        operation = self.subject.operation
        for native, arguments, first in self.earlier:
            try:
                again: Value | OperationFailed = operation.decode(native, arguments)
            except OperationFailed as failed:
                again = failed
            if not same(first, again):
                bound, call, _ = self.subject.lines(arguments)
                others, _, _ = self.subject.lines(later)
                self.fail(arguments, first, again, "its result was read again after later calls",
                          [*bound, f"got = {call}", *others, *[call] * 2, *self.checked(first)])  # fmt: skip

    def refill(self, arguments: tuple[Value, ...], fresh: Value | OperationFailed) -> None:
        """Asks with arrays that had other items in an earlier call, as a training loop reuses its buffers."""
        operation, carrier = self.subject.operation, self.subject.backend.carrier
        if operation.layout:
            return
        natives = operation.embed(arguments)
        lengths = tuple(
            len(v) if isinstance(v, tuple) else -1
            for v, b in zip(arguments, operation.definition.binders, strict=True)
            if not b.implicit
        )
        before = self.refilled.get(lengths)
        self.refilled[lengths] = arguments
        if before is None or before == arguments or max(lengths, default=-1) < 1:
            return
        if any(form.rank > 1 for form in operation.forms):
            return
        used = operation.embed(before)
        try:
            operation.call(used)
        except OperationFailed:
            return
        for k, form in enumerate(operation.forms):
            if form.rank != 1:
                used[k] = natives[k]
                continue
            try:
                carrier.refill(used[k], natives[k])
            except Exception:
                # The call has made the array one that cannot be written to.
                return
        try:
            again: Value | OperationFailed = operation.decode(operation.call(used), arguments)
        except OperationFailed as failed:
            again = failed
        if same(fresh, again):
            return
        bound, call, names = self.subject.lines(before)
        new, _, _ = self.subject.lines(arguments)
        refilled = [
            carrier.refill_source(name, line.partition(" = ")[2]) if form.rank == 1 else line
            for name, line, form in zip(names, new, operation.forms, strict=True)
        ]
        self.fail(arguments, fresh, again, "asked with arrays that had other items before",
                  [*bound, call, *refilled, f"got = {call}", *self.checked(fresh)])  # fmt: skip

    def finish(self) -> None:
        """Every input again, shuffled, each call after one of another operation on small inputs."""
        rng = random.Random(len(self.asked))
        order = list(self.asked)
        rng.shuffle(order)
        others = self.subject.others
        operation = self.subject.operation
        before = operation.layout
        try:
            for turn, (arguments, layout, first) in enumerate(order):
                if self.subject.pace.is_over():
                    raise OutOfTime
                if others:
                    other, inputs = others[turn % len(others)]
                    other.outcome(inputs[turn % len(inputs)])
                operation.layout = layout
                self.compare(arguments, first, operation.outcome(arguments), "asked again after other calls")
        finally:
            operation.layout = before
            self.asked.clear()
            self.earlier.clear()

    def compare(
        self, arguments: tuple[Value, ...], first: Value | OperationFailed, again: Value | OperationFailed, when: str
    ) -> None:
        if not same(first, again):
            noting, may_raise = self.subject.noting, isinstance(first, OperationFailed)
            lines = [*noting("first", arguments, may_raise=may_raise), HERE,
                     *noting("again", arguments, may_raise=may_raise),
                     "assert again == first, (first, again)"]  # fmt: skip
            self.fail(arguments, first, again, when, lines)

    def checked(self, outcome: Value | OperationFailed) -> list[str]:
        if isinstance(outcome, OperationFailed):
            return []
        return [self.subject.backend.carrier.check_source("got", self.subject.operation.result_form, outcome)]

    def fail(
        self, arguments: tuple[Value, ...], first: Value | OperationFailed, again: Value | OperationFailed,
        when: str, lines: list[str],
    ) -> None:  # fmt: skip
        told, other = in_words(first), in_words(again)
        raise Violated(
            "nondeterministic", f"the same arguments gave {other} when {when}, and {told} before", plain(first)
            if not isinstance(first, OperationFailed) else told, plain(again) if not isinstance(again, OperationFailed)
            else other, f"{told}, as before", f"{other}, when {when}",
            inputs=self.subject.inputs(arguments), reproduce=self.subject.source(*lines),
        )  # fmt: skip


OBLIGATION = CheckedObligation(
    name="deterministic",
    level="core",
    meaning="the same arguments give the same result, whenever asked",
    training="A run cannot be repeated or resumed, and the loss that is logged is not the one that is optimised.",
    check=Deterministic,
    calls=4,
    among_others=True,
)
