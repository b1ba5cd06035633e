"""Files that are almost right: valid ones with something swapped, dropped, retyped, nested, or with other bytes."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable
from typing import Any

ODD_VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2, 10**30, 10**4000, 0.5, -0.5, 1e308, "", "0", "x", "core", "passed", "\ud800", "\0",
    "\u202e", "::error::x", "<b>", "a" * 5000, [], [[]], {}, {"a": 1}, "2026-01-01T00:00:00+00:00",
    "0001-01-01T00:00:00+23:59",
)  # fmt: skip
PIECES = (
    b"\0", b"\xff", b"\xef\xbb\xbf", b"\t", b"\n", b"\r", b"\n---\n", b"!!bool ", b"!", b"&a ", b"*a", b"<<: ", b"? ",
    b": ", b"- ", b"|", b">", b"'", b'"', b"[", b"]", b"{", b"}", b",", b"#", b"%", b"@", b"`", b"~", b"1e999", b"NaN",
    b"-", b"0x", b".inf", b"1:2:3", b"=", b"2020-01-01", b"[" * 50, b"(" * 200, b"9" * 5000, b"\\ud800",
    b"\\", b"\xe2\x88\x80",
    b"\xe2\x80\xa8", b"\xc2\x85", b"fun x => ", b"theorem ", b"def ", b" : ", b" := ", b"Fin ", b"List ", b"Nat",
    b" 0 ",
)  # fmt: skip


def changed_tree(tree: Any, draw: random.Random) -> Any:
    """A copy of plain data with a few parts exchanged, dropped, doubled, moved or nested."""
    tree = copy.deepcopy(tree)
    for _ in range(draw.choice((1, 1, 1, 2, 3))):
        places = list(_places(tree))
        if not places:
            return draw.choice(ODD_VALUES)
        holder, key = draw.choice(places)
        draw.choice(_CHANGES)(holder, key, places, draw)
    return tree


def changed_bytes(data: bytes, draw: random.Random) -> bytes:
    """Bytes with a few pieces put in, taken out, exchanged, doubled or cut off."""
    for _ in range(draw.choice((1, 1, 2, 4))):
        start = draw.randrange(len(data) + 1)
        end = min(len(data), start + draw.choice((0, 0, 1, 1, 3, 20)))
        match draw.randrange(6):
            case 0:
                data = data[:start] + draw.choice(PIECES) + data[end:]
            case 1:
                data = data[:start] + data[end:]
            case 2:
                data = data[:start] + data[start:end] * draw.choice((2, 40)) + data[end:]
            case 3:
                data = data[:start] + bytes([draw.randrange(256)]) + data[end:]
            case 4:
                other = draw.randrange(len(data) + 1)
                data = data[:start] + data[other : other + 20] + data[end:]
            case _:
                data = data[:start] if draw.random() < 0.2 else data
    return data


def _places(tree: Any) -> Any:
    """Every holder with a key or position of it."""
    if isinstance(tree, dict):
        keys: list[Any] = list(tree)
    elif isinstance(tree, list):
        keys = list(range(len(tree)))
    else:
        return
    for key in keys:
        yield tree, key
        yield from _places(tree[key])


Change = Callable[[Any, Any, list[Any], random.Random], None]


def _exchange(holder: Any, key: Any, _: list[Any], draw: random.Random) -> None:
    holder[key] = draw.choice(ODD_VALUES)


def _drop(holder: Any, key: Any, _: list[Any], draw: random.Random) -> None:
    del holder[key]


def _double(holder: Any, key: Any, _: list[Any], draw: random.Random) -> None:
    if isinstance(holder, list):
        holder.insert(key, copy.deepcopy(holder[key]))
    else:
        holder[draw.choice((f"{key}x", "x", ""))] = copy.deepcopy(holder[key])


def _move(holder: Any, key: Any, places: list[Any], draw: random.Random) -> None:
    other, name = draw.choice(places)
    holder[key] = copy.deepcopy(other[name])


def _nest(holder: Any, key: Any, _: list[Any], draw: random.Random) -> None:
    for _ in range(draw.choice((1, 2, 30, 70))):
        holder[key] = [holder[key]] if draw.random() < 0.5 else {"a": holder[key]}


def _retype(holder: Any, key: Any, _: list[Any], draw: random.Random) -> None:
    value = holder[key]
    match value:
        case str():
            holder[key] = draw.choice(([value], len(value), value * 2, value[:-1], value.upper()))
        case bool() | int() | float():
            holder[key] = draw.choice((str(value), not value, -value, float(min(value, 1e9)), [value]))
        case list():
            holder[key] = draw.choice((dict(enumerate(map(str, value))), value[::-1], value * 2, str(value)))
        case dict():
            holder[key] = draw.choice((list(value), list(value.values()), str(value)))


_CHANGES: tuple[Change, ...] = (_exchange, _exchange, _drop, _double, _move, _nest, _retype)
