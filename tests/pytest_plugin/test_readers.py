"""Plugins of pytest that others use read the tests of laws as any others: reports, splits, reruns, orders."""

from __future__ import annotations

import importlib.util
import json

import pytest

from tests.pytest_plugin.projects import FEW, project

pytest_plugins = ["pytester"]

ASKED = ("--conformance", "mine.py", *FEW, "--conformance-law", "maskedLoss_*", "-p", "no:cacheprovider")
FAILING = ["conformance[mine.py]::maskedLoss_append", "conformance[mine.py]::maskedLoss_cons"]
SAYS = "maskedLoss_append fails on n=1"


def needs(*modules: str) -> None:
    missing = [module for module in modules if importlib.util.find_spec(module) is None]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}")


@pytest.mark.slow
def test_reports_of_other_plugins_have_ids_and_what_fails(pytester: pytest.Pytester) -> None:
    needs("pytest_html", "pytest_jsonreport", "allure_pytest", "pytest_randomly")
    project(pytester)
    done = pytester.runpytest_subprocess(
        *ASKED, "-p", "randomly", "--html=r.html", "--self-contained-html", "--json-report",
        "--json-report-file=r.json", "--alluredir=allure",
    )  # fmt: skip
    done.assert_outcomes(failed=2, passed=3)
    page = (pytester.path / "r.html").read_text(encoding="utf-8")
    assert all(one in page for one in (*FAILING, SAYS))
    told = json.loads((pytester.path / "r.json").read_text(encoding="utf-8"))
    assert told["summary"] == {"failed": 2, "passed": 3, "total": 5, "collected": 5}
    failed = {test["nodeid"]: test["call"]["longrepr"] for test in told["tests"] if test["outcome"] == "failed"}
    assert sorted(failed) == FAILING
    assert failed[FAILING[0]].startswith(SAYS)
    files = (pytester.path / "allure").glob("*-result.json")
    results = [json.loads(file.read_text(encoding="utf-8")) for file in files]
    fails = sorted(one["name"] for one in results if one["status"] != "passed")
    assert fails == ["maskedLoss_append", "maskedLoss_cons"]


@pytest.mark.slow
def test_tests_of_laws_are_split_and_run_again(pytester: pytest.Pytester) -> None:
    needs("pytest_split", "pytest_rerunfailures")
    project(pytester)
    parts = [
        pytester.runpytest_subprocess(*ASKED, "--splits", "2", "--group", str(group), "--reruns", "1").parseoutcomes()
        for group in (1, 2)
    ]
    assert {name: sum(part.get(name, 0) for part in parts) for name in ("failed", "passed", "rerun")} == {
        "failed": 2, "passed": 3, "rerun": 2,
    }  # fmt: skip
