"""The snippet of a failure that hangs on earlier calls makes the fewest of them that it takes, and fails by itself."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from conformance import check
from conformance.backends import python as correct
from conformance.checking.earlier import CHANCE, FIRST, after_calls, after_rounds
from conformance.records.result import Failure, Result

SEEDS = [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 5))]

HEAD = """
from conformance.backends.python import *
from conformance.backends import python as correct
"""

KEYED_BY_INDICES = f"""{HEAD}
known = {{}}

def masked_loss(idxs, per_patch_loss):
    return known.setdefault(tuple(idxs), correct.masked_loss(idxs, per_patch_loss))
"""

KEPT_ONCE_ASKED_TWICE = f"""{HEAD}
known = {{}}

def masked_loss(idxs, per_patch_loss):
    totals = known.setdefault(tuple(idxs), [])
    totals.append(correct.masked_loss(idxs, per_patch_loss))
    return totals[0] if len(totals) > 2 else totals[-1]
"""

LEFT_BY_ANOTHER = f"""{HEAD}
selected_before = 0

def complement(mask):
    global selected_before
    selected_before = sum(mask)
    return correct.complement(mask)

def empty_mask(n):
    return [selected_before == 2 and n > 0] * n
"""

EVERY_SEVENTH = f"""{HEAD}
calls = 0

def masked_loss(idxs, per_patch_loss):
    global calls
    calls += 1
    return correct.masked_loss(idxs, per_patch_loss) + (calls % 7 == 0)
"""

FIRST_CALL = f"""{HEAD}
is_ready = False

def empty_mask(n):
    global is_ready
    before, is_ready = is_ready, is_ready or n > 1
    return [not before] * n if n > 1 else correct.empty_mask(n)
"""

BY_CHANCE = f"""{HEAD}
import random

def empty_mask(n):
    return [random.random() < 0.1] * n
"""

PLANNED_BY_LENGTHS = """
from conformance.backends.numpy import *
from conformance.backends.numpy import masked_loss as correct

plans = {}

def masked_loss(idxs, losses):
    correct(idxs, losses)
    return losses[plans.setdefault((idxs.size, losses.size), idxs.copy())].sum()
"""

BUFFERED_BY_SHAPE = """
import torch
from conformance.backends.torch import *

buffers = {}

def complement(mask):
    if mask.shape not in buffers:
        buffers[mask.shape] = torch.logical_not(mask)
    return buffers[mask.shape]
"""

REPEATS_LOST = f"""{HEAD}
def masked_loss(idxs, per_patch_loss):
    return correct.masked_loss(sorted(set(idxs)), per_patch_loss)
"""


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], str]:
    """Writes a backend, and gives the name of its file in the current folder."""
    monkeypatch.chdir(tmp_path)

    def written(source: str) -> str:
        (tmp_path / "mine.py").write_text(source)
        return "mine.py"

    return written


def failing(backend: object, law: str, seed: int = 0, profile: str = "quick") -> tuple[Result, Failure]:
    (result,) = check(backend, laws=[law], seed=seed, profile=profile).results
    assert result.failure is not None
    return result, result.failure


def fails_by_itself(snippet: str) -> bool:
    done = subprocess.run([sys.executable, "-c", snippet], capture_output=True, text=True, check=False)
    return done.returncode == 1 and "AssertionError" in done.stderr


def calls_in(failure: Failure) -> list[str]:
    return [line.strip() for line in failure.reproduce.splitlines() if "backend." in line]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_cache_that_takes_one_earlier_call(write: Callable[[str], str], seed: int) -> None:
    result, failure = failing(write(KEYED_BY_INDICES), "maskedLoss", seed)
    assert (failure.reason, result.note) == ("violation", after_calls(1))
    assert calls_in(failure) == ["backend.masked_loss([0], [0])", "got = backend.masked_loss([0], [1])"]
    assert fails_by_itself(failure.reproduce)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_cache_that_takes_two(write: Callable[[str], str], seed: int) -> None:
    result, failure = failing(write(KEPT_ONCE_ASKED_TWICE), "maskedLoss", seed)
    assert result.note == after_calls(2)
    assert len(calls_in(failure)) == 3
    assert fails_by_itself(failure.reproduce)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_another_operation_left(write: Callable[[str], str], seed: int) -> None:
    result, failure = failing(write(LEFT_BY_ANOTHER), "emptyMask.deterministic", seed)
    assert (failure.reason, result.note) == ("nondeterministic", after_calls(1))
    first, other, again = calls_in(failure)
    assert other.startswith("backend.complement(")
    assert (first.startswith("first"), again.startswith("again")) == (True, True)
    assert fails_by_itself(failure.reproduce)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("library", "source", "law"),
    [("numpy", PLANNED_BY_LENGTHS, "maskedLoss"), ("torch", BUFFERED_BY_SHAPE, "complement")],
)
def test_a_cache_of_arrays(write: Callable[[str], str], library: str, source: str, law: str) -> None:
    pytest.importorskip(library)
    result, failure = failing(write(source), law)
    assert (failure.reason, result.note) == ("violation", after_calls(1))
    assert len(calls_in(failure)) == 2
    assert fails_by_itself(failure.reproduce)


def test_each_law_that_fails_through_a_cache_has_a_snippet_of_its_own(write: Callable[[str], str]) -> None:
    laws = ["maskedLoss", "maskedLoss_cons", "maskedLoss_append", "maskedLoss.no_silent_overflow"]
    report = check(write(KEYED_BY_INDICES), laws=laws, profile="quick")
    found = {r.law: r for r in report.results if r.failure is not None}
    assert {r.note for r in found.values()} == {after_calls(1)}
    assert set(found) == set(laws)
    assert [r.law for r in found.values() if not r.cause and r.level == "core"] == ["maskedLoss"]
    for result in found.values():
        assert result.failure is not None
        assert fails_by_itself(result.failure.reproduce)


def test_a_counter_is_a_loop(write: Callable[[str], str]) -> None:
    result, failure = failing(write(EVERY_SEVENTH), "maskedLoss")
    assert (failure.reason, result.note) == ("nondeterministic", after_rounds(6))
    assert "for _ in range(7):" in failure.reproduce
    assert fails_by_itself(failure.reproduce)


def test_which_call_is_the_first(write: Callable[[str], str]) -> None:
    result, failure = failing(write(FIRST_CALL), "emptyMask")
    assert (failure.reason, result.note) == ("nondeterministic", FIRST)
    assert calls_in(failure) == ["got = backend.empty_mask(2)"]
    assert fails_by_itself(failure.reproduce)


def test_what_comes_and_goes_is_told_as_chance(write: Callable[[str], str]) -> None:
    result, failure = failing(write(BY_CHANCE), "emptyMask")
    assert (failure.reason, result.note) == ("nondeterministic", CHANCE)
    assert fails_by_itself(failure.reproduce)


def test_what_hangs_on_the_input_alone_has_no_note(write: Callable[[str], str]) -> None:
    result, failure = failing(write(REPEATS_LOST), "maskedLoss")
    assert (failure.reason, result.note) == ("violation", "")
    assert calls_in(failure) == ["got = backend.masked_loss([0, 0], [1])"]
    assert fails_by_itself(failure.reproduce)


@pytest.mark.parametrize("workers", ["0", "2"])
def test_the_command_line_shows_them(write: Callable[[str], str], workers: str) -> None:
    command = [sys.executable, "-m", "conformance", "check", write(KEYED_BY_INDICES), "--workers", workers]
    done = subprocess.run([*command, "--law", "maskedLoss"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "")
    assert "    backend.masked_loss([0], [0])\n" in done.stdout
    assert after_calls(1) in done.stdout


def test_pytest_shows_them(write: Callable[[str], str]) -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--conformance", write(KEYED_BY_INDICES)]
    done = subprocess.run([*command, "-k", "maskedLoss and not maskedLoss_ and not maskedLoss."],
                          capture_output=True, text=True, check=False)  # fmt: skip
    assert done.returncode == 1
    assert "    backend.masked_loss([0], [0])\n" in done.stdout


class Remembers:
    """A backend of a class that another process cannot import."""

    name = "b"

    def __init__(self) -> None:
        self._known: dict[tuple[int, ...], int] = {}

    def masked_loss(self, idxs: list[int], per_patch_loss: list[int]) -> int:
        return self._known.setdefault(tuple(idxs), correct.masked_loss(idxs, per_patch_loss))


def test_a_class_that_cannot_be_imported_is_made_anew_in_this_process() -> None:
    class Local(Remembers):
        pass

    result, failure = failing(Local, "maskedLoss")
    assert result.note.startswith("the failure hangs on earlier calls: asked of a new instance in this process")
    assert "no other process can load this backend" in result.note
    assert len(calls_in(failure)) == 2


def test_an_object_that_cannot_be_imported_is_asked_as_it_is() -> None:
    state = {"selected": 0}

    def complement(mask: list[bool]) -> list[bool]:
        state["selected"] = sum(mask)
        return correct.complement(mask)

    def empty_mask(n: int) -> list[bool]:
        return [state["selected"] == 2 and n > 0] * n

    backend: Any = SimpleNamespace(complement=complement, empty_mask=empty_mask, name="b")
    result, failure = failing(backend, "emptyMask.deterministic")
    assert "asked once more in this process" in result.note
    assert any(call.startswith("backend.complement(") for call in calls_in(failure))
