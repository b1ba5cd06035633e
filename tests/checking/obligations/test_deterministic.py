"""What the same arguments give hangs on nothing else: neither on earlier calls nor on other operations."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from conformance import check
from conformance.checking.obligations import deterministic
from tests.checking.obligations import remembering
from tests.checking.obligations.support import (
    assert_reproduced,
    assert_seen,
    correct_numpy,
    failures,
    np,
    numpy_backend,
)
from tests.seeds import SEEDS


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


def assert_nondeterministic(made: remembering.Made, operation: str, seed: int, when: str) -> None:
    law = f"{operation}.deterministic"
    failure = failures(check(numpy_backend(**made()), laws=[law], seed=seed))[law]
    assert failure.reason == "nondeterministic"
    assert when in failure.message
    with pytest.raises(AssertionError):
        exec(failure.reproduce, {"backend": numpy_backend(**made())})
    exec(failure.reproduce, {"backend": correct_numpy})


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("calls", [1, 2, 90])
def test_a_result_that_a_later_call_changes_is_seen(calls: int, seed: int) -> None:
    made = remembering.changes_what_it_gave(calls)
    assert_nondeterministic(made, "complement", seed, "when its result was read again after later calls")


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("print_of", [remembering.nothing, remembering.ends_length_and_sum])
@pytest.mark.parametrize("operation", ["complement", "selected", "list", "table"])
def test_an_array_that_held_other_items_before_is_read_anew(
    operation: str, print_of: Callable[[Any], Any], seed: int
) -> None:
    """At the sizes that people run too, however much of the array is as it was."""
    made, law = {
        "complement": (remembering.knows_by(print_of, least=512), "complement"),
        "selected": (remembering.knows_bit_by(print_of), "selected"),
        "list": (remembering.knows_total_by(print_of, remembering.all_items), "maskedLoss"),
        "table": (remembering.knows_total_by(remembering.all_items, print_of), "maskedLoss"),
    }[operation]
    assert_nondeterministic(made, law, seed, "when asked with arrays that had other items before")


@pytest.mark.parametrize("operation", ["complement", "selected", "maskedLoss"])
def test_what_is_known_by_all_items_is_no_fault(operation: str) -> None:
    every = remembering.all_items
    made = {
        "complement": remembering.knows_by(every), "selected": remembering.knows_bit_by(every),
        "maskedLoss": remembering.knows_total_by(every, every),
    }[operation]  # fmt: skip
    assert failures(check(numpy_backend(**made()), laws=[f"{operation}.*"])) == {}


def rolls_over(calls: int) -> Callable[[int], Any]:
    """Is wrong once, when its counter begins anew."""
    counted = [0]

    def all_mask(n: int) -> Any:
        counted[0] = (counted[0] + 1) % calls
        return np.full(n, counted[0] > 0)

    return all_mask


def test_a_counter_of_sixteen_bits_that_rolls_over_is_seen_in_the_deep_profile() -> None:
    law = "allMask.deterministic"
    failure = failures(check(numpy_backend(all_mask=rolls_over(2**16)), laws=[law], profile="deep"))[law]
    assert "when asked again after many calls" in failure.message
    with pytest.raises(AssertionError):
        exec(failure.reproduce, {"backend": numpy_backend(all_mask=rolls_over(2**16))})


def test_calls_that_take_long_are_not_made_over_and_over(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = [0]

    def all_mask(n: int) -> Any:
        calls[0] += 1
        return np.ones(n, dtype=bool)

    monkeypatch.setattr(deterministic, "CHEAP", 0.0)
    assert failures(check(numpy_backend(all_mask=all_mask), laws=["allMask.deterministic"], profile="deep")) == {}
    assert calls[0] < 2**16


@pytest.mark.parametrize("seed", SEEDS)
def test_what_an_operation_leaves_behind_of_a_size_is_asked_for_at_that_size(seed: int) -> None:
    """The mask that was made last is taken for the next one that begins as it does."""
    made = [-1]

    def all_mask(n: int) -> Any:
        made[0] = n if n > 32 else -1
        return np.ones(n, dtype=bool)

    def complement(mask: Any) -> Any:
        latest, made[0] = made[0], -1
        return np.zeros(latest, dtype=bool) if latest == mask.size and mask[0] else ~mask

    law = "complement.deterministic"
    changed = {"all_mask": all_mask, "complement": complement}
    failure = failures(check(numpy_backend(**changed), laws=[law], seed=seed))[law]
    assert "asked again after other calls" in failure.message
