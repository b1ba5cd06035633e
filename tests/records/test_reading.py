"""What a file holds is held against the types of the records, and refused with its place."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest

from conformance.records.report import Report
from conformance.records.result import Failure
from tests.records.small import A, report, result

CHANGES = [
    ({"schema_version": 99}, "expected `schema_version` 1, found 99"),
    ({"extra": 1}, "unknown or missing fields: extra"),
    ({"seed": "0"}, "report.seed: expected int, found str"),
    ({"require": "most"}, "report.require: expected one of core, hardened, training, hardened,training, found `most`"),
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


def test_a_field_that_was_added_later_may_be_missing_and_no_other() -> None:
    data = json.loads(report(result(A)).to_json())
    backend = data["backends"][0]
    del backend["sources"]
    assert Report.from_json(json.dumps(data)) == report(result(A))
    del backend["hints"]
    with pytest.raises(ValueError, match=r"report\.backends\[0\]: unknown or missing fields: hints"):
        Report.from_json(json.dumps(data))
