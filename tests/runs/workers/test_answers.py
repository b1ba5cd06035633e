"""What a worker answers is of the request, the backend and the law, whatever it says, or it is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from conformance.cases.claims import Bounds
from conformance.checking.laws import laws_of
from conformance.laws.specfile import load
from conformance.records.backend import BackendRecord
from conformance.records.record import plain_json
from conformance.records.result import Evidence, Result
from conformance.runs.workers import answers, wire
from conformance.values.limits import Limits

LAWS = {law.id: law for law in laws_of(load())}
LAW = LAWS["selected"]
OTHERS = Result("other", "allMask", "theorem", "hardened", "passed", 9, Evidence(None, None, None, {}), 0.1, None)


def line(**message: Any) -> bytes:
    return wire.line_of(message)


def test_what_is_given_for_the_request_is_taken() -> None:
    assert answers.given(line(id=3, gives=[1]), 3) == [1]


def test_a_refusal_is_told_in_the_words_of_the_worker() -> None:
    with pytest.raises(answers.Refused, match=r"^time ran out$"):
        answers.given(line(id=3, refuses="time ran out"), 3)


@pytest.mark.parametrize(
    ("message", "told"),
    [
        ({"id": 2, "gives": 1}, "an answer to another request"),
        ({"gives": 1, "more": 1}, "an answer to another request"),
        ({"id": 3, "gives": 1, "refuses": "no"}, "an answer to another request"),
        ({"id": 3, "fails": "KeyError"}, "a failure of its own: KeyError"),
        ({"id": 3, "fails": 1}, "no text"),
        ({"id": 3, "refuses": []}, "no text"),
    ],
)
def test_what_answers_nothing_is_refused(message: dict[str, Any], told: str) -> None:
    with pytest.raises(wire.Unreadable, match=f"^{told}$"):
        answers.given(line(**message), 3)


def test_a_result_is_of_the_law_and_backend_that_were_asked() -> None:
    result = answers.result_of(LAW, "mine")(plain_json(OTHERS))
    assert (result.backend, result.law, result.kind, result.level) == ("mine", LAW.id, LAW.kind, LAW.level)
    assert (result.status, result.cases) == ("passed", 9)


@pytest.mark.parametrize("calls", [None, [], {"selected": -1}, {"selected": True}, {"selected": 2**62}])
def test_numbers_of_calls_are_natural_numbers(calls: object) -> None:
    read = answers.result_and_calls(LAW, "mine")
    assert read([plain_json(OTHERS), {"selected": 7}])[1] == {"selected": 7}
    with pytest.raises(wire.Unreadable):
        read([plain_json(OTHERS), calls])


def test_what_a_backend_says_of_itself() -> None:
    record = BackendRecord("mine", "numpy", {}, {}, {})
    bounds = [[4, None, True, False], 100, True, 53, True, False]
    told = answers.loaded(["mine", bounds, ["selected", "allMask"], plain_json(record)])
    assert told == (
        "mine",
        Bounds(Limits(4, None, True, False), 100, few_shapes=True, has_fractions=True, has_negatives=False),
        {"selected", "allMask"},
        record,
    )


def test_an_input_has_the_types_of_the_law() -> None:
    is_small, frame = answers.input_of(LAW)([True, [2, [True, False], 1]])
    assert (is_small, frame) == (True, [2, (True, False), 1])


@pytest.mark.parametrize(
    ("read", "plain"),
    [
        (answers.loaded, [1, [[None, None, False, False], None, False], []]),
        (answers.loaded, ["mine", [[-1, None, False, False], None, False], []]),
        (answers.loaded, ["mine", [[None, None, 0, False], None, False], []]),
        (answers.loaded, ["mine", [[None, None, False, False], True, False], []]),
        (answers.loaded, ["mine", [[None, None, False, False], None, False], [1]]),
        (answers.loaded, ["mine", [[None, None, False, False], None, 1], []]),
        (answers.digests, "aa"),
        (answers.digests, ["aa", 1]),
        (answers.input_of(LAW), [1, [1, [True], 0]]),
        (answers.input_of(LAW), [True, [1, [True]]]),
        (answers.input_of(LAW), [True, [1, [3], 0]]),
        (answers.input_of(LAW), [True, [2**200, [True], 0]]),
        (answers.outcome, [1, 2]),
        (answers.outcome, "a"),
        (answers.outcome, None),
    ],
)
def test_what_is_no_such_answer_is_refused(read: Callable[[Any], object], plain: Any) -> None:
    with pytest.raises((ValueError, TypeError)):
        read(plain)


@pytest.mark.parametrize(
    "change", [{"status": "fine"}, {"cases": -1}, {"cases": True}, {"evidence": None}, {"kind": 3}, {"more": 1}]
)
def test_what_is_no_result_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"result|backend"):
        answers.result_of(LAW, "mine")(plain_json(OTHERS) | change)


def test_laws_are_those_that_were_asked_of() -> None:
    several = [LAWS["selected"], LAWS["complement"]]
    assert answers.among(several)(["complement", "selected", "complement"]) == several[::-1]


@pytest.mark.parametrize("plain", [None, "selected", ["allMask"], [1], [["selected"]], {"selected": 1}])
def test_what_is_no_list_of_them_is_refused(plain: Any) -> None:
    with pytest.raises(wire.Unreadable, match=r"^no list of laws$"):
        answers.among([LAWS["selected"]])(plain)
