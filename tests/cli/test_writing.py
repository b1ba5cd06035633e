"""Paths to write to are looked at before anything is checked, and one that fails keeps no other from being written."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from conformance.cli import cli, writing
from conformance.errors import UsageError
from tests.cli.commands import run

pytestmark = pytest.mark.skipif(os.name == "nt", reason="links and devices of POSIX")

CHECK = ("check", "mine.py", "--law", "complement", "--profile", "quick", "--workers", "0")
SPEC = "module: M\ntheorems:\n  t: {lean: 'theorem t {n : Nat} (m : Mask n) : complement (complement m) = m'}\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder, with a backend, a spec and known failures that extend others in it."""
    (tmp_path / "mine.py").write_text("def complement(mask):\n    return [not m for m in mask]\n")
    (tmp_path / "spec").mkdir()
    (tmp_path / "spec" / "a.yaml").write_text(SPEC)
    (tmp_path / "known.yaml").write_text("extend: more.yaml\nexpect: []\n")
    (tmp_path / "more.yaml").write_text("expect: []\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    return tmp_path


def conformance(*arguments: str) -> Result:
    return CliRunner().invoke(cli, arguments)


def refusal(*arguments: str) -> str:
    done = conformance(*arguments)
    assert isinstance(done.exception, UsageError), done.output
    return str(done.exception)


def test_two_outputs_that_are_one_file_are_refused(folder: Path) -> None:
    (folder / "a").write_text("")
    (folder / "soft").symlink_to("a")
    (folder / "hard").hardlink_to("a")
    (folder / "dangling").symlink_to("new")
    (folder / "here").symlink_to(".")
    for one, other in (("a", "./a"), ("a", "soft"), ("a", "hard"), ("new", "dangling"), ("new", "here/new")):
        assert refusal(*CHECK, "--json", one, "--html", other) == f"`{other}` is named for two files; give each its own"
    assert conformance(*CHECK, "--json", "/dev/null", "--html", "/dev/null").exit_code == 0


@pytest.mark.parametrize(
    ("options", "written"),
    [
        (("--spec", "spec"), "spec/a.yaml"),
        (("--expect", "known.yaml"), "known.yaml"),
        (("--expect", "known.yaml"), "more.yaml"),
        (("--write-expect", "known.yaml"), "more.yaml"),
        ((), "mine.py"),
        ((), "soft"),
    ],
)
def test_what_is_read_is_not_written_over(folder: Path, options: tuple[str, ...], written: str) -> None:
    (folder / "soft").symlink_to("mine.py")
    before = (folder / written).read_text()
    assert refusal(*CHECK, *options, "--json", written).startswith(f"`{written}` is read in this run")
    assert (folder / written).read_text() == before


def test_results_are_not_written_over_by_what_is_made_of_them(folder: Path) -> None:
    assert conformance(*CHECK, "--json", "r.json").exit_code == 0
    assert "is read in this run" in refusal("report", "r.json", "--html", "./r.json")
    assert "is read in this run" in refusal("compare", "r.json", "r.json", "--markdown", "r.json")
    assert "is read in this run" in refusal("history", ".", "--html", "r.json")


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("no/r", "there is no such folder to write to"),
        ("mine.py/r", "cannot be written: Not a directory"),
        ("loop", "cannot be written: "),
        ("x" * 300, "cannot be written: File name too long"),
    ],
)
def test_a_path_that_cannot_be_written_is_refused_before_anything_is_checked(
    folder: Path, monkeypatch: pytest.MonkeyPatch, path: str, message: str
) -> None:
    def none(*_: object) -> Any:
        raise AssertionError("a backend was loaded")

    monkeypatch.setattr("conformance.cli.opening.open_sessions", none)
    (folder / "loop").symlink_to("loop")
    before = sorted(folder.iterdir())
    assert refusal(*CHECK, "--json", path).startswith(f"`{path}`: {message}")
    assert sorted(folder.iterdir()) == before


def test_a_pipe_that_nobody_reads_is_not_waited_for(folder: Path) -> None:
    os.mkfifo(folder / "fifo")
    told = "could not be written: nobody reads the pipe, and it is not waited for"
    assert refusal(*CHECK, "--json", "fifo") == f"`{folder}/fifo` {told}"


def test_one_file_that_fails_keeps_no_other_from_being_written(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    original: Callable[[Path, str], None] = writing.write_text

    def fails(path: Path, text: str) -> None:
        if path.name in ("r.html", "new.yaml"):
            raise OSError(28, "No space left on device")
        original(path, text)

    monkeypatch.setattr(writing, "write_text", fails)
    options = ("--html", "r.html", "--json", "r.json", "--markdown", "r.md", "--write-expect", "new.yaml")
    done = conformance(*CHECK, *options)
    assert isinstance(done.exception, UsageError)
    assert str(done.exception).splitlines() == [
        f"`{folder}/{name}` could not be written: No space left on device" for name in ("new.yaml", "r.html")
    ]
    assert "mine.py: conforms: 1 of 1 core laws hold" in done.output
    assert "Wrote r.json\nWrote r.md\n" in done.output
    assert {p.name for p in folder.iterdir()} >= {"r.json", "r.md"}
    assert not {p.name for p in folder.iterdir()} & {"r.html", "new.yaml"}


def test_a_dash_is_standard_output_and_the_rest_is_told_on_standard_error(tmp_path: Path) -> None:
    asked = ("check", "python", "--law", "complement", "--profile", "quick", "--workers", "0")
    done = run(*asked, "--json", "-", "--markdown", "out.md", cwd=tmp_path)
    assert done.status == 0
    assert json.loads(done.out)["results"][0]["law"] == "complement"
    assert "python: conforms" in done.err
    assert "Wrote out.md" in done.err
    refused = run(*asked, "--json", "-", "--markdown", "-", cwd=tmp_path)
    assert (refused.status, "`-` is named for two files" in refused.err) == (2, True)


def test_a_saved_run_is_told_again_where_nothing_is_to_be_written(tmp_path: Path) -> None:
    asked = ("check", "python", "--law", "complement", "--profile", "quick", "--workers", "0")
    told = run(*asked, "--json", "out.json", cwd=tmp_path).out
    again = run("report", "out.json", cwd=tmp_path)
    assert again.status == 0
    assert again.out == told.replace("Wrote out.json\n", "")
    assert run("report", "out.json", "--markdown", "-", cwd=tmp_path).out.startswith("#")
