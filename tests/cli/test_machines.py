"""A report tells nothing of the machine that it was made on but versions: two folders give the same one."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from conformance.laws.specfile import shipped
from conformance.reports.formats import RESULTS

BACKEND = """
def masked_loss(idxs, per_patch_loss):
    return sum(per_patch_loss[i] for i in idxs)

def complement(mask):
    return open(__file__.replace("mine", "missing"))
"""
SPEC = """
module: Mine
imports: [masking]
theorems:
  notAllMask:
    about: Wrong, to be told of.
    lean: |
      theorem notAllMask {n : Nat} (m : Mask n) : m = allMask n
"""
KNOWN = "expect:\n  - {backend: mine.py, law: maskedLoss_nil, reason: Known.}\n"
COMMAND = (
    "check", "mine.py", "--spec", "mine.yaml", "--spec", "masking", "--profile", "quick", "--workers", "0",
    "--law", "maskedLoss_nil", "--law", "complement", "--law", "notAllMask",
)  # fmt: skip


def files_of(folder: Path) -> dict[str, str]:
    """What a run in a folder, in a process of its own, writes in each form, without times."""
    folder.mkdir(parents=True)
    for name, text in {"mine.py": BACKEND, "mine.yaml": SPEC, "known.yaml": KNOWN}.items():
        (folder / name).write_text(text, encoding="utf-8")
    names = {one.option: one.names(one.option)[0] for one in RESULTS}
    expect = str(folder / "known.yaml")
    options = [part for option, name in names.items() for part in (f"--{option}", name)]
    command = [sys.executable, "-m", "conformance", *COMMAND, "--expect", expect, *options]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    texts = {option: (folder / name).read_text(encoding="utf-8") for option, name in names.items()}
    return {option: without_times(text) for option, text in texts.items()}


def without_times(text: str) -> str:
    text = re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", "DATE", text)
    return re.sub(r'("seconds": |time=")[^",]*', "TIME", text)


@pytest.mark.slow
def test_two_folders_give_the_same_report_in_each_form(tmp_path: Path) -> None:
    here, there = files_of(tmp_path / "one"), files_of(tmp_path / "deep" / "another")
    for option, text in here.items():
        assert str(tmp_path) not in text, option
        # A page draws how long a law took.
        assert text == there[option] or option == "html"
    line = next(d.line for d in shipped("masking").declarations if d.id == "complement")
    for source in ("mine.yaml:5", f"conformance/spec/masking.yaml:{line}", "mine.py:5", "known.yaml:2"):
        assert f'"source": "{source}"' in here["json"]
    assert "missing.py" in here["json"]
    assert '"uri": "mine.py"' in here["sarif"]
