"""The layouts of the carriers: equal arrays that lie otherwise in memory, and source that makes them."""

from __future__ import annotations

import importlib
from typing import Any

import pytest

from conformance.carriers import Form, Kind, carrier
from conformance.carriers.base import Carrier
from conformance.carriers.layouts import Change

CARRIERS = [
    (text, library)
    for text, library in [
        ("numpy", "numpy"),
        ("numpy:float16", "numpy"),
        ("torch", "torch"),
        ("torch:uint16", "torch"),
        ("array_api:array_api_strict", "array_api_strict"),
        ("array_api:numpy:float32", "array_api_compat"),
    ]
    if importlib.util.find_spec(library)
]
each_carrier = pytest.mark.parametrize("text", [text for text, _ in CARRIERS])
VALUES: dict[int, list[Any]] = {
    1: [(), (3,), (1, 2, 3), (2, 2, 2)],
    2: [((1,),), ((1, 2, 3), (4, 5, 6)), ((1, 2), (1, 2), (1, 2)), ((), ())],
    3: [(((1, 2), (3, 4)), ((5, 6), (7, 8)), ((9, 10), (11, 12)))],
}


def scope(chosen: Carrier) -> dict[str, Any]:
    found: dict[str, Any] = {}
    exec("\n".join(chosen.imports()), found)
    return found


@each_carrier
def test_what_is_laid_out_has_the_same_items_in_each_layout_and_so_has_its_source(text: str) -> None:
    chosen = carrier(text)
    assert chosen.layouts
    for name, layout in chosen.layouts.items():
        for rank, values in VALUES.items():
            form, way = Form(Kind.NAT, rank), layout.way(rank)
            for value in values if way is not None else ():
                if not layout.takes(value):
                    continue
                assert way is not None
                laid = way.lay(chosen.embed(form, value))
                assert chosen.decoder(form)(laid) == value, (name, value)
                made = eval(way.source.format(chosen.literal(form, value)), scope(chosen))
                assert chosen.unchanged(made, chosen.snapshot(laid)), (name, value)


def lies(native: Any) -> object:
    """What can be told of where items lie, but for the address."""
    if hasattr(native, "stride"):
        return native.stride(), native.storage_offset()
    array = native if hasattr(native, "strides") else importlib.import_module("numpy").from_dlpack(native)
    is_offset = array.base is not None and getattr(array.base, "nbytes", 0) > array.nbytes
    return array.strides, array.flags.writeable, is_offset or (array is not native and native._array.base is not None)


@each_carrier
def test_each_layout_differs_from_the_plain_one(text: str) -> None:
    chosen = carrier(text)
    for name, layout in chosen.layouts.items():
        for rank, value in [(1, (2, 2, 2)), (2, ((1, 2), (1, 2), (1, 2))), (3, (((1, 2), (3, 4)),) * 3)]:
            way, plain = layout.way(rank), chosen.embed(Form(Kind.NAT, rank), value)
            if way is not None:
                laid: Any = way.lay(plain)
                assert lies(laid) != lies(plain), name


@each_carrier
def test_items_have_one_place_in_memory_only_where_they_are_equal(text: str) -> None:
    ((name, layout),) = [(n, lay) for n, lay in carrier(text).layouts.items() if lay.repeated]
    assert name == ("expanded" if text == "torch" or text == "torch:uint16" else "broadcast")
    told = [(), (1,), (1, 1), (1, 2), (2, 1, 1), ((1, 2), (1, 2)), ((1, 2), (2, 1))]
    assert [value for value in told if layout.takes(value)] == [(1, 1), ((1, 2), (1, 2))]


def test_what_numpy_takes_for_contiguous_is_not_reversed() -> None:
    """`np.ascontiguousarray` gives an array of one item back with its negative stride, which PyTorch refuses."""
    np = pytest.importorskip("numpy")
    layout = carrier("numpy").layouts["a reversed view"]
    told = [(), (1,), (1, 2), ((1,),), ((), ()), ((1,), (2,)), ((1, 2),)]
    assert [value for value in told if layout.takes(value)] == [(1, 2), ((1,), (2,)), ((1, 2),)]
    for value in told:
        if layout.takes(value):
            form = Form(Kind.NAT, 1 if isinstance(value[0], int) else 2)
            way = layout.way(form.rank)
            assert way is not None
            assert min(np.ascontiguousarray(way.lay(carrier("numpy").embed(form, value))).strides) > 0


@pytest.mark.parametrize("text", ["python", "jax", "array_api:jax.numpy:int32"])
def test_what_has_no_say_in_where_items_lie_has_no_layouts(text: str) -> None:
    if "jax" in text:
        pytest.importorskip("jax")
    assert not carrier(text).layouts


def test_a_change_is_told_and_shown_in_python() -> None:
    class Frozen:
        writeable = False

    change = Change("writeable", "True", "False")
    assert str(change) == "its `writeable` was True and is False"
    with pytest.raises(AssertionError):
        exec(change.source("mask"), {"mask": Frozen})
    Frozen.writeable = True
    exec(change.source("mask"), {"mask": Frozen})


@each_carrier
def test_a_view_with_a_step_has_one_of_two_items_or_of_three(text: str) -> None:
    """What tells that an array has a step may take it for two."""
    chosen, form = carrier(text), Form(Kind.NAT, 1)
    way = chosen.layouts["a view with a step"].way(1)
    assert way is not None
    plain = [chosen.embed(form, (1,) * count) for count in (4, 5)]
    told = [lies(way.lay(native)) for native in plain]
    assert told[0] != told[1]
    assert lies(plain[0]) == lies(plain[1])
