"""Functions as callables: given ones look up in a table of any library, and those that come back are read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from conformance.carriers import carrier
from conformance.carriers.base import Form, Kind, Malformed
from conformance.carriers.callables import Returned
from conformance.carriers.composed import Composed, composed
from conformance.carriers.forms import Called, Record, Row

LOSSES = Called(Form(Kind.NAT, 1), 1)
PAIRS = Called(Form(Kind.NAT, 2), 2)
ROWS = Called(Form(Kind.NAT, 2), 1)
LIBRARIES = ["python", "numpy", "torch", "jax", "array_api:array_api_strict"]


def of(text: str, form: Called) -> Composed:
    pytest.importorskip(text.partition(":")[2] or text if text != "python" else "json")
    return composed(carrier(text), [form])


def given(text: str, form: Called, value: Any) -> Callable[..., Any]:
    called: Any = of(text, form).embedder(form)(value)
    return called  # type: ignore[no-any-return]


@pytest.mark.parametrize("text", LIBRARIES)
def test_a_callable_has_the_values_of_its_table_and_none_beside(text: str) -> None:
    losses, pairs = given(text, LOSSES, (5, 7)), given(text, PAIRS, ((1, 2, 3), (4, 5, 6)))
    assert [int(losses(i)) for i in range(2)] == [5, 7]
    assert [[int(pairs(i, j)) for j in range(3)] for i in range(2)] == [[1, 2, 3], [4, 5, 6]]
    for outside in (-1, 2):
        with pytest.raises(IndexError):
            losses(outside)
        with pytest.raises(IndexError):
            pairs(outside, 0)
    for outside in (-1, 3):
        with pytest.raises(IndexError):
            pairs(0, outside)
    with pytest.raises(IndexError):
        given(text, LOSSES, ())(0)
    with pytest.raises(TypeError, match="takes 2 arguments, not 1"):
        pairs(0)


@pytest.mark.parametrize("text", ["numpy", "torch", "jax"])
def test_arguments_may_be_arrays_where_the_library_has_them(text: str) -> None:
    library = carrier(text) if pytest.importorskip(text) else None
    assert library is not None
    places = library.embedder(Form(Kind.INDEX, 1))
    losses, pairs = given(text, LOSSES, (5, 7)), given(text, PAIRS, ((1, 2, 3), (4, 5, 6)))
    at = places((1, 0, 1))
    assert losses(at).tolist() == [7, 5, 7]
    assert pairs(at, places((0, 2, 2))).tolist() == [4, 3, 6]
    assert pairs(1, at).tolist() == [5, 4, 5]
    assert losses(places(())).tolist() == []
    for outside in ((0, -1), (2, 0)):
        with pytest.raises(IndexError, match="is out of range for 2 values"):
            losses(places(outside))


def test_a_callable_may_stand_in_a_function_that_is_compiled() -> None:
    jax = pytest.importorskip("jax")
    losses, places = given("jax", LOSSES, (5, 7, 9)), carrier("jax").embedder(Form(Kind.INDEX, 1))((2, 0))
    assert int(jax.jit(lambda at: losses(at).sum())(places)) == 14
    assert jax.vmap(losses)(places).tolist() == [9, 5]


@pytest.mark.parametrize("text", ["python", "numpy", "torch"])
def test_a_row_that_a_callable_gives_is_a_new_one(text: str) -> None:
    rows = given(text, ROWS, ((1, 2), (3, 4)))
    rows(0)[0] = 9
    assert [int(v) for v in rows(0)] == [1, 2]


def test_a_callable_of_structures_gives_structures() -> None:
    form = Called(Row(Record((Form(Kind.NAT, 0),), ("lambda",))), 1)
    assert [given("python", form, ((1,), (2,)))(k).lambda_ for k in (0, 1)] == [1, 2]


@pytest.mark.parametrize("text", LIBRARIES)
def test_the_source_of_a_callable_is_one_with_the_same_values(text: str) -> None:
    library = of(text, PAIRS)
    names: dict[str, Any] = {}
    exec("\n".join(library.imports()), names)
    assert "lambda i, j:" in library.literal(PAIRS, ((1, 2), (3, 4)))
    called = eval(library.literal(PAIRS, ((1, 2), (3, 4))), names)
    assert [[int(called(i, j)) for j in range(2)] for i in range(2)] == [[1, 2], [3, 4]]


def test_what_comes_back_is_asked_for_all_its_values() -> None:
    read = of("python", PAIRS).decoder(PAIRS)(lambda i, j: 10 * i + j)
    assert isinstance(read, Returned)
    assert read.values((2, 3)) == ((0, 1, 2), (10, 11, 12))
    assert read.values((0, 3)) == ()


def test_what_comes_back_and_is_none_is_refused() -> None:
    decode = of("python", LOSSES).decoder(LOSSES)
    with pytest.raises(Malformed, match="expected a callable, as `forms` has it, got"):
        decode([1, 2])
    with pytest.raises(Malformed, match="expected int"):
        decode(lambda i: None).values((1,))


def test_the_check_of_a_result_asks_each_value() -> None:
    source = of("python", PAIRS).check_source("got", PAIRS, ((1, 2), (3, 4)))
    exec(source, {"got": lambda i, j: 1 + 2 * i + j})
    with pytest.raises(AssertionError):
        exec(source, {"got": lambda i, j: 1})
    with pytest.raises(AssertionError):
        exec(source, {"got": [[1, 2], [3, 4]]})


def test_a_structure_with_functions_is_left_as_it_is_where_only_these_are_asked() -> None:
    form = Record((LOSSES, Form(Kind.NAT, 1)), ("losses", "idxs"))
    library = composed(carrier("python"), [form])
    native: Any = library.embedder(form)(((1, 2), (0, 1)))
    before = library.snapshot(native)
    assert native.losses(1) == 2
    assert library.unchanged(native, before)
    native.idxs[0] = 1
    assert not library.unchanged(native, before)
    native.idxs[0] = 0
    native.losses = len
    assert not library.unchanged(native, before)


def test_functions_share_no_memory_that_is_written_to() -> None:
    library = of("python", LOSSES)
    called = library.embedder(LOSSES)((1, 2))
    assert not library.shares_memory(called, called)
    assert list(library.stretches(called)) == []
