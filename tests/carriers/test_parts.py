"""A value is taken apart by what it is: structures in any form, rows and callables, and never scalars or arrays."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from conformance.carriers.parts import MISSING, Parts, field_of

PARTS = Parts([("weight", "lambda_"), ("real",)], has_arrays=True)


class Made:
    """A structure of a class of its own."""

    weight, lambda_ = 1, 2


@pytest.mark.parametrize(
    "structure",
    [SimpleNamespace(lambda_=2, weight=1, more=3), {"weight": 1, "lambda": 2}, {"weight": 1, "lambda_": 2}, Made()],
)
def test_a_structure_has_the_fields_of_one_that_is_known(structure: object) -> None:
    assert PARTS.of(structure) == (("weight", "lambda_"), [1, 2])


def test_an_object_that_lacks_a_field_is_none() -> None:
    assert PARTS.of(SimpleNamespace(weight=1)) is None
    assert field_of(SimpleNamespace(weight=1), "lambda_") is MISSING


@pytest.mark.parametrize("scalar", [True, 3, 0.5, None])
def test_a_scalar_is_no_structure_for_what_its_class_has(scalar: Any) -> None:
    assert PARTS.of(scalar) is None


def test_rows_are_taken_apart_and_lists_of_scalars_where_no_arrays_are() -> None:
    assert PARTS.of([1, 2]) == (None, [1, 2])
    assert PARTS.of(((1,), [2])) == (None, ((1,), [2]))
    plain = Parts([], has_arrays=False)
    assert plain.of([[1], [2]]) is None
    assert plain.of([(1, 2)]) == (None, [(1, 2)])


def test_a_callable_has_no_parts_and_is_none_of_the_library() -> None:
    assert PARTS.of(len) == ((), ())
