"""`--write-expect`: a file of known failures is started, updated line by line, and gives the same exit status."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from conformance import check
from conformance.cli import cli
from conformance.errors import UsageError
from conformance.records.report import Report
from conformance.runs.announcing import updated
from conformance.runs.expectations import Expectations, ExpectationsFile, load

REPEATS_LOST = """
def masked_loss(idxs, per_patch_loss):
    return sum(per_patch_loss[i] for i in set(idxs))


def complement(mask):
    return [not b for b in mask]
"""
MENDED = REPEATS_LOST.replace("set(idxs)", "idxs")
LAST_LOST = REPEATS_LOST.replace("set(idxs)", "idxs[:-1]")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def conformance(*arguments: str) -> Result:
    return CliRunner().invoke(
        cli, ["check", "mine.py", "--module", "masking", "--profile", "quick", *arguments], catch_exceptions=False
    )


@pytest.mark.slow
def test_what_is_written_is_expected_in_the_next_run(folder: Path) -> None:
    (folder / "mine.py").write_text(REPEATS_LOST)
    assert conformance().exit_code == 1
    first = conformance("--write-expect", "known.yaml")
    assert first.exit_code == 0
    assert "Wrote known.yaml: 3 added, 0 kept, 0 dropped\n" in first.output
    written = load("known.yaml")
    assert [(e.backend, e.law, e.reason) for e in written.entries] == [
        ("mine.py", law, "to be explained") for law in ("maskedLoss", "maskedLoss_cons", "maskedLoss_append")
    ]
    second = conformance("--expect", "known.yaml", "--json", "r.json")
    assert second.exit_code == 0
    assert second.output.startswith("mine.py: conforms but for 3 known failures: 11 of 26 core laws hold")
    report = Report.from_json(Path("r.json").read_text(encoding="utf-8"))
    assert [(r.law, r.cases) for r in report.results if r.status == "expected_failure"] == [
        (e.law, 1) for e in written.entries
    ]
    third = conformance("--write-expect", "known.yaml")
    assert "0 added, 3 kept, 0 dropped" in third.output
    assert load("known.yaml") == written


def test_hardened_laws_are_entered_where_they_are_required(folder: Path) -> None:
    (folder / "mine.py").write_text(REPEATS_LOST)
    done = conformance("--require", "hardened", "--write-expect", "known.yaml")
    assert done.exit_code == 0
    assert "maskedLoss.rejects_out_of_range" in {e.law for e in load("known.yaml").entries}
    assert conformance("--require", "hardened", "--expect", "known.yaml").exit_code == 0


def test_a_run_in_which_nothing_required_holds_is_no_success_with_the_file_either(folder: Path) -> None:
    (folder / "mine.py").write_text(REPEATS_LOST)
    for option in ("--write-expect", "--expect"):
        done = conformance("--law", "maskedLoss", option, "known.yaml")
        assert done.exit_code == 1
        assert done.output.startswith("mine.py: no success: none of 1 core laws holds, 1 fail as expected")


KEPT = """\
# What we know of.
expect:
  # Repeats: see the meeting of May.
  - backend: mine.py
    law: maskedLoss   # the sum
    reason: >
      A set takes each
      position once.
    issue: https://example.org/7
    inputs: {n: 1, idxs: [0, 0], perPatchLoss: [1]}

  # Never seen since.
  - backend: mine.py
    law: complement
    reason: Gone.
  # Of someone else.
  - {backend: other, law: complement, reason: Not ours.}
# The end.
"""


def test_comments_and_texts_of_entries_that_still_fail_stay(folder: Path) -> None:
    (folder / "mine.py").write_text(REPEATS_LOST)
    Path("known.yaml").write_text(KEPT)
    done = conformance("--law", "maskedLoss", "--law", "complement", "--law", "maskedLoss_cons",
                       "--write-expect", "known.yaml")  # fmt: skip
    assert "1 added, 2 kept, 1 dropped" in done.output
    gone = KEPT.index("\n  # Never seen"), KEPT.index("  # Of someone")
    entered = (
        "  - backend: mine.py\n    law: maskedLoss_cons\n    reason: to be explained\n"
        "    inputs: {n: 1, i: 0, idxs: [0], perPatchLoss: [1]}\n    failure: violation\n"
    )
    expected = (KEPT[: gone[0]] + KEPT[gone[1] :]).replace("# The end.", f"{entered}# The end.")
    assert Path("known.yaml").read_text() == expected


def test_a_counterexample_that_holds_now_is_exchanged_and_the_rest_stays(folder: Path) -> None:
    (folder / "mine.py").write_text(LAST_LOST)
    Path("known.yaml").write_text(KEPT.replace("idxs: [0, 0]", "idxs: []"))
    conformance("--law", "maskedLoss", "--write-expect", "known.yaml")
    new = "    inputs: {n: 1, idxs: [0], perPatchLoss: [1]}\n    failure: violation\n"
    old = "    inputs: {n: 1, idxs: [0, 0], perPatchLoss: [1]}\n"
    assert Path("known.yaml").read_text() == KEPT.replace(old, new)


@pytest.mark.slow
def test_a_file_whose_failures_are_all_mended_is_left_with_none(folder: Path) -> None:
    (folder / "mine.py").write_text(REPEATS_LOST)
    conformance("--write-expect", "known.yaml")
    (folder / "mine.py").write_text(MENDED)
    assert conformance("--expect", "known.yaml").exit_code == 1
    done = conformance("--write-expect", "known.yaml")
    assert (done.exit_code, "0 added, 0 kept, 3 dropped" in done.output) == (0, True)
    assert load("known.yaml").entries == ()
    assert conformance("--expect", "known.yaml").exit_code == 0


NONE = "inputs: {n: 0, idxs: [], perPatchLoss: []}"


@pytest.mark.parametrize(
    "text",
    [
        "{expect: [{backend: python, law: maskedLoss, reason: Flow.}]}",
        "expect: [{backend: python, law: maskedLoss, reason: Flow.}]",
        "extend: base.yaml\n",
        "{extend: base.yaml, expect: [{backend: python, law: maskedLoss, reason: Flow.}]}",
        "# Note.\nexpect:   # none yet\nextend: base.yaml\n",
        "---\nexpect:\n  - {backend: python, law: maskedLoss, reason: Flow.}\n...\n",
        "expect:\n-\n  backend: python\n  law: maskedLoss\n  reason: 'Loose: dashes.'\n",
        f"expect:\n- {{backend: python, law: maskedLoss,\n   {NONE}, reason: Flow.}}\n",
        f"expect:\n- {NONE}\n  backend: python\n  law: maskedLoss\n  reason: |\n    A\n\n",
    ],
)
def test_files_of_any_layout_are_updated(tmp_path: Path, text: str) -> None:
    path = tmp_path / "known.yaml"
    (tmp_path / "base.yaml").write_text("expect: [{backend: python, law: complement, reason: Base.}]")
    path.write_text(text)
    wrong = type("Wrong", (), {"name": "python", "masked_loss": lambda self, idxs, losses: len(idxs)})
    report = check(wrong, laws=["maskedLoss", "maskedLoss_cons"], profile="quick", expect=path)
    before = ExpectationsFile.read(path)
    update = updated(report, str(path), before, load(path))
    after = ExpectationsFile.parse(str(path), update.text)
    assert {e.law for e in after.entries} == {"maskedLoss", "maskedLoss_cons"}
    reasons = {e.law: e.reason for e in before.entries}
    for entry in after.entries:
        assert entry.reason == reasons.get(entry.law, "to be explained")
        assert entry.inputs is None or entry.inputs["n"] == 1
    assert (after.extended is None) == (before.extended is None)
    assert ("# Note." in update.text) == ("# Note." in text)


def test_an_entry_that_holds_now_in_an_extended_file_is_named(folder: Path) -> None:
    (folder / "mine.py").write_text(MENDED)
    Path("base.yaml").write_text("expect:\n  - {backend: mine.py, law: maskedLoss, reason: Base.}\n")
    Path("known.yaml").write_text("extend: base.yaml\n")
    done = conformance("--write-expect", "known.yaml")
    assert done.exit_code == 1
    assert done.output.startswith("base.yaml:2: `maskedLoss` on `mine.py` holds")
    assert "base.yaml:2 is in a file that known.yaml extends: take it out there" in done.output


def test_both_options_at_once_are_a_wrong_request(folder: Path) -> None:
    (folder / "mine.py").write_text(MENDED)
    with pytest.raises(UsageError, match="not both"):
        conformance("--expect", "a", "--write-expect", "b")


def test_a_backend_without_failures_gets_a_file_without_entries() -> None:
    report = check("python", laws=["complement"], profile="quick")
    nothing = Expectations((), datetime.date(2030, 1, 1))
    update = updated(report, "known.yaml", None, nothing)
    assert (update.text.splitlines()[-1], update.added) == ("expect: []", 0)
