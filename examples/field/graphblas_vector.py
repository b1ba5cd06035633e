"""GraphBLAS: vectors, extracted at positions and through masks, and reduced."""

from __future__ import annotations

from typing import Any

from graphblas import Vector, monoid, unary

name = "python-graphblas"
distribution = "python-graphblas"
carrier = "numpy"
calls = "`v[idxs].new()`, `v.dup(mask=m.V)`, `v.reduce(monoid.plus)`, `v.apply(unary.lnot)`, `v[i].value`."
translation = "arrays become vectors with a value everywhere, and vectors arrays"
bites = {
    "malformed": "The sum of an empty vector has no value: `None` in Python, and an error in what adds it to another "
    "loss.",
    "rejects_out_of_range": "A negative position counts from the end: padding with -1 reads the last patch.",
}


def selected(mask: Any, i: int) -> Any:
    return Vector.from_dense(mask)[i].value


def complement(mask: Any) -> Any:
    return Vector.from_dense(mask).apply(unary.lnot).new().to_dense()


def masked_loss(idxs: Any, per_patch_loss: Any) -> Any:
    return Vector.from_dense(per_patch_loss)[idxs].new().reduce(monoid.plus).value


def index_select(x: Any, idxs: Any) -> Any:
    return Vector.from_dense(x)[idxs].new().to_dense()


def masked_select(x: Any, mask: Any) -> Any:
    return Vector.from_dense(x).dup(mask=Vector.from_dense(mask).V).to_coo()[1]
