"""The forms in which values of a type come, and whether a result has the sizes and bounds that its type gives it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import prod
from typing import Any

from conformance.carriers.base import Carrier, Malformed
from conformance.carriers.callables import Returned
from conformance.carriers.forms import AnyForm, Called, Perhaps, Record, Row
from conformance.carriers.held import held_value
from conformance.carriers.nested import has_lengths, items_of_lengths
from conformance.carriers.words import Encoded
from conformance.lean.closures import Evaluator, Frame, Value
from conformance.lean.evaluate import compile_term
from conformance.lean.nodes import Term, Type
from conformance.text.numbers import number_text
from conformance.values.known import formed

MAX_ITEMS = 2**22
"""How many values a result may hold whose length does not follow from the arguments."""


def size_check(type_: Type, names: tuple[str, ...], result: AnyForm) -> Callable[[object, Frame], bool] | None:
    """Checks before it is read how much came back, which may be more than memory holds; None for what has no length.

    It says whether nothing is left to check of the value's shape.
    """
    sizes, innermost = _sizes(type_, names)
    if not sizes:
        return None
    length = sizes[0]
    former, inner = formed(innermost)
    is_all = len(sizes) == 1 and not former.has_positions and not former.held(inner)
    is_all = is_all and not isinstance(result, Encoded)
    lengths = lengths_of(type_, names, result)

    def check(native: object, frame: Frame) -> bool:
        if is_all and length is not None and type(native) is list:
            if len(native) != length(frame):
                raise Malformed(f"expected {length(frame):,} values, got {len(native):,}")
            return True
        measure(native, lengths(frame))
        return False

    return check


def _sizes(type_: Type, names: tuple[str, ...]) -> tuple[list[Evaluator | None], Type]:
    """How many values there are at each depth, None where that does not follow from arguments, and what these are."""
    sizes: list[Evaluator | None] = []
    former, inner = formed(type_)
    while (item := former.item(inner)) is not None and former.form(inner) is not None:
        size = former.counted_by(inner)
        sizes.append(None if size is None else compile_term(size, names, {}))
        type_ = item
        former, inner = formed(item)
    return sizes, type_


def lengths_of(type_: Type, names: tuple[str, ...], result: AnyForm) -> Callable[[Frame], list[int | None]]:
    """How long values are at each depth, by the arguments of a call; None for what does not follow from these."""
    sizes, _ = _sizes(type_, names)

    def lengths(frame: Frame) -> list[int | None]:
        wanted: list[int | None] = [None if size is None else size(frame) for size in sizes]
        if isinstance(result, Encoded) and result.fill is not None:
            return [None] * len(wanted)
        if isinstance(result, Encoded):
            known = [size for size in wanted if size is not None]
            wanted = list(result.most(tuple(known))) if len(known) == len(wanted) else wanted
        return wanted

    return lengths


def measure(native: object, expected: Sequence[int | None]) -> int:
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
            total += measure(row, expected[1:])
            if total > MAX_ITEMS and None in expected:
                raise Malformed(f"expected at most {MAX_ITEMS:,} values, got more")
    return total


def tabulation(
    type_: Type, form: AnyForm, names: tuple[str, ...], carrier: Carrier
) -> Callable[[Value, Frame], Value] | None:
    """What makes spec values of what came back in other forms: functions are asked for all their values, and what
    words say is read; None where there are none."""
    former, plain = formed(type_)
    if isinstance(form, (Called, Encoded)):
        sizes: list[Evaluator] = []
        while former.is_function and (isinstance(form, Encoded) or len(sizes) < form.arity):
            size, item = former.counted_by(plain), former.item(plain)
            assert size is not None
            assert item is not None
            sizes.append(compile_term(size, names, {}))
            former, plain = formed(item)
        if isinstance(form, Encoded):
            said = form
            return lambda value, frame: held_value(carrier, said, value, tuple([size(frame) for size in sizes]))
        return lambda value, frame: _tabulated(value, tuple([size(frame) for size in sizes]))
    if isinstance(form, Record):
        parts = zip(former.held(plain), form.fields, strict=True)
        several = [tabulation(part, inner, names, carrier) for part, inner in parts]
        return _of_parts(several) if any(several) else None
    if isinstance(form, Perhaps):
        (part,) = former.held(plain)
        certain = tabulation(part, form.item, names, carrier)
        return None if certain is None else lambda value, frame: tuple([certain(v, frame) for v in value])
    item = former.item(plain)
    each = tabulation(item, form.item, names, carrier) if isinstance(form, Row) and item is not None else None
    return None if each is None else lambda value, frame: tuple([each(v, frame) for v in value])


def _of_parts(several: Sequence[Callable[[Value, Frame], Value] | None]) -> Callable[[Value, Frame], Value]:
    return lambda value, frame: tuple(
        [part if one is None else one(part, frame) for one, part in zip(several, value, strict=True)]
    )


def _tabulated(returned: Returned, sizes: tuple[int, ...]) -> Value:
    if (count := prod(sizes)) > MAX_ITEMS:
        raise Malformed(f"expected a function with at most {MAX_ITEMS:,} values, got one with {count:,}")
    return returned.values(sizes)


Check = Callable[[Any], None]
"""A check of values."""

Shape = Callable[[Sequence[int]], Check]
"""What makes a check of values, with the sizes that the arguments of a call give."""

KEPT = 64
"""The checks for how many sizes at most are kept, as inputs next to each other have the same."""


def shape_check(type_: Type, names: tuple[str, ...]) -> Callable[[Value, Frame], None] | None:
    """Checks what a form cannot: lengths and index bounds, which depend on the arguments."""
    terms: list[Term] = []
    shape = _shape(type_, terms)
    if shape is None:
        return None
    sizes = [compile_term(term, names, {}) for term in terms]
    known: dict[tuple[int, ...], Check] = {}

    def check(value: Value, frame: Frame) -> None:
        key = tuple([size(frame) for size in sizes])
        one = known.get(key)
        if one is None:
            if len(known) >= KEPT:
                known.clear()
            one = known[key] = shape(key)
        one(value)

    return check


def _shape(type_: Type, terms: list[Term]) -> Shape | None:
    """The shape of a type, of whose sizes the terms are among those given from then on, each once."""

    def place(term: Term | None) -> int | None:
        if term is None:
            return None
        if term not in terms:
            terms.append(term)
        return terms.index(term)

    lengths: list[int | None] = []
    former, plain = formed(type_)
    while (item := former.item(plain)) is not None:
        lengths.append(place(former.counted_by(plain)))
        former, plain = formed(item)
    below = place(former.size(plain))
    parts = _shapes_of_parts([_shape(part, terms) for part in former.held(plain)]) if below is None else None
    if below is None and parts is None and all(length is None for length in lengths):
        return None

    def shape(sizes: Sequence[int]) -> Check:
        bound, check_parts = None if below is None else sizes[below], None if parts is None else parts(sizes)
        return _check([None if length is None else sizes[length] for length in lengths], bound, check_parts)

    return shape


def _shapes_of_parts(shapes: Sequence[Shape | None]) -> Shape | None:
    asked = [(k, shape) for k, shape in enumerate(shapes) if shape is not None]

    def shape(sizes: Sequence[int]) -> Check:
        checks = [(k, shape(sizes)) for k, shape in asked]

        def check_parts(value: Value) -> None:
            for k, check in checks:
                # An option may have no part.
                if k < len(value):
                    check(value[k])

        return check_parts

    return shape if asked else None


def _check(lengths: Sequence[int | None], bound: int | None, check_parts: Check | None) -> Check:
    """Checks vectors within each other of these lengths, of which the items are below a bound, or have parts."""

    def check(value: Value) -> None:
        items = items_of_lengths(value, lengths)
        # Of indices the largest tells for all.
        if items is None or (bound is not None and items and max(items) >= bound):
            one_by_one(value, 0)
        if check_parts is not None and items is not None:
            for item in items:
                check_parts(item)

    def check_lengths(value: Value) -> None:
        if not has_lengths(value, lengths):
            one_by_one(value, 0)

    def one_by_one(value: Value, depth: int) -> None:
        if depth == len(lengths):
            if bound is not None and value >= bound:
                raise Malformed(f"expected an index below {bound}, got {number_text(value)}")
            return
        length = lengths[depth]
        if length is not None and len(value) != length:
            raise Malformed(f"expected {length} values, got {len(value)}")
        for item in value:
            one_by_one(item, depth + 1)

    if check_parts is not None:
        return check if lengths else check_parts
    return check_lengths if bound is None else check
