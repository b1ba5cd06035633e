"""Gradients are those of the body."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from conformance import check
from tests.checking.obligations.numeric import assert_told_apart, failure_of, results

torch = pytest.importorskip("torch")


def squares(x: Any, y: Any) -> Any:
    return ((x - y) ** 2).sum()


def towards(x: Any, y: Any) -> Any:
    return squares(x, y.detach())


def share(x: Any, mask: Any) -> Any:
    return x[mask].sum() / max(len(x), 1)


RIGHT: dict[str, Any] = {
    "squares": squares, "towards": towards, "share": share, "clipped": torch.relu, "total": torch.sum,
}  # fmt: skip


@pytest.mark.parametrize("carrier", ["torch:float64", "torch:float32", "torch:float16", "torch:bfloat16"])
def test_gradients_that_are_those_of_the_body_pass(tmp_path: Path, carrier: str) -> None:
    found = results(tmp_path, carrier, "*.gradient", **RIGHT)
    assert {name.partition(".")[0] for name, r in found.items() if r.status == "passed"} == set(RIGHT)


def through_numbers(x: Any, mask: Any) -> Any:
    return torch.tensor(float(share(x, mask)), dtype=x.dtype)


def detached(x: Any, y: Any) -> Any:
    return squares(x.detach(), y)


class Doubled(torch.autograd.Function):
    """Forgets that the derivative of a square is twice the number."""

    @staticmethod
    def forward(ctx: Any, x: Any, y: Any) -> Any:
        ctx.save_for_backward(x - y)
        return ((x - y) ** 2).sum()

    @staticmethod
    def backward(ctx: Any, *of_result: Any) -> Any:
        (difference,) = ctx.saved_tensors
        return of_result[0] * difference, -of_result[0] * difference


@pytest.mark.parametrize(
    ("law", "function", "told"),
    [
        ("squares", lambda x, y: Doubled.apply(x, y), "the gradient by `x[0]` is "),
        ("squares", detached, "the gradient by `x[0]` is 0.0; the gradient by `x[0]` is "),
        ("share", through_numbers, "what came back carries no gradient: tensor("),
        ("share", lambda x, mask: float(share(x, mask)), "what came back carries no gradient: "),
        ("towards", squares, "; the gradient by `y[0]` is 0.0 by the definition"),
        ("clipped", lambda x: torch.relu(x) + 0 * x.sqrt().nan_to_num(), "the gradient by `x[0]` is nan"),
        ("total", lambda xs: xs[:1].detach().sum() + xs[1:].sum() if len(xs) > 1 else xs.sum(),
         "the gradient by `xs[0]` is 0.0; the gradient by `xs[0]` is 3.0 by the definition"),
    ],
)  # fmt: skip
def test_gradients_that_are_not(tmp_path: Path, law: str, function: Any, told: str) -> None:
    found = results(tmp_path, "torch:float64", f"{law}*", **{law: function})
    assert found[law].status == "passed", "the result is right"
    failure = found[f"{law}.gradient"].failure
    assert failure is not None
    assert told in failure.message
    assert_told_apart(failure, SimpleNamespace(**{law: function}), SimpleNamespace(**RIGHT))


def test_a_second_call_adds_to_the_gradient(tmp_path: Path) -> None:
    def overwriting(x: Any, mask: Any) -> Any:
        if x.grad is not None:
            x.grad = None
        return share(x, mask)

    failure = failure_of(tmp_path, "torch:float32", "share.gradient", share=overwriting)
    assert "in a second call, whose gradient is added to that of the first" in failure.message
    assert_told_apart(failure, SimpleNamespace(share=overwriting), SimpleNamespace(share=share))


class Loose(torch.autograd.Function):
    """Goes back as if nothing came after the loss: a scale of it, as of mixed precision, is lost."""

    @staticmethod
    def forward(ctx: Any, x: Any, mask: Any) -> Any:
        ctx.save_for_backward(mask)
        return share(x, mask)

    @staticmethod
    def backward(ctx: Any, *of_result: Any) -> Any:
        (mask,) = ctx.saved_tensors
        return mask.to(of_result[0].dtype) / max(len(mask), 1), None


def test_what_comes_after_a_loss_scales_its_gradient(tmp_path: Path) -> None:
    failure = failure_of(tmp_path, "torch:float64", "share.gradient", share=lambda x, mask: Loose.apply(x, mask))
    told = (
        "share: the gradient by `x[0]` is 1.0; the gradient by `x[0]` is 3.0 by the definition, of 3 times the result"
    )
    assert failure.message == told


def test_where_nothing_is_read_the_gradient_is_0() -> None:
    """A quotient by 0 that is not taken has a derivative all the same, which is 0 · ∞."""

    def late(x: Any, mask: Any) -> Any:
        return torch.where(mask.any(), (x * mask).sum() / mask.sum(), 0)

    backend = SimpleNamespace(carrier="torch:float32", masked_mean=late)
    found = {r.law: r for r in check(backend, laws=["maskedMean", "maskedMean.gradient"], profile="quick").results}
    assert found["maskedMean"].status == "passed"
    failure = found["maskedMean.gradient"].failure
    assert failure is not None
    assert failure.inputs == {"n": 1, "x": [0], "mask": [False]}
    assert "the gradient by `x[0]` is nan" in failure.message


class Squares(torch.autograd.Function):
    """A backward of its own, through which one can go back again."""

    @staticmethod
    def forward(ctx: Any, x: Any, y: Any) -> Any:
        ctx.save_for_backward(x, y)
        return squares(x, y)

    @staticmethod
    def backward(ctx: Any, *of_result: Any) -> Any:
        x, y = ctx.saved_tensors
        rate = 2 * of_result[0] * (x - y)
        return rate, -rate


class Once(Squares):
    """What was saved is detached on the way back."""

    @staticmethod
    def backward(ctx: Any, *of_result: Any) -> Any:
        x, y = (saved.detach() for saved in ctx.saved_tensors)
        rate = 2 * of_result[0] * (x - y)
        return rate, -rate


class Refusing(Squares):
    """Says that one cannot go back twice."""

    @staticmethod
    def backward(ctx: Any, *of_result: Any) -> Any:
        if torch.is_grad_enabled():
            raise RuntimeError("no second time")
        return Squares.backward(ctx, *of_result)


TWICE: dict[str, Any] = {"double_backward": True}


@pytest.mark.parametrize("carrier", ["torch:float64", "torch:float32", "torch:bfloat16"])
def test_what_is_declared_is_differentiated_twice(tmp_path: Path, carrier: str) -> None:
    found = results(tmp_path, carrier, "*.gradient", **RIGHT, **TWICE)
    assert {name.partition(".")[0] for name, r in found.items() if r.status == "passed"} == set(RIGHT)
    by_hand = results(tmp_path, carrier, "squares.gradient", squares=lambda x, y: Squares.apply(x, y), **TWICE)
    assert by_hand["squares.gradient"].status == "passed"


@pytest.mark.parametrize(
    ("wrong", "told"), [(Once, "the gradient of the gradient by `x[0]` is 0.0"), (Refusing, "no second time")]
)
def test_a_gradient_whose_gradient_is_another_is_told_where_it_is_declared(
    tmp_path: Path, wrong: Any, told: str
) -> None:
    def by_hand(x: Any, y: Any) -> Any:
        return wrong.apply(x, y)

    failure = failure_of(tmp_path, "torch:float64", "squares.gradient", squares=by_hand, **TWICE)
    assert told in failure.message
    assert "of the gradient weighted 3, 4 and so on of 3 times the result" in failure.message
    assert_told_apart(failure, SimpleNamespace(squares=by_hand), SimpleNamespace(squares=squares))
    for said in ({}, {"double_backward": False}, {"double_backward": ["masked_loss"]}):
        found = results(tmp_path, "torch:float64", "squares.gradient", squares=by_hand, **said)
        assert found["squares.gradient"].status == "passed"


def test_jax_is_differentiated_twice_as_well(tmp_path: Path) -> None:
    jax = pytest.importorskip("jax")

    @jax.custom_vjp
    def once(x: Any, y: Any) -> Any:
        return squares(x, y)

    def back(saved: Any, of_result: Any) -> Any:
        rate = 2 * of_result * jax.lax.stop_gradient(saved)
        return rate, -rate

    once.defvjp(lambda x, y: (squares(x, y), x - y), back)
    right = results(tmp_path, "jax:float32", "squares.gradient", squares=squares, **TWICE)
    assert right["squares.gradient"].status == "passed"
    failure = failure_of(tmp_path, "jax:float32", "squares.gradient", squares=once, **TWICE)
    assert "the gradient of the gradient by `x[0]` is 0.0" in failure.message
    assert_told_apart(failure, SimpleNamespace(squares=once), SimpleNamespace(squares=squares))


def test_a_sparse_gradient_is_read() -> None:
    backend = SimpleNamespace(
        carrier="torch:float32", gather_rows=lambda x, ids: torch.gather(x, 1, ids, sparse_grad=True)
    )
    (result,) = check(backend, laws=["gatherRows.gradient"], profile="quick").results
    assert result.status == "passed"


def test_a_backward_that_raises_is_told(tmp_path: Path) -> None:
    def in_place(x: Any, y: Any) -> Any:
        difference = (x - y).clone()
        result = (difference * difference).sum()
        difference.zero_()
        return result

    failure = failure_of(tmp_path, "torch:float32", "squares.gradient", squares=in_place)
    assert "modified by an inplace operation" in failure.message


def test_a_repeated_index_counts_each_time() -> None:
    right = SimpleNamespace(carrier="torch:float32", masked_loss=lambda idxs, losses: losses[idxs].sum())
    once = SimpleNamespace(carrier="torch:float32", masked_loss=_once)
    found = [check(b, laws=["maskedLoss.gradient"], profile="quick").results[0] for b in (right, once)]
    assert [r.status for r in found] == ["passed", "failed"]
    assert found[1].failure is not None
    assert found[1].failure.inputs["idxs"] == [0, 0]
    assert "the gradient by `per_patch_loss[0]` is 6.0 by the definition" in found[1].failure.message


def _once(idxs: Any, losses: Any) -> Any:
    once = losses[idxs.unique()].sum()
    return once + (losses[idxs].sum() - once).detach()


def test_carriers_without_gradients_say_so(tmp_path: Path) -> None:
    found = results(tmp_path, "numpy:float64", "squares.*", squares=squares)
    assert found["squares.gradient"].note == "carrier `numpy:float64` has no automatic differentiation"


def test_ties_have_no_derivative(tmp_path: Path) -> None:
    """Where `max` compares what is equal, either side is as good."""

    def other_side(x: Any) -> Any:
        return torch.where(x >= 0, x, 0)

    assert results(tmp_path, "torch:float32", "clipped.*", clipped=other_side)["clipped.gradient"].status == "passed"


def test_a_batch_has_gradients_by_row() -> None:
    def mean(x: Any, mask: Any) -> Any:
        return torch.where(mask, x, 0).sum(1) / mask.sum(1).clamp(min=1)

    def of_all(x: Any, mask: Any) -> Any:
        return mean(x, mask) + 0 * mean(x, mask).sum() if len(x) > 1 else mean(x.detach(), mask)

    for function, status in ((mean, "passed"), (of_all, "failed")):
        backend = SimpleNamespace(carrier="torch:float32", batched=True, masked_mean=function)
        (result,) = check(backend, laws=["maskedMean.gradient"], profile="quick").results
        assert result.status == status


def test_jax_differentiates() -> None:
    jax = pytest.importorskip("jax")

    def mean(x: Any, mask: Any) -> Any:
        return jax.numpy.where(mask, x, 0).sum() / jax.numpy.maximum(mask.sum(), 1)

    def stopped(x: Any, mask: Any) -> Any:
        return mean(jax.lax.stop_gradient(x), mask)

    for function, status in ((mean, "passed"), (stopped, "failed")):
        backend = SimpleNamespace(carrier="jax:float32", masked_mean=function)
        (result,) = check(backend, laws=["maskedMean.gradient"], profile="quick").results
        assert result.status == status
        if result.failure is not None:
            assert "jax.vjp(" in result.failure.reproduce
            assert_told_apart(result.failure, SimpleNamespace(masked_mean=stopped), SimpleNamespace(masked_mean=mean))
