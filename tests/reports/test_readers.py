"""The files that a run writes, as programs of others read them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from conformance.reports import junit, sarif
from tests.reports.runs import FAILURE, law, parted, report, result


def test_junitparser_counts_what_the_report_says(tmp_path: Path) -> None:
    junitparser: Any = pytest.importorskip("junitparser")
    told = report(
        result(law("a")), result(law("b"), "failed", failure=FAILURE), result(law("c"), "not_provided"),
        result(law("d"), "crashed", failure=FAILURE),
    )  # fmt: skip
    path = tmp_path / "report.xml"
    path.write_text(junit.render(told), encoding="utf-8")
    read = junitparser.JUnitXml.fromfile(str(path))
    assert (read.tests, read.failures, read.errors, read.skipped) == (4, 1, 1, 1)
    cases = {case.name: case for suite in read for case in suite}
    assert [case.is_passed for case in cases.values()] == [True, False, False, False]
    (failure,) = cases["b"].result
    assert failure.message == FAILURE.message
    assert "the law expects" in failure.text
    merged = read + junitparser.JUnitXml.fromfile(str(path))
    assert (merged.tests, merged.failures) == (8, 2)


def test_a_viewer_that_cuts_the_rules_id_off_leaves_the_message(tmp_path: Path) -> None:
    """As sarif-tools does, of which a message that begins with the rule's id showed a letter."""
    path = tmp_path / "report.sarif"
    path.write_text(sarif.render(report(result(law("b"), "failed", failure=FAILURE))), encoding="utf-8")
    (found,) = json.loads(path.read_text(encoding="utf-8"))["runs"][0]["results"]
    text, rule = found["message"]["text"], found["ruleId"]
    assert text.split("\n")[0].removeprefix(rule).strip(": ") == text.split("\n")[0]
    assert FAILURE.message in text.split("\n")[0]


def test_sarif_tools_reads_the_message(tmp_path: Path) -> None:
    loader: Any = pytest.importorskip("sarif.loader")
    path = tmp_path / "report.sarif"
    path.write_text(sarif.render(parted(report(result(law("b"), "failed", failure=FAILURE)))), encoding="utf-8")
    (record,) = loader.load_sarif_file(str(path)).get_records()
    assert record["Code"] == "b"
    assert FAILURE.message in record["Description"]
