"""Places in files: told without the folders of the machine, and found again inside a folder."""

from __future__ import annotations

import statistics
from dataclasses import replace
from pathlib import Path

import pytest

import conformance.spec
from conformance.records.places import Place, place_of, placed, repository_of, roots_of, source_of
from conformance.records.report import Report
from conformance.records.result import Failure
from tests.records.small import A, report, result

SPEC = Path(conformance.spec.__path__[0], "masking.yaml")


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """The folder of a run, with an environment in it, and a package beside it."""
    (tmp_path / "beside" / "package" / "inner").mkdir(parents=True)
    for folder in ("package", "package/inner"):
        (tmp_path / "beside" / folder / "__init__.py").write_text("", encoding="utf-8")
    (tmp_path / "run").mkdir()
    return tmp_path / "run"


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("{run}/src/mask.py", "src/mask.py"),
        ("src/../mask.py", "mask.py"),
        ("./mask.py", "mask.py"),
        ("{run}/.venv/lib/python3.11/site-packages/numpy/ma/core.py", "numpy/ma/core.py"),
        ("/elsewhere/dist-packages/six.py", "six.py"),
        ("{run}/../beside/package/inner/mask.py", "package/inner/mask.py"),
        ("../laws/mine.yaml", "../laws/mine.yaml"),
        ("/home/somebody/laws/mine.yaml", "…/mine.yaml"),
        ("<stdin>", "<stdin>"),
        (str(SPEC), "conformance/spec/masking.yaml"),
        (statistics.__file__, f"{Path(statistics.__file__).parent.name}/statistics.py"),
    ],
)  # fmt: skip
def test_a_path_is_told_without_the_folders_of_the_machine(given: str, told: str, run: Path) -> None:
    roots = roots_of(run)
    assert roots.path(given.format(run=run)) == told
    assert roots.source(f"{given.format(run=run)}:7") == f"{told}:7"


def test_a_path_through_a_link_is_in_the_folder_as_well(run: Path) -> None:
    (run.parent / "link").symlink_to(run)
    assert roots_of(run.parent / "link").path(f"{run}/mask.py") == "mask.py"
    assert roots_of(run).path(f"{run.parent}/link/mask.py") == "mask.py"


def test_of_a_message_only_folders_that_begin_a_path_are_left_out(run: Path) -> None:
    roots = roots_of(run)
    assert roots.text(f"no `x` in 'm' ({run}/m.py), {SPEC}") == "no `x` in 'm' (m.py), conformance/spec/masking.yaml"
    assert roots.text(f"/other{run}/m.py") == f"/other{run}/m.py"
    assert roots.source("") == ""
    assert roots_of(Path("/")).text("/etc/motd") == "/etc/motd"


def test_all_of_a_report_is_told_so(run: Path) -> None:
    failure = Failure("exception", f"{run}/x is not there", {}, 1, 1, "", "", f"{run}/x", source=f"{run}/b.py:3")
    made = report(replace(result(A, "failed"), failure=failure, note=f"{run}/b.py"))
    told: Report = placed(replace(made, laws=(replace(made.laws[0], source=f"{SPEC}:9"),)), roots_of(run))
    found = told.results[0]
    assert found.failure is not None
    assert (found.note, found.failure.message) == ("b.py", "x is not there")
    assert (found.failure.actual_text, found.failure.source) == ("x", "b.py:3")
    assert told.laws[0].source == "conformance/spec/masking.yaml:9"


# Found again


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
