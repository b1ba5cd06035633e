"""Operations whose values have a leading axis, called with rows of a batch."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch

from conformance import check
from conformance.errors import UsageError
from conformance.laws.specfile import shipped
from conformance.subjects.calls import OperationFailed
from conformance.subjects.loading import load_backend
from conformance.subjects.operation import Operation, bind
from conformance.subjects.together import Together


def operation(name: str, function: Any, forms: dict[str, str] | None = None, **more: Any) -> Operation:
    said = {"carrier": "numpy", "batched": True, "forms": forms or {}} | more
    definitions = shipped().definitions
    by_snake = {"maskedLoss": "masked_loss", "allMask": "all_mask", "varianceFloorPenalty": "variance_floor_penalty"}
    backend = load_backend(SimpleNamespace(**{by_snake.get(name, name): function}, **said), definitions)
    return bind(backend, definitions)[name]


def summed(idxs: Any, per_patch_loss: Any) -> Any:
    return np.take_along_axis(per_patch_loss, idxs, 1).sum(1)


def test_a_row_goes_in_as_a_batch_and_comes_out_of_one() -> None:
    seen = []

    def complement(m: Any) -> Any:
        seen.append((m.shape, m.dtype))
        return ~m

    asked = operation("complement", complement)
    assert asked.apply((2, (True, False))) == (False, True)
    assert asked.apply((0, ())) == ()
    assert seen == [((1, 2), np.dtype(bool)), ((1, 0), np.dtype(bool))]
    assert asked.literals([(True, False)]) == ["np.array([[True, False]], dtype=np.bool_)"]
    assert "== [[False, True]]" in asked.check_source("got", (False, True))


def test_scalars_of_rows_have_an_axis_and_sizes_have_none() -> None:
    seen: list[Any] = []

    def selected(m: Any, i: Any) -> Any:
        seen.append(i)
        return m[np.arange(len(m)), i]

    def all_mask(n: int, batch_size: int) -> Any:
        seen.append((n, batch_size))
        return np.ones((batch_size, n), bool)

    assert operation("selected", selected).apply((2, (False, True), 1)) is True
    made = operation("allMask", all_mask)
    assert made.apply((3,)) == (True, True, True)
    assert seen[0].tolist() == [1]
    assert seen[1] == (3, 1)
    assert made.source(["3"]) == "backend.all_mask(3, batch_size=1)"


def test_forms_name_the_batch_size_and_what_rows_share() -> None:
    made = operation("allMask", lambda n, b: np.ones((b, n), bool), {"batch_size": "keyword(b)"})
    assert made.apply((1,)) == (True,)
    seen = []

    def penalty(gamma: Any, variance: Any) -> Any:
        seen.append(gamma)
        return np.maximum(gamma - variance, 0)

    asked = operation("varianceFloorPenalty", penalty, {"gamma": "shared"})
    assert asked.apply((3, 1)) == 2
    assert seen == [3]


@pytest.mark.parametrize(
    ("function", "told"),
    [
        (lambda m: (~m)[0], "so shape (1, 2), got shape (2,)"),
        (lambda m: ~m.repeat(2, 0), "so shape (1, 2), got shape (2, 2)"),
        (lambda m: (~m).T, "so shape (1, 2), got shape (2, 1)"),
    ],
)
def test_a_result_without_the_axis_is_malformed(function: Any, told: str) -> None:
    with pytest.raises(OperationFailed) as caught:
        operation("complement", function).apply((2, (True, False)))
    assert caught.value.reason == "malformed"
    assert told in caught.value.message
    assert "does it take batches" in caught.value.message


def test_a_total_for_all_rows_is_declared() -> None:
    def total(idxs: Any, per_patch_loss: Any) -> Any:
        return summed(idxs, per_patch_loss).sum()

    with pytest.raises(OperationFailed, match="is the reduction over the batch declared"):
        operation("maskedLoss", total).apply((2, (0, 1), (3, 4)))
    said = {"masked_loss.returns": "reduce(sum)"}
    assert operation("maskedLoss", total, said).apply((2, (0, 1), (3, 4))) == 7


def test_words_hold_of_each_row() -> None:
    forms = {"complement.m": "float01", "complement.returns": "complement/int01"}
    asked = operation("complement", lambda m: m.astype(np.int64), forms)
    assert asked.apply((2, (True, False))) == (False, True)
    assert asked.literals([(True, False)]) == ["np.array([[1.0, 0.0]], dtype=np.float64)"]


def test_indices_of_rows_are_read_in_any_order() -> None:
    asked = operation("complement", lambda m: np.nonzero(~m[0])[0][None, ::-1], {"complement.returns": "indices"})
    assert asked.apply((3, (False, True, False))) == (True, False, True)
    exec(asked.check_source("got", (True, False, True)), {"got": np.array([[2, 0]]), "np": np})


def test_several_rows_are_called_together() -> None:
    asked = Together(operation("maskedLoss", summed))
    rows = [(2, (0, 1), (3, 4)), (2, (1, 1), (5, 6))]
    native = asked.call(asked.embed(rows), rows, 2)
    assert asked.count(native) == 2
    assert [asked.row(native, k, row) for k, row in enumerate(rows)] == [7, 12]
    assert asked.call(asked.none_of(asked.embed(rows)), rows, 0).shape == (0,)


def test_structures_have_the_axis_in_each_field() -> None:
    seen = []

    def value(guard: Any) -> Any:
        seen.append(guard.diag)
        return guard.lambda_ * guard.off_diag.sum(1) + guard.diag.sum(1)

    definitions = shipped().definitions
    backend = load_backend(SimpleNamespace(carrier="numpy", batched=True, barlow_guard_value=value), definitions)
    asked = bind(backend, definitions)["BarlowGuard.value"]
    assert asked.apply(((2, (1, 2), (3,)),)) == 9
    assert seen[0].tolist() == [[1, 2]]


def backend_of(**changed: Any) -> SimpleNamespace:
    known = {
        "selected": lambda m, i: m[torch.arange(len(m)), i],
        "all_mask": lambda n, batch_size: torch.ones(batch_size, n, dtype=torch.bool),
        "empty_mask": lambda n, batch_size: torch.zeros(batch_size, n, dtype=torch.bool),
        "complement": lambda m: ~m,
    }
    return SimpleNamespace(**{"name": "b", "carrier": "torch", "batched": True} | known | changed)


def test_laws_hold_row_by_row() -> None:
    report = check(backend_of(), module="masking", profile="quick", require="core")
    assert {r.law for r in report.results if r.status == "failed"} <= {"selected.rejects_out_of_range"}
    assert next(r for r in report.results if r.law == "complement_selected_iff").cases > 50


@pytest.mark.parametrize(
    ("mask_row", "status"), [(lambda mask: mask, "passed"), (lambda mask: mask.roll(1, 1), "failed")]
)
def test_a_mask_of_one_row_stands_for_all(mask_row: Any, status: str) -> None:
    def masked_mean(x: Any, mask: Any) -> Any:
        assert mask.shape == (1, x.shape[1])
        mask = mask if len(x) < 2 else mask_row(mask)
        return torch.where(mask, x, 0).sum(1) / mask.sum(1).clamp(min=1)

    backend = SimpleNamespace(
        carrier="torch:float32", batched=True, forms={"masked_mean.mask": "shared/shape(1,n)"}, masked_mean=masked_mean
    )
    results = check(backend, laws=["maskedMean", "maskedMean.independent_rows"], profile="quick").results
    assert [r.status for r in results] == ["passed", status]


def test_a_wrong_batch_fails_with_a_snippet_that_runs() -> None:
    backend = backend_of(complement=lambda m: m ^ m)
    failure = check(backend, laws=["complement"], profile="quick")["complement"].failure
    assert failure is not None
    assert "backend.complement(torch.tensor([[False]], dtype=torch.bool))" in failure.reproduce
    with pytest.raises(AssertionError):
        exec(failure.reproduce, {"backend": backend})
    exec(failure.reproduce, {"backend": backend_of()})


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"batched": 3}, "`batched` must be True, False, or names of operations, not 3"),
        ({"batched": "complement"}, "`batched` must be True, False, or names of operations, not 'complement'"),
        ({"double_backward": "complement"}, "`double_backward` must be True, False, or names of operations"),
        ({"batched": ["complemnt"]}, "unknown operation `complemnt` in `batched`; did you mean `complement`?"),
    ],
)
def test_what_says_no_operations_is_refused(said: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError) as caught:
        load_backend(SimpleNamespace(complement=lambda m: m, **said), shipped().definitions)
    assert message in str(caught.value)
