"""The Python carrier, and the text form of carriers."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from collections import UserList
from collections.abc import Iterator
from enum import IntEnum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.carriers import CarrierError, Form, Kind, Malformed, MissingLibrary, carrier, shape_of

CARRIER = carrier("python")
FORMS = [Form(kind, rank) for kind in (Kind.BOOL, Kind.INDEX, Kind.NAT) for rank in range(3)]


def values(form: Form) -> st.SearchStrategy[Any]:
    found: st.SearchStrategy[Any] = st.booleans() if form.kind is Kind.BOOL else st.integers(0, 2**80)
    for _ in range(form.rank):
        found = st.lists(found, max_size=5).map(tuple)
    return found


class Row(list):  # type: ignore[type-arg]
    """A list subclass."""


class Unshowable:
    def __repr__(self) -> str:
        raise RuntimeError

    def __getattr__(self, name: str) -> object:
        raise RuntimeError


@pytest.mark.parametrize("form", FORMS, ids=str)
def test_round_trip(form: Form) -> None:
    @given(values(form), values(form))
    def check(value: Any, other: Any) -> None:
        native = CARRIER.embed(form, value)
        assert CARRIER.decoder(form)(native) == value
        made = eval(CARRIER.literal(form, value))
        assert made == native
        assert CARRIER.unchanged(made, CARRIER.snapshot(native))
        exec(CARRIER.check_source("got", form, value), {"got": native})
        if other != value:
            with pytest.raises(AssertionError):
                exec(CARRIER.check_source("got", form, other), {"got": native})

    check()


@pytest.mark.parametrize(
    ("form", "native"),
    [
        (Form(Kind.BOOL, 0), 1),
        (Form(Kind.BOOL, 0), None),
        (Form(Kind.NAT, 0), True),
        (Form(Kind.NAT, 0), 1.0),
        (Form(Kind.NAT, 0), -1),
        (Form(Kind.INDEX, 0), "1"),
        (Form(Kind.BOOL, 1), [1]),
        (Form(Kind.BOOL, 1), (True,)),
        (Form(Kind.BOOL, 1), UserList([True])),
        (Form(Kind.BOOL, 1), None),
        (Form(Kind.BOOL, 1), [[True]]),
        (Form(Kind.NAT, 1), [True]),
        (Form(Kind.NAT, 1), [1, -1]),
        (Form(Kind.INDEX, 1), [float("nan")]),
        (Form(Kind.NAT, 2), [1]),
        (Form(Kind.NAT, 1), Unshowable()),
    ],
    ids=lambda x: type(x).__name__,
)
def test_malformed(form: Form, native: object) -> None:
    with pytest.raises(Malformed, match=rf"^expected .+, got .+\(.*{type(native).__name__}\)$"):
        CARRIER.decoder(form)(native)


def test_check_source_is_strict() -> None:
    for form, right, wrongs in [
        (Form(Kind.BOOL, 1), (True,), [[1], (True,), UserList([True]), None, [[True]]]),
        (Form(Kind.NAT, 0), 1, [True, 1.0, None, [1]]),
        (Form(Kind.NAT, 2), ((1,),), [[1], [[True]], [[1.0]], [(1,)]]),
    ]:
        for wrong in wrongs:
            with pytest.raises(AssertionError):
                exec(CARRIER.check_source("got", form, right), {"got": wrong})


class Count(IntEnum):
    TWO = 2


class Backwards(list):  # type: ignore[type-arg]
    """A list subclass that tells its items from the last to the first."""

    def __iter__(self) -> Iterator[Any]:
        return reversed(self)


def test_subclasses_are_read_as_what_they_are() -> None:
    assert CARRIER.decoder(Form(Kind.BOOL, 1))(Row([True])) == (True,)
    for form, native, value in [
        (Form(Kind.NAT, 0), Count.TWO, 2), (Form(Kind.NAT, 1), [1, Count.TWO], (1, 2)),
        (Form(Kind.NAT, 2), Row([[Count.TWO], Row([1])]), ((2,), (1,))),
    ]:  # fmt: skip
        read = CARRIER.decoder(form)(native)
        assert read == value
        assert Count not in set(map(type, read if isinstance(read, tuple) else (read,)))
        exec(CARRIER.check_source("got", form, value), {"got": native})


def test_a_list_that_tells_other_items_than_it_holds_is_malformed() -> None:
    with pytest.raises(Malformed, match=r"tells its items as \[True, False\] and holds \[False, True\]\)$"):
        CARRIER.decoder(Form(Kind.BOOL, 1))(Backwards([False, True]))


def test_mutation_and_sharing() -> None:
    native = [True, False]
    before = CARRIER.snapshot(native)
    assert CARRIER.unchanged(native, before)
    native[0] = 1  # type: ignore[assignment]
    assert not CARRIER.unchanged(native, before)
    rows = [[1], [2]]
    assert CARRIER.shares_memory(rows, rows)
    assert CARRIER.shares_memory(rows, [rows[1]])
    assert not CARRIER.shares_memory(rows, [[1], [2]])
    assert not CARRIER.shares_memory(1, 1)


def test_plain() -> None:
    assert CARRIER.plain([True]) == "[True]"
    assert CARRIER.plain(Unshowable()) == "a Unshowable that cannot be shown"
    assert len(CARRIER.plain("x" * 1000)) == 200


def test_shape_of() -> None:
    assert [shape_of(v) for v in (3, (), (1, 2), ((1,), (2,)))] == [(), (0,), (2,), (2, 1)]


def test_carrier_texts() -> None:
    assert carrier(None).text == "python"
    assert carrier(CARRIER) is CARRIER
    assert (CARRIER.max_nat, CARRIER.dtype, CARRIER.device, CARRIER.imports()) == (None, None, None, ())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("nunpy", "did you mean `numpy`.*expected one of python, numpy, torch"),
        ("cupy", "expected one of python, numpy, torch, jax, array_api"),
        ("numpy:int64:cuda", "numpy takes no device; write `numpy:int64`"),
        ("array_api", "array_api needs a namespace, as in `array_api:array_api_strict`"),
        ("array_api:numpy:int64:cpu", "array_api takes no device"),
        ("python:int64", "python takes no dtype"),
        (3, "not a int"),
    ],
)
def test_carrier_errors(text: Any, message: str) -> None:
    with pytest.raises(CarrierError, match=message):
        carrier(text)


@pytest.mark.parametrize("library", ["numpy", "torch", "jax", "array_api"])
def test_missing_library(library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(MissingLibrary, match=rf"pip install 'masking-conformance\[{library}\]'"):
        carrier(library + (":numpy" if library == "array_api" else ""))


def test_no_library_is_imported_early() -> None:
    program = (
        "import sys; from conformance.carriers import carrier; carrier('python');"
        "sys.exit(any(m in sys.modules for m in ('numpy', 'torch', 'jax', 'array_api_compat')))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
