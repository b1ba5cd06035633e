"""The numbers in an operation's arrays of floats."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import pytest

from conformance.laws.specfile import shipped
from conformance.subjects.calls import OperationFailed
from conformance.subjects.entries import Entries, Entry
from conformance.subjects.loading import load_backend
from conformance.subjects.operation import bind

np = pytest.importorskip("numpy")
DEFINITIONS = shipped("masking", "practice").definitions
MSE = (2, 1, ((1,), (2,)), ((3,), (4,)), (True, False))


def entries(carrier: str, name: str = "maskedMse", **said: Any) -> Entries:
    backend = SimpleNamespace(name="b", carrier=carrier, masked_mse=math.prod, masked_loss=math.prod, **said)
    return Entries(bind(load_backend(backend, DEFINITIONS), DEFINITIONS)[name])


def test_each_number_of_each_array_is_one() -> None:
    found = entries("numpy:float32")
    assert found.of(MSE) == [Entry(0, (0, 0)), Entry(0, (1, 0)), Entry(1, (0, 0)), Entry(1, (1, 0))]
    assert found.count(MSE) == 4
    assert found.made_of(MSE, lambda turn, number: (turn, number))[2:4] == [
        (((0, 1),), ((1, 2),)), (((2, 3),), ((3, 4),))
    ]  # fmt: skip


def test_integers_and_masks_are_none() -> None:
    assert entries("numpy", "maskedLoss").arrays == []
    assert entries("numpy:float32", "maskedLoss").arrays == [1]


@pytest.mark.parametrize("carrier", ["python", "numpy:float32", "torch:float32", "jax:float32"])
def test_a_number_is_put_into_the_librarys_array(carrier: str) -> None:
    pytest.importorskip(carrier.partition(":")[0].replace("python", "math"))
    found = entries(carrier)
    natives: list[Any] = found.embed(MSE)
    found.put(natives, [Entry(0, (1, 0))], float("inf"))
    assert [float(v) for row in natives[0] for v in row] == [1, math.inf]
    scope = {"pred": found.embed(MSE)[0]}
    exec("\n".join(found.put_source(["pred", "target", "mask"], [Entry(0, (1, 0))], float("inf"))), scope)
    assert float(scope["pred"][1][0]) == math.inf


def test_a_batch_has_a_leading_axis() -> None:
    found = entries("numpy:float32", batched=True)
    assert found.place(Entry(0, (1, 0))) == (0, 1, 0)
    assert found.told(["pred", "target"], Entry(1, (1, 0))) == "target[0, 1, 0]"
    natives: list[Any] = found.embed(MSE)
    found.put(natives, [Entry(0, (1, 0))], 9.0)
    assert natives[0].tolist() == [[[1], [9]]]


def test_tables_of_naturals_hold_any_reals() -> None:
    found = entries("numpy:float32", "maskedLoss")
    filled = found.filled((2, (0, 1), (5, 6)), [0.5, -0.25])
    assert filled == [2, (0, 1), (0.5, 0.25)]
    assert found.embed_reals(filled)[1].tolist() == [0.5, 0.25]
    assert found.real_literals(filled)[1] == "np.array([0.5, 0.25], dtype=np.float32)"


def test_a_result_is_read_as_real_numbers() -> None:
    found = entries("numpy:float32", "maskedLoss")
    assert found.read_reals(np.float32(0.5)) == 0.5
    with pytest.raises(OperationFailed, match="which holds NaN"):
        found.read_reals(np.float32("nan"))
    assert found.result_source("got", 0, 3) == "float(got)"
