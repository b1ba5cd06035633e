"""The result shares no memory with an argument or an earlier result."""

from __future__ import annotations

import contextlib
from collections import deque

from conformance.checking.evaluation import Violated
from conformance.checking.obligations.base import CheckedObligation, Subject
from conformance.lean.evaluate import Frame, Value
from conformance.records.values import lean_text
from conformance.subjects.calls import OperationFailed
from conformance.values.membership import plain

_HAS_NO_MEMORY = (bool, int)


class SharesNoMemory:
    """Holds on to the last few calls, and writes into some results before the same is asked again."""

    WRITTEN, LONGEST = 64, 1_000

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self.answered = False
        self.earlier: deque[tuple[list[object], tuple[Value, ...]]] = deque(maxlen=3)
        self.written = 0

    def __call__(self, frame: Frame) -> bool:
        arguments = tuple(frame)
        first = self.once(arguments)
        written = self.write_into(first, arguments)
        try:
            again = self.once(arguments)
            if written is not None:
                self.compare(arguments, *written, again)
        finally:
            if written is not None:
                self.take_back(first, written[0])
        return True

    def once(self, arguments: tuple[Value, ...]) -> object:
        """The result of a call, None where there is none that can be looked at.

        Raises:
            Violated: it shares memory with an argument, or with what an earlier call took or gave.
        """
        subject, operation = self.subject, self.subject.operation
        carrier = operation.carrier
        natives = operation.embed(arguments)
        try:
            result = operation.call(natives)
        except OperationFailed:
            return None
        self.answered = True
        if not operation.is_measured(result, arguments):
            # It is malformed, as `well_formed` tells, and may be too large to look through.
            return None
        if type(result) in _HAS_NO_MEMORY:
            return None
        of_result, of_natives = self.memory(result), [self.memory(native) for native in natives]
        for k, (binder, of_native) in enumerate(zip(operation.definition.explicit, of_natives, strict=True)):
            if self.shared(of_result, of_native):
                bound, call, names = subject.lines(arguments)
                self.fail(arguments, f"argument `{binder.name}`",
                          [*bound, f"got = {call}", carrier.separate_source("got", names[k])])  # fmt: skip
        for memories_before, arguments_before in self.earlier:
            for k, of_before in enumerate(memories_before):
                if self.shared(of_result, of_before):
                    bound, call, names = subject.lines(arguments)
                    before, _, _ = subject.lines(arguments_before)
                    kept = [*before, call, f"earlier = {names[k - 1]}"] if k else [*before, f"earlier = {call}"]
                    self.fail(arguments, "an argument of an earlier call" if k else "an earlier result",
                              [*kept, *bound, f"got = {call}", carrier.separate_source("got", "earlier")])  # fmt: skip
        self.earlier.append(([of_result, *(of_natives if self.written < self.WRITTEN else ())], arguments))
        return result

    def write_into(self, result: object, arguments: tuple[Value, ...]) -> tuple[Value, Value] | None:
        """What a vector held, and what is written into it in its place; None where nothing can be."""
        operation = self.subject.operation
        if result is None or operation.result_form.rank != 1 or self.written == self.WRITTEN:
            return None
        self.written += 1
        try:
            value = operation.decode(result, arguments)
            if not 0 < len(value) <= self.LONGEST:
                return None
            other = tuple([not v if isinstance(v, bool) else 1 - min(v, 1) for v in value])
            operation.carrier.refill(result, operation.carrier.embed(operation.result_form, other))
        except Exception:
            # It is malformed, as `well_formed` tells, or cannot be written to.
            return None
        return value, other

    def take_back(self, result: object, value: Value) -> None:
        """Writes into a result again what it held: other laws ask the same backend, and none of them wrote into it."""
        operation = self.subject.operation
        with contextlib.suppress(Exception):
            operation.carrier.refill(result, operation.carrier.embed(operation.result_form, value))

    def compare(self, arguments: tuple[Value, ...], value: Value, written: Value, result: object) -> None:
        """Holds what a call gave after its first result was written into against that result.

        Raises:
            Violated: it hangs on what was written.
        """
        operation = self.subject.operation
        try:
            again = value if result is None else operation.decode(result, arguments)
            # What is another one each time is told by `deterministic`.
            hangs_on_it = again != value and again == operation.outcome(arguments)
        except OperationFailed:
            return
        if not hangs_on_it:
            return
        bound, call, _ = self.subject.lines(arguments)
        form, carrier = operation.result_form, self.subject.backend.carrier
        lines = [*bound, f"first = {call}", carrier.refill_source("first", carrier.literal(form, written)),
                 f"got = {call}", carrier.check_source("got", form, value)]  # fmt: skip
        gave, specified = lean_text(plain(again)), lean_text(plain(value))
        raise Violated(
            "aliased", f"later results are made of the result: after it was written into, the same call gave {gave}",
            plain(value), plain(again), f"{specified}, whatever was written into an earlier result", gave,
            reproduce=self.subject.source(*lines),
        )  # fmt: skip

    def memory(self, native: object) -> object:
        """What the carrier tells of a value's memory, None where it has none that can be looked at."""
        if type(native) in _HAS_NO_MEMORY:
            return None
        try:
            return self.subject.operation.carrier.memory(native)
        except KeyboardInterrupt:
            raise
        except BaseException:
            return None

    def shared(self, a: object, b: object) -> bool:
        try:
            return a is not None and b is not None and self.subject.operation.carrier.overlaps(a, b)
        except KeyboardInterrupt:
            raise
        except BaseException:
            # What cannot even be looked at is malformed, as `well_formed` tells.
            return False

    def fail(self, arguments: tuple[Value, ...], with_what: str, lines: list[str]) -> None:
        message = f"the result shares memory with {with_what}: what is written into one is seen in the other"
        raise Violated("aliased", message, "memory of its own", f"shared with {with_what}",
                       "a result with memory of its own", f"one that shares memory with {with_what}",
                       reproduce=self.subject.source(*lines))  # fmt: skip

    def finish(self) -> None:
        self.earlier.clear()


OBLIGATION = CheckedObligation(
    name="shares_no_memory",
    level="hardened",
    meaning="the result shares no memory with an argument or an earlier result",
    training="Writing into one mask changes another, so that one sample's masking leaks into the next.",
    check=SharesNoMemory,
    calls=2,
    writes=True,
)
