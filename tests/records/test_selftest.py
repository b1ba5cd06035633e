"""What the harness sees of backends with known faults: what was caught, how, and by which law alone."""

from __future__ import annotations

from dataclasses import replace

from conformance.records.selftest import FirstFailure, SelftestReport, SpecimenRecord
from conformance.records.vocabulary import STAGES
from tests.records.small import A, B

CAUGHT = SpecimenRecord("one", "python", "a slip", True, {"a": "violation"}, {"a": "violation"}, {}, "a", 3, 0.1, 0.2)
OTHERWISE = replace(CAUGHT, name="two", found={"a": "crash", "b": "violation"})
SURVIVOR = replace(CAUGHT, name="three", found={}, first=None)
CORRECT = SpecimenRecord("right", "python", "", False, {}, {}, {}, None, 0, 0.0, 0.2)
ALARM = replace(CORRECT, name="wrong", alarms={"a": "timed_out"})


def told(*specimens: SpecimenRecord) -> SelftestReport:
    return SelftestReport(1, (A, B), specimens, (), 0, "quick", {})


def test_all_caught_as_named_and_no_alarm_is_success() -> None:
    of = told(CAUGHT, CORRECT)
    assert of.exit_status() == 0
    assert of.verdict() == (
        "1 of 1 faulty backends caught, each by the laws and reasons that it names; no alarms on 1 correct ones"
    )


def test_each_kind_of_oddity_is_told_and_no_success() -> None:
    of = told(CAUGHT, OTHERWISE, SURVIVOR, ALARM)
    assert (of.survivors, of.odd) == ((SURVIVOR,), (OTHERWISE, SURVIVOR, ALARM))
    assert of.verdict() == ("2 of 3 faulty backends caught, 1 of them otherwise than named; 1 alarm on 1 correct ones")
    assert [told(one).exit_status() for one in (OTHERWISE, SURVIVOR, ALARM)] == [1, 1, 1]
    assert (told().exit_status(), told().verdict()) == (1, "nothing was checked")


def test_laws_count_what_they_see_and_what_no_other_sees() -> None:
    of = told(CAUGHT, OTHERWISE, CORRECT)
    assert [(of.caught_by(law), of.caught_only_by(law)) for law in "ab"] == [(2, 1), (1, 0)]


def test_stages_count_what_they_see_and_what_no_other_sees() -> None:
    alone = replace(CAUGHT, name="alone", stages=("wide",))
    both = replace(CAUGHT, name="both", stages=("exhaustive", "wide"))
    of = told(alone, both, SURVIVOR, CORRECT)
    assert [of.seen_in(stage) for stage in STAGES] == [1, 0, 2, 0]
    assert [of.seen_only_in(stage) for stage in STAGES] == [(), (), (alone,), ()]
    assert of.seen_in_no_stage == ()
    assert told(CAUGHT).seen_in_no_stage == (CAUGHT,)


def test_laws_count_the_faults_that_they_were_asked_about() -> None:
    of = told(replace(CAUGHT, asked=("a", "b")), replace(OTHERWISE, asked=("b",)), replace(CORRECT, asked=("a",)))
    assert [of.asked_about(law) for law in "ab"] == [1, 2]


def test_laws_tell_how_many_inputs_of_a_stage_they_take_and_all_together_how_many_find_which_faults() -> None:
    ways = [("exhaustive", 4), ("exhaustive", 40), ("exhaustive", 50), ("wide", 7)]
    several = [
        replace(CAUGHT, inputs=inputs, until={"a": FirstFailure(stage, inputs)}) for stage, inputs in ways
    ]  # fmt: skip
    of = told(*several, SURVIVOR, CORRECT)
    assert [of.until("a", stage) for stage in STAGES] == [40, None, 7, None]
    assert of.until("b", "wide") is None
    assert of.curve() == ((1, 0), (10, 2), (100, 4))
    assert told(SURVIVOR).curve() == ()
