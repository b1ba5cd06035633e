"""Results: the JSON fits its schema and survives a round trip, and no planned cell goes missing."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import jsonschema
import pytest

import conformance.records
from conformance import check
from conformance.records.law import LawRecord
from conformance.records.matrix import fill
from conformance.records.report import Report


def failing_report() -> Report:
    part = SimpleNamespace(name="part", masked_loss=lambda idxs, loss: len(idxs), limits={"max_n": 4})
    return check("python", part, profile="quick")


def test_the_json_fits_its_schema_and_reads_back() -> None:
    report = failing_report()
    schema = json.loads(Path(conformance.records.__file__).with_name("results.schema.json").read_text())
    text = report.to_json()
    jsonschema.Draft202012Validator(schema).validate(json.loads(text))
    again = Report.from_json(text)
    assert again == report
    assert again.to_json() == text


@pytest.mark.parametrize("text", ["", "[]", '{"schema_version": 99}', '{"schema_version": 1}'])
def test_other_text_is_refused_with_a_reason(text: str) -> None:
    with pytest.raises(ValueError, match=r"JSON|schema_version|report"):
        Report.from_json(text)


def test_a_cell_that_nothing_filled_is_a_harness_error() -> None:
    law = LawRecord("l", "theorem", "core", "", "", "")
    (cell,) = fill([("b", law)], [])
    assert (cell.status, cell["law"]) == ("harness_error", "l")


def test_a_result_that_was_not_planned_is_refused() -> None:
    report = failing_report()
    with pytest.raises(ValueError, match="not planned"):
        fill([], report.results[:1])
