"""CRoaring's compressed sets of 32-bit numbers, a mask as the set of what is chosen."""

from __future__ import annotations

from typing import Any

from pyroaring import BitMap

name = "pyroaring, BitMap"
distribution = "pyroaring"
carrier = "python"
forms = {"mask": "set", "complement.m": "bool"}
calls = (
    "`i in BitMap(mask)`, `BitMap(idxs)`, `BitMap(range(n))`, `bitmap.flip(0, n)`, `len`, and what is iterated over."
)
translation = "sets become bitmaps, and bitmaps sets"
bites = {
    "rejects_out_of_range": "A set of 32-bit numbers knows no n: a position of a longer sequence is kept, counted, and "
    "met again where the set indexes an array.",
}


def selected(mask: Any, i: int) -> Any:
    return i in BitMap(mask)


def all_mask(n: int) -> Any:
    return set(BitMap(range(n)))


def empty_mask(n: int) -> Any:
    return set(BitMap())


def complement(m: Any) -> Any:
    return set(BitMap([i for i, chosen in enumerate(m) if chosen]).flip(0, len(m)))


def count_selected(mask: Any) -> Any:
    return len(BitMap(mask))


def mask_to_indices(mask: Any) -> Any:
    return list(BitMap(mask))


def indices_to_mask(n: int, idxs: Any) -> Any:
    return set(BitMap(idxs))
