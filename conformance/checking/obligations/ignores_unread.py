"""What stands at entries that the body of a definition does not read changes nothing: NaN, infinities, any number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NoReturn

from conformance.checking.evaluation import Violated
from conformance.checking.obligations.backward import Backward, Wrong
from conformance.checking.obligations.base import CheckedObligation, Subject
from conformance.checking.obligations.numbers import Derivatives, Followed, gives_numbers, has_tables, lacks_floats
from conformance.checking.obligations.outcomes import briefly, raised
from conformance.lean.closures import Frame, Value
from conformance.records.values import lean_text
from conformance.subjects.calls import OperationFailed
from conformance.subjects.entries import Entry
from conformance.values.membership import plain
from conformance.values.naming import snake_case


class IgnoresUnread:
    """Puts what is no number, and the largest that there is, where the body reads nothing, and holds the results
    against each other. A call that raises there gives no wrong result."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self.followed = Followed(subject)
        self.entries = self.followed.entries
        self.answered = False
        carrier = self.entries.carrier
        self.backward = Backward(self.entries)
        definition, definitions = subject.definition, subject.claims.definitions
        self.is_differentiable = carrier.has_gradients and gives_numbers(definition, definitions)
        self.numbers = (float("nan"), float("inf"), -carrier.lowest) if self.entries.arrays else ()

    @property
    def nothing_said(self) -> str:
        why = self.followed.why_not
        if why:
            return f"what the body reads cannot be told apart: {why}"
        return "the body reads every number of its tables on every input that was tried"

    def says_something(self, frame: Frame) -> bool:
        return bool(self.followed.unread(tuple(frame)))

    def __call__(self, frame: Frame) -> bool:
        arguments = tuple(frame)
        unread = self.followed.unread(arguments)
        if not unread:
            return False
        alone = self.subject.operation.outcome(arguments)
        self.answered = self.answered or not raised(alone)
        if isinstance(alone, OperationFailed):
            # As `well_formed` tells.
            return True
        known = self.followed.derivatives(arguments) if self.is_differentiable else None
        for number in self.numbers:
            got = self.outcome(arguments, unread, number)
            if not self.is_same(got, alone):
                self.tell(arguments, alone, unread, number, got)
            if known is not None and not isinstance(got, OperationFailed):
                self.ask_gradient(arguments, unread, number, known)
        return True

    def ask_gradient(
        self, arguments: tuple[Value, ...], unread: Sequence[Entry], number: float, known: Derivatives
    ) -> None:
        """Asks for the gradient where a number stands at what is not read.

        Raises:
            Violated: it is another one than without that number, where it is right.
        """
        wrong = self.spoilt(arguments, unread, number, known)
        if wrong is None or self.spoilt(arguments, (), number, known) is not None:
            # What is wrong without the number as well is told by `gradient`.
            return
        places = list(unread)
        for entry in unread:
            if (one := self.spoilt(arguments, [entry], number, known)) is not None:
                places, wrong = [entry], one
                break
        bound, call, names = self.subject.lines(arguments)
        lines = [*bound, *self.entries.put_source(names, places, number)]
        lines += self.backward.lines(names, call, known, wrong)
        told = ", ".join(f"`{self.entries.told(names, entry)}`" for entry in places[:3])
        at = "the gradient" if wrong.entry is None else f"the gradient by `{self.entries.told(names, wrong.entry)}`"
        gave = wrong.told or f"{at} is {wrong.got!r}"
        message = (
            f"{snake_case(self.subject.definition.name)}: {told} is not read, and {number!r} there leaks into "
            f"the gradient: {gave}, and {wrong.expected!r} without"
        )
        raise Violated(
            "violation", message, wrong.expected, gave, f"{at} is {wrong.expected!r}, whatever stands at {told}",
            gave, inputs=self.subject.inputs(arguments), reproduce=self.subject.source(*lines),
        )  # fmt: skip

    def spoilt(
        self, arguments: tuple[Value, ...], places: Sequence[Entry], number: float, known: Derivatives
    ) -> Wrong | None:
        natives = self.entries.embed(arguments)
        self.entries.put(natives, places, number)
        return self.backward.wrong(arguments, natives, known)

    def outcome(self, arguments: tuple[Value, ...], places: Sequence[Entry], number: float) -> Value | OperationFailed:
        """What a call comes to where a number stands at some entries."""
        operation = self.subject.operation
        natives = self.entries.embed(arguments)
        self.entries.put(natives, places, number)
        try:
            return operation.decode(operation.call(natives), arguments)
        except OperationFailed as failed:
            return failed

    def is_same(self, got: Value | OperationFailed, alone: Value) -> bool:
        return got.reason == "exception" if isinstance(got, OperationFailed) else bool(got == alone)

    def tell(
        self, arguments: tuple[Value, ...], alone: Value, unread: Sequence[Entry], number: float,
        got: Value | OperationFailed,
    ) -> NoReturn:  # fmt: skip
        """Raises `Violated` for the first entry that changes the result by itself, if one does."""
        places = list(unread)
        for entry in unread:
            one = self.outcome(arguments, [entry], number)
            if not self.is_same(one, alone):
                places, got = [entry], one
                break
        bound, call, names = self.subject.lines(arguments)
        put = self.entries.put_source(names, places, number)
        lines = [*bound, *put, f"got = {call}", self.subject.operation.check_source("got", alone)]
        told = ", ".join(f"`{self.entries.told(names, entry)}`" for entry in places[:3])
        told += f" and {len(places) - 3} more" if len(places) > 3 else ""
        expected, gave = lean_text(plain(alone)), briefly(got)
        reads = "is" if len(places) == 1 else "are"
        message = (
            f"{snake_case(self.subject.definition.name)}: {told} {reads} not read, and {number!r} there leaks: "
            f"gave {gave}, and {expected} without"
        )
        raise Violated(
            "violation", message, expected, gave, f"{expected}, whatever stands at {told}", gave,
            inputs=self.subject.inputs(arguments), reproduce=self.subject.source(*lines),
        )  # fmt: skip

    def finish(self) -> None:
        return


OBLIGATION = CheckedObligation(
    name="ignores_unread",
    level="training",
    meaning="what stands at entries that the body does not read changes nothing, be it NaN or an infinity",
    training="One NaN at a position that is masked out makes the loss NaN, as 0 · NaN is NaN.",
    applies=has_tables,
    check=IgnoresUnread,
    lacks=lacks_floats,
    calls=4,
)
