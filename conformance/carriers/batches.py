"""Batches: the values of several rows as one, with a leading axis, and its rows again.

What a structure holds has the axis in each of its fields. A callable is the same for all rows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any, cast

from conformance.carriers.base import Carrier, Form, Malformed
from conformance.carriers.composed import Embedder, embedder
from conformance.carriers.forms import AnyForm, Called, Record, Rows
from conformance.carriers.parts import MISSING, field_of
from conformance.carriers.words import Encoded


def batch_form(row: AnyForm) -> AnyForm:
    """The form of a batch, of whose rows that is the form."""
    if isinstance(row, Form):
        return Form(row.kind, row.rank + 1)
    if isinstance(row, Record):
        return Record(tuple(map(batch_form, row.fields)), row.names)
    return row if isinstance(row, (Called, Rows)) else Rows(row)


def gathered(row: AnyForm, values: Sequence[Any]) -> Any:
    """The value of a batch of rows, one at least."""
    if isinstance(row, Record):
        return tuple([gathered(field, [v[k] for v in values]) for k, field in enumerate(row.fields)])
    return values[0] if isinstance(row, Called) else tuple(values)


def first_of(row: AnyForm, value: Any) -> Any:
    """The row of a batch that has but one.

    Raises:
        Malformed: it has another number of rows.
    """
    if isinstance(row, Record):
        return tuple([first_of(field, v) for field, v in zip(row.fields, value, strict=True)])
    if isinstance(row, Called):
        return value
    if len(value) != 1:
        raise Malformed(f"expected a leading axis of length 1, got one of length {len(value)}")
    return value[0]


def embedder_of_one(carrier: Carrier, row: AnyForm, plain: Embedder) -> Callable[[Any], object]:
    """A function from a spec value to a batch with it as the only row."""
    if isinstance(row, (Form, Encoded)) and row.rank and not carrier.compiles_shapes:
        embed = plain(row)
        if not carrier.has_arrays:
            return lambda value: [embed(value)]
        return lambda value: cast("Any", embed(value))[None]
    whole = embedder(carrier, batch_form(row), plain)
    return lambda value: whole(gathered(row, (value,)))


def rows_in(row: AnyForm, native: Any) -> int | None:
    """How many rows a batch has, None where it has no leading axis; of a structure, what its first field has."""
    if isinstance(row, Record):
        parts = [rows_in(field, part) for field, part in _parts(row, native) if not isinstance(field, Called)]
        return parts[0] if parts and len(set(parts)) == 1 else None
    shape = getattr(native, "shape", None)
    if isinstance(shape, tuple):
        return shape[0] if shape and isinstance(shape[0], int) else None
    return len(native) if isinstance(native, (list, tuple)) else None


def part_of(row: AnyForm, native: Any, start: int, stop: int) -> Any:
    """Some of the rows of a batch, as a batch."""
    if isinstance(row, Called):
        return native
    if isinstance(row, Record):
        parts = [part_of(field, part, start, stop) for field, part in _parts(row, native)]
        return SimpleNamespace(**dict(zip(row.attributes, parts, strict=True))) if row.names else tuple(parts)
    return native[start:stop]


def part_source(row: AnyForm, name: str, start: int, stop: int) -> str:
    """Python source of the same."""
    if isinstance(row, Called):
        return name
    if isinstance(row, Record):
        if row.names:
            named = [
                f"{a}={part_source(field, f'{name}.{a}', start, stop)}"
                for a, field in zip(row.attributes, row.fields, strict=True)
            ]
            return f"SimpleNamespace({', '.join(named)})"
        parts = [part_source(field, f"{name}[{k}]", start, stop) for k, field in enumerate(row.fields)]
        return f"({', '.join(parts)},)"
    return f"{name}[{start}:{stop}]"


def _parts(row: Record, native: Any) -> list[tuple[AnyForm, Any]]:
    if row.names:
        values = [field_of(native, a) for a in row.attributes]
    else:
        values = list(native) if isinstance(native, (tuple, list)) else []
    if len(values) != len(row.fields) or any(value is MISSING for value in values):
        raise Malformed("it lacks some of its parts")
    return list(zip(row.fields, values, strict=True))
