"""A device that one call leaves unusable in its process: that call is told, and all other laws are still checked."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from conformance.records.report import Report
from conformance.records.result import Result
from tests.asked import is_asked

ON_A_DEVICE = """
from conformance.backends.python import *
from conformance.carriers.python import PythonCarrier

lost = False

def on_device(function):
    def call(*arguments):
        if lost:
            raise RuntimeError("device-side assert triggered\\nearlier")
        return function(*arguments)
    return call

def gather(idxs, per_patch_loss):
    global lost
    if any(not 0 <= i < len(per_patch_loss) for i in idxs):
        lost = True
        raise RuntimeError("device-side assert triggered")
    return sum(per_patch_loss[i] for i in idxs)

masked_loss, selected, complement = on_device(gather), on_device(selected), on_device(complement)
PythonCarrier.is_usable = lambda carrier: not lost
"""


def check(folder: Path, *options: str) -> dict[str, Result]:
    (folder / "mine.py").write_text(ON_A_DEVICE)
    command = [sys.executable, "-m", "conformance", "check", "mine.py", "--profile", "quick", "--json", "r.json"]
    command += ["--module", "masking"]
    done = subprocess.run([*command, *options], cwd=folder, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return {r.law: r for r in Report.from_json((folder / "r.json").read_text()).results}


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_call_that_loses_the_device_is_told_and_all_else_is_checked(tmp_path: Path, workers: str) -> None:
    results = check(tmp_path, "--workers", workers)
    lost = results.pop("maskedLoss.rejects_out_of_range")
    assert {r.status for r in results.values() if is_asked(r)} == {"passed"}
    assert lost.status == "crashed"
    assert lost.failure is not None
    assert "left without its device" in lost.failure.message
    assert "backend.masked_loss([-1], [])" in lost.failure.reproduce


def test_without_a_process_of_its_own_the_call_is_told_as_well(tmp_path: Path) -> None:
    lost = check(tmp_path, "--workers", "0", "--law", "maskedLoss.rejects_out_of_range")
    (result,) = lost.values()
    assert result.status == "crashed"
    assert result.failure is not None
    assert "after it the device is of no more use to this process" in result.failure.message
