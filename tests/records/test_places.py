"""Places in files: told from their roots, and found again inside a folder."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import conformance.spec
from conformance.records.places import Place, place_of, placed, repository_of, source_of
from conformance.records.report import Report
from conformance.records.result import Failure
from conformance.system.places import roots_of
from tests.records.small import A, report, result

SPEC = Path(conformance.spec.__path__[0], "masking.yaml")


def test_all_of_a_report_is_told_so(tmp_path: Path) -> None:
    run = tmp_path
    failure = Failure("exception", f"{run}/x is not there", {}, 1, 1, "", "", f"{run}/x", source=f"{run}/b.py:3")
    made = report(replace(result(A, "failed"), failure=failure, note=f"{run}/b.py"))
    told: Report = placed(replace(made, laws=(replace(made.laws[0], source=f"{SPEC}:9"),)), roots_of(run))
    found = told.results[0]
    assert found.failure is not None
    assert (found.note, found.failure.message) == ("b.py", "x is not there")
    assert (found.failure.actual_text, found.failure.source) == ("x", "b.py:3")
    assert told.laws[0].source == "conformance/spec/masking.yaml:9"


def test_a_place_is_told_from_the_root_on(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    for name in ("mask.py", "src/mask.py"):
        (tmp_path / name).write_text("", encoding="utf-8")
    assert place_of(f"{tmp_path}/src/mask.py:12", tmp_path) == Place("src/mask.py", 12)
    assert place_of("src/../mask.py:12", tmp_path) == Place("mask.py", 12)
    assert place_of("mask.py:12", tmp_path / "src", tmp_path) == Place("src/mask.py", 12)
    assert place_of("../mask.py:12", tmp_path / "src") is None
    assert place_of("numpy/ma/core.py:12", tmp_path) is None


@pytest.mark.parametrize("source", ["", "mask.py", "mask.py:", "mask.py:0", "mask.py:1e3", "../mask.py:1", ":3"])
def test_what_is_no_place_inside_the_folder_is_none(source: str, tmp_path: Path) -> None:
    assert place_of(source, tmp_path) is None


def test_a_repository_is_the_workspace_of_a_job_or_the_folder_with_its_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside = tmp_path / "repository" / "package"
    inside.mkdir(parents=True)
    monkeypatch.delenv("GITHUB_WORKSPACE", raising=False)
    assert repository_of(inside) == inside
    (inside.parent / ".git").mkdir()
    assert repository_of(inside) == inside.parent
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path))
    assert repository_of(inside) == tmp_path
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path / "other"))
    assert repository_of(inside) == inside.parent


def test_a_fault_stands_in_the_code_of_the_backend_or_in_the_statement() -> None:
    failed = replace(result(A, "failed"), failure=Failure("violation", "", {}, 1, 2, "", source="mask.py:3"))
    statements = {"a": "masking.yaml:7"}
    assert source_of(failed, statements) == "mask.py:3"
    assert source_of(replace(failed, status="false_statement"), statements) == "masking.yaml:7"
    assert source_of(result(A, "crashed"), statements) == ""
