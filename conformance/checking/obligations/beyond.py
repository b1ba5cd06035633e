"""Calls beyond the domain, of which something is demanded all the same."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import replace

from conformance.checking.evaluation import Violated
from conformance.checking.obligations.base import Subject
from conformance.checking.obligations.outcomes import in_words, raised, same
from conformance.lean.closures import Frame, Value
from conformance.subjects.calls import ENDINGS, OperationFailed
from conformance.subjects.operation import Operation
from conformance.values.membership import plain
from conformance.values.naming import snake_case

ASIDE = 3
"""After how many calls beyond the domain another operation is asked."""

FEW = 512
"""How many items an input has at most that is asked again and again."""

MOST_ASIDE = 12
"""On how many inputs each other operation is asked."""


class Aside:
    """What other operations give, before any call beyond the domain and after one."""

    def __init__(self, others: Sequence[tuple[Operation, Sequence[Frame]]]) -> None:
        self._others = others
        self._known: list[tuple[Operation, tuple[Value, ...], Value]] = []
        self._turn = 0

    def begin(self) -> None:
        """Asks them for the first time, where that was not done."""
        if self._known:
            return
        for k in range(MOST_ASIDE):
            for operation, inputs in self._others:
                arguments = tuple(inputs[-1 - k * len(inputs) // MOST_ASIDE])
                outcome = _plain_outcome(operation, arguments)
                if not isinstance(outcome, OperationFailed):
                    self._known.append((operation, arguments, outcome))

    def ask(self, subject: Subject, refused: tuple[Value, ...], told: str) -> None:
        """Asks one of them again, another each time.

        Raises:
            Violated: it gives something else.
        """
        if not self._known:
            return
        operation, arguments, before = self._known[self._turn % len(self._known)]
        self._turn += 1
        again = _plain_outcome(operation, arguments)
        if same(before, again):
            return
        other = replace(subject, operation=operation, call=operation)
        first, call, _ = subject.lines(refused)
        operation.layout = ""
        lines = [*other.noting("before", arguments), *first, "try:", f"    {call}", "except BaseException:",
                 "    pass", *other.noting("again", arguments), "assert again == before, (before, again)"]  # fmt: skip
        gave, now, name = in_words(before), in_words(again), snake_case(operation.definition.name)
        raise Violated(
            "nondeterministic", f"after a call with {told}, `{name}` gave {now} for what gave {gave} before",
            plain(before), now if isinstance(again, OperationFailed) else plain(again),
            f"{gave}, as before", f"{now}, after a call of another operation beyond the domain",
            inputs=other.inputs(arguments), reproduce=subject.source(*lines),
        )  # fmt: skip


def _plain_outcome(operation: Operation, arguments: tuple[Value, ...]) -> Value | OperationFailed:
    """What a call comes to with arguments in no layout, which changes from one input to the next."""
    layout = operation.layout
    try:
        operation.layout = ""
        return operation.outcome(arguments)
    finally:
        operation.layout = layout


class BeyondDomain:
    """A check of calls beyond the domain, each derived from an input inside it and told in a few words.

    A call that is refused must leave nothing behind: a call inside the domain is made before them and again after them,
    others come before and after one of them, and other operations are asked in between.
    """

    answered: bool
    turn = 0
    nothing_said = ""
    """What is told where the spec leads from no input to a call beyond the domain; empty where it always does."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self.answered = False
        self.aside = Aside(subject.others)
        self.latest: deque[tuple[tuple[Value, ...], Value]] = deque(maxlen=3)

    def says_something(self, frame: Frame) -> bool:
        """Whether an input leads to a call of which something is demanded."""
        return any(self.demands(arguments) for arguments, _ in self.derived(frame))

    def demands(self, arguments: tuple[Value, ...]) -> bool:
        """Whether something is demanded of a call."""
        return True

    def derived(self, frame: Frame) -> Iterator[tuple[tuple[Value, ...], str]]:
        """The calls that an input leads to, by all arguments of the definition."""
        raise NotImplementedError

    def origin(self, arguments: Sequence[Value]) -> Frame:
        """An input that leads to a call, if any does."""
        raise NotImplementedError

    def ask(self, arguments: tuple[Value, ...], told: str) -> bool:
        """Makes one call; whether something is demanded of it.

        Raises:
            Violated: the operation does not do what is demanded.
        """
        raise NotImplementedError

    def inside(self, frame: Frame) -> tuple[Value, ...] | None:
        """The arguments of a call inside the domain that an input stands for; None where there is none."""
        raise NotImplementedError

    def __call__(self, frame: Frame) -> bool:
        inside = self.inside(frame)
        before = None if inside is None else self.subject.operation.outcome(inside)
        # An operation that raises on what it must take says nothing by raising on what it must not.
        self.answered = self.answered or inside is None or not raised(before)
        last: tuple[tuple[Value, ...], str] | None = None
        self.aside.begin()
        self.turn += 1
        for k, (arguments, told) in enumerate(self.derived(frame)):
            if self.ask(arguments, told):
                last = arguments, told
                if not (k + self.turn) % ASIDE:
                    self.aside.ask(self.subject, arguments, told)
        if last is not None and inside is not None and not isinstance(before, OperationFailed):
            self.compare(inside, before, *last)
            self.amid(inside, before, *last)
        return last is not None

    def amid(self, inside: tuple[Value, ...], before: Value, refused: tuple[Value, ...], told: str) -> None:
        """One call beyond the domain in the midst of calls inside it, of the latest inputs that are small."""
        for arguments, first in (*self.latest, *self.latest):
            self.compare(arguments, first, refused, told)
        self.ask(refused, told)
        self.compare(inside, before, refused, told)
        if sum([len(v) for v in inside if isinstance(v, tuple)]) <= FEW:
            self.latest.append((inside, before))

    def compare(self, inside: tuple[Value, ...], before: Value, refused: tuple[Value, ...], told: str) -> None:
        """Asks again what was asked before the calls beyond the domain.

        Raises:
            Violated: it gives something else.
        """
        again = self.subject.operation.outcome(inside)
        if same(before, again):
            return
        first, call, _ = self.subject.lines(refused)
        lines = [*self.subject.noting("before", inside), *first, "try:", f"    {call}", "except BaseException:",
                 "    pass", *self.subject.noting("again", inside),
                 "assert again == before, (before, again)"]  # fmt: skip
        gave, other = in_words(before), in_words(again)
        raise Violated(
            "nondeterministic", f"after a call with {told}, the same arguments gave {other}, and {gave} before",
            plain(before), other if isinstance(again, OperationFailed) else plain(again),
            f"{gave}, as before", f"{other}, after a call beyond the domain",
            inputs=self.subject.inputs(inside), reproduce=self.subject.source(*lines),
        )  # fmt: skip

    def ended(self, arguments: tuple[Value, ...], told: str, failed: OperationFailed) -> Violated:
        """What is told of a call that raised what ends its caller's program, which is no refusal."""
        bound, call, _ = self.subject.lines(arguments)
        lines = [*bound, "try:", f"    {call}", f"except ({', '.join(e.__name__ for e in ENDINGS)}) as ending:",
                 '    raise AssertionError(f"the call ends the program: {ending!r}") from None',
                 "except BaseException:", "    pass"]  # fmt: skip
        message = f"a call with {told} ended the program that made it: {failed.message}"
        return Violated(
            "exception", message, "an exception", failed.message, f"an exception, for {told}", failed.message,
            inputs=self.subject.inputs(arguments), reproduce=self.subject.source(*lines),
        )  # fmt: skip
