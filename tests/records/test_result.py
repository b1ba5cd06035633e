"""What a note or a message says of a result, and results that came as plain JSON."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from conformance.records.record import plain_json
from conformance.records.result import (
    NOT_EVALUATED,
    NOT_LOADED,
    OUT_OF_TIME,
    Crossing,
    Failure,
    Missing,
    is_cut_short,
    is_decided,
    is_not_loaded,
    read_result,
)
from tests.records.small import A, result

MISSING = (Missing("limit", 3, "n = 224², limits of the backend"), Missing("budget", 1, "n = 14², one-hot"))
CROSSED = replace(result(A).evidence, crossed=Crossing(2, 96, 100, MISSING))
FAILED = replace(result(A, "failed"), failure=Failure("violation", "they differ", {"n": 1}, 1, 2, "f(1)"))


@pytest.mark.parametrize(("status", "cut"), [("passed", True), ("vacuous", True), ("failed", False)])
def test_what_held_until_its_time_was_over_is_cut_short(status: str, cut: bool) -> None:
    assert is_cut_short(replace(result(A, status), note=f"{OUT_OF_TIME}1 of 2")) is cut
    assert not is_cut_short(replace(result(A, status), note="as it is"))


@pytest.mark.parametrize(("status", "loaded"), [("crashed", False), ("timed_out", False), ("failed", True)])
def test_what_was_not_loaded_says_so_in_its_note(status: str, loaded: bool) -> None:
    gone = replace(result(A, status), note=f"{NOT_LOADED}no file")
    assert is_not_loaded(gone) is not loaded
    assert not is_not_loaded(replace(gone, failure=FAILED.failure))


def test_a_statement_that_takes_too_much_is_not_decided() -> None:
    false = replace(FAILED, status="false_statement")
    assert is_decided(false)
    assert FAILED.failure is not None
    assert not is_decided(replace(false, failure=replace(FAILED.failure, message=f"{NOT_EVALUATED}: too much")))


def test_a_result_reads_back() -> None:
    assert read_result(plain_json(FAILED)) == FAILED


def test_what_was_crossed_reads_back_and_earlier_files_lack_it() -> None:
    crossed = replace(result(A), evidence=CROSSED)
    plain = plain_json(crossed)
    assert plain["evidence"]["crossed"]["missing"][1] == {"reason": "budget", "count": 1, "example": "n = 14², one-hot"}
    assert read_result(plain) == crossed
    del plain["evidence"]["crossed"]
    assert read_result(plain).evidence.crossed is None


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"met": 97},
            r"result\.evidence\.crossed: the numbers of combinations do not add up: 97 met and 4 missing of 100",
        ),
        ({"strength": 0}, r"result\.evidence\.crossed: the numbers"),
        ({"there": -1}, r"result\.evidence\.crossed\.there: expected a number from 0"),
        (
            {"missing": [{"reason": "mood", "count": 4, "example": ""}]},
            r"result\.evidence\.crossed\.missing: expected one of limit, budget, size, found `mood`",
        ),
    ],
)
def test_a_crossing_that_does_not_add_up_is_refused(change: dict[str, Any], message: str) -> None:
    plain = plain_json(replace(result(A), evidence=CROSSED))
    plain["evidence"]["crossed"] |= change
    with pytest.raises(ValueError, match=message):
        read_result(plain)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"status": "fine"}, r"result\.status: expected one of .*, found `fine`"),
        ({"kind": "axiom"}, r"result\.kind: expected one of .*, found `axiom`"),
        ({"level": "soft"}, r"result\.level: expected one of .*, found `soft`"),
        ({"failure": plain_json(FAILED)["failure"] | {"reason": "mood"}}, "unknown reason"),
        ({"cases": -1}, r"result\.cases: expected a number from 0"),
    ],
)
def test_words_that_are_not_in_the_lists_are_refused(change: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        read_result(plain_json(FAILED) | change)
