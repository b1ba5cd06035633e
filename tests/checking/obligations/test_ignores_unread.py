"""What stands where the body reads nothing changes nothing."""

from __future__ import annotations

import math
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.checking.obligations.numeric import assert_told_apart, failure_of, results

np = pytest.importorskip("numpy")
torch = pytest.importorskip("torch")


def by_product(x: Any, mask: Any) -> Any:
    return (x * mask).sum()


def by_where(x: Any, mask: Any) -> Any:
    return torch.where(mask, x, torch.zeros_like(x)).sum()


def test_a_product_with_the_mask_leaks_and_the_position_is_told(tmp_path: Path) -> None:
    failure = failure_of(tmp_path, "torch:float32", "picked.ignores_unread", picked=by_product)
    assert failure.inputs == {"n": 1, "x": [0], "mask": [False]}
    assert failure.message.startswith("picked: `x[0]` is not read, and nan there leaks")
    assert 'x[0] = float("nan")' in failure.reproduce
    assert_told_apart(failure, SimpleNamespace(picked=by_product), SimpleNamespace(picked=by_where))


def test_what_selects_passes(tmp_path: Path) -> None:
    found = results(tmp_path, "torch:float32", "picked.*", picked=by_where)
    assert found["picked.ignores_unread"].status == "passed"
    assert found["picked.ignores_unread"].cases > 10


@pytest.mark.parametrize("sign", [1, -1])
def test_an_infinity_leaks_where_nan_is_taken_away(tmp_path: Path, sign: int) -> None:
    def without_nan(x: Any, mask: Any) -> Any:
        with np.errstate(invalid="ignore"):
            return np.where(mask, x, sign * np.where(np.isnan(x), 0, x) * 0).sum()

    failure = failure_of(tmp_path, "numpy:float64", "picked.ignores_unread", picked=without_nan)
    assert "and inf there leaks" in failure.message


def test_the_largest_number_leaks_where_both_are_taken_away(tmp_path: Path) -> None:
    def twice_the_difference(x: Any, mask: Any) -> Any:
        finite = np.where(np.isfinite(x), x, 0)
        with np.errstate(invalid="ignore", over="ignore"):
            return finite.sum() - finite[~mask].sum()

    failure = failure_of(tmp_path, "numpy:float64", "picked.ignores_unread", "default", picked=twice_the_difference)
    assert "e+308 there leaks" in failure.message


def test_lists_of_floats_hold_nan_as_well(tmp_path: Path) -> None:
    def product(x: list[float], mask: list[bool]) -> float:
        return math.fsum(v * m for v, m in zip(x, mask, strict=True))

    def chosen(x: list[float], mask: list[bool]) -> float:
        return math.fsum(v for v, m in zip(x, mask, strict=True) if m)

    failure = failure_of(tmp_path, "python", "picked.ignores_unread", picked=product)
    assert_told_apart(failure, SimpleNamespace(picked=product), SimpleNamespace(picked=chosen))
    assert results(tmp_path, "python", "picked.*", picked=chosen)["picked.ignores_unread"].status == "passed"


def test_a_refusal_is_no_leak(tmp_path: Path) -> None:
    def refusing(x: Any, mask: Any) -> Any:
        if not torch.isfinite(x).all():
            raise ValueError("x must be finite")
        return by_product(x.clamp(-1e30, 1e30), mask)

    assert results(tmp_path, "torch:float32", "picked.*", picked=refusing)["picked.ignores_unread"].status == "passed"


def test_a_leak_into_the_gradient_alone(tmp_path: Path) -> None:
    """`where` after the square: the result is right, and the derivative of what is not taken is 0 · NaN."""

    def late(x: Any, mask: Any) -> Any:
        return torch.where(mask, x * x, 0).sum() * 0 + by_where(x, mask)

    failure = failure_of(tmp_path, "torch:float64", "picked.ignores_unread", picked=late)
    assert "leaks into the gradient: the gradient by `x[0]` is nan" in failure.message
    assert_told_apart(failure, SimpleNamespace(picked=late), SimpleNamespace(picked=by_where))


def test_a_body_that_reads_everything_has_nothing_to_say(tmp_path: Path) -> None:
    result = results(tmp_path, "numpy:float64", "total.*", total=lambda xs: xs.sum())["total.ignores_unread"]
    assert result.status == "not_provided"
    assert result.note == "the body reads every number of its tables on every input that was tried"


def test_integers_have_no_nan(tmp_path: Path) -> None:
    found = results(tmp_path, "numpy", "counted.*", counted=lambda x, mask: int((x * mask).sum()))
    assert found["counted.ignores_unread"].status == "not_provided"
    assert found["counted.ignores_unread"].note == "carrier `numpy` has no array of floats among the arguments"


def test_what_a_comparison_hangs_on_is_read(tmp_path: Path) -> None:
    """`max 0 x` reads x even where it is 0."""
    found = results(tmp_path, "numpy:float64", "clipped.*", clipped=lambda x: np.maximum(x, 0))
    assert found["clipped.ignores_unread"].status == "not_provided"
