"""The values of an input against the types of its variables: whether they have them, how they are mended, and JSON."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction
from typing import Any

from conformance.lean.closures import Frame, Value
from conformance.lean.nodes import Type
from conformance.lean.syntax import Binder
from conformance.text.numbers import ratio_text
from conformance.values.known import Sizes, formed
from conformance.values.lacking import Unfit


def has_types(binders: Sequence[Binder], frame: Frame) -> bool:
    """Whether each value of a frame is of its binder's type, for the sizes that the frame has."""
    size_of = Sizes([b.name for b in binders]).of(frame)
    for binder, value in zip(binders, frame, strict=True):
        former, type_ = formed(binder.type)
        if not former.holds(type_, value, size_of):
            return False
    return True


def halved(binders: Sequence[Binder], kept: Collection[str], frame: Frame, times: int) -> Frame:
    """The frame with the numbers halved that often, but for the variables that are kept."""
    values = []
    for binder, value in zip(binders, frame, strict=True):
        former, type_ = formed(binder.type)
        values.append(value if binder.name in kept else former.halved(type_, value, times))
    return values


def fitted(binders: Sequence[Binder], frame: Frame) -> Frame | None:
    """The frame with each value brought into its type: tables cut or filled up, indices folded back.

    None where that cannot be done.
    """
    mended = list(frame)
    size_of = Sizes([b.name for b in binders]).of(mended)
    try:
        for k, binder in enumerate(binders):
            former, type_ = formed(binder.type)
            mended[k] = former.fit(type_, mended[k], size_of)
    except Unfit:
        return None
    return mended


def inputs_of(binders: Sequence[Binder], frame: Frame) -> dict[str, Any]:
    """An input by variable, as JSON has it."""
    plain = {}
    for binder, value in zip(binders, frame, strict=True):
        former, type_ = formed(binder.type)
        plain[binder.name] = former.to_plain(type_, value)
    return plain


def frame_of(binders: Sequence[Binder], inputs: Mapping[str, Any]) -> Frame:
    """An input from how JSON has it; whether it has the types of the variables is not asked.

    Raises:
        KeyError: a variable is missing.
    """
    values = []
    for binder in binders:
        former, type_ = formed(binder.type)
        values.append(former.from_plain(type_, inputs[binder.name]))
    return tuple(values)


def plain_of(type_: Type, value: Value) -> Any:
    """A value of a type as JSON has it."""
    try:
        former, unfolded = formed(type_)
    except TypeError:
        return plain(value)
    return former.to_plain(unfolded, value)


def plain(value: Value) -> Any:
    """Any value of the language as JSON has it: lists for tuples."""
    if isinstance(value, (tuple, list)):
        return [plain(v) for v in value]
    if isinstance(value, dict):
        return {name: plain(v) for name, v in value.items()}
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    return ratio_text(value) if isinstance(value, Fraction) else repr(value)
