"""A pass is thin that rests on no usual size, or on few of the draws."""

from __future__ import annotations

from dataclasses import replace

from conformance.records.result import Result, StageEvidence
from conformance.records.thin import LEGEND, legend, why_thin
from tests.records.small import NOTHING, A, result


def resting_on(sampled: StageEvidence | None, wide: StageEvidence | None, status: str = "passed") -> Result:
    evidence = replace(NOTHING, exhaustive=StageEvidence(500, 500), sampled=sampled, wide=wide)
    return replace(result(A, status), evidence=evidence)


def test_a_pass_without_wide_inputs_is_thin() -> None:
    assert why_thin(resting_on(StageEvidence(40, 40), StageEvidence(0, 20))) == (
        "no input was of the sizes that people run"
    )
    assert why_thin(resting_on(StageEvidence(40, 40), StageEvidence(1, 20))) == ""


def test_a_pass_is_thin_where_fewer_than_a_tenth_of_the_draws_met_the_premises() -> None:
    assert why_thin(resting_on(StageEvidence(4, 40), StageEvidence(1, 20))) == "5 of 60 draws met the premises"
    assert why_thin(resting_on(StageEvidence(5, 40), StageEvidence(1, 20))) == ""


def test_what_has_all_its_inputs_enumerated_is_not_thin() -> None:
    assert why_thin(resting_on(None, None)) == ""


def test_what_is_no_pass_is_not_called_thin() -> None:
    assert why_thin(resting_on(None, StageEvidence(0, 20), "vacuous")) == ""


def test_the_mark_is_explained_where_a_result_has_it() -> None:
    thin = resting_on(None, StageEvidence(0, 20))
    assert legend([result(A), thin]) == [LEGEND]
    assert legend([result(A)]) == []
