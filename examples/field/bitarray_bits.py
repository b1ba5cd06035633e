"""bitarray: masks as arrays of bits, 8 to a byte."""

from __future__ import annotations

from typing import Any

from bitarray import bitarray

name = "bitarray"
distribution = "bitarray"
carrier = "python"
forms = {"mask": "int01"}
calls = "`bits[i]`, `~bits`, `bits.count()`, `bits.search(1)`, `bits[idxs] = 1`, `bitarray(n)`."
translation = "lists of 0 and 1 become bit arrays, and bit arrays lists"
bites = {
    "rejects_out_of_range": "A negative position counts from the end, when read and when set.",
}


def selected(mask: Any, i: int) -> Any:
    return bitarray(mask)[i] == 1


def all_mask(n: int) -> Any:
    return (~bitarray(n)).tolist()


def empty_mask(n: int) -> Any:
    return bitarray(n).tolist()


def complement(mask: Any) -> Any:
    return (~bitarray(mask)).tolist()


def count_selected(mask: Any) -> Any:
    return bitarray(mask).count()


def mask_to_indices(mask: Any) -> Any:
    return list(bitarray(mask).search(1))


def indices_to_mask(n: int, idxs: Any) -> Any:
    bits = bitarray(n)
    bits[idxs] = 1
    return bits.tolist()
