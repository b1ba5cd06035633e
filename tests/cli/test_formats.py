"""Files in every format from `check` and again from saved JSON, and annotations where GitHub runs us."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from conformance.cli import cli
from conformance.errors import UsageError
from conformance.reports.formats import RESULTS

FAULTY = """
def masked_loss(idxs, per_patch_loss):
    return sum(per_patch_loss[i] for i in set(idxs))
"""
CHECK = ("check", "mine.py", "--law", "maskedLoss", "--profile", "quick")
FILES = {one.option: one.names("r")[-1] for one in RESULTS}
"""A file of each format, by its option."""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder, with a faulty backend in it, outside of any CI."""
    (tmp_path / "mine.py").write_text(FAULTY)
    monkeypatch.chdir(tmp_path)
    for name in ("GITHUB_ACTIONS", "GITHUB_WORKSPACE"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def conformance(*arguments: str) -> Result:
    return CliRunner().invoke(cli, arguments)


def test_every_format_is_the_same_when_made_again_from_saved_json(folder: Path) -> None:
    done = conformance(*CHECK, *(part for option, path in FILES.items() for part in (f"--{option}", path)))
    assert done.exit_code == 1
    first = {path: (folder / path).read_text(encoding="utf-8") for path in FILES.values()}
    again = [part for option, path in FILES.items() if option != "json" for part in (f"--{option}", f"again-{path}")]
    assert conformance("report", "r.json", *again).exit_code == 0
    for option, path in FILES.items():
        if option not in ("json", "html"):  # JSON sorts the partitions by name, and the page shows them in order.
            assert (folder / f"again-{path}").read_text(encoding="utf-8") == first[path]


def test_the_ending_of_a_badge_chooses_its_kind(folder: Path) -> None:
    conformance(*CHECK, "--json", "r.json")
    assert conformance("report", "r.json", "--badge", "b.json").exit_code == 0
    assert json.loads((folder / "b.json").read_text())["message"] == "1 of 1 law fails"


def test_a_badge_of_another_ending_is_refused_before_anything_is_checked(folder: Path) -> None:
    done = conformance(*CHECK, "--badge", "b.png", "--json", "r.json")
    assert isinstance(done.exception, UsageError)
    assert str(done.exception) == "`b.png`: --badge writes a file that ends in .json or .svg"
    assert not (folder / "r.json").exists()


ANNOTATION = "::error file=mine.py,line=2,title=maskedLoss on mine.py::"


@pytest.mark.parametrize(
    ("option", "environment", "printed"),
    [((), "", False), ((), "true", True), (("--annotations",), "", True), (("--no-annotations",), "true", False)],
)
def test_annotations_are_printed_where_github_runs_us_or_where_asked_for(
    folder: Path, monkeypatch: pytest.MonkeyPatch, option: tuple[str, ...], environment: str, printed: bool
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", environment)
    output = conformance(*CHECK, *option).output
    assert (ANNOTATION in output.splitlines()[-1]) == printed
    assert output.count("::error") == int(printed)


def test_files_are_named_from_the_workspace_of_the_job(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_WORKSPACE", str(folder.parent))
    assert f"::error file={folder.name}/mine.py,line=2," in conformance(*CHECK, "--annotations").output
    monkeypatch.setenv("GITHUB_WORKSPACE", str(folder / "elsewhere"))
    assert ANNOTATION in conformance(*CHECK, "--annotations").output
