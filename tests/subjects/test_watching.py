"""Calls in this process that do not return are interrupted and told, or end the process with a message."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from conformance import check
from conformance.records.report import Report

LAWS = ("complement", "complement.well_formed", "allMask")


def spin() -> None:
    while True:
        pass


def stubborn() -> None:
    for _ in range(3):
        try:
            spin()
        except BaseException:
            continue
    spin()


WAYS: dict[str, Callable[[], Any]] = {
    "Python code": spin,
    "code that catches everything": stubborn,
    "a sleep": lambda: time.sleep(1_000),
    "a lock": lambda: threading.Event().wait(),
}


def hanging(act: Callable[[], Any]) -> SimpleNamespace:
    """A backend that hangs where a mask has two positions."""

    def complement(mask: list[bool]) -> list[bool]:
        if len(mask) == 2:
            act()
        return [not bit for bit in mask]

    return SimpleNamespace(name="hanging", complement=complement, all_mask=lambda n: [True] * n)


def assert_told(report: Report) -> None:
    result = report["complement"]
    assert result.status == "timed_out"
    assert result.failure is not None
    assert (result.failure.reason, result.failure.message) == ("timeout", "no answer within 0.5 s")
    assert result.failure.inputs["n"] == 2
    assert report["complement.well_formed"].status == "timed_out"
    assert report["allMask"].status == "passed"
    assert report.exit_status() == 1


@pytest.mark.parametrize("way", WAYS)
def test_a_call_that_does_not_return_is_timed_out_with_its_input(way: str) -> None:
    before = signal.getsignal(signal.SIGALRM)
    assert_told(check(hanging(WAYS[way]), laws=LAWS, profile="quick", timeout=0.5))
    assert signal.getsignal(signal.SIGALRM) is before


def test_it_is_in_another_thread_than_the_first_too() -> None:
    found: list[Report] = []
    backend = hanging(spin)
    thread = threading.Thread(target=lambda: found.append(check(backend, laws=LAWS, profile="quick", timeout=0.5)))
    thread.start()
    thread.join(60)
    assert_told(found[0])


def test_looking_at_a_result_is_watched_as_the_call_is() -> None:
    class Hanging:
        def __repr__(self) -> str:
            spin()
            return ""

    backend = SimpleNamespace(name="odd", all_mask=lambda n: Hanging())
    (result,) = check(backend, laws="allMask.well_formed", profile="quick", timeout=0.5).results
    assert result.failure is not None
    assert (result.status, "cannot be shown" in result.failure.message) == ("failed", True)


def test_what_native_code_holds_up_ends_the_process_with_a_message(tmp_path: Path) -> None:
    source = """
import signal
from conformance import check
from conformance.subjects import watching
watching.GRACE = 0

class Backend:
    name = "native"
    def all_mask(self, n):
        # As native code that looks at no signal: it does not come back to Python.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})
        try:
            (signal.sigwait([signal.SIGUSR1]))
        finally:
            pass

check(Backend, laws="allMask", profile="quick", timeout=0.5)
print("not reached")
"""
    done = subprocess.run([sys.executable, "-c", source], cwd=tmp_path, capture_output=True, text=True, check=False,
                          timeout=60)  # fmt: skip
    assert (done.returncode, done.stdout) == (1, "")
    first = done.stderr.splitlines()[0]
    assert first.startswith("conformance: law allMask on backend native: a call of `allMask` has not returned for ")
    assert first.endswith("in processes that it can end.")
