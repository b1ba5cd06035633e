"""The result shares no memory with an argument or an earlier result."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import NoReturn

from conformance.checking.evaluation import Violated
from conformance.checking.obligations.base import CheckedObligation, Made, Subject
from conformance.checking.obligations.holding import ByAddress, Counted, Part
from conformance.lean.closures import Frame, Value
from conformance.lean.syntax import Definition
from conformance.records.values import lean_text
from conformance.subjects.calls import OperationFailed
from conformance.system.pacing import OutOfTime
from conformance.values.known import former_of
from conformance.values.membership import plain

_HAS_NO_MEMORY = (bool, int, float)


_THIRD = 3
"""Of how many inputs one is asked a third time."""

_LEAST, _MOST = 128, 8_192
"""How many items the inputs have that are asked over and over: as many as buffers are kept for."""

_INPUTS, _TIMES = 4, 48
"""How many those are, and how often each is asked, so that results of a ring of buffers come round."""


def gives_its_own(definition: Definition, definitions: Mapping[str, Definition]) -> bool:
    """A structure holds what it is given, as it is."""
    return not former_of(definition.result).is_structure


class SharesNoMemory:
    """Holds what calls took and gave by where it lies, and writes into each result before the same is asked again."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self.answered = False
        self.turn = 0
        self.made = Counted(subject)
        self.earlier = ByAddress()
        self.handy: list[Made] = []

    def __call__(self, frame: Frame) -> bool:
        arguments = tuple(frame)
        operation = self.subject.operation
        natives = operation.embed(arguments)
        first = self.once(natives, arguments, made := self.made(arguments), is_first=True)
        if not self.stretches(first):
            # Nothing can be written into it, and the next call gives no other kind of value.
            return True
        if _LEAST <= made.items <= _MOST:
            self.handy.append(made)
        written = None if first is None else self.write_into(first, arguments)
        try:
            again = self.once(natives, arguments, self.made(arguments))
            if written is not None:
                self.compare(arguments, *written, again)
        finally:
            if written is not None:
                # Other laws ask the same backend, and none of them wrote into its results.
                with contextlib.suppress(Exception):
                    operation.carrier.refill(first, written[0])
        self.turn += 1
        if self.turn % _THIRD == 0:
            # What keeps a result as that of the latest equal arguments hands it out when these come a third time.
            self.once(natives, arguments, self.made(arguments))
        return True

    def hold(self, made: Made, values: Iterable[tuple[int, object]]) -> None:
        for place, native in values:
            self.earlier.add(Part(made, place, native), self.stretches(native))

    def once(
        self, natives: Sequence[object], arguments: tuple[Value, ...], made: Made, *, is_first: bool = False
    ) -> object:
        """The result of a call, None where there is none that can be looked at; of a first call arguments are held.

        Raises:
            Violated: it shares memory with an argument, or with what an earlier call took or gave.
        """
        operation = self.subject.operation
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
        if is_first:
            # Whose results are scalars without memory of their own has nothing to share.
            self.hold(made, enumerate(natives, 1))
        stretches = self.stretches(result)
        for part in self.earlier.at(stretches):
            if self.shared(result, part.native):
                self.tell(made, part, any(part.native is native for native in natives))
        self.earlier.add(Part(made, 0, result), stretches)
        return result

    def write_into(self, result: object, arguments: tuple[Value, ...]) -> tuple[object, object] | None:
        """What a result held, and what is written into it in its place; None where nothing can be."""
        operation, carrier = self.subject.operation, self.subject.operation.carrier
        try:
            # What reads as a value is safe to copy.
            read = operation.decode(result, arguments)
            value, other = carrier.copied(result), operation.altered(result, read)
            carrier.refill(result, other)
        except Exception:
            # It is malformed, as `well_formed` tells, or cannot be written to.
            return None
        return value, other

    def compare(self, arguments: tuple[Value, ...], value: object, written: object, result: object) -> None:
        """Holds what a call gave after its first result was written into against that result.

        Raises:
            Violated: it hangs on what was written.
        """
        operation, carrier = self.subject.operation, self.subject.operation.carrier
        try:
            if result is None or carrier.holds_same(result, value):
                return
            before, again = operation.decode(value, arguments), operation.decode(result, arguments)
            # What is another one each time is told by `deterministic`.
            if again == before or again != operation.outcome(arguments):
                return
            other = operation.decode(written, arguments)
        except OperationFailed:
            return
        bound, call, _ = self.subject.lines(arguments)
        literal = carrier.literal(operation.result_form, operation.came(other))
        lines = [*bound, f"first = {call}", carrier.refill_source("first", literal),
                 f"got = {call}", operation.check_source("got", before)]  # fmt: skip
        gave, specified = lean_text(plain(again)), lean_text(plain(before))
        raise Violated(
            "aliased", f"later results are made of the result: after it was written into, the same call gave {gave}",
            plain(before), plain(again), f"{specified}, whatever was written into an earlier result", gave,
            reproduce=self.subject.source(*lines),
        )  # fmt: skip

    def stretches(self, native: object) -> Sequence[tuple[int, int]]:
        """Where a value lies in memory; nowhere where it has none that can be looked at."""
        if type(native) in _HAS_NO_MEMORY:
            return ()
        try:
            return self.subject.operation.carrier.stretches(native)
        except KeyboardInterrupt:
            raise
        except BaseException:
            return ()

    def shared(self, a: object, b: object) -> bool:
        try:
            return self.subject.operation.carrier.shares_memory(a, b)
        except KeyboardInterrupt:
            raise
        except BaseException:
            # What cannot even be looked at is malformed, as `well_formed` tells.
            return False

    def tell(self, made: Made, part: Part, is_own: bool) -> None:
        """Raises what is told of a result that shares memory with a value, which may be an argument of its own call."""
        subject = self.subject
        bound, call, names = subject.lines_of(made)
        separate = partial(subject.operation.carrier.separate_source, "got")
        if is_own:
            name = names[part.place - 1]
            binder = subject.operation.definition.explicit[part.place - 1].name
            self.fail(made.arguments, f"argument `{binder}`", [*bound, f"got = {call}", separate(name)])
        before, _, _ = subject.lines_of(part.made)
        kept = [*before, call, f"earlier = {names[part.place - 1]}"] if part.place else [*before, f"earlier = {call}"]
        later = [f"got = {call}", separate("earlier")]
        if made.turn > part.made.turn + 1:
            later = [f"for _ in range({made.turn - part.made.turn}):", *(f"    {line}" for line in later)]
        self.fail(made.arguments, "an argument of an earlier call" if part.place else "an earlier result",
                  [*kept, *bound, *later])  # fmt: skip

    def fail(self, arguments: tuple[Value, ...], with_what: str, lines: list[str]) -> NoReturn:
        message = f"the result shares memory with {with_what}: what is written into one is seen in the other"
        raise Violated("aliased", message, "memory of its own", f"shared with {with_what}",
                       "a result with memory of its own", f"one that shares memory with {with_what}",
                       inputs=self.subject.inputs(arguments), reproduce=self.subject.source(*lines))  # fmt: skip

    def finish(self) -> None:
        layout = self.subject.operation.layout
        try:
            self.ask_on()
        finally:
            self.subject.operation.layout = layout
            self.earlier.clear()
            self.handy.clear()

    def ask_on(self) -> None:
        """Few inputs over and over, the largest first, as buffers of a ring are handed out again after many calls."""
        operation, count = self.subject.operation, len(self.handy)
        # A ring may make longer buffers where they are asked for, which are no longer shared with what came before.
        inputs = sorted(self.handy, key=lambda made: -made.items)
        for place in dict.fromkeys(k * count // _INPUTS for k in range(_INPUTS if count else 0)):
            made = inputs[place]
            operation.layout = made.layout
            arguments = made.arguments
            natives = operation.embed(arguments)
            for _ in range(_TIMES):
                if self.subject.pace.is_over():
                    raise OutOfTime
                self.once(natives, arguments, self.made(arguments))


OBLIGATION = CheckedObligation(
    name="shares_no_memory",
    level="hardened",
    meaning="the result shares no memory with an argument or an earlier result",
    applies=gives_its_own,
    training="Writing into one mask changes another, so that one sample's masking leaks into the next.",
    check=SharesNoMemory,
    calls=2,
    writes=True,
)
