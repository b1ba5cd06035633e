"""Calls beyond the domain, of which something is demanded all the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from conformance.checking.evaluation import Violated
from conformance.checking.obligations.base import Subject
from conformance.checking.obligations.outcomes import in_words, raised, same
from conformance.lean.evaluate import Frame, Value
from conformance.subjects.calls import ENDINGS, OperationFailed
from conformance.values.membership import plain


class BeyondDomain:
    """A check of calls beyond the domain, each derived from an input inside it and told in a few words.

    A call that is refused must leave nothing behind: a call inside the domain is made before them and again after them.
    """

    subject: Subject
    answered: bool
    nothing_beyond = ""
    """What is told where the spec leads from no input to a call beyond the domain; empty where it always does."""

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
        for arguments, told in self.derived(frame):
            if self.ask(arguments, told):
                last = arguments, told
        if last is not None and inside is not None and not isinstance(before, OperationFailed):
            self.compare(inside, before, *last)
        return last is not None

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
