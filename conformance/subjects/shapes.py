"""The forms in which values of a type come, and whether a result has the sizes and bounds that its type gives it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import prod
from typing import Any

from conformance.carriers.base import Malformed
from conformance.carriers.callables import Returned
from conformance.carriers.forms import AnyForm, Called, Record, Row
from conformance.lean.closures import Evaluator, Frame, Value
from conformance.lean.evaluate import compile_term
from conformance.lean.nodes import Type
from conformance.text.numbers import number_text
from conformance.values.known import formed

MAX_ITEMS = 2**22
"""How many values a result may hold whose length does not follow from the arguments."""


def size_check(type_: Type, names: tuple[str, ...]) -> Callable[[object, Frame], bool] | None:
    """Checks before it is read how much came back, which may be more than memory holds; None for what has no length.

    It says whether nothing is left to check of the value's shape.
    """
    sizes: list[Evaluator | None] = []
    former, inner = formed(type_)
    while (item := former.item(inner)) is not None and former.form(inner) is not None:
        size = former.counted_by(inner)
        sizes.append(None if size is None else compile_term(size, names, {}))
        former, inner = formed(item)
    if not sizes:
        return None
    length = sizes[0]
    is_all = len(sizes) == 1 and not former.has_positions

    def check(native: object, frame: Frame) -> bool:
        if is_all and length is not None and type(native) is list:
            if len(native) != length(frame):
                raise Malformed(f"expected {length(frame):,} values, got {len(native):,}")
            return True
        _measure(native, [None if size is None else size(frame) for size in sizes])
        return False

    return check


def _measure(native: object, expected: Sequence[int | None]) -> int:
    """How many values there are in a list or an array, by its lengths alone; 0 for what is neither.

    Raises:
        Malformed: it is longer than expected in one of its dimensions, or there are more than `MAX_ITEMS`.
    """
    if issubclass(type(native), list):
        shape: Sequence[object] = (list.__len__(native),)  # type: ignore[arg-type]
    else:
        told = getattr(native, "shape", ())
        shape = told if isinstance(told, tuple) else ()
    total = 1 if shape else 0
    for size, wanted in zip(shape, expected, strict=False):
        if not isinstance(size, int):
            return 0
        if wanted is not None and size > wanted:
            raise Malformed(f"expected {wanted:,} values, got {size:,}")
        total *= size
    if total > MAX_ITEMS and None in expected:
        raise Malformed(f"expected at most {MAX_ITEMS:,} values, got {total:,}")
    if issubclass(type(native), list) and len(expected) > 1:
        total = 0
        rows: list[object] = list.copy(native)  # type: ignore[arg-type]
        for row in rows:
            total += _measure(row, expected[1:])
            if total > MAX_ITEMS and None in expected:
                raise Malformed(f"expected at most {MAX_ITEMS:,} values, got more")
    return total


def tabulation(type_: Type, form: AnyForm, names: tuple[str, ...]) -> Callable[[Value, Frame], Value] | None:
    """What asks functions that came back for all their values, so that they are tables; None where there are none."""
    former, plain = formed(type_)
    if isinstance(form, Called):
        sizes: list[Evaluator] = []
        for _ in range(form.arity):
            former, plain = formed(type_)
            size, item = former.counted_by(plain), former.item(plain)
            assert size is not None
            assert item is not None
            sizes.append(compile_term(size, names, {}))
            type_ = item
        return lambda value, frame: _tabulated(value, tuple([size(frame) for size in sizes]))
    if isinstance(form, Record):
        parts = zip(former.held(plain), form.fields, strict=True)
        several = [tabulation(part, inner, names) for part, inner in parts]
        return _of_parts(several) if any(several) else None
    item = former.item(plain)
    each = tabulation(item, form.item, names) if isinstance(form, Row) and item is not None else None
    return None if each is None else lambda value, frame: tuple([each(v, frame) for v in value])


def _of_parts(several: Sequence[Callable[[Value, Frame], Value] | None]) -> Callable[[Value, Frame], Value]:
    return lambda value, frame: tuple(
        [part if one is None else one(part, frame) for one, part in zip(several, value, strict=True)]
    )


def _tabulated(returned: Returned, sizes: tuple[int, ...]) -> Value:
    if (count := prod(sizes)) > MAX_ITEMS:
        raise Malformed(f"expected a function with at most {MAX_ITEMS:,} values, got one with {count:,}")
    return returned.values(sizes)


Shape = Callable[[Frame], Callable[[Any], None]]
"""A check of values, with the sizes and bounds that the arguments of a call give."""


def shape_check(type_: Type, names: tuple[str, ...]) -> Callable[[Value, Frame], None] | None:
    """Checks what a form cannot: lengths and index bounds, which depend on the arguments."""
    shape = _shape(type_, names)
    return None if shape is None else lambda value, frame: shape(frame)(value)


def _shape(type_: Type, names: tuple[str, ...]) -> Shape | None:
    former, plain = formed(type_)
    if (below := former.size(plain)) is not None:
        bound = compile_term(below, names, {})
        return lambda frame: _index_check(bound(frame))
    item = former.item(plain)
    if item is None:
        return _of_parts([_shape(part, names) for part in former.held(plain)])
    size = former.counted_by(plain)
    length = None if size is None else compile_term(size, names, {})
    item_former, plain_item = formed(item)
    if (below := item_former.size(plain_item)) is not None:
        bound = compile_term(below, names, {})
        return lambda frame: _indices_check(bound(frame), None if length is None else length(frame))
    inner = _shape(item, names)
    if inner is None and length is None:
        return None

    def shape(frame: Frame) -> Callable[[Any], None]:
        return _items_check(None if inner is None else inner(frame), None if length is None else length(frame))

    return shape


def _of_parts(shapes: Sequence[Shape | None]) -> Shape | None:
    asked = [(k, shape) for k, shape in enumerate(shapes) if shape is not None]

    def shape(frame: Frame) -> Callable[[Any], None]:
        checks = [(k, shape(frame)) for k, shape in asked]

        def check_parts(value: Value) -> None:
            for k, check in checks:
                check(value[k])

        return check_parts

    return shape if asked else None


def _index_check(bound: int) -> Callable[[Any], None]:
    def check_index(value: Value) -> None:
        if value >= bound:
            raise Malformed(f"expected an index below {bound}, got {number_text(value)}")

    return check_index


def _indices_check(bound: int, length: int | None) -> Callable[[Any], None]:
    check_one = _index_check(bound)

    def check_indices(value: Value) -> None:
        _check_length(value, length)
        # The largest tells for all.
        if value and max(value) >= bound:
            for item in value:
                check_one(item)

    return check_indices


def _items_check(check: Callable[[Any], None] | None, length: int | None) -> Callable[[Any], None]:
    def check_items(value: Value) -> None:
        _check_length(value, length)
        if check is not None:
            for item in value:
                check(item)

    return check_items


def _check_length(value: Value, length: int | None) -> None:
    if length is not None and len(value) != length:
        raise Malformed(f"expected {length} values, got {len(value)}")
