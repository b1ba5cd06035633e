"""The checks of the protocol, in the order in which they are made."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from conformance.protocol.probes import Probe
from conformance.protocol.session import Session, Wrong, call_of, text_of
from conformance.protocol.trial import Check, Skipped, Trial
from conformance.subjects.messages import decode_value, hello_line, line_of

CHECKS: list[Check] = []
"""All checks."""

LONG = 2**20
"""Bytes of a line that is longer than the buffers of common readers."""

FEWEST_TOGETHER = 4
"""Calls of a line at least on which the order of answers is looked at."""

UNKNOWN_VERSION = 1_000
UNKNOWN_OPERATION = "no_such_operation"


def _check(name: str, about: str, needs_hello: bool = True) -> Callable[[Callable[[Trial], None]], None]:
    def add(run: Callable[[Trial], None]) -> None:
        CHECKS.append(Check(name, about, run, needs_hello))

    return add


# Hello


@_check("hello.answered", "the first request is answered in time", needs_hello=False)
def _answered(trial: Trial) -> None:
    trial.fresh().hello(lenient=True)
    trial.answered = True


@_check("lines.flushed", "an answer is written out at once, not when input or a buffer ends", needs_hello=False)
def _flushed(trial: Trial) -> None:
    session = trial.fresh()
    expected = "an answer before standard input is closed"
    try:
        session.hello()
        session.ask({"type": "call", "calls": []}, expected)
    except Wrong as wrong:
        late = session.comes_at_the_end()
        if late:
            came = f"nothing until standard input was closed, then {text_of(late)}; flush after each line"
            raise Wrong(wrong.sent, expected, came) from None


@_check("hello.form", "the hello has the fields of the protocol", needs_hello=False)
def _form(trial: Trial) -> None:
    if not trial.answered:
        raise Skipped("there was no hello")
    message = trial.fresh().hello()
    if message["type"] != "hello":
        raise Wrong(text_of(hello_line()), "a message of type hello", text_of(message))
    trial.hello = message


@_check("hello.operations", "the hello lists an operation of the spec")
def _operations(trial: Trial) -> None:
    assert trial.hello is not None
    known = trial.probes().known
    if set(known).isdisjoint(trial.hello["operations"]):
        raise Wrong(text_of(hello_line()), f"some of {', '.join(known)}", text_of(trial.hello["operations"]))


@_check("hello.version", "the version is one of those offered")
def _version(trial: Trial) -> None:
    offered = (UNKNOWN_VERSION, 1)
    message = trial.fresh().hello(offered)
    if message["type"] != "hello" or message["protocol"] != 1:
        raise Wrong(text_of(hello_line(offered)), 'a hello with "protocol":1', text_of(message))


@_check("hello.unknown_version", "where no version offered is known, the answer is an error, and the process goes on")
def _unknown_version(trial: Trial) -> None:
    session = trial.fresh()
    offered = (UNKNOWN_VERSION,)
    _demand_error(session.hello(offered), text_of(hello_line(offered)), ("unsupported",))
    message = session.hello()
    if message["type"] != "hello":
        raise Wrong(text_of(hello_line()), "a hello, after the one that was refused", text_of(message))


# Calls


@_check("calls.empty", "no calls get no answers")
def _empty(trial: Trial) -> None:
    trial.greeted().call([], "an answer with an empty list")


@_check("calls.single", "a call of each operation gets a result")
def _single(trial: Trial) -> None:
    _results(trial.greeted(), _probes(trial))


@_check("calls.order", "many calls on a line get their answers in their order, the same as one by one")
def _order(trial: Trial) -> None:
    session, probes = trial.greeted(), _probes(trial)
    # Enough of them, with ids that do not rise, for another order to show.
    probes = (probes * FEWEST_TOGETHER)[: max(FEWEST_TOGETHER, len(probes))]
    singles = _results(session, probes)
    ids = [((k + 1) * 7919) % 10_007 for k in range(len(probes))]
    calls = [call_of(i, p.operation, p.arguments) for i, p in zip(ids, probes, strict=True)]
    answers = session.call(calls, "one answer for each call")
    sent = text_of({"type": "call", "calls": calls})
    if [a["id"] for a in answers] != ids:
        raise Wrong(sent, f"answers with the ids {ids}", f"ids {[a['id'] for a in answers]}")
    for call, answer, single in zip(calls, answers, singles, strict=True):
        if _value(answer) != single:
            expected = f"{json.dumps(single)} for {text_of(call)}, as when it was asked alone"
            raise Wrong(sent, expected, text_of(answer))


@_check("calls.ids", "an id comes back as it was, integer or text")
def _ids(trial: Trial) -> None:
    probe = _probes(trial)[0]
    ids: list[int | str] = ["a", "7", 7, -1, 2**53 - 1, "2", ""]
    calls = [call_of(i, probe.operation, probe.arguments) for i in ids]
    answers = trial.greeted().call(calls, "one answer for each call")
    came = [a["id"] for a in answers]
    if [(type(i), i) for i in came] != [(type(i), i) for i in ids]:
        raise Wrong(text_of({"type": "call", "calls": calls}), f"ids {json.dumps(ids)}", f"ids {json.dumps(came)}")


@_check("calls.unsupported", "a call of an unknown operation gets the error `unsupported`")
def _unsupported(trial: Trial) -> None:
    calls = [call_of(1, UNKNOWN_OPERATION, [])]
    (answer,) = trial.greeted().call(calls, "an answer with one error")
    _demand_error(answer, text_of({"type": "call", "calls": calls}), ("unsupported",))


# Numbers


@_check("numbers.exact", "integers beyond 2^53 are not rounded, on their way in or out")
def _exact(trial: Trial) -> None:
    for probe, call, answer in _big(trial):
        if _number(answer.get("result")) != probe.expected:
            raise Wrong(text_of(call), f'"result":"{probe.expected}"', text_of(answer))


@_check("numbers.text", "an integer beyond 2^53 - 1 is written as a string of decimal digits")
def _text(trial: Trial) -> None:
    for probe, call, answer in _big(trial):
        if not isinstance(answer.get("result"), str):
            raise Wrong(text_of(call), f'"result":"{probe.expected}", a string', text_of(answer))


@_check("numbers.small_as_text", "a small integer is read as a string of digits too")
def _small_as_text(trial: Trial) -> None:
    probes = [p for p in _probes(trial) if _has_numbers(p.arguments)]
    if not probes:
        raise Skipped("no operation that it lists takes numbers")
    plain = _results(trial.greeted(), probes)
    written = [Probe(p.operation, tuple(map(_as_text, p.arguments))) for p in probes]
    for probe, value, result in zip(written, plain, _results(trial.greeted(), written), strict=True):
        if value != result:
            expected = f"{json.dumps(value)}, as with numbers"
            raise Wrong(text_of(call_of(0, probe.operation, probe.arguments)), expected, json.dumps(result))


# Errors


@_check("errors.out_of_range", "an index out of range does not end the process, nor touch the other calls of its line")
def _out_of_range(trial: Trial) -> None:
    outside = trial.probes().outside
    if not outside:
        raise Skipped("no operation that it lists takes an index")
    for probe in outside:
        _amid(trial, call_of(1, probe.operation, probe.arguments), ())


@_check("errors.arguments", "a call with too few arguments is an error, and does not end the process")
def _arguments(trial: Trial) -> None:
    probe = next((p for p in _probes(trial) if p.arguments), None)
    if probe is None:
        raise Skipped("no operation that it lists takes arguments")
    _amid(trial, call_of(1, probe.operation, probe.arguments[:-1]), ("protocol", "raised"))


@_check("errors.not_json", "a line that is not JSON gets an error of kind `protocol`, and does not end the process")
def _not_json(trial: Trial) -> None:
    _refused(trial, b"this is not JSON\n")


@_check("errors.unknown_type", "a request of an unknown type gets an error of kind `protocol`")
def _unknown_type(trial: Trial) -> None:
    _refused(trial, line_of({"type": "no such type"}))


# Fields and lines


@_check("fields.unknown", "fields that are not known are ignored")
def _unknown_fields(trial: Trial) -> None:
    probe = _probes(trial)[0]
    call = call_of(1, probe.operation, probe.arguments)
    request = {"type": "call", "later": {"a": [None, 1.5]}, "calls": [{**call, "later": True}]}
    plain = _results(trial.greeted(), [probe])
    (answer,) = trial.greeted().call([call], "the same answer as without them", line_of(request))
    if _value(answer) != plain[0]:
        raise Wrong(text_of(request), f"{json.dumps(plain[0])}, as without them", text_of(answer))


@_check("lines.utf8", "characters outside ASCII are read and written as UTF-8")
def _utf8(trial: Trial) -> None:
    id_ = "µ→𝟙é"
    request = {"type": "call", "calls": [call_of(id_, f"{UNKNOWN_OPERATION}_ß", [])]}
    raw = json.dumps(request, ensure_ascii=False).encode() + b"\n"
    (answer,) = trial.greeted().call(request["calls"], "an error with the id as it came", raw)  # type: ignore[arg-type]
    if answer["id"] != id_:
        raise Wrong(text_of(request), f'"id":"{id_}"', text_of(answer))
    _demand_error(answer, text_of(request), ("unsupported",))


@_check("lines.long", f"a line of {LONG:,} bytes is read whole")
def _long(trial: Trial) -> None:
    probe = _probes(trial)[0]
    call = call_of(1, probe.operation, probe.arguments)
    raw = line_of({"type": "call", "later": "x" * LONG, "calls": [call]})
    trial.greeted().call([call], "an answer with one result", raw)


@_check("lines.only_messages", "nothing but one line for each request goes to standard output")
def _only_messages(trial: Trial) -> None:
    session = trial.fresh()
    session.hello()
    probes = _probes(trial)
    _results(session, probes)
    calls = [call_of(k, p.operation, p.arguments) for k, p in enumerate([*probes, *trial.probes().outside])]
    session.call(calls, "one answer for each call")
    rest = session.comes_at_the_end()
    trial.close()
    if rest:
        raise Wrong("(some calls, then standard input closed)", "nothing more on standard output", text_of(rest))


# The end


@_check("end.input_closed", "the process ends once its standard input is closed")
def _input_closed(trial: Trial) -> None:
    session = trial.fresh()
    session.hello()
    session.end()
    trial.close()


@_check("end.unasked", "it ends too where nothing was asked, and writes nothing", needs_hello=False)
def _unasked(trial: Trial) -> None:
    rest = trial.fresh().end()
    trial.close()
    if rest:
        raise Wrong("(standard input closed)", "nothing on standard output", text_of(rest))


# What checks have in common


def _probes(trial: Trial) -> list[Probe]:
    probes = trial.probes().small
    if not probes:
        raise Skipped("it lists no operation of the spec that takes inputs inside its limits")
    return probes


def _results(session: Session, probes: Sequence[Probe]) -> list[Any]:
    """The results of calls, each on a line of its own."""
    found = []
    for probe in probes:
        call = call_of(1, probe.operation, probe.arguments)
        (answer,) = session.call([call], "an answer with one result")
        if "result" not in answer or answer["id"] != 1:
            raise Wrong(text_of({"type": "call", "calls": [call]}), 'an answer with "id":1 and a result',
                        text_of(answer))  # fmt: skip
        found.append(_value(answer))
    return found


def _big(trial: Trial) -> list[tuple[Probe, dict[str, Any], dict[str, Any]]]:
    probes = trial.probes().big
    if not probes:
        raise Skipped("no operation that it lists has totals beyond 2^53 inside its limits")
    found = []
    for probe in probes:
        call = call_of(1, probe.operation, probe.arguments)
        # The schema refuses a number beyond 2^53 - 1; here that is looked at first.
        answer = trial.greeted().call([call], "an answer with one result", lenient=True)[0]
        found.append((probe, call, answer))
    return found


def _amid(trial: Trial, call: dict[str, Any], kinds: Sequence[str]) -> None:
    """Sends a bad call between two good ones: it is answered, with an error of one of the kinds if any are given."""
    probe = _probes(trial)[0]
    good = _results(trial.greeted(), [probe])[0]
    calls = [call_of(0, probe.operation, probe.arguments), call, call_of(2, probe.operation, probe.arguments)]
    sent = text_of({"type": "call", "calls": calls})
    answers = trial.greeted().call(calls, "one answer for each call, an error for the second")
    for answer in (answers[0], answers[2]):
        if _value(answer) != good:
            raise Wrong(sent, f"{json.dumps(good)} for the calls beside the bad one", text_of(answer))
    if kinds:
        _demand_error(answers[1], sent, kinds)
    _results(trial.greeted(), [probe])


def _refused(trial: Trial, line: bytes) -> None:
    """Sends a line that is no request: it gets an error, and the next one an answer."""
    message = trial.greeted().ask(None, "a message of type error", line)
    if message["type"] != "error":
        raise Wrong(text_of(line), "a message of type error", text_of(message))
    _demand_error(message, text_of(line), ("protocol",))
    trial.greeted().call([], "an answer, after the line that was refused")


def _demand_error(answer: dict[str, Any], sent: str, kinds: Sequence[str]) -> None:
    error = answer.get("error")
    if not isinstance(error, dict) or error.get("kind") not in kinds:
        raise Wrong(sent, f"an error of kind {' or '.join(kinds)}", text_of(answer))


def _value(answer: dict[str, Any]) -> Any:
    return decode_value(answer["result"]) if "result" in answer else None


def _number(result: Any) -> Any:
    return int(result) if isinstance(result, str) and result.isdecimal() else result


def _has_numbers(value: Any) -> bool:
    return any(map(_has_numbers, value)) if isinstance(value, (list, tuple)) else type(value) is int


def _as_text(value: Any) -> Any:
    if isinstance(value, list):
        return [_as_text(v) for v in value]
    return str(value) if type(value) is int else value
