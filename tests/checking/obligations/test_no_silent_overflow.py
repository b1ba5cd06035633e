"""A total that the carrier does not hold is refused or right."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from conformance import check
from conformance.checking.laws import laws_of
from conformance.laws.specfile import load
from tests.checking.obligations.support import assert_reproduced, assert_seen, failures, np


def wrapping(idxs: Any, losses: Any) -> Any:
    if idxs.size and not (idxs.min() >= 0 and idxs.max() < losses.size):
        raise IndexError("out of range")
    return losses[idxs].sum()


def test_a_sum_that_wraps_around_is_seen() -> None:
    assert_seen({"masked_loss": wrapping}, "maskedLoss.no_silent_overflow", "malformed")
    assert_reproduced({"masked_loss": wrapping}, "maskedLoss.no_silent_overflow")


def test_a_sum_that_is_wrong_of_small_numbers_too_fails_through_its_definition() -> None:
    def of_each_once(idxs: Any, losses: Any) -> int:
        return sum(losses[i] for i in set(idxs))

    backend = SimpleNamespace(masked_loss=of_each_once, name="b")
    defined, overflow = check(backend, laws=["maskedLoss", "maskedLoss.no_silent_overflow"], profile="quick").results
    assert (defined.status, overflow.status, overflow.cause) == ("failed", "failed", "maskedLoss")
    assert overflow.failure is not None
    (small,) = overflow.failure.calls
    assert (small.term, small.returned, small.specified) == ("masked_loss([0, 0], [1])", 1, 2)


OF_USERS = {
    "chosen": "{n : Nat} (m : Fin n → Bool) : Nat := ((List.finRange n).filter (fun i => m i)).length",
    "first": "{n : Nat} (xs : List (Fin n)) (f : Fin n → Nat) : Nat := (xs.map (fun i => f i)).headD 0",
    "least": "{n : Nat} (f g : Fin n → Nat) : Fin n → Nat := fun i => min (f i) (g i)",
    "larger": "(a b : Nat) : Nat := max a b",
    "mean": "(a b : Nat) : Nat := (a + b) / 2",
    "triangle": "(k : Nat) : Nat := (List.range k).sum",
    "added": "{n : Nat} (f g : Fin n → Nat) : Fin n → Nat := fun i => f i + g i",
    "product": "(a b : Nat) : Nat := a * b",
}


def of_users(**changed: Any) -> SimpleNamespace:
    """Operations of a user's own on NumPy arrays that refuse what int64 does not hold."""

    def first(xs: Any, f: Any) -> Any:
        if xs.size and not (xs.min() >= 0 and xs.max() < f.size):
            raise IndexError("out of range")
        return f[xs[0]] if xs.size else 0

    def added(f: Any, g: Any) -> Any:
        if (f > 2**63 - 1 - g).any():
            raise OverflowError
        return f + g

    functions = {
        "chosen": lambda m: m.sum(), "first": first, "least": np.minimum, "larger": max,
        "mean": lambda a, b: (a + b) // 2, "triangle": lambda k: k * (k - 1) // 2, "added": added,
        "product": lambda a, b: a * b,
    }  # fmt: skip
    return SimpleNamespace(**functions | {"carrier": "numpy", "name": "b"} | changed)


@pytest.fixture
def spec_of_users(tmp_path: Path) -> Path:
    lines = [f'  {name}:\n    lean: "def {name} {rest}"' for name, rest in OF_USERS.items()]
    (tmp_path / "spec.yaml").write_text("\n".join(["module: M", "definitions:", *lines]), encoding="utf-8")
    return tmp_path / "spec.yaml"


def test_an_operation_that_adds_nothing_has_no_total_to_overflow(spec_of_users: Path) -> None:
    laws = {law.subject.name for law in laws_of(load([spec_of_users])) if law.obligation == "no_silent_overflow"
            if law.subject is not None}  # fmt: skip
    assert laws == {"mean", "triangle", "added", "product"}


def test_right_operations_of_a_user_s_own_reach_hardened(spec_of_users: Path) -> None:
    report = check(of_users(), spec=spec_of_users, require="hardened")
    assert failures(report) == {}
    assert report.exit_status("hardened") == 0
    totals = {r.law.partition(".")[0]: r.status for r in report.results if r.law.endswith("no_silent_overflow")}
    # A mean is never beyond what goes in, and a triangle that is takes too long to add up: nothing is demanded.
    assert totals == {"mean": "not_provided", "triangle": "not_provided", "added": "passed", "product": "passed"}


WRAPPING = {
    "added": lambda f, g: f + g,
    "product": lambda a, b: int((np.array([a], dtype="uint64") * np.array([b], dtype="uint64"))[0]),
}


@pytest.mark.parametrize("operation", WRAPPING)
def test_a_total_that_wraps_around_is_seen_in_any_operation(spec_of_users: Path, operation: str) -> None:
    backend = of_users(**{operation: WRAPPING[operation]})
    caught = failures(check(backend, spec=spec_of_users))
    assert set(caught) == {f"{operation}.no_silent_overflow"}


def test_the_snippet_of_a_float_total_is_exact() -> None:
    def masked_loss(idxs: Any, loss: Any) -> Any:
        return loss[idxs].sum()

    rounding = SimpleNamespace(masked_loss=masked_loss, carrier="numpy:float32", name="rounding")
    (result,) = check(rounding, laws=["maskedLoss.no_silent_overflow"]).results
    assert result.failure is not None
    with pytest.raises(AssertionError):
        exec(result.failure.reproduce, {"backend": rounding, "np": np})


def test_the_largest_dtype_is_raised_to_its_end_too() -> None:
    backend = SimpleNamespace(masked_loss=lambda idxs, losses: losses[idxs].sum(), carrier="numpy:uint64", name="b")
    ((law, failure),) = failures(check(backend, laws=["maskedLoss.no_silent_overflow"], profile="quick")).items()
    assert (law, failure.reason) == ("maskedLoss.no_silent_overflow", "violation")
