"""What the same arguments give hangs on nothing else: neither on earlier calls nor on other operations."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from conformance import check
from tests.checking.obligations.support import assert_reproduced, assert_seen, failures, np


def scratch() -> Callable[[Any], Any]:
    buffer = np.zeros(2**18, dtype=bool)

    def complement(mask: Any) -> Any:
        np.logical_not(mask, out=buffer[: mask.size])
        return buffer[: mask.size]

    return complement


def test_a_buffer_that_calls_share_changes_what_an_earlier_call_gave() -> None:
    law = "complement.deterministic"
    assert_seen({"complement": scratch()}, law, "nondeterministic", "complement.shares_no_memory")
    assert_reproduced({"complement": scratch()}, law)


def test_an_answer_that_hangs_on_earlier_calls_of_another_operation() -> None:
    state = {"inverted": False}

    def complement(mask: list[bool]) -> list[bool]:
        state["inverted"] = len(mask) == 3
        return [not b for b in mask]

    def empty_mask(n: int) -> list[bool]:
        return [state["inverted"] and n > 2] * n

    backend = SimpleNamespace(empty_mask=empty_mask, complement=complement, name="b")
    assert failures(check(backend))["emptyMask.deterministic"].reason == "nondeterministic"


def test_a_buffer_that_grows_is_seen_before_other_laws_have_grown_it() -> None:
    """Once it is as long as the longest mask ever asked for, every shorter one is a copy."""
    buffer: list[bool] = []

    def empty_mask(n: int) -> list[bool]:
        buffer.extend([False] * (n - len(buffer)))
        return buffer if len(buffer) == n else buffer[:n]

    grown = SimpleNamespace(empty_mask=empty_mask, name="b")
    report = check(grown, laws=["emptyMask*"], require="hardened", profile="quick")
    assert {law: failure.reason for law, failure in failures(report).items()} == {
        "emptyMask.deterministic": "nondeterministic", "emptyMask.shares_no_memory": "aliased"
    }  # fmt: skip
