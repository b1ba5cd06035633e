"""Any object in a few characters, without writing out what is large: results of backends may be anything."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from itertools import islice
from math import prod
from typing import Any

LONGEST = 200
"""Characters of a text at most."""

_ITEMS, _DEPTH, _BITS, _ARRAY, _BYTES = 100, 8, 2_000, 10_000, 1_000
"""Items of a container, containers in containers, bits of an integer, items of an array and bytes of each that are
written out."""

_BRACKETS: dict[type, tuple[str, str]] = {list: ("[", "]"), tuple: ("(", ")"), set: ("{", "}"), frozenset: ("{", "}")}


def without_addresses(text: str) -> str:
    """The text without where objects lie in memory, as in `<object object at 0x7f2a>`, which no two runs have alike."""
    return _ADDRESS.sub("", text)


_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]{4,16}\b")


def shown(native: object, show: Callable[[object], str] | None = None) -> str:
    """A text of at most `LONGEST` characters on one line, as `show` or else `repr` gives it, which may raise."""
    try:
        text = show(native) if show is not None else _text(native, _DEPTH)
        text = without_addresses(" ".join(str.__str__(text)[: 4 * LONGEST].split()))
    except KeyboardInterrupt:
        raise
    except BaseException:
        text = f"a {type.__getattribute__(type(native), '__name__')} that cannot be shown"
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 3]}..."


def _text(native: Any, depth: int) -> str:
    kind = type(native)
    if kind is int and native.bit_length() > _BITS:
        return f"an int of {native.bit_length():,} bits"
    if kind in (str, bytes, bytearray):
        return repr(native[:LONGEST]) + ("..." if len(native) > LONGEST else "")
    if kind is dict:
        pairs = (f"{_text(k, depth - 1)}: {_text(v, depth - 1)}" for k, v in native.items())
        return "{" + _joined(pairs, len(native)) + "}" if depth else "{...}"
    if kind in _BRACKETS and native:
        opening, closing = _BRACKETS[kind]
        if not depth:
            return f"{opening}...{closing}"
        inside = _joined((_text(item, depth - 1) for item in native), len(native))
        one = "," if kind is tuple and len(native) == 1 else ""
        whole = f"{opening}{inside}{one}{closing}"
        return f"frozenset({whole})" if kind is frozenset else whole
    shape = _shape(native)
    if shape is not None and prod(shape) > _ARRAY:
        return f"{prod(shape):,} values of a {kind.__name__}"
    size = None if shape is None else getattr(native, "nbytes", None)
    if shape is not None and type(size) is int and size > _BYTES * prod(shape):
        return f"{size:,} bytes of a {kind.__name__}"
    text = repr(native)
    if str.endswith(text, ">") and _HIDES.match(text) and (value := _computed(native, shape)) is not None:
        return _text(value, depth - 1)
    return text


_HIDES = re.compile(r"[\w.]{0,200}<")
"""How a text begins which tells what an object is and not what it holds, as `<Lazy object>` and `dask.array<add>` do;
it ends with `>`."""


def _computed(native: Any, shape: tuple[int, ...] | None) -> object | None:
    """What an array holds that is not computed yet, as nested lists or a number; None where that cannot be had.

    Nothing is computed of which it is not known that it is small, and the object itself stays what it is.
    """
    if shape is None and not (hasattr(type(native), "__len__") and len(native) <= _ARRAY):
        return None
    for name in ("compute", "__array__", "tolist"):
        method = getattr(type(native), name, None)
        if not callable(method):
            continue
        try:
            array = method(native)
            value: object = array.tolist() if hasattr(type(array), "tolist") else array
        except KeyboardInterrupt:
            raise
        except BaseException:
            continue
        if type(value) in (bool, int, float, list):
            return value
    return None


def _joined(texts: Iterable[str], count: int) -> str:
    """The first of the texts, as many as anybody sees."""
    found: list[str] = []
    room = 2 * LONGEST
    for text in islice(texts, _ITEMS):
        found.append(text)
        room -= len(text)
        if room < 0:
            break
    return ", ".join(found) + (f", ... {count:,} in all" if len(found) < count else "")


def _shape(native: object) -> tuple[int, ...] | None:
    shape = getattr(native, "shape", None)
    return shape if isinstance(shape, tuple) and all(isinstance(size, int) for size in shape) else None


def number_source(number: float) -> str:
    """Python source of a number that may be none."""
    return repr(number) if isinstance(number, int) or math.isfinite(number) else f'float("{number}")'


def attribute_of_any(native: object, name: str) -> object:
    """An attribute of any object; None where it has none, or asking for it raises."""
    try:
        return getattr(native, name, None)
    except KeyboardInterrupt:
        raise
    except BaseException:
        return None
