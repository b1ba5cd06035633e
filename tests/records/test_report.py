"""The records: what conforms, exit statuses, the first line, and exact JSON."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import conformance.records
from conformance.records.agreement import AgreementRecord
from conformance.records.backend import BackendRecord, OperationRecord
from conformance.records.law import BinderRecord, LawRecord, SpecRecord
from conformance.records.matrix import Summary, fill
from conformance.records.report import Report
from conformance.records.result import CallRecord, Evidence, Expectation, Failure, Result, StageEvidence
from conformance.records.vocabulary import KINDS, LEVELS, REASONS, ROLES, SCHEMA_VERSION, STATUSES

SCHEMA = json.loads(Path(conformance.records.__file__).with_name("results.schema.json").read_text(encoding="utf-8"))
NOTHING = Evidence(None, None, None, {})
BROKEN = ["failed", "vacuous", "timed_out", "crashed", "unexpected_pass", "harness_error"]


def law(id: str, level: str = "core") -> LawRecord:
    return LawRecord(id, "theorem", level, f"theorem {id} : True", "An example.", "masking.yaml:1")


def result(of: LawRecord, status: str = "passed", backend: str = "numpy", limited: bool = False) -> Result:
    return Result(backend, of.id, of.kind, of.level, status, 5, NOTHING, 0.5, None, "", limited)


def report(*told: Result, limits: dict[str, Any] | None = None, require: str = "core") -> Report:
    names = list(dict.fromkeys(r.backend for r in told)) or ["numpy"]
    backends = tuple(BackendRecord(n, n, limits or {}, {}, {}) for n in names)
    laws = tuple({r.law: law(r.law, r.level) for r in told}.values())
    spec, summary = SpecRecord(("Masking",), "abc"), Summary(len(told), len(told), {})
    return Report(SCHEMA_VERSION, spec, laws, backends, list(told), [], 0, "quick", {}, summary, require)


A, B, HARD = law("a"), law("b"), law("a.rejects", "hardened")


def test_records_read_like_their_json() -> None:
    record = result(A)
    assert record["status"] == record.status == "passed"
    with pytest.raises(KeyError):
        record["no_such_field"]


@pytest.mark.parametrize("status", ["not_provided", "expected_failure"])
def test_what_was_not_claimed_does_not_prevent_conforming_but_is_not_enough(status: str) -> None:
    assert report(result(A), result(B, status)).conforms("numpy")
    assert report(result(A, status)).exit_status() == 1


@pytest.mark.parametrize("status", BROKEN)
def test_one_bad_required_result_prevents_conforming(status: str) -> None:
    assert not report(result(A), result(B, status)).conforms("numpy")


def test_vacuous_because_of_declared_limits_is_acceptable() -> None:
    assert report(result(A), result(B, "vacuous", limited=True)).conforms("numpy")


def test_a_hardened_failure_counts_at_the_hardened_level_alone() -> None:
    mixed = report(result(A), result(HARD, "failed"))
    assert (mixed.conforms("numpy"), mixed.conforms("numpy", level="hardened")) == (True, False)
    assert (mixed.exit_status(), mixed.exit_status("hardened")) == (0, 1)
    assert dataclasses.replace(mixed, require="hardened").exit_status() == 1


def test_a_fault_of_the_harness_is_3_and_no_verdict_on_the_backend() -> None:
    faulty = report(result(A), result(B, "harness_error"))
    assert faulty.exit_status() == 3
    assert faulty.verdict() == "numpy: no verdict: the harness failed on 1 of 2 core laws"


@pytest.mark.parametrize("change", [{"incomplete": True}, {"complaints": ("an entry matches nothing",)}])
def test_an_interrupted_run_and_a_wrong_expectation_are_not_success(change: dict[str, Any]) -> None:
    assert dataclasses.replace(report(result(A)), **change).exit_status() == 1


def test_an_incomplete_report_may_lack_results() -> None:
    whole = report(result(A), result(B))
    part = dataclasses.replace(whole, results=whole.results[:1], incomplete=True)
    assert Report.from_json(part.to_json()) == part
    assert not part.conforms("numpy")
    assert part.verdict() == "interrupted: 1 of 2 results are there"


def test_no_results_is_not_success() -> None:
    assert (report().exit_status(), report().verdict()) == (1, "nothing was checked")


def test_disagreement_is_not_success() -> None:
    apart = AgreementRecord("complement", "numpy", "torch", 3, False, {"mask": [True]}, [False], [True])
    parted = dataclasses.replace(report(result(A), result(A, backend="torch")), agreement=[apart])
    assert parted.exit_status() == 1
    assert parted.verdict().endswith("; numpy and torch disagree on complement")


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


def test_fill_keeps_the_planned_order_and_refuses_two_results_for_a_cell() -> None:
    filled = fill([("numpy", A), ("numpy", B), ("numpy", HARD)], [result(HARD), result(A)])
    assert [r.status for r in filled] == ["passed", "harness_error", "passed"]
    with pytest.raises(ValueError, match="two results for law a on numpy"):
        fill([("numpy", A)], [result(A), result(A)])


words = st.text(max_size=8)
counts = st.integers(0, 2**70)
scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | words
values = st.recursive(scalars, lambda v: st.lists(v, max_size=3) | st.dictionaries(words, v, max_size=3))
texts = st.dictionaries(words, words, max_size=2)
inputs = st.dictionaries(words, values, max_size=3)
optional = st.none() | words
stages = st.none() | st.builds(StageEvidence, counts, counts, words)
evidence = st.builds(Evidence, stages, stages, stages, st.dictionaries(words, counts, max_size=3))
calls = st.lists(st.builds(CallRecord, words, values, values, st.booleans(), words), max_size=2).map(tuple)
reasons = st.sampled_from(REASONS)
failures = st.builds(Failure, reasons, words, inputs, values, values, words, words, words, calls, words, words)
operation = st.builds(OperationRecord, counts, optional, optional, optional, optional)
operations = st.dictionaries(words, operation, max_size=2)
backends = st.builds(BackendRecord, words, words, inputs, texts, operations, optional, words)
binders = st.lists(st.builds(BinderRecord, words, words, st.sampled_from(ROLES), words), max_size=2).map(tuple)
kinds, levels = st.sampled_from(KINDS), st.sampled_from(LEVELS)
laws = st.builds(LawRecord, words, kinds, levels, words, words, words, words, words, binders)
agreements = st.builds(AgreementRecord, inputs=st.none() | inputs, cases=counts, left_value=values, right_value=values)
summaries = st.builds(Summary, counts, counts, st.dictionaries(st.sampled_from(STATUSES), counts))
cells = st.builds(
    Result,
    status=st.sampled_from(STATUSES),
    kind=st.sampled_from(KINDS),
    level=st.sampled_from(LEVELS),
    cases=counts,
    evidence=evidence,
    seconds=st.floats(0, 1e6),
    failure=st.none() | failures,
    cause=words,
    expectation=st.none() | st.builds(Expectation, words, optional, optional, words),
)


@st.composite
def reports(draw: st.DrawFn) -> Report:
    """A report with one result for every cell."""
    columns = draw(st.lists(backends, max_size=2, unique_by=lambda r: r.name))
    rows = draw(st.lists(laws, max_size=2, unique_by=lambda r: r.id))
    filled = [
        dataclasses.replace(draw(cells), backend=b.name, law=r.id, kind=r.kind, level=r.level)
        for b in columns
        for r in rows
    ]
    spec = draw(st.builds(SpecRecord, st.lists(words, max_size=2).map(tuple), words))
    agreement = draw(st.lists(agreements, max_size=2))
    rest = draw(st.tuples(counts, words, texts, summaries, st.sampled_from(LEVELS)))
    told = draw(st.tuples(words, st.booleans(), st.lists(words, max_size=2).map(tuple)))
    return Report(SCHEMA_VERSION, spec, tuple(rows), tuple(columns), filled, agreement, *rest, *told)


@given(reports())
@settings(max_examples=50, deadline=None)
def test_json_round_trips_exactly_and_fits_the_schema(drawn: Report) -> None:
    text = drawn.to_json()
    jsonschema.Draft202012Validator(SCHEMA).validate(json.loads(text))
    read = Report.from_json(text)
    assert read == drawn
    assert read.to_json() == text


def test_inputs_keep_the_order_of_the_variables_and_other_mappings_are_sorted() -> None:
    failure = Failure("violation", "differs", {"ys": [0], "xs": []}, 1, 2, "f()")
    failed = dataclasses.replace(result(A, "failed"), failure=failure)
    text = dataclasses.replace(report(failed), environment={"z": "1", "a": "2"}).to_json()
    assert text.index('"ys"') < text.index('"xs"')
    assert text.index('"a": "2"') < text.index('"z": "1"')


CHANGES = [
    ({"schema_version": 99}, "expected `schema_version` 1, found 99"),
    ({"extra": 1}, "unknown or missing fields: extra"),
    ({"seed": "0"}, "report.seed: expected int, found str"),
    ({"require": "most"}, "report.require: expected one of core, hardened, found `most`"),
    ({"results": []}, "expected one result for law a on numpy"),
]


@pytest.mark.parametrize(("change", "message"), CHANGES)
def test_a_wrong_shape_is_refused_with_its_place(change: dict[str, Any], message: str) -> None:
    data = json.loads(report(result(A)).to_json())
    with pytest.raises(ValueError, match=message):
        Report.from_json(json.dumps({**data, **change}))


@pytest.mark.parametrize("text", ["", "{", "NaN", "[" * 100_000])
def test_what_is_not_json_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not JSON"):
        Report.from_json(text)


def changed(path: str, value: Any) -> str:
    """The JSON of a small report with another value at a place."""
    failure = Failure("violation", "differs", {"xs": [0]}, 1, 2, "f()")
    data = json.loads(report(dataclasses.replace(result(A, "failed"), failure=failure)).to_json())
    *steps, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    holder = data
    for step in steps:
        holder = holder[step]
    holder[last] = value
    return json.dumps(data)


def nested(depth: int) -> Any:
    value: Any = 0
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("results.0.failure.expected", nested(900), "report.results[0].failure.expected: nested more than 64 levels"),
        ("results.0.cases", -1, "report.results[0].cases: expected a number from 0, found -1"),
        ("results.0.cases", 10**2000, "report.results[0].cases: expected a number from 0"),
        ("results.0.cases", True, "report.results[0].cases: expected int, found bool"),
        ("results.0.seconds", -0.5, "report.results[0].seconds: expected a number from 0, found -0.5"),
        ("results.0.seconds", "1", "report.results[0].seconds: expected float, found str"),
        ("results.0.level", "hardened", "report.results[0]: expected theorem and core, as report.laws has them"),
        ("results.0.status", "x" * 10_000, "report.results[0].status: expected one of passed"),
        ("results.0.law", "b", "expected one result for law a on numpy"),
        ("backends", {}, "report.backends: expected a list"),
        ("summary.run", None, "report.summary.run: expected int, found NoneType"),
        ("schema_version", True, "report.schema_version: expected int, found bool"),
        ("schema_version", "1" * 1000, "expected `schema_version` 1, found 111"),
    ],
)
def test_a_wrong_value_is_refused_with_its_place(path: str, value: Any, message: str) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        Report.from_json(changed(path, value))
    assert message in str(caught.value)
    assert len(str(caught.value)) < 400


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"seed": 0', '"seed": 0, "seed": 1', "the key `seed` stands twice in an object"),
        ('"expected": 1', '"expected": 1e400', "report.results[0].failure.expected: a number is too large"),
        ('"seconds": 0.5', '"seconds": 1e400', "report.results[0].seconds: expected a number from 0, found inf"),
        ('"expected": 1', '"expected": NaN', "NaN is not a JSON number"),
        ('"expected": 1', f'"expected": {"9" * 10_000}', "not JSON"),
    ],
)
def test_text_that_json_reads_in_more_than_one_way_is_refused(old: str, new: str, message: str) -> None:
    text = changed("seed", 0)
    assert old in text
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        Report.from_json(text.replace(old, new))
    assert message in str(caught.value)
