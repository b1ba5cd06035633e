"""What the required results come to: whether a backend conforms, and the sentence that says it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conformance.records.report import Report
from conformance.records.result import NOT_EVALUATED, NOT_LOADED, OUT_OF_TIME, Failure, Result
from conformance.records.verdicts import (
    conform,
    decided,
    false_statements,
    modules_had,
    not_loaded,
    of_modules_had,
    verdict_on,
)
from tests.records.small import HARD, A, B, law, report, result

CONFORMS = "numpy: conforms: 2 of 2 core laws hold"
LIMITED = "numpy: conforms within max_n=4: 1 of 2 core laws hold (1 not checked)"
UNMET = "numpy: does not conform: no input met the premises of 1 of 2 core laws"
FIRST_LINES = [
    (report(result(A), result(B)), CONFORMS),
    (report(result(A), result(B, "not_provided"), limits={"max_n": 4}), LIMITED),
    (report(result(A), result(B, "failed")), "numpy: does not conform: 1 of 2 core laws failed"),
    (report(result(A, "not_provided")), "nothing was checked for numpy: none of 1 core laws could be"),
    (report(result(A), result(B, "vacuous")), UNMET),
]


@pytest.mark.parametrize(("checked", "verdict"), FIRST_LINES)
def test_the_first_line(checked: Report, verdict: str) -> None:
    assert checked.verdict() == verdict


def test_at_least_one_law_must_hold() -> None:
    assert conform([result(A), result(B, "expected_failure")])
    assert not conform([result(B, "expected_failure")])
    assert not conform([])


def false(law: str, message: str) -> Result:
    failure = Failure("violation", message, {}, 1, 2, "")
    return replace(result(A, "false_statement"), law=law, failure=failure)


def test_a_false_statement_is_told_once_and_apart_from_one_that_takes_too_much() -> None:
    wrong, heavy = false("a", "not equal"), false("b", f"{NOT_EVALUATED}: too much")
    again = [replace(r, backend="torch") for r in (wrong, heavy)]
    assert false_statements([result(B), wrong, heavy, *again]) == [wrong, heavy]
    assert decided([wrong]) == "is false"
    assert decided([heavy]) == "cannot be evaluated"
    assert decided([wrong, heavy]) == "are false or cannot be evaluated"


def test_a_backend_that_was_not_loaded_says_why() -> None:
    gone = replace(result(A, "crashed"), note=f"{NOT_LOADED}no such file")
    assert not_loaded([gone, result(B, "crashed", "torch")]) == {"numpy": "no such file"}
    assert report(gone).verdict() == "numpy: not checked: no such file"


def test_what_was_checked_in_part_is_said() -> None:
    of = report(result(A), replace(result(B), note=f"{OUT_OF_TIME}2 of 3"))
    assert of.verdict().endswith("2 of 2 core laws hold, 1 of them on a part of the inputs, as time ran out")


def test_an_interrupted_run_says_of_a_backend_how_many_laws_were_checked() -> None:
    of = report(result(A), result(HARD))
    (backend,) = of.backends
    assert verdict_on(backend, of.results, "core", planned=3) == "numpy: not finished: 2 of 3 laws were checked"


def test_a_theorem_that_was_checked_of_another_module_counts_and_what_that_lacks_does_not() -> None:
    """A module of theorems alone is one that a backend has something of where one was checked."""
    kinds = {"f": "definition", "t": "theorem", "g": "definition", "u": "theorem", "v": "theorem"}
    modules = {"f": "Own", "t": "Own", "g": "Other", "u": "Other", "v": "Theorems"}
    laws = [replace(law(name), kind=kind, module=modules[name]) for name, kind in kinds.items()]
    results = [result(one, "not_provided" if one.id == "g" else "passed") for one in laws]
    assert modules_had(results, laws) == {"Own", "Theorems"}
    assert [r.law for r in of_modules_had(results, laws)] == ["f", "t", "u", "v"]
