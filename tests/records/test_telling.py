"""What is told of results that are no pass: required ones first, one thing once, and what follows under its cause."""

from __future__ import annotations

from dataclasses import replace

from conformance.records.result import NOT_EVALUATED, NOT_LOADED, OUT_OF_TIME, Failure, Result, StageEvidence
from conformance.records.telling import (
    LONGEST_SNIPPET,
    count_text,
    failure_lines,
    failure_parts,
    failure_text,
    failure_texts,
    once,
    status_text,
    word,
)
from tests.records.small import HARD, NOTHING, A, B, law, result

FAILURE = Failure("violation", "they differ", {"n": 2, "m": [True, False]}, [False, True], [True, True], "f(2)")


def failed(of: Result, cause: str = "") -> Result:
    return replace(of, status="failed", failure=FAILURE, cause=cause)


def test_a_failure_is_told_from_law_to_snippet() -> None:
    assert failure_text(failed(result(A)), A.statement).splitlines() == [
        "FAIL  a  on numpy: violation",
        "  theorem a : True",
        "  smallest input found",
        "    n = 2",
        "    m = [true, false]",
        "  the law expects    [false, true]",
        "  the backend gave   [true, true]",
        "  reproduce",
        "    f(2)",
    ]


def test_a_hint_is_a_line_of_its_own() -> None:
    hinted = failed(result(A))
    assert hinted.failure is not None
    hinted = replace(hinted, failure=replace(hinted.failure, hint="count from 0"))
    assert "\n  hint: count from 0\n" in failure_text(hinted, A.statement)
    assert failure_lines([hinted], "core") == [
        "FAIL  a  on numpy: they differ (on n = 2, m = [true, false]); hint: count from 0"
    ]


def test_a_long_snippet_is_left_to_the_file() -> None:
    long = failed(result(A))
    assert long.failure is not None
    long = replace(long, failure=replace(long.failure, reproduce="f()\n" * LONGEST_SNIPPET))
    assert failure_text(long, A.statement).endswith("# 15,999 characters, in the file of --json")


def test_a_false_statement_is_told_without_a_backend() -> None:
    wrong = replace(failed(result(A)), status="false_statement")
    assert failure_text(wrong, A.statement).startswith("FALSE  a: by the definitions of the spec itself\n")
    heavy = replace(wrong, failure=replace(FAILURE, message=NOT_EVALUATED))
    assert (word(wrong), word(heavy)) == ("FALSE", "UNDECIDED")


def test_what_is_required_comes_first_and_the_rest_is_marked() -> None:
    results, laws = [failed(result(HARD)), failed(result(B)), result(A)], [A, B, HARD]
    heads = [text.split(":")[0] for text in failure_texts(results, laws, "core")]
    assert heads == ["FAIL  b  on numpy", "FAIL  a.rejects  on numpy (hardened, not required)"]
    heads = [text.split(":")[0] for text in failure_texts(results, laws, "hardened")]
    assert heads == ["FAIL  a.rejects  on numpy", "FAIL  b  on numpy"]


def test_what_follows_is_told_under_its_cause() -> None:
    cause, after = failed(result(A)), failed(result(B), cause="a")
    (text,) = failure_texts([cause, after], [A, B], "core")
    assert text.endswith("\n  also fails through it: b")
    assert failure_lines([cause, after], "core") == ["FAIL  a  on numpy: they differ (on n = 2, m = [true, false])"]


def test_what_follows_from_a_known_failure_is_told_in_a_line() -> None:
    known = replace(failed(result(A)), status="expected_failure")
    texts = failure_texts([known, failed(result(B), cause="a")], [A, B], "core")
    assert texts == ["FAIL  b  on numpy: through a, a known failure"]


def test_one_thing_is_told_once() -> None:
    gone = [replace(result(law(name), "crashed", "gone.py"), note=f"{NOT_LOADED}no file") for name in "ab"]
    false = [replace(failed(result(A, backend=name)), status="false_statement") for name in ("numpy", "torch")]
    assert once([*gone, result(B), *false]) == [gone[0], result(B), false[0]]
    assert failure_texts(gone, [A, B], "core") == failure_lines(gone, "core") == []


def test_a_backend_that_was_not_loaded_is_told_as_that() -> None:
    gone = replace(result(A, "timed_out"), note=f"{NOT_LOADED}no file", cases=0)
    assert (status_text(gone), word(gone), count_text(gone)) == ("not loaded", "not loaded", "")
    assert status_text(result(A, "timed_out")) == "timed out"


def test_a_count_is_marked_where_time_ran_out() -> None:
    whole = replace(result(A), cases=1234)
    part = replace(whole, note=f"{OUT_OF_TIME}checked on 1,234 inputs")
    assert [count_text(r) for r in (part, whole)] == ["1,234 in part", "1,234"]
    assert count_text(replace(part, status="vacuous", cases=0)) == "in part"
    assert count_text(replace(part, status="failed")) == "1,234"


def test_a_count_is_marked_where_evidence_is_thin() -> None:
    evidence = replace(NOTHING, sampled=StageEvidence(40, 40), wide=StageEvidence(0, 20))
    assert count_text(replace(result(A), evidence=evidence)) == "5 thin"


def test_what_is_expected_and_what_was_given_are_parts_that_can_be_coloured() -> None:
    parts = {part.role: part.text for part in failure_parts(failed(result(A)), A.statement)}
    assert parts["head"] == "FAIL  a  on numpy: violation"
    assert parts["expected"].split() == ["the", "law", "expects", "[false,", "true]"]
    assert parts["actual"].split() == ["the", "backend", "gave", "[true,", "true]"]
