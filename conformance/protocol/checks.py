"""The checks of the protocol, in the order in which they are made."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from conformance.protocol.demands import (
    as_text,
    asked_big,
    demand_answers_beside,
    demand_error,
    demand_refusal,
    has_integers,
    number_of,
    probes_of,
    results_of,
    structures_in,
    turned,
    value_of,
)
from conformance.protocol.probes import Probe
from conformance.protocol.session import Wrong, call_of, text_of
from conformance.protocol.trial import Check, Skipped, Trial
from conformance.subjects.messages import hello_line, line_of

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
    demand_error(session.hello(offered), text_of(hello_line(offered)), ("unsupported",))
    message = session.hello()
    if message["type"] != "hello":
        raise Wrong(text_of(hello_line()), "a hello, after the one that was refused", text_of(message))


# Calls


@_check("calls.empty", "no calls get no answers")
def _empty(trial: Trial) -> None:
    trial.greeted().call([], "an answer with an empty list")


@_check("calls.single", "a call of each operation gets a result")
def _single(trial: Trial) -> None:
    results_of(trial.greeted(), probes_of(trial))


@_check("calls.order", "many calls on a line get their answers in their order, the same as one by one")
def _order(trial: Trial) -> None:
    session, probes = trial.greeted(), probes_of(trial)
    # Enough of them, with ids that do not rise, for another order to show.
    probes = (probes * FEWEST_TOGETHER)[: max(FEWEST_TOGETHER, len(probes))]
    singles = results_of(session, probes)
    ids = [((k + 1) * 7919) % 10_007 for k in range(len(probes))]
    calls = [call_of(i, p.operation, p.arguments) for i, p in zip(ids, probes, strict=True)]
    answers = session.call(calls, "one answer for each call")
    sent = text_of({"type": "call", "calls": calls})
    if [a["id"] for a in answers] != ids:
        raise Wrong(sent, f"answers with the ids {ids}", f"ids {[a['id'] for a in answers]}")
    for call, answer, single in zip(calls, answers, singles, strict=True):
        if value_of(answer) != single:
            expected = f"{json.dumps(single)} for {text_of(call)}, as when it was asked alone"
            raise Wrong(sent, expected, text_of(answer))


@_check("calls.ids", "an id comes back as it was, integer or text")
def _ids(trial: Trial) -> None:
    probe = probes_of(trial)[0]
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
    demand_error(answer, text_of({"type": "call", "calls": calls}), ("unsupported",))


# Numbers


@_check("numbers.exact", "integers beyond 2^53 are not rounded, on their way in or out")
def _exact(trial: Trial) -> None:
    for probe, call, answer in asked_big(trial):
        if number_of(answer.get("result")) != probe.expected:
            raise Wrong(text_of(call), f'"result":"{probe.expected}"', text_of(answer))


@_check("numbers.text", "an integer beyond 2^53 - 1 is written as a string of decimal digits")
def _text(trial: Trial) -> None:
    for probe, call, answer in asked_big(trial):
        if not isinstance(answer.get("result"), str):
            raise Wrong(text_of(call), f'"result":"{probe.expected}", a string', text_of(answer))


@_check("numbers.small_as_text", "a small integer is read as a string of digits too")
def _small_as_text(trial: Trial) -> None:
    probes = [p for p in probes_of(trial) if has_integers(p.arguments)]
    if not probes:
        raise Skipped("no operation that it lists takes numbers")
    _same_results(trial, probes, as_text, "as with numbers")


@_check("values.fields", "the fields of a structure are found by their names, in any order")
def _fields(trial: Trial) -> None:
    probes = [p for p in (*probes_of(trial), *trial.probes().big) if structures_in(p.arguments)]
    if not probes:
        raise Skipped("no operation that it lists takes a structure")
    _same_results(trial, probes, turned, "as in the order of the declaration")


# Errors


@_check("errors.out_of_range", "an index out of range does not end the process, nor touch the other calls of its line")
def _out_of_range(trial: Trial) -> None:
    outside = trial.probes().outside
    if not outside:
        raise Skipped("no operation that it lists takes an index")
    for probe in outside:
        demand_answers_beside(trial, call_of(1, probe.operation, probe.arguments), ())


@_check("errors.arguments", "a call with too few arguments is an error, and does not end the process")
def _arguments(trial: Trial) -> None:
    probe = next((p for p in probes_of(trial) if p.arguments), None)
    if probe is None:
        raise Skipped("no operation that it lists takes arguments")
    demand_answers_beside(trial, call_of(1, probe.operation, probe.arguments[:-1]), ("protocol", "raised"))


@_check("errors.not_json", "a line that is not JSON gets an error of kind `protocol`, and does not end the process")
def _not_json(trial: Trial) -> None:
    demand_refusal(trial, b"this is not JSON\n")


@_check("errors.unknown_type", "a request of an unknown type gets an error of kind `protocol`")
def _unknown_type(trial: Trial) -> None:
    demand_refusal(trial, line_of({"type": "no such type"}))


# Fields and lines


@_check("fields.unknown", "fields that are not known are ignored")
def _unknown_fields(trial: Trial) -> None:
    probe = probes_of(trial)[0]
    call = call_of(1, probe.operation, probe.arguments)
    request = {"type": "call", "later": {"a": [None, 1.5]}, "calls": [{**call, "later": True}]}
    plain = results_of(trial.greeted(), [probe])
    (answer,) = trial.greeted().call([call], "the same answer as without them", line_of(request))
    if value_of(answer) != plain[0]:
        raise Wrong(text_of(request), f"{json.dumps(plain[0])}, as without them", text_of(answer))


@_check("lines.utf8", "characters outside ASCII are read and written as UTF-8")
def _utf8(trial: Trial) -> None:
    id_ = "µ→𝟙é"
    request = {"type": "call", "calls": [call_of(id_, f"{UNKNOWN_OPERATION}_ß", [])]}
    raw = json.dumps(request, ensure_ascii=False).encode() + b"\n"
    (answer,) = trial.greeted().call(request["calls"], "an error with the id as it came", raw)  # type: ignore[arg-type]
    if answer["id"] != id_:
        raise Wrong(text_of(request), f'"id":"{id_}"', text_of(answer))
    demand_error(answer, text_of(request), ("unsupported",))


@_check("lines.long", f"a line of {LONG:,} bytes is read whole")
def _long(trial: Trial) -> None:
    probe = probes_of(trial)[0]
    call = call_of(1, probe.operation, probe.arguments)
    raw = line_of({"type": "call", "later": "x" * LONG, "calls": [call]})
    trial.greeted().call([call], "an answer with one result", raw)


@_check("lines.only_messages", "nothing but one line for each request goes to standard output")
def _only_messages(trial: Trial) -> None:
    session = trial.fresh()
    session.hello()
    probes = probes_of(trial)
    results_of(session, probes)
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


def _same_results(trial: Trial, probes: Sequence[Probe], changed: Callable[[Any], Any], as_when: str) -> None:
    """Demands of calls with arguments that are written otherwise the results of those that are not."""
    plain = results_of(trial.greeted(), probes)
    written = [Probe(p.operation, tuple(map(changed, p.arguments))) for p in probes]
    for probe, value, result in zip(written, plain, results_of(trial.greeted(), written), strict=True):
        if value != result:
            sent = text_of(call_of(0, probe.operation, probe.arguments))
            raise Wrong(sent, f"{json.dumps(value)}, {as_when}", json.dumps(result))
