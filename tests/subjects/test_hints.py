"""What is told of a backend that is laid out otherwise than it must be."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from conformance import check

LAID_OUT = {
    "class Masking:\n    def masked_loss(self, idxs, losses): ...\n":
        "its class `Masking` has `masked_loss`: check `mine.py:Masking`",
    "def maskedLoss(idxs, losses): ...\n": "it has `maskedLoss` where `masked_loss` is looked for",
    "def loss(idxs, losses): ...\n":
        "none of the functions `selected`, `all_mask`, `empty_mask`, `complement`, `masked_loss` and 82 more is there",
    "import numpy\ndef complement(mask): return ~mask\n":
        "it imports numpy and has no `carrier`, so that values come as Python lists; "
        '`carrier = "numpy"` brings arrays',
}  # fmt: skip


@pytest.mark.parametrize("source", LAID_OUT)
def test_the_hint_comes_after_the_verdict(tmp_path: Path, source: str) -> None:
    (tmp_path / "mine.py").write_text(source)
    command = [sys.executable, "-m", "conformance", "check", "mine.py", "--profile", "quick", "--workers", "0"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stdout.splitlines()[1] == f"Hint for mine.py: {LAID_OUT[source]}"


def test_a_backend_that_conforms_has_no_hint() -> None:
    assert [b.hints for b in check("python", "numpy", profile="quick", laws=["allMask"]).backends] == [(), ()]


def test_an_operation_that_is_none_is_not_told_as_one_that_is_near() -> None:
    report = check(SimpleNamespace(selected=None, complement=lambda mask: [not m for m in mask]), laws=["selected"])
    assert report.results[0].note == "the backend has no `selected`"
