"""A worker that gives no answer at first and answers when it is asked again."""

from __future__ import annotations

import pytest

from conformance.checking.laws import laws_of
from conformance.laws.laws import Law
from conformance.laws.specfile import load
from conformance.records.result import Evidence, Result
from conformance.runs.workers.asking import Ended
from conformance.runs.workers.journal import Entry
from conformance.runs.workers.requests import Plan
from conformance.runs.workers.session import WorkerSession

LAW = laws_of(load())[0]
PASSED = Result("b", LAW.id, LAW.kind, LAW.level, "passed", 9, Evidence(None, None, None, {}), 0.1, None)


class Twice(WorkerSession):
    """A session whose worker ends the first time."""

    def __init__(self, first: Ended) -> None:
        self.name, self.timeout, self._suspect = "b", 10.0, False
        self.plan = Plan("b", (), "quick", 0, False, None)
        self._answers: list[Result | Ended] = [first, PASSED]

    def _checked(self, law: Law) -> Result | Ended:
        return self._answers.pop(0)


def ended(reason: str, in_call: float) -> Ended:
    entry = Entry(1, "exhaustive", 5, 5, in_call > 0, 10.0, in_call, 5)
    return Ended(reason, "no answer within 10 s" if reason == "timeout" else "the process died", entry)


@pytest.mark.parametrize(
    ("reason", "in_call", "status"),
    [("timeout", 0.1, "passed"), ("timeout", 9.9, "timed_out"), ("crash", 0.0, "crashed")],
)
def test_a_run_that_was_only_slow_counts_for_nothing(reason: str, in_call: float, status: str) -> None:
    """A call that hung once, or a process that died once, is not undone by a second run."""
    result = Twice(ended(reason, in_call)).check(LAW)
    assert (result.status, result.cases) == (status, 9)
    assert "in a first run" in result.note
