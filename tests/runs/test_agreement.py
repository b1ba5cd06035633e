"""Two backends agree on an operation, part on an input that is told as small as it is found, or cannot be compared."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import pytest

from conformance import check
from conformance.cases.claims import Bounds
from conformance.records.agreement import AgreementRecord
from conformance.runs.agreement import common_bounds
from conformance.values.limits import Limits


def complement(mask: list[bool]) -> list[bool]:
    return [not m for m in mask]


def forgetful(mask: list[bool]) -> list[bool]:
    """Forgets the last position of those with two true neighbours in them."""
    found = complement(mask)
    if any(a and b for a, b in pairwise(mask)):
        found[-1] = mask[-1]
    return found


def refusing(mask: list[bool]) -> list[bool]:
    if sum(mask) > 1:
        raise ValueError("more than one")
    return complement(mask)


def compared(left: Callable[..., Any], right: Callable[..., Any], **limits: Any) -> AgreementRecord:
    """What is told of `complement`; only the first backend has limits."""
    first = SimpleNamespace(name="first", complement=left, limits=limits)
    report = check(first, SimpleNamespace(name="second", complement=right), laws=["complement"], profile="quick")
    (record,) = report.agreement
    assert (record.operation, record.left, record.right) == ("complement", "first", "second")
    return record


def test_backends_that_come_to_the_same_agree() -> None:
    record = compared(complement, lambda mask: [m is False for m in mask])
    assert (record.agrees, record.inputs, record.note) == (True, None, "")
    assert record.cases > 50


def test_they_part_on_the_smallest_input_on_which_they_differ() -> None:
    record = compared(complement, forgetful)
    assert (record.agrees, record.inputs) == (False, {"n": 2, "m": [True, True]})
    assert (record.left_value, record.right_value) == ([False, False], [False, True])


def test_an_input_on_which_they_part_that_was_drawn_is_made_smaller() -> None:
    record = compared(complement, lambda mask: complement(mask) if len(mask) < 20 else [True] * len(mask))
    assert record.inputs is not None
    assert (record.inputs["n"], sum(record.inputs["m"])) == (20, 1)


def test_a_value_and_an_error_differ_and_two_errors_do_not() -> None:
    record = compared(complement, refusing)
    assert record.right_value == "exception: ValueError: more than one"
    assert compared(refusing, refusing).agrees


def test_no_input_is_asked_that_one_of_them_does_not_claim() -> None:
    assert compared(complement, forgetful, max_n=1).agrees
    record = compared(complement, forgetful, max_n=0, nonempty=True)
    assert (record.cases, record.note) == (0, "no input lies inside the limits of both")


def test_operations_that_only_one_has_are_not_compared() -> None:
    report = check("python", SimpleNamespace(complement=complement), laws=["complement", "selected"], profile="quick")
    assert [a.operation for a in report.agreement] == ["complement"]


@pytest.mark.parametrize(
    ("left", "right", "both"),
    [
        (Bounds(Limits(), None), Bounds(Limits(), None), Bounds(Limits(), None)),
        (Bounds(Limits(max_n=4), 9), Bounds(Limits(), 7), Bounds(Limits(max_n=4), 7)),
        (Bounds(Limits(), None), Bounds(Limits(), 7, has_negatives=False), Bounds(Limits(), 7, has_negatives=False)),
        (
            Bounds(Limits(max_n=4, nonempty=True), None),
            Bounds(Limits(max_n=3, distinct_indices=True), 5),
            Bounds(Limits(max_n=3, distinct_indices=True, nonempty=True), 5),
        ),
    ],
)
def test_what_both_claim(left: Bounds, right: Bounds, both: Bounds) -> None:
    assert common_bounds(left, right) == common_bounds(right, left) == both
