"""Known failures that a project configures are of the files that its entries name, wherever a run is started."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from conformance import check
from conformance.project.reading import find_configuration
from conformance.runs.expectations import load
from tests.cli.commands import Ran, run

FAULTY = "def complement(mask):\n    return list(mask)\n"
PROJECT = """
[tool.conformance]
expect = "known.yaml"
spec = "masking"

[tool.conformance.backends.declared]
target = "known_mae.py"
"""
KNOWN = "expect:\n  - {{backend: {}, law: complement, reason: Left as it is.}}\n"
ARGUMENTS = ("--law", "complement", "--profile", "quick", "--workers", "0")


@pytest.fixture
def inner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of a project that has a faulty backend of the same name as the project's folder has."""
    folder = tmp_path / "inner"
    folder.mkdir()
    for place in (tmp_path, folder):
        (place / "known_mae.py").write_text(FAULTY, encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text(PROJECT, encoding="utf-8")
    (tmp_path / "known.yaml").write_text(KNOWN.format("./known_mae.py"), encoding="utf-8")
    monkeypatch.chdir(folder)
    path = list(sys.path)
    yield folder
    sys.path[:] = path
    sys.modules.pop("known_mae", None)


def is_excused(done: Ran) -> bool:
    assert done.err == "" or "Traceback" not in done.err
    return "Known failures:" in done.out


@pytest.mark.parametrize("written", ["./known_mae.py", "known_mae.py", "known_mae", "{}/known_mae.py"])
@pytest.mark.parametrize(
    ("typed", "excused"),
    [("../known_mae.py", True), ("{}/known_mae.py", True), ("./known_mae.py", False), ("known_mae.py", False),
     ("known_mae", False), ("{}/inner/known_mae.py", False)],
)  # fmt: skip
def test_an_entry_is_of_the_file_in_the_folder_of_the_configuration(
    inner: Path, written: str, typed: str, excused: bool
) -> None:
    entry = KNOWN.format(written.format(inner.parent))
    (inner.parent / "known.yaml").write_text(entry, encoding="utf-8")
    done = run("check", typed.format(inner.parent), *ARGUMENTS, cwd=inner)
    assert is_excused(done) is excused, done.out + done.err


def test_a_module_that_the_project_alone_has_is_its_own(inner: Path) -> None:
    (inner / "known_mae.py").unlink()
    assert is_excused(run("check", "known_mae", *ARGUMENTS, cwd=inner))


def test_a_backend_that_the_project_declares_is_known_by_its_name(inner: Path) -> None:
    (inner.parent / "known.yaml").write_text(KNOWN.format("declared"), encoding="utf-8")
    (inner.parent / "declared.py").write_text(FAULTY, encoding="utf-8")
    (inner / "declared.py").write_text(FAULTY, encoding="utf-8")
    assert is_excused(run("check", "declared", *ARGUMENTS, cwd=inner))
    assert not is_excused(run("check", "./declared.py", *ARGUMENTS, cwd=inner))


def test_the_file_means_the_same_where_an_option_names_it(inner: Path) -> None:
    assert is_excused(run("check", "../known_mae.py", *ARGUMENTS, "--expect", "../known.yaml", cwd=inner))
    assert not is_excused(run("check", "./known_mae.py", *ARGUMENTS, "--expect", "../known.yaml", cwd=inner))


def test_entries_of_another_file_are_seen_from_the_current_folder(inner: Path) -> None:
    (inner.parent / "other.yaml").write_text(KNOWN.format("./known_mae.py"), encoding="utf-8")
    asked = (*ARGUMENTS, "--expect", "../other.yaml")
    assert is_excused(run("check", "known_mae.py", *asked, cwd=inner))
    assert not is_excused(run("check", "../known_mae.py", *asked, cwd=inner))
    found = [check(name, laws="complement", profile="quick", expect="../other.yaml").results[0].status
             for name in ("./known_mae.py", "../known_mae.py")]  # fmt: skip
    assert found == ["expected_failure", "failed"]


@pytest.mark.parametrize(
    ("typed", "written"),
    [("../known_mae.py", "known_mae.py"), ("./known_mae.py", "inner/known_mae.py"), ("known_mae", "inner/known_mae.py"),
     ("declared", "declared"), ("{}/inner/known_mae.py", "inner/known_mae.py")],
)  # fmt: skip
def test_what_is_entered_is_written_from_the_folder_of_the_configuration(inner: Path, typed: str, written: str) -> None:
    (inner.parent / "known.yaml").write_text("expect: []\n", encoding="utf-8")
    asked = ("check", typed.format(inner.parent), *ARGUMENTS)
    done = run(*asked, "--write-expect", "../known.yaml", cwd=inner)
    assert "1 added, 0 kept, 0 dropped" in done.out, done.err
    assert [e.backend for e in load(inner.parent / "known.yaml").entries] == [written]
    assert is_excused(run(*asked, cwd=inner))
    assert "0 added, 1 kept, 0 dropped" in run(*asked, "--write-expect", "../known.yaml", cwd=inner).out


def test_an_entry_of_one_file_stays_when_another_of_its_name_is_entered(inner: Path) -> None:
    done = run("check", "./known_mae.py", *ARGUMENTS, "--write-expect", "../known.yaml", cwd=inner)
    assert "1 added, 1 kept, 0 dropped" in done.out
    entries = load("../known.yaml", standpoint=find_configuration(inner).standpoint("../known.yaml")).entries
    assert [(e.backend, e.identity) for e in entries] == [
        ("./known_mae.py", "../known_mae.py"),
        ("inner/known_mae.py", "known_mae.py"),
    ]
