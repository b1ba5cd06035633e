"""A worker is asked which laws fail on a few inputs, and one that was asked nothing checks the laws."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from conformance.checking.laws import laws_of
from conformance.laws.specfile import files_of, load
from conformance.runs.workers.requests import Plan
from conformance.runs.workers.session import WorkerSession

FILES = tuple(map(str, files_of(("masking",))))
LAWS = [law for law in laws_of(load(FILES)) if law.obligation is None]

BROKEN = """
from conformance.backends.python import all_mask, complement as right, empty_mask, masked_loss, selected

asked = []

def complement(mask):
    asked.append(mask)
    {then}
"""

Opened = Callable[[str], WorkerSession]


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Opened]:
    """Opens a session of a backend whose complement goes on so."""
    monkeypatch.chdir(tmp_path)
    sessions: list[WorkerSession] = []

    def open_(then: str) -> WorkerSession:
        Path("mine.py").write_text(BROKEN.format(then=then), encoding="utf-8")
        sessions.append(WorkerSession(Plan("mine.py", FILES, "quick", 0, False, None), 20.0))
        return sessions[-1]

    yield open_
    for session in sessions:
        session.close()


def test_laws_that_fail_on_a_few_inputs_are_told(opened: Opened) -> None:
    session = opened("return list(mask)")
    assert [law.id for law in session.early(LAWS, 1)] == ["complement"]
    assert [law.id for law in session.early(LAWS, 9)] == ["complement", "complement_selected_iff"]
    assert [law.id for law in session.early([law for law in LAWS if law.id != "complement"], 1)] == [
        "complement_selected_iff"
    ]
    assert session.early([], 1) == ()


def test_what_it_was_asked_for_it_changes_nothing_later(opened: Opened) -> None:
    """A call too many, and it is wrong: a new worker has not made those that were made early."""
    (law,) = [law for law in LAWS if law.id == "complement"]
    most = opened("return right(mask)").check(law)
    session = opened(f"return right(mask) if len(asked) <= {most.cases} else list(mask)")
    assert session.early([law], 1) == []
    assert session.check(law).status == "failed"
    session.anew()
    assert session.check(law).status == "passed"


@pytest.mark.parametrize("then", [f"import os; os.kill(os.getpid(), {int(signal.SIGKILL)})", "raise SystemExit"])
def test_a_worker_that_ends_tells_of_none(opened: Opened, then: str) -> None:
    session = opened(then)
    (law,) = [law for law in LAWS if law.id == "complement"]
    found = session.early([law], 1)
    assert found in ((), [law])
    assert session.check(law).status != "passed"


def test_a_backend_that_cannot_be_loaded_tells_of_none(opened: Opened) -> None:
    session = opened("return mask")
    Path("mine.py").write_text("raise ImportError('none')", encoding="utf-8")
    assert session.early(LAWS, 1) == ()
