"""Which numbers the dtypes of a library's arrays have room for."""

from __future__ import annotations

import pytest

from conformance.carriers.base import Kind
from conformance.carriers.registry import carrier
from conformance.carriers.scalars import has_room

INTEGER, BYTE = (Kind("integer", is_index=True, dtype=dtype) for dtype in (Kind.INTEGER, "uint8"))


@pytest.mark.parametrize(
    ("text", "kind", "inside", "outside"),
    [
        ("numpy:uint8", Kind.NAT, (0, 255), (-1, 256)),
        ("numpy:int8", Kind.NAT, (-127, 127), (-300, 128)),
        ("numpy:uint8", Kind.INDEX, (-1, 2**60), ()),
        ("numpy:uint8", INTEGER, (0, 255), (-1,)),
        ("numpy:float16", INTEGER, (-1, 2**60), ()),
        ("numpy", BYTE, (0, 255), (-1, 256)),
        ("numpy:float16", Kind.NAT, (-10_000, 2_048), (2_049, 70_000)),
        ("numpy:uint8", Kind.REAL, (-1, float("nan")), ()),
        ("python", Kind.NAT, (-1, 2**100), ()),
    ],
)
def test_has_room(text: str, kind: Kind, inside: tuple[float, ...], outside: tuple[float, ...]) -> None:
    if text != "python":
        pytest.importorskip("numpy")
    chosen = carrier(text)
    assert [number for number in (*inside, *outside) if has_room(chosen, kind, number)] == list(inside)
