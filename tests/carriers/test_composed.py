"""Structures in any library: what they are made of is seen without being told their form."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from conformance.carriers import carrier
from conformance.carriers.base import Carrier, Form, Kind
from conformance.carriers.composed import Composed, composed
from conformance.carriers.forms import Record

VECTOR = Form(Kind.NAT, 1)
# Arrays of some libraries have attributes of these names.
NAMED_AS_AN_ARRAY_S = Record((VECTOR, VECTOR), ("diag", "T"))
LIBRARIES = ["python", "numpy", "torch", "jax", "array_api:array_api_strict"]


def of(text: str, form: Record) -> Composed:
    module, _, within = text.partition(":")
    pytest.importorskip({"python": "json", "array_api": within}.get(module, module))
    return composed(carrier(text), [form])


@pytest.mark.parametrize("text", LIBRARIES)
def test_an_array_is_no_structure_for_an_attribute_that_is_called_as_a_field_is(text: str) -> None:
    library = of(text, NAMED_AS_AN_ARRAY_S)
    native: Any = library.embedder(NAMED_AS_AN_ARRAY_S)(((1, 2), (3,)))
    saved = library.snapshot(native)
    assert library.unchanged(native, saved)
    native.diag = library.embedder(VECTOR)((1, 3))
    assert not library.unchanged(native, saved)


@pytest.mark.parametrize("text", [*LIBRARIES, "numpy:float32", "torch:float32", "torch:float16", "jax:float32"])
def test_what_a_carrier_says_of_its_numbers_holds_of_what_is_made_of_them(text: str) -> None:
    library = of(text, Record((VECTOR, VECTOR), ("a", "b")))
    for said in Carrier.__annotations__:
        assert getattr(library, said) == getattr(library.base, said), said


@pytest.mark.parametrize("text", LIBRARIES)
def test_of_two_structures_the_one_with_more_of_its_fields_there_is_seen(text: str) -> None:
    less, more = Record((VECTOR,), ("a",)), Record((VECTOR, VECTOR), ("a", "b"))
    library = of(text, Record((less, more), ("x", "y")))
    native: Any = library.embedder(more)(((1,), (2,)))
    saved = library.snapshot(native)
    native.b = library.embedder(VECTOR)((3,))
    assert not library.unchanged(native, saved)


@pytest.mark.parametrize("text", LIBRARIES)
def test_what_is_noted_on_a_structure_beside_its_fields_changes_it(text: str) -> None:
    inner = Record((VECTOR,), ("a",))
    outer = Record((inner, VECTOR), ("x", "y"))
    library = of(text, outer)
    native: Any = library.embedder(outer)((((1,),), (2,)))
    saved = library.snapshot(native)
    native.x.kept = 3
    assert not library.unchanged(native, saved)
    change = library.change(native, saved)
    assert change is not None
    with pytest.raises(AssertionError, match="2"):
        exec(change.source("given"), {"given": native})
    del native.x.kept
    exec(change.source("given"), {"given": native})
    assert library.unchanged(native, saved)


def test_a_mapping_is_a_structure_too() -> None:
    library = of("python", NAMED_AS_AN_ARRAY_S)
    assert library.holds_same({"diag": [1], "T": []}, SimpleNamespace(diag=[1], T=[]))
    assert not library.holds_same({"diag": [1], "T": []}, SimpleNamespace(diag=[2], T=[]))
