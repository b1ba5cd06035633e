"""A process as a backend: its functions send calls to the child, which is started anew where it died."""

from __future__ import annotations

import atexit
import os
import shlex
import weakref
from collections.abc import Sequence
from typing import Any

from conformance.carriers.python import JsonCarrier
from conformance.errors import UsageError
from conformance.subjects.calls import NoReply
from conformance.subjects.connection import Connection, Ended, Overlong, Silent
from conformance.subjects.messages import (
    MAX_HELLO,
    BadMessage,
    ErrorAnswer,
    Hello,
    call_line,
    call_text,
    hello_line,
    read_answers,
    read_hello,
)

HELLO_SECONDS = 10.0
"""How long a process may take to start and answer the first request."""

ANSWER_SECONDS = 5.0
"""How long it may take to answer a line of calls."""

END_SECONDS = 0.5
"""How long it may take to end once its standard input is closed, before it is killed."""

MAX_CALLS = 1_000
"""How many calls a line holds at most."""

MAX_BYTES = 2**18
"""About how many bytes a line of several calls has at most."""

MAX_PASTED = 2_000
"""A request of more characters is not shown to paste."""


class Raised(Exception):
    """What the implementation raised, or how it refused, in its own words."""


def command_of(text: str) -> list[str]:
    """The words of a command.

    Raises:
        UsageError: there are none, or a quotation does not end.
    """
    try:
        words = shlex.split(text)
    except ValueError as error:
        raise UsageError(f"`{text}` is not a command: {error}") from None
    if not words:
        raise UsageError("no command after `process:`; expected one such as `process:node masking.mjs`")
    return words


def connect(words: Sequence[str]) -> Connection:
    """Starts a command.

    Raises:
        UsageError: it cannot be started.
    """
    if os.name != "posix":
        raise UsageError("`process:` backends need a POSIX system, such as Linux or macOS")
    try:
        return Connection(words)
    except FileNotFoundError:
        raise UsageError(f"there is no command `{words[0]}`; is it installed, and on the PATH?") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UsageError(f"the command `{words[0]}` could not be started: {reason}") from None


class ProcessBackend:
    """A command that speaks the protocol, as a backend: the operations that its hello lists are its functions.

    Raises:
        UsageError: it cannot be started, or does not say hello as it should.
    """

    carrier = JsonCarrier()

    def __init__(
        self, command: str, hello_seconds: float = HELLO_SECONDS, answer_seconds: float = ANSWER_SECONDS
    ) -> None:
        self._command = command
        self._words = command_of(command)
        self._hello_seconds, self._answer_seconds = hello_seconds, answer_seconds
        self._connection: Connection | None = None
        self._asked = 0
        self._most_calls = MAX_CALLS
        hello = self._start()
        self.name, self.limits = hello.name, hello.limits
        self.__version__ = hello.version
        self._functions = {name: RemoteFunction(self, name) for name in hello.operations}
        _started.add(self)

    def __getattr__(self, name: str) -> RemoteFunction:
        try:
            functions: dict[str, RemoteFunction] = self.__dict__["_functions"]
            return functions[name]
        except KeyError:
            raise AttributeError(f"the process has no operation `{name}`") from None

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self._functions]

    def ask(self, operation: str, many: Sequence[Sequence[Any]]) -> list[Any]:
        """The answers to calls of an operation, as `read_answers` gives them, in one line or several.

        Raises:
            NoReply: the process died, gave no answer in time, or one that is not of the protocol. The next call starts
                it anew.
        """
        answers: list[Any] = []
        calls: list[str] = []
        size = 0
        first = self._asked
        for arguments in many:
            text = call_text(self._asked, operation, arguments)
            if calls and (len(calls) >= self._most_calls or size + len(text) > MAX_BYTES):
                answers += self._exchange(calls, range(first, self._asked))
                calls, size, first = [], 0, self._asked
            calls.append(text)
            size += len(text)
            self._asked += 1
        return answers + self._exchange(calls, range(first, self._asked)) if calls else answers

    def shell_source(self, operation: str, arguments: Sequence[Any]) -> str | None:
        """A shell command that sends the call and prints the answers; None where it would be too long to paste."""
        request = call_line([call_text(1, operation, arguments)]).decode().rstrip("\n")
        if len(request) > MAX_PASTED:
            return None
        hello = hello_line().decode().rstrip("\n")
        return f"printf '%s\\n' {shlex.quote(hello)} {shlex.quote(request)} | {shlex.join(self._words)}"

    def close(self) -> None:
        """Closes the child's standard input, and kills it where it does not end by itself."""
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                if connection.owner == os.getpid():
                    connection.rest(END_SECONDS)
            except Silent:
                pass
            finally:
                connection.kill()

    def __del__(self) -> None:
        connection: Connection | None = self.__dict__.get("_connection")
        if connection is not None:
            connection.kill()

    def _start(self) -> Hello:
        connection = connect(self._words)
        try:
            connection.send(hello_line())
            hello = read_hello(connection.receive(self._hello_seconds, MAX_HELLO))
        except (Silent, Ended, Overlong, BadMessage) as error:
            what = f"a bad hello: {error}" if isinstance(error, BadMessage) else f"no hello: {error}"
            told = connection.stderr()
            connection.kill()
            raise UsageError(f"`{self._command}` gave {what}{told}") from None
        except BaseException:
            connection.kill()
            raise
        self._connection = connection
        return hello

    def _running(self) -> Connection:
        """The connection to a child of this process: one that was started before a fork belongs to the other."""
        if self._connection is not None and self._connection.owner != os.getpid():
            self._connection.kill()
            self._connection = None
        if self._connection is None:
            try:
                self._start()
            except UsageError as error:
                raise NoReply("crash", f"started anew, {error}") from None
        assert self._connection is not None
        return self._connection

    def _exchange(self, calls: Sequence[str], ids: Sequence[int]) -> list[Any]:
        connection = self._running()
        try:
            connection.send(call_line(calls))
            return read_answers(connection.receive(self._answer_seconds), ids)
        except BaseException as error:
            # Whatever it was, the next line would be the answer to this request.
            told = connection.stderr()
            self._connection = None
            connection.kill()
            if isinstance(error, Silent):
                # It may be slow and not stuck.
                self._most_calls = max(1, len(calls) // 10)
                raise NoReply("timeout", f"no answer: {error}{told}") from None
            if isinstance(error, Ended):
                raise NoReply("crash", f"no answer: {error}{told}") from None
            if isinstance(error, BadMessage | Overlong):
                raise NoReply("crash", f"an answer that is not of the protocol: {error}{told}") from None
            raise


class RemoteFunction:
    """An operation of a process. Arguments and result are values of the Python carrier."""

    def __init__(self, backend: ProcessBackend, operation: str) -> None:
        self._backend = backend
        self._operation = operation

    def __call__(self, *arguments: Any) -> Any:
        """The result.

        Raises:
            Raised: the implementation raised or refused.
            NoReply: it gave no answer, or one that is not of the protocol.
        """
        (outcome,) = self.call_many([arguments])
        if isinstance(outcome, BaseException):
            raise outcome
        return outcome

    def call_many(self, many: Sequence[Sequence[Any]]) -> list[Any]:
        """For each list of arguments the result, or the exception that a call with them alone would raise.

        Raises:
            NoReply: the process gave none, and it is not known which call is at fault.
        """
        return [self._outcome(answer) for answer in self._backend.ask(self._operation, many)]

    def shell_source(self, arguments: Sequence[Any]) -> str | None:
        """A shell command that makes the call, to paste; None where it would be too long."""
        return self._backend.shell_source(self._operation, arguments)

    def _outcome(self, answer: Any) -> Any:
        if isinstance(answer, ErrorAnswer):
            if answer.kind == "raised":
                return Raised(answer.message)
            name = self._operation
            told = "says that it lacks the operation, which its hello lists" if answer.kind == "unsupported" else \
                "could not read the call"  # fmt: skip
            return NoReply("exception", f"the process {told}: `{name}`: {answer.message}")
        if isinstance(answer, BadMessage):
            return NoReply("malformed", str(answer))
        return answer


_started: weakref.WeakSet[ProcessBackend] = weakref.WeakSet()


@atexit.register
def _close_all() -> None:
    for backend in list(_started):
        backend.close()
