"""Backends that part are told once an operation, in groups of those that give the same."""

from __future__ import annotations

from conformance.records.agreement import AgreementRecord
from conformance.records.partings import alike_text, disagreements, groups_text, partings, shown_text


def same(left: str, right: str, operation: str = "f", cases: int = 3) -> AgreementRecord:
    return AgreementRecord(operation, left, right, cases, True, None, None, None)


def apart(left: str, right: str, operation: str = "f") -> AgreementRecord:
    return AgreementRecord(operation, left, right, 3, False, {"n": 1}, [False], [True])


def test_those_that_give_the_same_are_one_group() -> None:
    records = [same("numpy", "torch"), apart("numpy", "mine"), apart("torch", "mine"), same("numpy", "torch", "g")]
    (told,) = partings(records)
    assert (told.operation, told.who) == ("f", "numpy, torch | mine")
    assert told.records == (records[1],)
    assert shown_text(told.records[0]) == "on n = 1: numpy gives [false], mine gives [true]"


def test_three_that_all_part_are_three_groups_with_an_input_for_each_two() -> None:
    records = [apart("a", "b"), apart("a", "c"), apart("b", "c")]
    (told,) = partings(records)
    assert told.groups == (("a",), ("b",), ("c",))
    assert told.records == tuple(records)


def test_no_two_that_part_are_in_one_group() -> None:
    (told,) = partings([same("a", "b"), apart("a", "c"), same("b", "c")])
    assert told.groups == (("a", "b"), ("c",))
    assert alike_text(told) == "b and c give the same on what both hold"


def test_what_was_not_compared_puts_nobody_in_a_group() -> None:
    (told,) = partings([apart("a", "b"), same("a", "c", cases=0), same("b", "c", cases=0)])
    assert groups_text(told.groups) == "a | b"


def test_operations_on_which_the_same_part_are_one_sentence() -> None:
    told = partings(
        [apart("a", "b"), apart("a", "b", "g"), same("a", "b", "h"), apart("a", "c", "h"), apart("b", "c", "h")]
    )
    assert disagreements(told) == ["a and b disagree on f, g", "a, b | c disagree on h"]
