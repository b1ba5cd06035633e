"""The pytest door: one test a law, from a decorator or from the command line alone."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.text.test_outside_texts import MANY, MARK, has_no_force

FAULTY = """
def masked_loss(idxs, per_patch_loss):
    return sum(per_patch_loss[i] for i in set(idxs))
"""


def pytest_in(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q", *arguments],
        cwd=folder, capture_output=True, text=True, check=False, encoding="utf-8",
    )  # fmt: skip


def test_a_decorated_test_runs_once_for_each_law(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(FAULTY)
    (tmp_path / "test_mine.py").write_text(
        "from conformance import parametrize_with_laws\n\n"
        '@parametrize_with_laws("mine", module="masking")\n'
        "def test_conforms(law):\n    law.check()\n"
    )
    done = pytest_in(tmp_path, "test_mine.py")
    assert done.returncode == 1
    assert "test_mine.py::test_conforms[maskedLoss_append]" in done.stdout
    assert "smallest input found" in done.stdout
    assert "3 failed, 7 passed, 30 skipped, 2 xfailed" in done.stdout


def test_the_option_adds_the_laws_without_a_test_file(tmp_path: Path) -> None:
    done = pytest_in(tmp_path, "--conformance", "python", "-k", "complement_selected_iff or maskedLoss_nil")
    assert (done.returncode, "2 passed" in done.stdout) == (0, True), done.stdout


def test_an_unknown_backend_is_a_usage_error(tmp_path: Path) -> None:
    done = pytest_in(tmp_path, "--conformance", "pythn")
    assert done.returncode == 4
    assert "did you mean `python`" in done.stderr


def test_what_a_backend_says_has_no_force_in_pytest_s_log(tmp_path: Path) -> None:
    text = MANY
    (tmp_path / "mine.py").write_text(f"def complement(mask):\n    raise ValueError({text!r})\n")
    (tmp_path / "odd.py").write_text(f"raise ImportError({text!r})\n")
    (tmp_path / "test_mine.py").write_text(
        "from conformance import parametrize_with_laws\n\n"
        '@parametrize_with_laws("mine", laws=["complement*"])\n'
        "def test_conforms(law):\n    law.check()\n"
    )
    for options in (
        ("test_mine.py", "-rA"),
        ("--conformance", "mine", "-k", "complement"),
        ("--conformance", "odd"),
    ):
        done = pytest_in(tmp_path, *options)
        assert done.returncode in (1, 4)
        has_no_force(done.stdout + done.stderr)
        assert MARK in done.stdout + done.stderr


def test_laws_are_left_out_by_name(tmp_path: Path) -> None:
    (tmp_path / "test_mine.py").write_text(
        "from conformance import parametrize_with_laws\n\n"
        '@parametrize_with_laws("python", laws=["complement*"], exclude_laws=["*.*"])\n'
        "def test_conforms(law):\n    law.check()\n"
    )
    done = pytest_in(tmp_path, "test_mine.py", "--collect-only")
    assert "test_conforms[complement_selected_iff" in done.stdout
    assert "well_formed" not in done.stdout


def test_the_laws_are_those_of_the_revision_that_is_asked_for(tmp_path: Path) -> None:
    asked = ("--conformance", "python", "--conformance-module", "masking", "--conformance-revision")
    done = pytest_in(tmp_path, *asked, "C", "-k", "maskedLoss_push or maskedLoss_cons", "--collect-only")
    assert done.returncode == 0, done.stdout
    assert "maskedLoss_push" in done.stdout
    assert "maskedLoss_cons" not in done.stdout
    refused = pytest_in(tmp_path, *asked, "D")
    assert refused.returncode == 4
    assert "`revision` must be one of A, B, C" in refused.stdout + refused.stderr
