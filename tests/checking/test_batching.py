"""Calls of a law are asked together where a backend takes many at once, and nothing else changes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any

import pytest

from conformance import check
from conformance.backends import python
from conformance.records.result import Result
from conformance.subjects.calls import NoReply

NAMES = ("selected", "all_mask", "empty_mask", "complement", "masked_loss")


class Counted:
    """A function that takes many calls at once, and counts what is asked of it."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function
        self.singles = 0
        self.batches: list[int] = []

    def __call__(self, *arguments: Any) -> Any:
        self.singles += 1
        return self.function(*arguments)

    def call_many(self, many: Sequence[Sequence[Any]]) -> list[Any]:
        self.batches.append(len(many))
        return [self._outcome(arguments) for arguments in many]

    def _outcome(self, arguments: Sequence[Any]) -> Any:
        try:
            return self.function(*arguments)
        except Exception as error:
            return error


def backend(**changed: Callable[..., Any]) -> SimpleNamespace:
    functions = {n: Counted(changed.get(n, getattr(python, n))) for n in NAMES}
    return SimpleNamespace(name="batched", **functions)


def only(law: str, *backends: object) -> Result:
    (result,) = check(*backends, laws=[law], profile="quick").results
    return result


@pytest.mark.parametrize(
    "law", ["maskedLoss", "complement_selected_iff", "maskedLoss_append", "complement.well_formed"]
)
def test_enumerated_inputs_are_asked_in_a_few_batches(law: str) -> None:
    tried = backend()
    result = only(law, tried)
    assert result.evidence.exhaustive is not None
    functions = [getattr(tried, n) for n in NAMES]
    others = sum(s.cases for s in (result.evidence.sampled, result.evidence.wide) if s is not None)
    assert sum(sum(f.batches) for f in functions) > 100
    assert sum(len(f.batches) for f in functions) < 100
    # Each sampled or wide input makes three calls at most, and a batch of one is a single call.
    assert sum(f.singles for f in functions) <= 3 * others + 100


def test_the_results_are_those_of_single_calls() -> None:
    batched, single = (check(one, profile="quick", module="masking") for one in (backend(), python))
    told = [[(r.law, r.status, r.cases, r.evidence) for r in report.results] for report in (batched, single)]
    assert told[0] == told[1]


def test_what_a_batch_finds_is_the_smallest_failure_and_is_asked_again_alone() -> None:
    def lossy(indices: list[int], losses: list[int]) -> int:
        return sum(losses[i] for i in set(indices))

    result = only("maskedLoss_cons", backend(masked_loss=lossy))
    assert result.failure is not None
    assert result.failure.inputs == {"n": 1, "i": 0, "idxs": [0], "perPatchLoss": [1]}


def test_an_exception_in_a_batch_is_that_of_its_call() -> None:
    def short(n: int) -> list[bool]:
        if n > 2:
            raise ValueError("too many")
        return [False] * n

    tried = backend(complement=lambda mask: short(len(mask)))
    result = only("complement.well_formed", tried)
    assert result.failure is not None
    assert (result.failure.reason, result.failure.message) == ("exception", "ValueError: too many")
    assert result.failure.inputs["n"] == 3


class Refusing(Counted):
    reason = "timeout"

    def call_many(self, many: Sequence[Sequence[Any]]) -> list[Any]:
        raise NoReply(self.reason, "it takes one at a time")


def test_where_a_batch_takes_too_long_each_call_is_made_by_itself() -> None:
    refusing = Refusing(python.complement)
    result = only("complement", SimpleNamespace(complement=refusing))
    assert (result.status, refusing.singles >= result.cases) == ("passed", True)


def test_a_batch_that_is_answered_wrongly_fails_though_each_call_by_itself_does_not() -> None:
    refusing = Refusing(python.complement)
    refusing.reason = "crash"
    result = only("complement", SimpleNamespace(complement=refusing))
    assert result.status == "crashed"
    assert result.failure is not None
    assert "calls at once, it takes one at a time; asked for each by itself, it answers" in result.failure.message


def test_calls_outside_the_limits_are_not_asked() -> None:
    asked = []

    def all_mask(n: int) -> list[bool]:
        asked.append(n)
        return [True] * n

    tried = backend(all_mask=all_mask)
    tried.limits = {"max_n": 2}
    assert only("allMask_selected", tried).status == "passed"
    assert max(asked) == 2
