"""What a law comes to follows from its evidence."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from conformance.checking.asking import Failing
from conformance.checking.evaluation import Violated
from conformance.checking.verdicts import Verdicts
from conformance.records.deciding import FEWEST
from conformance.records.result import OUT_OF_TIME, Evidence, Result, StageEvidence
from conformance.subjects.calls import NoAnswer
from conformance.system.pacing import Pace
from tests.cases.support import shipped_law
from tests.checking.support import bound

LAWS = bound(Pace(30.0))
VERDICTS = Verdicts(LAWS, "conformance spec check", lambda law: [])
LAW = shipped_law("complement")
DOMAIN = LAWS.domain(LAW)
REQUIRED = VERDICTS.required(LAW, DOMAIN)
ALL = dict.fromkeys(REQUIRED, 1)


def evidence(cases: int, nontrivial: int, covered: Mapping[str, int] = ALL) -> Evidence:
    return Evidence(StageEvidence(cases, cases, "", nontrivial), None, None, dict(covered), REQUIRED)


def decided(found: Evidence) -> Result:
    return VERDICTS.passed_or_vacuous(LAW, found, VERDICTS.bearing(LAW, DOMAIN, found))


def test_a_law_that_was_tried_on_everything_that_is_demanded_passes() -> None:
    result = decided(evidence(40, 40))
    assert (result.status, result.cases, result.note) == ("passed", 40, "")


@pytest.mark.parametrize(
    ("found", "note"),
    [
        (evidence(0, 0), "no input met the premises"),
        (evidence(40, 0), "the premises were met in a trivial way only: no input on which they say anything"),
        (evidence(40, 40, ALL | {REQUIRED[0]: 0}), f"no input met `{REQUIRED[0]}`"),
    ],
)
def test_a_law_of_which_little_was_tried_is_vacuous(found: Evidence, note: str) -> None:
    result = decided(found)
    assert (result.status, result.note) == ("vacuous", note)


@pytest.mark.parametrize(
    ("found", "answered", "status"),
    [
        (evidence(FEWEST, FEWEST), True, "passed"),
        (evidence(FEWEST, FEWEST), False, "vacuous"),
        (evidence(FEWEST, FEWEST - 1), True, "vacuous"),
        (evidence(FEWEST, FEWEST, ALL | {REQUIRED[0]: 0}), True, "vacuous"),
    ],
)
def test_a_law_whose_time_ran_out_passes_with_what_a_pass_demands(found: Evidence, answered: bool, status: str) -> None:
    result = VERDICTS.so_far(LAW, found, VERDICTS.bearing(LAW, DOMAIN, found), answered, 3)
    assert result.status == status
    assert result.note.startswith(f"{OUT_OF_TIME}checked on {FEWEST} inputs, with 3 calls, in 30 s")


def test_a_failure_is_the_backend_s_where_the_law_holds_by_the_spec() -> None:
    wrong = Verdicts(bound(complement=list), "conformance spec check", lambda law: [])
    failing = Failing([1, (True,)], Violated("violation", "it differs", [False], [True]))
    result = wrong.failed(LAW, failing)
    assert result.status == "failed"
    assert result.failure is not None
    assert result.failure.inputs == {"n": 1, "m": [True]}


def test_a_call_without_an_answer_has_a_status_of_its_own() -> None:
    frame = [1, (True,)]
    statuses = {
        reason: VERDICTS.failed(LAW, Failing(frame, NoAnswer("complement", frame, reason, "no answer"))).status
        for reason in ("timeout", "crash")
    }
    assert statuses == {"timeout": "timed_out", "crash": "crashed"}
