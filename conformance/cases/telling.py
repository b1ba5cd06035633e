"""Sizes that an input does not tell: how long rows are of which there is none.

A list of no rows says nothing of `d` where it stands for a function of type `Fin n → Fin d → ℝ`, and who is given it
cannot know what hangs on `d`. Nor does an array of no rows show that each has four items, where the type says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from conformance.lean.closures import Frame, Value
from conformance.lean.nodes import Type
from conformance.lean.syntax import Binder, Literal, Variable
from conformance.values.known import formed, former_of


def untold(binders: Sequence[Binder], sizes: frozenset[str]) -> Callable[[Frame], bool] | None:
    """Whether an input has a size, not 0, that only rows would tell of which there is none; None where none could."""
    counts = [found for binder in binders for found in _counts(binder.type, 0)]
    # A table by itself tells how many values it has.
    inner = {name for name, depth in counts if depth} - {name for name, depth in counts if not depth}
    hidden = [
        (k, b.name) for k, b in enumerate(binders) if b.name in sizes & inner and former_of(b.type).is_natural
    ]  # fmt: skip
    types = [(k, b.type) for k, b in enumerate(binders) if b.name not in sizes]
    fixed = [(k, type_) for k, type_ in types if _has_fixed(type_, 0)]
    if not hidden and not fixed:
        return None

    def is_untold(frame: Frame) -> bool:
        if fixed and any(_lacks_fixed(type_, frame[k]) for k, type_ in fixed):
            return True
        asked = {name for k, name in hidden if frame[k]}
        return bool(asked) and not asked <= {name for k, type_ in types for name in _told(type_, frame[k])}

    return is_untold


def _counts(type_: Type, depth: int) -> Iterator[tuple[str, int]]:
    """The variables that count the items of vectors, and within how many others these are."""
    former, plain = formed(type_)
    size = former.counted_by(plain)
    if isinstance(size, Variable):
        yield size.name, depth
    for part in former.held(plain):
        yield from _counts(part, depth + (former.item(plain) is not None))


def _told(type_: Type, value: Value) -> Iterator[str]:
    former, plain = formed(type_)
    if not isinstance(value, tuple):
        return
    size = former.counted_by(plain)
    if isinstance(size, Variable):
        yield size.name
    if former.item(plain) is None:
        # Of an option there may be no part.
        for part, v in zip(former.held(plain), value, strict=False):
            yield from _told(part, v)
    elif value:
        yield from _told(former.held(plain)[0], value[0])


def _has_fixed(type_: Type, depth: int) -> bool:
    """Whether rows within others have a length, not 0, that the type says."""
    former, plain = formed(type_)
    size = former.counted_by(plain)
    if depth and isinstance(size, Literal) and size.value:
        return True
    within = depth + (former.item(plain) is not None)
    return any(_has_fixed(part, within) for part in former.held(plain))


def _lacks_fixed(type_: Type, value: Value) -> bool:
    """Whether there are no rows to show a length that the type says."""
    former, plain = formed(type_)
    if not isinstance(value, tuple):
        return False
    if former.item(plain) is None:
        return any(_lacks_fixed(part, v) for part, v in zip(former.held(plain), value, strict=False))
    item = former.held(plain)[0]
    if value:
        return _lacks_fixed(item, value[0])
    # A list may well be empty: that is one of its lengths, and no size. Of a type of no rows there is nothing to show.
    size = former.counted_by(plain)
    is_always_empty = isinstance(size, Literal) and not size.value
    return size is not None and not is_always_empty and _has_fixed(item, 1)
