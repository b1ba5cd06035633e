"""A step from the values of one form to those of another, and how they go there and back."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Any

from conformance.carriers.base import Carrier, Form, Kind, Malformed
from conformance.carriers.nested import Empty
from conformance.carriers.shown import shown

Sizes = tuple[int, ...]
"""How many values there are at each depth of a table."""

Given = Callable[[Any, Carrier, int], Any]
"""What holds values of a form of that rank in another."""

Read = Callable[[Any, Sizes, Carrier], Any]
"""What reads them back, with the sizes of the table; it raises `Malformed` where they stand for none."""


@dataclass(frozen=True, slots=True)
class Step:
    """A word: the forms that it `takes`, the one that it gives of such a one, and how values go there and back.

    `is_table` says that it takes functions alone, whose sizes their types tell; `counts` whether what it gives has as
    many values as what it takes, at each depth, and `sizes` how many at most. `after` is a step that must be before it.
    `container` is a class of Python's in which values are, and `fill` what rows of a batch are filled up with that are
    shorter than others. `lists` says that it gives a list, whose length no type tells.
    """

    name: str
    meaning: str
    takes: Callable[[Form], bool]
    form: Callable[[Form], Form]
    given: Given
    read: Read
    is_table: bool = False
    counts: bool = True
    is_ordered: bool = True
    sizes: Callable[[Sizes], Sizes] = lambda sizes: sizes
    after: str = ""
    container: type | None = None
    fill: float | None = None
    lists: bool = False


def is_mask(form: Form) -> bool:
    return form.kind.is_bool and form.rank > 0


def is_vector_of_bools(form: Form) -> bool:
    return form.kind.is_bool and form.rank == 1


def is_of_indices(form: Form) -> bool:
    return form.kind.name == Kind.INDEX.name


def is_array_of_integers(form: Form) -> bool:
    return form.kind.is_index and form.rank > 0


def each_of(change: Callable[[Any], Any], rank: int, value: Any) -> Any:
    """A value with each of its scalars changed."""
    if rank == 0:
        return change(value)
    return tuple(map(change, value)) if rank == 1 else tuple([each_of(change, rank - 1, v) for v in value])


def _place(value: Any, is_wrong: Callable[[Any], bool]) -> tuple[Any, str]:
    """The first scalar that is wrong, and where it stands."""
    at: list[int] = []
    while isinstance(value, tuple):
        k, value = next((k, v) for k, v in enumerate(value) if _any(v, is_wrong))
        at.append(k)
    return value, f"position {at[0]}" if len(at) == 1 else f"position ({', '.join(map(str, at))})"


def _any(value: Any, is_wrong: Callable[[Any], bool]) -> bool:
    return any(_any(v, is_wrong) for v in value) if isinstance(value, tuple) else is_wrong(value)


def two_numbers(true: float | None, false: float | None) -> tuple[Given, Read]:
    """How truth values are two numbers, of which None is the least that there is."""

    def numbers(carrier: Carrier) -> tuple[Any, Any]:
        return (carrier.lowest if true is None else true), (carrier.lowest if false is None else false)

    def given(value: Any, carrier: Carrier, rank: int) -> Any:
        yes, no = numbers(carrier)
        return each_of({True: yes, False: no}.__getitem__, rank, value)

    def read(value: Any, sizes: Sizes, carrier: Carrier) -> Any:
        yes, no = numbers(carrier)
        back = {yes: True, no: False}
        try:
            return each_of(back.__getitem__, _depth(value), value)
        except KeyError:
            wrong, where = _place(value, lambda v: v not in back)
            raise Malformed(
                f"expected {_shown(no)} or {_shown(yes)} everywhere, got {shown(wrong)} at {where}"
            ) from None

    return given, read


def _shown(number: float) -> str:
    return f"{number:g}"


def _depth(value: Any) -> int:
    depth = 0
    while isinstance(value, tuple):
        depth += 1
        value = value[0] if value else None
    return depth


def as_kind(kind: Kind) -> Callable[[Form], Form]:
    return lambda form: Form(kind, form.rank)


def complement(value: Any, carrier: Carrier, rank: int) -> Any:
    return each_of(_opposite, rank, value)


def complement_back(value: Any, sizes: Sizes, carrier: Carrier) -> Any:
    return each_of(_opposite, _depth(value), value)


def _opposite(value: bool) -> bool:
    return not value


def true_positions(value: Any, carrier: Carrier, rank: int) -> Any:
    return tuple([k for k, item in enumerate(value) if item])


def mask_of(value: Any, sizes: Sizes, carrier: Carrier) -> Any:
    """The mask that is true at some positions, each of which is told once."""
    (size,) = sizes
    found = [False] * size
    for k, index in enumerate(value):
        if not 0 <= index < size:
            raise Malformed(f"expected positions below {size}, got {shown(index)} as number {k}")
        if found[index]:
            raise Malformed(f"expected each position once, got {index} twice, the second time as number {k}")
        found[index] = True
    return tuple(found)


def from_one(value: Any, carrier: Carrier, rank: int) -> Any:
    return each_of(lambda index: index + 1, rank, value)


def from_zero(value: Any, sizes: Sizes, carrier: Carrier) -> Any:
    if _any(value, _is_zero):
        raise Malformed(f"expected indices from 1 on, got 0{_at(value, _is_zero)}")
    return each_of(lambda index: index - 1, _depth(value), value)


def _is_zero(index: int) -> bool:
    return index == 0


def _at(value: Any, is_wrong: Callable[[Any], bool]) -> str:
    return f" at {_place(value, is_wrong)[1]}" if isinstance(value, tuple) else ""


def after_one(value: Any, carrier: Carrier, rank: int) -> Any:
    return (False, *value)


def without_first(value: Any, sizes: Sizes, carrier: Carrier) -> Any:
    if not value:
        raise Malformed("expected one value more, for a token before the first, got none")
    if value[0]:
        raise Malformed("expected False for the token before the first, got True")
    return value[1:]


def transposed(value: Any, carrier: Carrier, rank: int) -> Any:
    return tuple(zip(*value, strict=True))


def transposed_back(value: Any, sizes: Sizes, carrier: Carrier) -> Any:
    lengths = {len(row) for row in value}
    if len(lengths) > 1 or (value and lengths != {sizes[0]}):
        raise Malformed(f"expected rows of {sizes[0]} values, got {', '.join(map(str, sorted(lengths)))}")
    return tuple(zip(*value, strict=True)) if value else tuple(repeat((), sizes[0]))


def unit_axes(axes: Sequence[bool]) -> tuple[Given, Read, Callable[[Sizes], Sizes]]:
    """How values have further axes of length 1, where `axes` says so, and how long all are."""

    def given(value: Any, carrier: Carrier, rank: int, rest: Sequence[bool] = axes) -> Any:
        if not rest:
            return value
        if rest[0]:
            return (given(value, carrier, rank, rest[1:]),)
        return tuple([given(v, carrier, rank, rest[1:]) for v in value]) or Empty((0, *map(int, rest[1:])))

    def read(value: Any, sizes: Sizes, carrier: Carrier, depth: int = 0) -> Any:
        if depth == len(axes):
            return value
        if not axes[depth]:
            return tuple([read(v, sizes, carrier, depth + 1) for v in value])
        if len(value) != 1:
            raise Malformed(f"expected one value along axis {depth}, got {len(value)}")
        return read(value[0], sizes, carrier, depth + 1)

    def all_sizes(sizes: Sizes) -> Sizes:
        known = iter(sizes)
        return tuple([1 if is_unit else next(known) for is_unit in axes])

    return given, read, all_sizes


def filled(rows: Sequence[Any], rank: int, fill: float) -> tuple[Any, ...]:
    """Rows of that rank as long as the longest of them, at each depth."""
    lengths: list[int] = []
    level = list(rows)
    for _ in range(rank):
        lengths.append(max(map(len, level), default=0))
        level = [item for row in level for item in row]

    def full(value: Any, depth: int) -> Any:
        if depth == rank:
            return value
        missing = lengths[depth] - len(value)
        return (*[full(v, depth + 1) for v in value], *repeat(empty[depth + 1], missing))

    empty: list[Any] = [fill]
    for length in reversed(lengths):
        empty.insert(0, (empty[0],) * length)
    return tuple([full(row, 0) for row in rows])


def cut_of(fill: float) -> Read:
    """What takes from a row what it was filled up with."""

    def is_fill(value: Any) -> bool:
        return all(map(is_fill, value)) if isinstance(value, tuple) else bool(value == fill)

    def cut(value: Any, sizes: Sizes, at: str) -> Any:
        if not sizes:
            return value
        size, *inner = sizes
        for k, beyond in enumerate(value[size:], start=size):
            if not is_fill(beyond):
                raise Malformed(
                    f"expected {fill:g} beyond the {size} values of the row, got {shown(beyond)} at {at}{k}"
                )
        return tuple([cut(v, tuple(inner), f"{at}{k}, ") for k, v in enumerate(value[:size])])

    def read(value: Any, sizes: Sizes, carrier: Carrier) -> Any:
        if sizes:
            return cut(value, sizes, "position ")
        end = len(value)
        while end and is_fill(value[end - 1]):
            end -= 1
        if _any(value[:end], is_fill):
            raise Malformed(f"expected {fill:g} at the end of the row alone, got it{_at(value[:end], is_fill)}")
        return value[:end]

    return read


def fits(fill: float, form: Form) -> bool:
    """Whether the scalars of a form may be that number."""
    if form.kind.is_real:
        return True
    return fill in (0, 1) if form.kind.is_bool else math.isfinite(fill) and fill == int(fill)


def same(value: Any, carrier: Carrier, rank: int) -> Any:
    return value


def same_back(value: Any, sizes: Sizes, carrier: Carrier) -> Any:
    return value
