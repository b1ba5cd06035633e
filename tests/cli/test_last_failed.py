"""A run that ends with a failure, and one that asks again only what failed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.commands import Ran, run

FAULTY = """
def complement(mask):
    return mask

def masked_loss(idxs, per_patch_loss):
    return sum(per_patch_loss[i] for i in set(idxs))
"""
RIGHT = FAULTY.replace("return mask\n", "return [not value for value in mask]\n").replace("set(idxs)", "idxs")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "mine.py").write_text(FAULTY, encoding="utf-8")
    return tmp_path


def check(folder: Path, *arguments: str) -> Ran:
    options = ("--profile", "quick", "--module", "masking", "--workers", "0", "-q")
    return run("check", "mine.py", *options, *arguments, cwd=folder)


def kept(folder: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = json.loads((folder / ".conformance" / "last-failed.json").read_text("utf-8"))
    return found


@pytest.mark.parametrize(("option", "failures"), [(("-x",), 1), (("--max-failures", "2"), 2)])
def test_a_run_ends_with_failures_and_keeps_what_is_finished(
    folder: Path, option: tuple[str, ...], failures: int
) -> None:
    done = check(folder, *option, "--json", "out.json")
    assert done.status == 1, done.err
    ended = "at the first failure" if failures == 1 else "after 2 failures"
    assert done.out.startswith(f"ended {ended}: ")
    report = json.loads((folder / "out.json").read_text("utf-8"))
    required = [r["law"] for r in report["results"] if r["status"] == "failed" and r["level"] == "core"]
    assert (report["incomplete"], len(required)) == (True, failures)
    assert len(report["results"]) < report["summary"]["planned"]


def test_what_is_not_required_ends_no_run(folder: Path) -> None:
    asked = ("--law", "maskedLoss.*", "-x")
    assert check(folder, *asked).status == 0
    assert check(folder, *asked, "--require", "hardened").status == 1


def test_only_what_failed_is_asked_again(folder: Path) -> None:
    assert check(folder, "--law", "masked*").status == 1
    assert kept(folder) == {"mine.py": ["maskedLoss", "maskedLoss_cons", "maskedLoss_append"]}
    again = check(folder, "--last-failed")
    assert "mine.py: does not conform: 3 of 3 core laws failed" in again.out
    typed_otherwise = run("check", "./mine.py", "--profile", "quick", "--last-failed", cwd=folder)
    assert "./mine.py: does not conform: 3 of 3 core laws failed" in typed_otherwise.out
    # What was not asked stays as it was.
    check(folder, "--law", "complement")
    assert kept(folder)["mine.py"][:3] == ["maskedLoss", "maskedLoss_cons", "maskedLoss_append"]
    (folder / "mine.py").write_text(RIGHT, encoding="utf-8")
    assert "conforms: 4 of 4 core laws hold" in check(folder, "--last-failed").out
    assert kept(folder) == {}
    done = check(folder, "--last-failed", "--law", "complement")
    assert "Nothing of this failed the last time: everything is checked.\n" in done.out
    assert done.status == 0


def test_backends_of_which_nothing_failed_are_not_asked(folder: Path) -> None:
    both = ("python", "--law", "complement")
    assert check(folder, *both).status == 1
    done = check(folder, *both, "--last-failed")
    assert ("mine.py: does not conform" in done.out, "python" in done.out) == (True, False)


@pytest.mark.parametrize("text", ["{", "[1]", '{"mine.py": 5}', '{"mine.py": [5]}'])
def test_what_is_kept_is_no_reason_to_fail(folder: Path, text: str) -> None:
    (folder / ".conformance").mkdir()
    (folder / ".conformance" / "last-failed.json").write_text(text, encoding="utf-8")
    done = check(folder, "--last-failed", "--law", "complement_*")
    assert "everything is checked" in done.out


def test_a_project_that_conforms_has_no_folder_for_it(folder: Path) -> None:
    (folder / "mine.py").write_text(RIGHT, encoding="utf-8")
    assert check(folder, "--law", "complement").status == 0
    assert not (folder / ".conformance").exists()


def test_an_entry_may_name_a_law_of_a_module_that_is_not_chosen(folder: Path) -> None:
    (folder / "known.yaml").write_text("expect: [{backend: mine.py, law: maeLoss, reason: Known.}]\n", encoding="utf-8")
    assert "there is no law" not in check(folder, "--expect", "known.yaml", "--law", "allMask").out
