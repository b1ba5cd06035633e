"""A failure that depends on earlier calls is told as such, as its snippet passes in a new interpreter."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from conformance.records.report import Report
from conformance.runs.workers.session import DEPENDS_ON_EARLIER_CALLS

KEYED_BY_INDICES = """
from conformance.backends.python import *
from conformance.backends.python import masked_loss as correct

known = {}

def masked_loss(idxs, per_patch_loss):
    total = correct(idxs, per_patch_loss)
    return known.setdefault(tuple(idxs), total)
"""

REPEATS_LOST = """
from conformance.backends.python import *
from conformance.backends.python import masked_loss as correct

def masked_loss(idxs, per_patch_loss):
    return correct(sorted(set(idxs)), per_patch_loss)
"""

WRONG_NOW_AND_THEN = """
from conformance.backends.python import *
from conformance.backends.python import masked_loss as correct

calls = 0

def masked_loss(idxs, per_patch_loss):
    global calls
    calls += 1
    return correct(idxs, per_patch_loss) + (calls % 3 == 0)
"""


@pytest.mark.parametrize(
    ("source", "note", "status"), [(KEYED_BY_INDICES, DEPENDS_ON_EARLIER_CALLS, 0), (REPEATS_LOST, "", 1)]
)
def test_the_note_says_what_the_snippet_shows(tmp_path: Path, source: str, note: str, status: int) -> None:
    (tmp_path / "mine.py").write_text(source)
    command = [sys.executable, "-m", "conformance", "check", "mine.py", "--law", "maskedLoss", "--json", "r.json"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "")
    assert (DEPENDS_ON_EARLIER_CALLS in done.stdout) == bool(note)
    (result,) = Report.from_json((tmp_path / "r.json").read_text()).results
    assert (result.status, result.note) == ("failed", note)
    assert result.failure is not None
    snippet = subprocess.run([sys.executable, "-c", result.failure.reproduce], cwd=tmp_path, check=False)
    assert snippet.returncode == status


def test_a_failure_that_comes_and_goes_has_a_reason_and_no_note(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(WRONG_NOW_AND_THEN)
    command = [sys.executable, "-m", "conformance", "check", "mine.py", "--law", "maskedLoss", "--json", "r.json"]
    subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
    (result,) = Report.from_json((tmp_path / "r.json").read_text()).results
    assert result.failure is not None
    assert (result.failure.reason, result.note) == ("nondeterministic", "")
