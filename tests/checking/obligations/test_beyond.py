"""Calls beyond the domain: what counts as a refusal."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import pytest

from conformance import check
from tests.asked import is_asked
from tests.checking.obligations.support import Panic, correct_numpy, failures, numpy_backend


def panicking(**when: bool) -> Callable[[Any, Any], Any]:
    """Refuses what is out of range, or what comes to no total, with a panic; on request what is inside as well."""

    def masked_loss(idxs: Any, losses: Any) -> Any:
        if when.get("inside") and idxs.size > 1:
            raise Panic("index out of bounds")
        try:
            return correct_numpy.masked_loss(idxs, losses)
        except Exception as error:
            raise Panic(str(error)) from None

    return masked_loss


def test_a_panic_beyond_the_domain_is_a_refusal() -> None:
    """Whatever class it has, it is no answer."""
    assert failures(check(numpy_backend(masked_loss=panicking()), laws=["maskedLoss*"], profile="quick")) == {}


def test_a_panic_inside_the_domain_is_an_exception() -> None:
    caught = failures(check(numpy_backend(masked_loss=panicking(inside=True)), profile="quick"))
    assert {failure.reason for failure in caught.values()} == {"exception"}
    assert caught["maskedLoss"].message == "Panic: index out of bounds"


def leaving(idxs: Any, losses: Any) -> Any:
    """Ends the program where it should raise: a caller sees status 0, and nothing that went wrong."""
    try:
        return correct_numpy.masked_loss(idxs, losses)
    except Exception:
        sys.exit(0)


def test_a_call_that_ends_the_program_is_no_refusal() -> None:
    backend = numpy_backend(masked_loss=leaving)
    caught = failures(check(backend, laws=["maskedLoss*"], profile="quick"))
    assert {law: failure.reason for law, failure in caught.items()} == {
        "maskedLoss.rejects_out_of_range": "exception", "maskedLoss.no_silent_overflow": "exception"
    }  # fmt: skip
    assert caught["maskedLoss.rejects_out_of_range"].message.startswith("a call with index ")
    for failure in caught.values():
        assert "ended the program that made it: SystemExit: 0" in failure.message
        with pytest.raises(AssertionError, match="the call ends the program"):
            exec(failure.reproduce, {"backend": backend})
        exec(failure.reproduce, {"backend": correct_numpy})


def test_an_operation_that_only_raises_keeps_no_obligation() -> None:
    def refusing(*arguments: Any) -> Any:
        raise NotImplementedError

    report = check(numpy_backend(masked_loss=refusing), profile="quick", laws=["maskedLoss.*"])
    assert {r.status for r in report.results if is_asked(r)} == {"failed", "vacuous"}
    assert {r.note for r in report.results if r.status == "vacuous"} == {"the operation gave no result on any input"}
    assert not any(r.status == "passed" for r in report.results)
