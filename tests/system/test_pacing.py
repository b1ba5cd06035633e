"""A law whose time runs out between calls is told as checked so far; a clock that the calls move stands for time."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from conformance.backends import python as correct
from conformance.cases.profiles import PROFILES
from conformance.checking.checker import Checker
from conformance.checking.laws import laws_of
from conformance.laws.laws import Law
from conformance.laws.specfile import load
from conformance.records.deciding import FEWEST
from conformance.records.report import Report
from conformance.records.result import OUT_OF_TIME, Result, is_cut_short
from conformance.subjects.loading import load_backend
from conformance.system.pacing import MOST, TURN, Pace

SPEC = load()
LAWS: dict[str, Law] = {law.id: law for law in laws_of(SPEC)}
NAMES = ("selected", "all_mask", "empty_mask", "complement", "masked_loss")


class Clock:
    """A clock that goes on by what a call takes, and not otherwise."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def slow(self, function: Callable[..., Any], seconds: float) -> Callable[..., Any]:
        def called(*arguments: Any) -> Any:
            self.now += seconds
            return function(*arguments)

        return called


def checked(law: str, seconds: float, time: float | None = 10, **changed: Callable[..., Any]) -> tuple[Result, Clock]:
    """The result of a law on a backend whose calls take so many seconds each."""
    clock = Clock()
    functions = {name: clock.slow(changed.get(name, getattr(correct, name)), seconds) for name in NAMES}
    backend = load_backend(SimpleNamespace(**functions, name="slow"), SPEC.definitions)
    checker = Checker(backend, SPEC, PROFILES["quick"], 0, pace=Pace(time, clock))
    return checker.check(LAWS[law]), clock


def test_a_slow_backend_passes_on_what_was_tried_and_the_note_says_so() -> None:
    whole, _ = checked("maskedLoss", 0)
    part, clock = checked("maskedLoss", 0.05)
    assert (whole.status, whole.note) == ("passed", "")
    assert part.status == "passed"
    assert part.note.startswith(f"{OUT_OF_TIME}checked on {part.cases:,} inputs, with ")
    assert FEWEST < part.cases < whole.cases
    assert clock.now <= 10 + MOST * 0.05
    first = part.evidence.exhaustive
    assert first is not None
    assert first.bounds.startswith(f"the first {first.drawn:,} of every input with ")


def test_each_stage_has_its_share_of_the_time() -> None:
    part, _ = checked("maskedLoss", 0.05)
    assert part.evidence.sampled is not None
    assert part.evidence.wide is not None


def test_time_that_is_enough_changes_nothing() -> None:
    results = [checked("maskedLoss.deterministic", 0.001, time)[0] for time in (None, 1_000.0)]
    assert [(r.status, r.cases, r.evidence, r.note) for r in results[:1]] == [
        (r.status, r.cases, r.evidence, r.note) for r in results[1:]
    ]


@pytest.mark.parametrize("law", ["maskedLoss", "maskedLoss.deterministic", "maskedLoss_append"])
def test_too_few_inputs_are_no_pass(law: str) -> None:
    result, _ = checked(law, 3)
    assert result.status == "vacuous"
    assert is_cut_short(result)
    assert "a pass demands" in result.note or "no input met" in result.note


def test_a_failure_found_before_the_end_is_a_failure() -> None:
    result, clock = checked("maskedLoss", 0.3, masked_loss=lambda idxs, loss: sum(loss[i] for i in idxs[:-1]))
    assert result.status == "failed"
    assert result.failure is not None
    assert result.failure.inputs == {"n": 1, "idxs": [0], "perPatchLoss": [1]}
    assert clock.now < 20


def test_making_a_failure_small_ends_too() -> None:
    def wrong(idxs: list[int], loss: list[int]) -> int:
        return sum(loss[i] for i in idxs) + (len(loss) > 16)

    quick, _ = checked("maskedLoss", 0.001, masked_loss=wrong)
    slow, clock = checked("maskedLoss", 0.04, masked_loss=wrong)
    assert quick.failure is not None
    assert quick.failure.inputs["n"] == 17
    assert (slow.status, clock.now < 20) == ("failed", True)
    assert slow.failure is not None
    assert slow.failure.inputs["n"] >= 17


def test_what_is_asked_again_at_the_end_ends_too() -> None:
    _, clock = checked("maskedLoss.deterministic", 0.02)
    assert clock.now < 15


def test_the_clock_is_asked_as_often_as_the_inputs_are_slow() -> None:
    def turns(seconds: float) -> int:
        clock = Clock()
        asked: list[float] = []
        pace = Pace(None, clock, asked.append)
        pace.begin()
        for start, stop in pace.pieces(10_000):
            clock.now += seconds * (stop - start)
        return len(asked)

    assert turns(0) < 30
    assert turns(TURN * 2) > 9_900


def test_pieces_are_all_inputs_in_order_until_time_is_over() -> None:
    clock = Clock()
    pace = Pace(1, clock)
    pace.begin()
    pace.until(0.5)
    found: list[int] = []
    for start, stop in pace.pieces(1_000):
        found += range(start, stop)
        clock.now += 0.1
    assert found == list(range(len(found)))
    assert 0 < len(found) < 1_000
    assert list(pace.pieces(5)) == []


BUSY = """
import os, time
from conformance.backends.python import *
from conformance.backends.python import masked_loss as right

def masked_loss(idxs, per_patch_loss):
    with open({path!r}, "a") as file:
        file.write(".")
    end = time.monotonic() + 0.004
    while time.monotonic() < end:
        pass
    return right(idxs, per_patch_loss)
"""


@pytest.mark.parametrize("workers", ["0", "1"])
def test_a_slow_backend_is_no_timeout_and_its_calls_are_counted_once(tmp_path: Path, workers: str) -> None:
    (tmp_path / "mine.py").write_text(BUSY.format(path=str(tmp_path / "calls")))
    command = [sys.executable, "-m", "conformance", "check", "mine.py", "--profile", "quick", "--law", "maskedLoss",
               "--timeout", "1", "--json", "r.json", "--workers", workers]  # fmt: skip
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    report = Report.from_json((tmp_path / "r.json").read_text())
    (result,) = report.results
    assert result.status in ("passed", "vacuous")
    assert is_cut_short(result)
    assert report.backends[0].operations["masked_loss"].calls == len((tmp_path / "calls").read_text())
    verdict = done.stdout.splitlines()[0]
    assert "time ran out" in verdict
    assert "does not conform" not in verdict
