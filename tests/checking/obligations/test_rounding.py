"""Errors of floats stay within what follows from the body."""

from __future__ import annotations

import math
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from conformance import check
from tests.checking.obligations.numeric import INVERSES, assert_told_apart, failure_of, results
from tests.some import some

np = pytest.importorskip("numpy")
torch = pytest.importorskip("torch")


def one_by_one(xs: Any) -> Any:
    total = xs.new_zeros(())
    for x in xs:
        total = total + x
    return total


def pairwise(xs: Any) -> Any:
    while len(xs) > 1:
        half = len(xs) // 2
        xs = torch.cat([xs[:half] + xs[half : 2 * half], xs[2 * half :]])
    return xs.sum()


@pytest.mark.parametrize("carrier", some(["torch:float32", "torch:float16", "torch:bfloat16", "torch:float64"], 2))
@pytest.mark.parametrize(
    "total",
    [
        torch.sum,
        lambda xs: xs.flip(0).sum(),
        lambda xs: xs.double().sum().to(xs.dtype),
        lambda xs: torch.tensor(math.fsum(xs.tolist()), dtype=xs.dtype),
        lambda xs: xs.sort().values.sum(),
    ],
)
def test_sums_in_any_order_are_within_the_bound(tmp_path: Path, carrier: str, total: Any) -> None:
    result = results(tmp_path, carrier, "total.rounding", total=total)["total.rounding"]
    assert result.status == "passed", result.failure
    assert result.evidence.worst_error is not None
    assert 0 <= result.evidence.worst_error.share <= 1


@pytest.mark.parametrize("total", [one_by_one, pairwise])
@pytest.mark.parametrize("carrier", ["torch:float32", "torch:float64"])
def test_so_are_sums_by_hand(tmp_path: Path, carrier: str, total: Any) -> None:
    assert results(tmp_path, carrier, "total.rounding", total=total)["total.rounding"].status == "passed"


def test_only_numbers_are_asked_that_an_operation_takes(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(INVERSES, encoding="utf-8")
    asked: list[float] = []

    def inverses(x: Any) -> Any:
        asked.extend(x.tolist())
        return (1 / x).sum()

    def rounded_twice(x: Any) -> Any:
        return (1 / x).half().float().sum() if not torch.equal(x, x.round()) else (1 / x).sum()

    def result(function: Any) -> Any:
        backend = SimpleNamespace(carrier="torch:float32", inverses=function)
        return check(backend, spec=tmp_path / "own.yaml", laws=["inverses.rounding"], profile="quick").results[0]

    right, wrong = result(inverses), result(rounded_twice)
    assert (right.status, wrong.status) == ("passed", "failed")
    assert right.evidence.worst_error is not None
    assert right.evidence.worst_error.share > 0
    assert min(asked) > 0


def test_half_precision_that_is_added_up_in_half_is_told(tmp_path: Path) -> None:
    failure = failure_of(tmp_path, "torch:bfloat16", "total.rounding", "default", total=one_by_one)
    assert "ulps from the exact result, and analysis allows" in failure.message
    assert_told_apart(failure, SimpleNamespace(total=one_by_one), SimpleNamespace(total=torch.sum))


def test_a_mean_that_overflows_on_the_way_is_told(tmp_path: Path) -> None:
    def overflowing(x: Any, mask: Any) -> Any:
        return torch.where(mask, x, 0).sum() / max(len(x), 1)

    def mean(x: Any, mask: Any) -> Any:
        return torch.where(mask, x, 0).mean() if len(x) else x.sum()

    assert "inf" in failure_of(tmp_path, "torch:float16", "share.rounding", "default", share=overflowing).message
    assert (
        results(tmp_path, "torch:float16", "share.rounding", "default", share=mean)["share.rounding"].status == "passed"
    )


def test_a_square_of_a_difference_is_not_three_products(tmp_path: Path) -> None:
    def expanded(x: Any, y: Any) -> Any:
        return (x * x).sum() + (y * y).sum() - 2 * (x * y).sum()

    def right(x: Any, y: Any) -> Any:
        return ((x - y) ** 2).sum()

    found = results(tmp_path, "numpy:float64", "squares*", squares=expanded)
    assert found["squares"].status == "passed", "on the grid both are exact"
    assert found["squares.rounding"].failure is not None
    assert_told_apart(
        found["squares.rounding"].failure, SimpleNamespace(squares=expanded), SimpleNamespace(squares=right)
    )
    assert results(tmp_path, "numpy:float64", "squares*", squares=right)["squares.rounding"].status == "passed"


@pytest.mark.parametrize(
    "share",
    [
        lambda x, mask: x[mask].sum() / max(len(x), 1),
        lambda x, mask: x[mask].sum() * np.float32(1 / max(len(x), 1)),
        lambda x, mask: (np.where(mask, x, 0) * np.float32(1 / max(len(x), 1))).sum(),
        lambda x, mask: (np.where(mask, x, 0) / np.float32(max(len(x), 1))).sum(),
    ],
)
def test_a_mean_may_divide_before_it_adds(tmp_path: Path, share: Any) -> None:
    found = results(tmp_path, "numpy:float32", "share*", "default", share=share)
    assert {found[name].status for name in ("share", "share.rounding")} == {"passed"}


def test_a_mean_in_floats_needs_no_limits_and_a_mean_of_means_is_refuted() -> None:
    def global_mean(x: Any, mask: Any) -> Any:
        return x[mask].sum() / mask.sum().clamp(min=1)

    def of_means(x: Any, mask: Any) -> Any:
        rows = [r[m].mean() for r, m in zip(x, mask, strict=True) if m.any()]
        return torch.stack(rows).mean() if rows else x.new_zeros(())

    for function, failing in (
        (global_mean, set()),
        (of_means, {"globalMean", "globalMean.gradient", "globalMean.rounding"}),
    ):
        backend = SimpleNamespace(carrier="torch:float32", global_mean=function)
        report = check(backend, laws=["globalMean", "globalMean.gradient", "globalMean.rounding"], profile="quick")
        assert {r.law for r in report.results if r.status == "failed"} == failing


def test_naturals_of_a_float_carrier_are_any_reals(tmp_path: Path) -> None:
    def truncating(x: Any, mask: Any) -> Any:
        return torch.where(mask, x, 0).to(torch.int64).sum().to(x.dtype)

    def right(x: Any, mask: Any) -> Any:
        return torch.where(mask, x, 0).sum()

    found = results(tmp_path, "torch:float32", "counted*", counted=truncating)
    assert found["counted"].status == "passed", "naturals come right"
    assert found["counted.rounding"].status == "failed"
    assert results(tmp_path, "torch:float32", "counted*", counted=right)["counted.rounding"].status == "passed"


def test_counts_are_of_any_size() -> None:
    """A reciprocal in half precision is exact for 2, 4 and 8 alone."""

    def reciprocal(x: Any, mask: Any) -> Any:
        return x[mask].sum() * mask.sum().clamp(min=1).half().reciprocal().float()

    backend = SimpleNamespace(carrier="torch:float32", masked_mean=reciprocal)
    found = check(backend, laws=["maskedMean", "maskedMean.rounding"], profile="quick").results
    assert {r.law: r.status for r in found} == {"maskedMean": "passed", "maskedMean.rounding": "failed"}


def test_what_has_no_result_whatever_the_numbers_is_told_by_its_definition(tmp_path: Path) -> None:
    def nan_of_none(x: Any, mask: Any) -> Any:
        return torch.where(mask, x, 0).sum() / len(x) if len(x) else x.new_tensor(float("nan"))

    found = results(tmp_path, "torch:float32", "share*", share=nan_of_none)
    assert found["share"].status == "failed"
    assert found["share.rounding"].status == "passed"


def test_a_bound_that_cannot_be_had_says_why(tmp_path: Path) -> None:
    result = results(tmp_path, "numpy:float64", "floors.*", floors=np.floor)["floors.rounding"]
    assert result.status == "not_provided"
    assert result.note == "no bound follows from the body: a number is rounded to a whole one"


def test_the_evidence_is_a_stage_of_its_own(tmp_path: Path) -> None:
    result = results(tmp_path, "numpy:float64", "total.rounding", total=lambda xs: xs.sum())["total.rounding"]
    evidence = result.evidence
    assert (evidence.exhaustive, evidence.sampled, evidence.wide) == (None, None, None)
    assert evidence.numeric is not None
    assert evidence.numeric.cases == result.cases > 0
