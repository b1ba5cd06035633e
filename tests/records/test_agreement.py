"""Backends part where they disagree, but for what is known to fail on one of them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conformance.records.agreement import AgreementRecord, apart_most, noted, parted
from conformance.records.result import WorstError
from tests.records.small import A, result

APART = AgreementRecord("a", "numpy", "torch", 3, False, {"mask": [True]}, [False], [True])


def test_those_that_agree_do_not_part() -> None:
    assert parted([APART, replace(APART, agrees=True)], [result(A)]) == [APART]


@pytest.mark.parametrize("backend", ["numpy", "torch"])
def test_a_definition_that_is_known_to_fail_excuses_its_operation(backend: str) -> None:
    known = replace(result(A, "expected_failure", backend), kind="definition")
    other = replace(APART, operation="b")
    assert parted([APART, other], [known]) == [other]
    assert parted([APART], [replace(known, kind="theorem")]) == [APART]


def test_so_does_the_law_that_bounds_how_far_apart_rounding_takes_it() -> None:
    known = replace(result(A, "expected_failure"), law="a.rounding", kind="obligation")
    in_reals = replace(APART, law="a.rounding")
    assert parted([APART, in_reals], [known]) == [APART]


def test_the_operations_are_told_that_rounding_takes_furthest_apart() -> None:
    def apart(operation: str, ulps: float, share: float = 0.5) -> AgreementRecord:
        worst = WorstError(ulps, share)
        return AgreementRecord(operation, "numpy", "torch", 3, True, None, None, None, "", "a.rounding", worst)

    some = [apart("a", 1.0), apart("b", 3.0), apart("c", 2.0), apart("d", 9.0, 0.0), replace(APART, agrees=True)]
    assert [a.operation for a in apart_most(some, 2)] == ["b", "c"]


def test_why_something_was_not_compared_is_told_with_all_that_it_holds_for() -> None:
    gone = replace(APART, agrees=True, cases=0, note="not compared: numpy gave no answer")
    other = replace(gone, operation="b")
    assert noted([gone, APART, other]) == {gone.note: [gone, other]}
