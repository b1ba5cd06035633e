"""What checks have in common: calls that are made, and answers that are demanded."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from conformance.protocol.probes import Probe
from conformance.protocol.session import Session, Wrong, call_of, text_of
from conformance.protocol.trial import Skipped, Trial
from conformance.subjects.messages import decode_value


def probes_of(trial: Trial) -> list[Probe]:
    """Calls of the operations that the process lists."""
    probes = trial.probes().small
    if not probes:
        raise Skipped("it lists no operation of the spec that takes inputs inside its limits")
    return probes


def results_of(session: Session, probes: Sequence[Probe]) -> list[Any]:
    """The results of calls, each on a line of its own."""
    found = []
    for probe in probes:
        call = call_of(1, probe.operation, probe.arguments)
        (answer,) = session.call([call], "an answer with one result")
        if "result" not in answer or answer["id"] != 1:
            raise Wrong(text_of({"type": "call", "calls": [call]}), 'an answer with "id":1 and a result',
                        text_of(answer))  # fmt: skip
        found.append(value_of(answer))
    return found


def asked_big(trial: Trial) -> list[tuple[Probe, dict[str, Any], dict[str, Any]]]:
    """Calls with results beyond what a JSON number holds, as they were sent, and their answers."""
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


def demand_answers_beside(trial: Trial, call: dict[str, Any], kinds: Sequence[str]) -> None:
    """Sends a bad call between two good ones: it is answered, with an error of one of the kinds if any are given."""
    probe = probes_of(trial)[0]
    good = results_of(trial.greeted(), [probe])[0]
    calls = [call_of(0, probe.operation, probe.arguments), call, call_of(2, probe.operation, probe.arguments)]
    sent = text_of({"type": "call", "calls": calls})
    answers = trial.greeted().call(calls, "one answer for each call, an error for the second")
    for answer in (answers[0], answers[2]):
        if value_of(answer) != good:
            raise Wrong(sent, f"{json.dumps(good)} for the calls beside the bad one", text_of(answer))
    if kinds:
        demand_error(answers[1], sent, kinds)
    results_of(trial.greeted(), [probe])


def demand_refusal(trial: Trial, line: bytes) -> None:
    """Sends a line that is no request: it gets an error, and the next one an answer."""
    message = trial.greeted().ask(None, "a message of type error", line)
    if message["type"] != "error":
        raise Wrong(text_of(line), "a message of type error", text_of(message))
    demand_error(message, text_of(line), ("protocol",))
    trial.greeted().call([], "an answer, after the line that was refused")


def demand_error(answer: dict[str, Any], sent: str, kinds: Sequence[str]) -> None:
    """Demands that an answer is an error of one of these kinds."""
    error = answer.get("error")
    if not isinstance(error, dict) or error.get("kind") not in kinds:
        raise Wrong(sent, f"an error of kind {' or '.join(kinds)}", text_of(answer))


def value_of(answer: dict[str, Any]) -> Any:
    """The result, None for an error."""
    return decode_value(answer["result"]) if "result" in answer else None


def number_of(result: Any) -> Any:
    """The natural number that a string of digits stands for; anything else as it is."""
    return int(result) if isinstance(result, str) and result.isdecimal() else result


def has_integers(written: Any) -> bool:
    """Whether a value as JSON has it holds integers."""
    return any(map(has_integers, _parts_of(written))) or type(written) is int


def as_text(written: Any) -> Any:
    """The same with strings of digits in the place of integers."""
    if isinstance(written, dict):
        return {name: as_text(v) for name, v in written.items()}
    if isinstance(written, (list, tuple)):
        return [as_text(v) for v in written]
    return str(written) if type(written) is int else written


def structures_in(written: Any) -> bool:
    """Whether it holds structures of several fields."""
    return any(map(structures_in, _parts_of(written))) or (isinstance(written, dict) and len(written) > 1)


def turned(written: Any) -> Any:
    """The same with the fields of structures in the order of their names, or the opposite one where they are in it."""
    if isinstance(written, dict):
        names = sorted(written, reverse=list(written) == sorted(written))
        return {name: turned(written[name]) for name in names}
    return [turned(v) for v in written] if isinstance(written, (list, tuple)) else written


def _parts_of(written: Any) -> Iterable[Any]:
    return written.values() if isinstance(written, dict) else written if isinstance(written, (list, tuple)) else ()
