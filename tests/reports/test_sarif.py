"""SARIF: valid by its schema, and what it says of laws, failures and the run.

`sarif-2.1.0.json` is the standard's own JSON Schema, as the npm package `@microsoft/jest-sarif` ships it.
"""

from __future__ import annotations

import dataclasses
import json
from importlib.metadata import metadata
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from conformance.records.report import Report
from conformance.reports import sarif
from tests.reports.runs import FAILURE, all_runs, law, nasty, parted, report, result

SCHEMA = json.loads(Path(__file__).with_name("sarif-2.1.0.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft4Validator(SCHEMA, format_checker=jsonschema.FormatChecker())


def run_of(checked: Report, folder: Path | None = None) -> dict[str, Any]:
    log = json.loads(sarif.render(checked, folder))
    VALIDATOR.validate(log)
    run: dict[str, Any] = log["runs"][0]
    return run


def test_the_schema_is_a_schema_that_can_refuse() -> None:
    jsonschema.Draft4Validator.check_schema(SCHEMA)
    log = json.loads(sarif.render(report(result(law()))))
    del log["runs"][0]["tool"]
    with pytest.raises(jsonschema.ValidationError, match="tool"):
        VALIDATOR.validate(log)


def test_every_run_is_valid_and_has_an_error_exactly_where_the_exit_status_is_not_0() -> None:
    for checked in all_runs():
        run = run_of(checked)
        (invocation,) = run["invocations"]
        told = [*run["results"], *invocation["toolExecutionNotifications"]]
        assert any(t["level"] == "error" for t in told) == (checked.exit_status() != 0)
        assert invocation["exitCode"] == checked.exit_status()


def test_the_homepage_is_that_of_the_package() -> None:
    driver = run_of(report(result(law())))["tool"]["driver"]
    urls = metadata("masking-conformance").get_all("Project-URL") or []
    assert driver.get("informationUri") in (None, *(url.removeprefix("Homepage, ") for url in urls))


def test_hostile_text_is_valid() -> None:
    run_of(nasty())


def test_rules_are_the_laws_with_their_statement() -> None:
    (rule,) = run_of(report(result(law())))["tool"]["driver"]["rules"]
    assert (rule["id"], rule["shortDescription"]["text"]) == ("complement", "Swaps.")
    assert rule["fullDescription"]["text"] == law().statement
    assert law().statement in rule["help"]["text"]
    assert f"```text\n{law().statement}\n```" in rule["help"]["markdown"]


def test_a_failure_stands_at_its_line_by_the_path_from_the_repository(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "run" / "my src").mkdir(parents=True)
    (tmp_path / "run" / "my src" / "b.py").write_text("", encoding="utf-8")
    inside = dataclasses.replace(FAILURE, source="my src/b.py:3")
    (told,) = run_of(report(result(law(), "failed", failure=inside)), tmp_path / "run")["results"]
    (location,) = told["locations"]
    assert location["physicalLocation"] == {
        "artifactLocation": {"uri": "run/my%20src/b.py", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 3},
    }
    assert (told["ruleId"], told["ruleIndex"], told["level"]) == ("complement", 0, "error")
    assert "smallest input found\n    m = [true]" in told["message"]["text"]
    # sarif-tools, for one, cuts the rule's id off where a message begins with it.
    assert told["message"]["text"].startswith("On ")


def test_a_failure_outside_the_folder_has_a_logical_location_alone(tmp_path: Path) -> None:
    away = dataclasses.replace(FAILURE, source="/elsewhere/b.py:3")
    (told,) = run_of(report(result(law(), "failed", failure=away)), tmp_path)["results"]
    logical = {"name": "complement", "fullyQualifiedName": "numpy.complement", "kind": "function"}
    assert told["locations"] == [{"logicalLocations": [logical]}]


def test_levels_follow_what_is_required_and_excused_results_are_left_out() -> None:
    told = (
        result(law("a"), "failed", failure=FAILURE),
        result(law("b"), "expected_failure", failure=FAILURE),
        result(law("c"), "not_provided"),
        result(law("d", "hardened"), "failed", failure=FAILURE),
    )
    levels = {r["ruleId"]: r["level"] for r in run_of(report(*told))["results"]}
    assert levels == {"a": "error", "d": "warning"}
    levels = {r["ruleId"]: r["level"] for r in run_of(report(*told, require="hardened"))["results"]}
    assert levels == {"a": "error", "d": "error"}


def test_a_fingerprint_stays_while_the_line_moves_and_tells_laws_and_backends_apart() -> None:
    moved = dataclasses.replace(FAILURE, source="b.py:90", inputs={"m": [False]})

    def fingerprint(checked: Report) -> str:
        found: str = run_of(checked)["results"][0]["partialFingerprints"]["lawOnBackend/v1"]
        return found

    one = fingerprint(report(result(law(), "failed", failure=FAILURE)))
    assert one == fingerprint(report(result(law(), "failed", failure=moved)))
    assert one != fingerprint(report(result(law(), "failed", failure=FAILURE, backend="torch")))
    assert one != fingerprint(report(result(law("other"), "failed", failure=FAILURE)))

    def typed(name: str, identity: str) -> Report:
        of = report(result(law(), "failed", failure=FAILURE, backend=name))
        return dataclasses.replace(of, backends=(dataclasses.replace(of.backends[0], identity=identity),))

    assert fingerprint(typed("mae", "mae.py")) == fingerprint(typed("./mae.py", "mae.py"))
    assert fingerprint(typed("mae", "mae.py")) != fingerprint(typed("mae", "other/mae.py"))


@pytest.mark.parametrize(("status", "successful"), [("passed", True), ("failed", True), ("harness_error", False)])
def test_a_law_that_fails_is_work_done_and_a_fault_of_the_harness_is_not(status: str, successful: bool) -> None:
    (invocation,) = run_of(report(result(law(), status)))["invocations"]
    assert invocation["executionSuccessful"] == successful
    assert invocation["startTimeUtc"] == "2026-03-01T10:00:00Z"


def test_disagreement_is_a_notification() -> None:
    (invocation,) = run_of(parted(report(result(law()), result(law(), backend="torch"))))["invocations"]
    (note,) = invocation["toolExecutionNotifications"]
    assert (note["level"], note["descriptor"]["id"]) == ("error", "agreement")
    assert "numpy and torch disagree on complement" in note["message"]["text"]
