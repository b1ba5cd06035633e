"""A conversation that is watched: what was sent, what came, and how that differs from what the protocol says."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, TypeGuard

from conformance.subjects.client import connect
from conformance.subjects.connection import Connection, Ended, Overlong, Silent
from conformance.subjects.messages import BadMessage, encode_value, hello_line, line_of, parse


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds that a process may take to say hello, to answer a line, and to end."""

    hello: float = 10.0
    answer: float = 10.0
    end: float = 5.0


class Wrong(Exception):
    """What came is not what the protocol says."""

    def __init__(self, sent: str, expected: str, came: str) -> None:
        super().__init__(came)
        self.sent, self.expected, self.came = sent, expected, came


class Session:
    """A process that was just started.

    Raises:
        UsageError: the command cannot be started.
    """

    def __init__(self, words: Sequence[str], times: Times) -> None:
        self._connection: Connection = connect(words)
        self._times = times

    def hello(self, versions: Sequence[int] = (1,), lenient: bool = False) -> dict[str, Any]:
        """The answer to a hello that offers these versions; what it raises and `lenient` are as for `ask`."""
        return self._ask(hello_line(versions), "a line of JSON with a hello", self._times.hello, lenient)

    def ask(self, request: object, expected: str, raw: bytes | None = None, lenient: bool = False) -> dict[str, Any]:
        """The answer to a request; `raw` is the line to send where that is not the request as usually written.

        With `lenient`, a message that the schema refuses comes back too.

        Raises:
            Wrong: none came in time, or one that is no message of the protocol.
        """
        return self._ask(raw if raw is not None else line_of(request), expected, self._times.answer, lenient)

    def call(
        self, calls: Sequence[dict[str, Any]], expected: str, raw: bytes | None = None, lenient: bool = False
    ) -> list[dict[str, Any]]:
        """The answers to calls.

        Raises:
            Wrong: what came is not a list of one answer for each.
        """
        request = {"type": "call", "calls": calls}
        message = self.ask(request, expected, raw, lenient)
        answers = message.get("answers")
        if message.get("type") != "answer" or not _are_objects(answers) or len(answers) != len(calls):
            sent = text_of(raw if raw is not None else line_of(request))
            raise Wrong(sent, f"{expected}: a message of type answer with {len(calls)} answers", text_of(message))
        return answers

    def end(self) -> bytes:
        """Closes standard input; what the process still writes.

        Raises:
            Wrong: it does not end in time, or not with status 0.
        """
        sent = "(standard input closed)"
        expected = f"the process ends within {self._times.end:g} s, with status 0"
        try:
            rest = self._connection.rest(self._times.end)
        except Silent as error:
            raise Wrong(sent, expected, f"{error}{self._connection.stderr()}") from None
        status = self._connection.process.returncode
        if status:
            raise Wrong(sent, expected, f"status {status}{self._connection.stderr()}")
        return rest

    def comes_at_the_end(self) -> bytes:
        """What the process writes once its standard input is closed, in the time that it may take to end."""
        try:
            return self._connection.rest(self._times.end)
        except Silent:
            return b""

    def kill(self) -> None:
        self._connection.kill()

    def _ask(self, line: bytes, expected: str, seconds: float, lenient: bool = False) -> dict[str, Any]:
        self._connection.send(line)
        try:
            came = self._connection.receive(seconds)
        except (Silent, Ended, Overlong) as error:
            raise Wrong(text_of(line), expected, f"{error}{self._connection.stderr()}") from None
        try:
            message = parse(came)
        except BadMessage as error:
            raise Wrong(text_of(line), f"{expected}, as a JSON object on one line", str(error)) from None
        fault = "" if lenient else _fault(message)
        if fault:
            raise Wrong(text_of(line), expected, f"{text_of(message)}: {fault}")
        return message


def _are_objects(answers: object) -> TypeGuard[list[dict[str, Any]]]:
    return isinstance(answers, list) and all(isinstance(a, dict) for a in answers)


def call_of(id_: int | str, operation: str, arguments: Sequence[Any]) -> dict[str, Any]:
    """A call as a request holds it."""
    return {"id": id_, "operation": operation, "arguments": [encode_value(a) for a in arguments]}


def text_of(message: object, most: int = 400) -> str:
    """A message or line as one line of text, cut where it is long."""
    if isinstance(message, bytes):
        text = message.decode("utf-8", "replace").rstrip("\n")
    else:
        text = json.dumps(message, ensure_ascii=False, separators=(",", ":"))
    return text if len(text) <= most else f"{text[:most]}... ({len(text):,} characters)"


def schema() -> dict[str, Any]:
    """The JSON Schema of the messages."""
    text = resources.files("conformance.subjects").joinpath("messages.schema.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


@cache
def _answer_validators() -> dict[str, Any]:
    from jsonschema import Draft202012Validator

    whole = schema()
    kinds = {"hello": "hello_answer", "answer": "call_answer", "error": "error_answer"}
    return {t: Draft202012Validator({"$ref": f"#/$defs/{d}", "$defs": whole["$defs"]}) for t, d in kinds.items()}


def _fault(message: dict[str, Any]) -> str:
    """What the schema finds wrong with an answer; empty where nothing."""
    from jsonschema.exceptions import best_match

    validators = _answer_validators()
    if message.get("type") not in validators:
        return f'"type" must be one of {", ".join(validators)}'
    error = best_match(validators[message["type"]].iter_errors(message))
    if error is None:
        return ""
    place = ".".join(map(str, error.absolute_path))
    return f"{place}: {error.message}" if place else str(error.message)
