"""The messages of the protocol as text: requests written, answers read and held against their form.

The form is that of `messages.schema.json`; what is read on every call is checked by hand, for speed, and
a message says what came.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, NoReturn, TypeGuard

from conformance.carriers.forms import name_of

VERSIONS = (1,)
"""The versions of the protocol that this program speaks."""

MAX_NUMBER = 2**53 - 1
"""The largest magnitude that is written as a JSON number; beyond it, where binary64 has whole numbers alone, it is a
string of decimal digits."""

CALL_ERRORS = ("raised", "unsupported", "protocol")
"""The kinds of an answer that is an error."""

MAX_SHOWN = 200
"""How many characters of a bad line a message shows."""

MAX_DEPTH = 32
"""How deep the values of a message may be nested; those of an operation are a few deep."""

MAX_HELLO = 2**20
"""How many bytes a hello has at most."""

MAX_OPERATIONS, MAX_NAME, MAX_LIMITS = 1_000, 200, 100
"""How many operations a hello lists at most, how long a name or version in it is, and how many limits it has."""

_PLAIN = {int, bool, float}
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]*)\Z", re.ASCII)


class BadMessage(ValueError):
    """A line, or a part of one, that has not the form that the protocol gives it."""


@dataclass(frozen=True, slots=True)
class Hello:
    """What a process says of itself: `limits` as it wrote them, `version` its own and not the protocol's."""

    protocol: int
    name: str
    operations: tuple[str, ...]
    limits: dict[str, object]
    version: str | None


@dataclass(frozen=True, slots=True)
class ErrorAnswer:
    """A call that was answered with an error."""

    kind: str
    message: str


def encode_value(value: Any) -> Any:
    """A value of the Python carrier as JSON has it: structures are objects, pairs arrays, and numbers beyond
    `MAX_NUMBER` strings, at any depth. A float is written with as many digits as tell it from all others."""
    if isinstance(value, (list, tuple)):
        if not value or (set(map(type, value)) <= _PLAIN and min(value) >= -MAX_NUMBER and max(value) <= MAX_NUMBER):
            return value
        return [encode_value(v) for v in value]
    if type(value) in (int, float) and not -MAX_NUMBER <= value <= MAX_NUMBER:
        return str(int(value))
    fields = vars(value) if isinstance(value, SimpleNamespace) else value
    if isinstance(fields, dict):
        return {name_of(attribute): encode_value(v) for attribute, v in fields.items()}
    return value


def decode_value(value: Any, depth: int = 0) -> Any:
    """A value of an answer as the Python carrier reads it: strings of decimal digits become integers, down to
    `MAX_DEPTH`, and objects stay mappings.

    What is no value of any type stays as it is, for the carrier to refuse, and so does null.

    Raises:
        BadMessage: a number beyond `MAX_NUMBER` was written as one, and may have been rounded on its way, or the value
            is nested too deeply.
    """
    if isinstance(value, (list, dict)):
        if isinstance(value, list) and set(map(type, value)) <= {bool}:
            return value
        if depth >= MAX_DEPTH:
            raise BadMessage(f"a value is nested deeper than {MAX_DEPTH} arrays and objects")
        if isinstance(value, dict):
            return {name: decode_value(v, depth + 1) for name, v in value.items()}
        return [decode_value(v, depth + 1) for v in value]
    if type(value) in (int, float) and not -MAX_NUMBER <= value <= MAX_NUMBER:
        raise BadMessage(f"{shown(str(value))} is written as a number; one beyond 2^53 - 1 must be a string of decimal "
                         "digits")  # fmt: skip
    if isinstance(value, str) and _INTEGER.match(value) and len(value) <= 4_000:
        return int(value)
    return value


def line_of(message: object) -> bytes:
    """A message as a line, with its end; characters outside ASCII are escaped."""
    return json.dumps(message, separators=(",", ":")).encode("ascii") + b"\n"


def hello_line(versions: Sequence[int] = VERSIONS) -> bytes:
    """The first request."""
    return line_of({"type": "hello", "protocols": list(versions)})


def call_text(id_: int | str, operation: str, arguments: Sequence[Any]) -> str:
    """One call, as it stands among the calls of a request."""
    call = {"id": id_, "operation": operation, "arguments": [encode_value(a) for a in arguments]}
    return json.dumps(call, separators=(",", ":"))


def call_line(calls: Iterable[str]) -> bytes:
    """A request that holds calls made by `call_text`."""
    return ('{"type":"call","calls":[' + ",".join(calls) + "]}\n").encode("ascii")


def parse(line: bytes) -> dict[str, Any]:
    """The object that a line holds.

    Raises:
        BadMessage: it is not UTF-8, not JSON, or not an object.
    """
    try:
        message = json.loads(line.decode("utf-8"), parse_constant=_no_constant, object_pairs_hook=_object)
    except UnicodeDecodeError as error:
        raise BadMessage(f"not UTF-8: {_line_shown(line)} ({error.reason} at byte {error.start:,})") from None
    except BadMessage as error:
        raise BadMessage(f"{error}: {_line_shown(line)}") from None
    except RecursionError:
        raise BadMessage(f"not JSON that can be read, as it is nested too deeply: {_line_shown(line)}") from None
    except json.JSONDecodeError as error:
        raise BadMessage(f"not JSON: {_line_shown(line)} ({shown(str(error))})") from None
    except ValueError:
        # What is left is the most digits that Python reads of a number.
        raise BadMessage(f"not JSON that can be read, as a number has too many digits: {_line_shown(line)}") from None
    if not isinstance(message, dict):
        raise BadMessage(f"not a JSON object: {_line_shown(line)}")
    return message


def read_hello(line: bytes, versions: Sequence[int] = VERSIONS) -> Hello:
    """The answer to a hello.

    Raises:
        BadMessage: it is none; the message says which part is wrong.
    """
    message = parse(line)
    _refuse_error(message)
    _demand(len(line) <= MAX_HELLO, f"it must have at most {MAX_HELLO:,} bytes, not {len(line):,}", message)
    _demand(message.get("type") == "hello", 'its "type" must be "hello"', message)
    protocol, name, operations = message.get("protocol"), message.get("name"), message.get("operations")
    if type(protocol) is not int or protocol not in versions:
        offered = ", ".join(map(str, versions))
        _refuse(f'its "protocol" must be one of those offered, {offered}, not {shown(repr(protocol))}', message)
    if not _is_short(name) or not name:
        _refuse(f'its "name" must be text that is not empty, of at most {MAX_NAME} characters', message)
    if not isinstance(operations, list) or not all(map(_is_short, operations)):
        _refuse(f'its "operations" must be a list of names, of at most {MAX_NAME} characters each', message)
    if len(operations) > MAX_OPERATIONS or len(set(operations)) < len(operations):
        _refuse(f'its "operations" must be at most {MAX_OPERATIONS:,} names, each once', message)
    limits, version = message.get("limits", {}), message.get("version")
    if not isinstance(limits, dict) or len(limits) > MAX_LIMITS or not all(map(_is_short, limits)):
        _refuse(f'its "limits" must be an object with at most {MAX_LIMITS} names', message)
    if version is not None and not _is_short(version):
        _refuse(f'its "version" must be text of at most {MAX_NAME} characters', message)
    return Hello(protocol, name, tuple(operations), {k: decode_value(v) for k, v in limits.items()}, version)


def read_answers(line: bytes, ids: Sequence[int | str]) -> list[Any]:
    """The answers to calls with those ids, in their order: values as `decode_value` gives them, or an `ErrorAnswer`.

    An integer that should have been a string is the answer of its own call alone: a `BadMessage`, not raised.

    Raises:
        BadMessage: the line is not one answer for each call, in their order.
    """
    message = parse(line)
    _refuse_error(message)
    _demand(message.get("type") == "answer", 'its "type" must be "answer"', message)
    answers = message.get("answers")
    if not isinstance(answers, list):
        _refuse('its "answers" must be a list', message)
    _demand(len(answers) == len(ids), f"it has {len(answers)} answers for {len(ids)} calls", message)
    found = []
    for position, (answer, wanted) in enumerate(zip(answers, ids, strict=True)):
        if not isinstance(answer, dict):
            _refuse(f"answer {position} must be an object", message)
        came = answer.get("id")
        if came != wanted or type(came) is not type(wanted):
            told = shown(json.dumps(came))
            _refuse(f"answer {position} has the id {told} where the call had {wanted!r}", message)
        found.append(_answer(answer, position, message))
    return found


def _answer(answer: dict[str, Any], position: int, message: dict[str, Any]) -> Any:
    if ("result" in answer) == ("error" in answer):
        _refuse(f'answer {position} must have either "result" or "error"', message)
    if "error" in answer:
        return read_error(answer["error"], f"the error of answer {position}", message)
    try:
        return decode_value(answer["result"])
    except BadMessage as bad:
        return bad


def read_error(error: object, where: str, message: object) -> ErrorAnswer:
    """An error, with its kind and message.

    Raises:
        BadMessage: it has not that form.
    """
    if not isinstance(error, dict) or error.get("kind") not in CALL_ERRORS:
        _refuse(f'{where} must have a "kind", one of {", ".join(CALL_ERRORS)}', message)
    text = error.get("message")
    if not isinstance(text, str):
        _refuse(f'{where} must have a "message", which is text', message)
    return ErrorAnswer(error["kind"], text)


def _refuse_error(message: dict[str, Any]) -> None:
    if message.get("type") == "error":
        error = read_error(message.get("error"), 'its "error"', message)
        raise BadMessage(f"the process refused the request ({error.kind}): {shown(error.message)}")


def _demand(holds: bool, what: str, message: object) -> None:
    if not holds:
        _refuse(what, message)


def _refuse(what: str, message: object) -> NoReturn:
    raise BadMessage(f"{what}: {shown(json.dumps(message, ensure_ascii=False))}")


def _no_constant(name: str) -> NoReturn:
    raise BadMessage(f"{name} is not JSON")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in found if names.count(name) > 1)
        raise BadMessage(f"an object has the key {shown(json.dumps(twice))} twice")
    return found


def _is_short(text: object) -> TypeGuard[str]:
    return isinstance(text, str) and len(text) <= MAX_NAME


def _line_shown(line: bytes) -> str:
    """A line as text, cut where it is long; of what is cut off nothing is written out first."""
    text = line[:MAX_SHOWN].decode("utf-8", "backslashreplace")
    return f"{shown(repr(text))} ({len(line):,} bytes)" if len(line) > MAX_SHOWN else shown(repr(text))


def shown(text: str) -> str:
    """The text, cut where it is long."""
    return text if len(text) <= MAX_SHOWN else f"{text[: MAX_SHOWN - 3]}..."
