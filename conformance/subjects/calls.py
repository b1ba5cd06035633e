"""How a call of a backend's operation ends that gives no value, and what is told of what it raised."""

from __future__ import annotations

import signal
from collections.abc import Mapping, Sequence
from typing import Protocol

from conformance.carriers.shown import without_addresses
from conformance.errors import Terminated
from conformance.lean.closures import Value


class CallFailed(Exception):
    """A call of a backend's operation that gave no value."""

    def __init__(self, operation: str, reason: str, message: str, returned: object = None) -> None:
        super().__init__(message)
        self.operation = operation
        self.reason = reason
        self.message = message
        self.returned = returned


ENDINGS = (SystemExit, KeyboardInterrupt, GeneratorExit)
"""What a call raises to end the program, or the generator, that made it: not an error that its caller can handle."""


class OperationFailed(CallFailed):
    """A backend's operation that raised, or returned what is not of its type."""

    @property
    def refused(self) -> bool:
        """Whether the implementation raised an error of its own, which need not be an `Exception`.

        Panics of Rust libraries, for one, are not.
        """
        return self.__cause__ is not None and self.reason == "exception" and not isinstance(self.__cause__, ENDINGS)

    @property
    def ended(self) -> bool:
        """Whether the implementation raised what ends its caller's program."""
        return isinstance(self.__cause__, ENDINGS)


class NoAnswer(CallFailed):
    """A call that is known to end the process or not to return, and so is not made; no check may go on after it."""

    def __init__(self, operation: str, arguments: Sequence[Value], reason: str, message: str) -> None:
        super().__init__(operation, reason, message)
        self.arguments = tuple(arguments)


class NoReply(Exception):
    """What a backend's function raises where its implementation was asked elsewhere and did not answer as it must.

    That is no refusal of the arguments. Of the reasons, `timeout` and `crash` are those after which no
    check goes on.
    """

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class OutsideLimits(Exception):
    """A call with arguments, or with a result by the spec, that the backend does not claim."""


Unanswered = Mapping[tuple[str, tuple[Value, ...]], tuple[str, str]]
"""Reason and message of the calls that are not made, by Lean name and arguments."""


def let_through(error: BaseException) -> None:
    """Raises the error again where it is the user's interrupt."""
    interrupts = isinstance(error, KeyboardInterrupt) and signal.getsignal(signal.SIGINT) is not signal.SIG_IGN
    if interrupts or isinstance(error, Terminated):
        raise error


def safe_text(error: BaseException) -> str:
    """The message of an exception in one line: a line of its own could be read as a command by what shows it."""
    try:
        return without_addresses(" ".join("".join(str(error)).split())[:600])[:300]
    except KeyboardInterrupt:
        raise
    except BaseException:
        return "(its message cannot be shown)"


class Journal(Protocol):
    """Is told of calls before they are made and after they have ended, so that a call that never ends is known."""

    def opened(self, operation: str, arguments: Sequence[Value]) -> None: ...

    def closed(self) -> None: ...
