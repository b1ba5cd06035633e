"""Sizes that an input does not tell: how long rows are of which there is none.

A list of no rows says nothing of `d` where it stands for a function of type `Fin n → Fin d → ℝ`, and who is given it
cannot know what hangs on `d`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from conformance.lean.closures import Frame, Value
from conformance.lean.nodes import Type
from conformance.lean.syntax import Binder, Variable
from conformance.values.known import formed, former_of


def untold(binders: Sequence[Binder], sizes: frozenset[str]) -> Callable[[Frame], bool] | None:
    """Whether an input has a size, not 0, that only rows would tell of which there is none; None where none could."""
    counts = [found for binder in binders for found in _counts(binder.type, 0)]
    # A table by itself tells how many values it has.
    inner = {name for name, depth in counts if depth} - {name for name, depth in counts if not depth}
    hidden = [
        (k, b.name) for k, b in enumerate(binders) if b.name in sizes & inner and former_of(b.type).is_natural
    ]  # fmt: skip
    if not hidden:
        return None
    types = [(k, b.type) for k, b in enumerate(binders) if b.name not in sizes]

    def is_untold(frame: Frame) -> bool:
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
        for part, v in zip(former.held(plain), value, strict=True):
            yield from _told(part, v)
    elif value:
        yield from _told(former.held(plain)[0], value[0])
