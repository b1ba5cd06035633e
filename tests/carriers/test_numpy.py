"""The NumPy carrier."""

from __future__ import annotations

from enum import IntEnum
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.carriers import CarrierError, Form, Kind, Malformed, UnsupportedForm, carrier

np = pytest.importorskip("numpy")
NAMES = {"np": np}
MAX_NAT = {
    **{f"int{b}": 2 ** (b - 1) - 1 for b in (8, 16, 32, 64)},
    **{f"uint{b}": 2**b - 1 for b in (8, 16, 32, 64)},
    "float16": 2**11,
    "float32": 2**24,
    "float64": 2**53,
}
DTYPES = list(MAX_NAT)

FORMS = [Form(kind, rank) for kind in (Kind.BOOL, Kind.INDEX, Kind.NAT) for rank in range(3)]
BOOLS, NATS, INDICES = Form(Kind.BOOL, 1), Form(Kind.NAT, 1), Form(Kind.INDEX, 1)
BOOL, NAT, INDEX = Form(Kind.BOOL, 0), Form(Kind.NAT, 0), Form(Kind.INDEX, 0)


def values(form: Form, max_nat: int) -> st.SearchStrategy[Any]:
    top = max_nat if form.kind is Kind.NAT else 2**62
    scalar: st.SearchStrategy[Any] = st.booleans() if form.kind is Kind.BOOL else st.integers(0, top)
    if form.rank == 0:
        return scalar
    if form.rank == 1:
        return st.lists(scalar, max_size=5).map(tuple)
    sizes = st.tuples(st.integers(0, 3), st.integers(0, 3))
    return sizes.flatmap(lambda s: st.tuples(*[st.tuples(*[scalar] * s[1])] * s[0]))


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("form", FORMS, ids=str)
def test_round_trip(form: Form, dtype: str) -> None:
    chosen = carrier(f"numpy:{dtype}")
    assert chosen.max_nat is not None
    of_value = values(form, chosen.max_nat)

    @settings(max_examples=20, deadline=None)
    @given(of_value, of_value)
    def check(value: Any, other: Any) -> None:
        native = chosen.embed(form, value)
        assert chosen.decoder(form)(native) == value
        made = eval(chosen.literal(form, value), NAMES)
        assert chosen.unchanged(made, chosen.snapshot(native))
        exec(chosen.check_source("got", form, value), {**NAMES, "got": native})
        if other != value:
            with pytest.raises(AssertionError):
                exec(chosen.check_source("got", form, other), {**NAMES, "got": native})

    check()


@pytest.mark.parametrize("dtype", DTYPES)
def test_max_nat(dtype: str) -> None:
    assert carrier(f"numpy:{dtype}").max_nat == MAX_NAT[dtype]
    assert carrier(f"numpy:{dtype}").has_negatives == (not dtype.startswith("uint"))


def test_ragged() -> None:
    with pytest.raises(UnsupportedForm):
        carrier("numpy").embed(Form(Kind.NAT, 2), ((1,), (1, 2)))


class Subclass(np.ndarray[Any, Any]):
    """An array that says that it is equal to everything."""

    def __eq__(self, other: object) -> Any:
        return True


WRONG = [
    ("numpy", BOOLS, [True]),
    ("numpy", BOOLS, np.array([1])),
    ("numpy", BOOLS, np.array([[True]])),
    ("numpy", BOOLS, np.bool_(True)),
    ("numpy", BOOLS, np.ma.array([True, False], mask=[True, False])),
    ("numpy", BOOLS, None),
    ("numpy", INDICES, np.array([1], dtype=np.int32)),
    ("numpy", INDICES, np.array([-1])),
    ("numpy", NATS, np.array([1.0])),
    ("numpy", NATS, np.array([2, -1])),
    ("numpy", NATS, np.array([1], dtype=object)),
    ("numpy:float32", NATS, np.array([1.0])),
    ("numpy:float32", NATS, np.array([np.nan], dtype=np.float32)),
    ("numpy:float32", NATS, np.array([np.inf], dtype=np.float32)),
    ("numpy:float32", NATS, np.array([0.5], dtype=np.float32)),
    ("numpy:float32", NATS, np.array([-1], dtype=np.float32)),
    ("numpy", BOOL, 1),
    ("numpy", BOOL, np.array([True])),
    ("numpy", BOOL, np.int64(1)),
    ("numpy", NAT, True),
    ("numpy", NAT, np.bool_(True)),
    ("numpy", NAT, 1.0),
    ("numpy", NAT, np.float64(1)),
    ("numpy", NAT, np.array([1])),
    ("numpy", NAT, np.timedelta64(1, "s")),
    ("numpy", NAT, -1),
    ("numpy", NAT, np.int64(-1)),
    ("numpy", NAT, None),
    ("numpy", INDEX, np.float64(1)),
    ("numpy:float32", NAT, np.float64(1)),
    ("numpy:float32", NAT, 1.0),
    ("numpy:float32", NAT, np.int64(1)),
    ("numpy:float32", NAT, np.float32("nan")),
    ("numpy:float32", NAT, np.float32("inf")),
    ("numpy:float32", NAT, np.float32(0.5)),
    ("numpy:float32", NAT, np.float32(-1)),
]


@pytest.mark.parametrize(("text", "form", "native"), WRONG)
def test_malformed(text: str, form: Form, native: object) -> None:
    chosen = carrier(text)
    with pytest.raises(Malformed, match=r"^expected .+, got .+\(.*\)$"):
        chosen.decoder(form)(native)
    for right in [True, False] if form.kind is Kind.BOOL else [0, 1]:
        value = (right,) if form.rank else right
        with pytest.raises(AssertionError):
            exec(chosen.check_source("got", form, value), {**NAMES, "got": native})


def test_message() -> None:
    with pytest.raises(Malformed) as caught:
        carrier("numpy").decoder(BOOLS)(np.array([1, 0]))
    expected = "expected a 1-d bool array, got array([1, 0]) (numpy.ndarray, dtype int64, shape (2,))"
    assert str(caught.value) == expected


@pytest.mark.parametrize(
    ("text", "form", "native", "value"),
    [
        ("numpy", NAT, 3, 3),
        ("numpy", NAT, np.uint8(3), 3),
        ("numpy", NAT, np.array(3), 3),
        ("numpy:float32", NAT, 3, 3),
        ("numpy:float32", NAT, np.float32(3), 3),
        ("numpy", BOOL, np.bool_(True), True),
        ("numpy", BOOL, np.array(False), False),
        ("numpy", Form(Kind.NAT, 2), np.zeros((0, 5), dtype=np.int64), ()),
        ("numpy", NAT, IntEnum("Count", {"THREE": 3})(3), 3),
        ("numpy", BOOLS, np.array([True, False]).view(Subclass), (True, False)),
        ("numpy", BOOL, np.array(True).view(Subclass), True),
        ("numpy", BOOLS, np.array([True, False]).view(np.recarray), (True, False)),
        ("numpy", BOOLS, np.ma.array([True, False]), (True, False)),
        ("numpy", BOOLS, np.broadcast_to(np.True_, 2), (True, True)),
        ("numpy", NATS, np.array([2, 1])[::-1], (1, 2)),
    ],
)
def test_accepted(text: str, form: Form, native: object, value: object) -> None:
    chosen = carrier(text)
    got = chosen.decoder(form)(native)
    assert got == value
    assert type(got) is type(value)
    exec(chosen.check_source("got", form, value), {**NAMES, "got": native})


def test_a_memory_map_is_an_array(tmp_path: Path) -> None:
    mapped = np.memmap(tmp_path / "mask", dtype=np.bool_, mode="w+", shape=(3,))
    mapped[1] = True
    chosen = carrier("numpy")
    assert chosen.decoder(BOOLS)(mapped) == (False, True, False)
    exec(chosen.check_source("got", BOOLS, (False, True, False)), {**NAMES, "got": mapped})
    assert chosen.shares_memory(mapped, mapped[:1])
    assert not chosen.shares_memory(mapped, np.array(mapped))


def test_a_subclass_that_tells_other_items_than_it_holds_is_malformed() -> None:
    masked = np.ma.array([True, False], mask=[False, True])
    with pytest.raises(Malformed, match=r"tells its items as \[True, None\] and holds \[True, False\]\)$"):
        carrier("numpy").decoder(BOOLS)(masked)
    with pytest.raises(Malformed, match=r"of which `x\[0\]` has 2 dimensions\)$"):
        carrier("numpy").decoder(Form(Kind.NAT, 2))(np.matrix([[1, 2]]))


def test_empty() -> None:
    for form, dtype in [(BOOLS, "bool"), (INDICES, "int64"), (NATS, "float16")]:
        native: Any = carrier("numpy:float16").embed(form, ())
        assert (native.shape, str(native.dtype)) == ((0,), dtype)


def test_literal() -> None:
    assert carrier("numpy").literal(INDICES, (0, 2)) == "np.array([0, 2], dtype=np.int64)"
    assert carrier("numpy").imports() == ("import numpy as np",)


def test_mutation_and_sharing() -> None:
    chosen = carrier("numpy")
    native = np.array([1, 2, 3])
    before = chosen.snapshot(native)
    assert chosen.unchanged(native, before)
    native[0] = 7
    assert not chosen.unchanged(native, before)
    assert not chosen.unchanged(native.astype(float), before)
    assert chosen.shares_memory(native, native[1:])
    assert not chosen.shares_memory(native, native.copy())
    assert not chosen.shares_memory(native, 3)
    assert chosen.shares_memory(native, native.view(Subclass))


def test_memory_that_neither_can_write_to_is_not_shared() -> None:
    """A broadcast constant or a mask that is frozen when it is kept changes nothing; through the other side it may."""
    chosen = carrier("numpy")
    owned = np.ones(3, dtype=bool)
    frozen = owned.view()
    frozen.flags.writeable = False
    constant = [np.broadcast_to(np.True_, n) for n in (2, 3)]
    for a, b, expected in [(*constant, False), (frozen, frozen, False), (frozen, owned, True), (owned, frozen, True)]:
        assert chosen.shares_memory(a, b) is expected
        source, scope = chosen.separate_source("a", "b"), {**NAMES, "a": a, "b": b}
        if expected:
            with pytest.raises(AssertionError, match="the memory is shared"):
                exec(source, scope)
        else:
            exec(source, scope)
    exec(chosen.separate_source("a", "b"), {**NAMES, "a": True, "b": owned})


def test_what_an_array_says_of_itself_is_part_of_what_it_was() -> None:
    chosen = carrier("numpy")
    native = np.ones((2, 2))
    before = chosen.snapshot(native)
    assert chosen.change(native, before) is None
    native.flags.writeable = False
    assert not chosen.unchanged(native, before)
    assert str(chosen.change(native, before)) == "its `flags.writeable` was True and is False"
    native.flags.writeable = True
    assert chosen.unchanged(native, before)


@pytest.mark.parametrize("shape", [(3,), (2, 3)])
def test_memory_of_repeated_items_is_shared_where_one_side_can_be_written_to(shape: tuple[int, ...]) -> None:
    chosen, owned = carrier("numpy"), np.ones(3, dtype=bool)
    repeated = np.broadcast_to(owned[:1], shape)
    assert chosen.shares_memory(repeated, owned)
    assert not chosen.shares_memory(repeated, owned[1:])
    assert not chosen.shares_memory(repeated, np.broadcast_to(owned[:1], (2, 3)))


def test_texts() -> None:
    assert carrier("numpy:int64").text == "numpy"
    assert carrier("numpy:float32").text == "numpy:float32"
    about = carrier("numpy").describe(np.array([True]))
    assert (about.type, about.dtype) == ("numpy.ndarray", "bool")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("numpy:flaot32", "did you mean `float32`.*expected one of int8"),
        ("numpy:bfloat16", "expected one of"),
        ("numpy:int64:cuda", "numpy takes no device"),
    ],
)
def test_errors(text: str, message: str) -> None:
    with pytest.raises(CarrierError, match=message):
        carrier(text)
