"""Spec values against their types: whether a frame has the types of its binders, and how one that has not is mended."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from conformance.lean.evaluate import Frame, Value, compile_term
from conformance.lean.syntax import (
    Binder,
    BoolType,
    FinType,
    FunctionType,
    ListType,
    NatType,
    PropType,
    Type,
    unfold,
)

MAX_SIZE = 100_000
"""The largest number of positions for which values are filled up."""


class Unfit(Exception):
    """A value that cannot be brought into its type, as none can into `Fin 0`."""


def from_plain(value: Any) -> Value:
    """A spec value from how JSON has it: tuples for lists."""
    return tuple(map(from_plain, value)) if isinstance(value, list) else value


def has_types(binders: Sequence[Binder], frame: Frame) -> bool:
    """Whether each value of a frame is of its binder's type, for the sizes that the frame has."""
    names = tuple(b.name for b in binders)
    return all(_has_type(b.type, v, frame, names) for b, v in zip(binders, frame, strict=True))


def fitted(binders: Sequence[Binder], frame: Frame) -> Frame | None:
    """The frame with each value brought into its type: tables cut or filled up, indices folded back.

    None where that cannot be done.
    """
    names = tuple(b.name for b in binders)
    mended = list(frame)
    try:
        for k, binder in enumerate(binders):
            mended[k] = _fit(binder.type, mended[k], mended, names)
    except Unfit:
        return None
    return mended


def _size(type_: FinType, frame: Frame, names: tuple[str, ...]) -> int:
    return int(compile_term(type_.size, names, {})(frame))


def _has_type(type_: Type, value: Value, frame: Frame, names: tuple[str, ...]) -> bool:
    match unfold(type_):
        case BoolType() | PropType():
            return isinstance(value, bool)
        case NatType():
            return type(value) is int and value >= 0
        case FinType() as fin:
            return type(value) is int and 0 <= value < _size(fin, frame, names)
        case ListType(item=item):
            return isinstance(value, tuple) and _all_have(item, value, frame, names)
        case FunctionType(domain=domain, codomain=codomain):
            from_ = unfold(domain)
            if not isinstance(from_, (FinType, BoolType)):
                return callable(value)
            length = _size(from_, frame, names) if isinstance(from_, FinType) else 2
            return isinstance(value, tuple) and len(value) == length and _all_have(codomain, value, frame, names)
    return False


def _all_have(type_: Type, items: tuple[Value, ...], frame: Frame, names: tuple[str, ...]) -> bool:
    match unfold(type_):
        case FinType() as fin:
            return _are(int, items) and (not items or (min(items) >= 0 and max(items) < _size(fin, frame, names)))
        case NatType():
            return _are(int, items) and min(items, default=0) >= 0
        case BoolType() | PropType():
            return _are(bool, items)
        case item:
            return all([_has_type(item, v, frame, names) for v in items])


def _are(scalar: type, items: tuple[Value, ...]) -> bool:
    return {scalar}.issuperset(map(type, items))


def _fit(type_: Type, value: Value, frame: Frame, names: tuple[str, ...]) -> Value:
    match unfold(type_):
        case FinType() as fin:
            size = _size(fin, frame, names)
            if not size:
                raise Unfit
            return value % size
        case ListType(item=item):
            return tuple([_fit(item, v, frame, names) for v in value])
        case FunctionType(domain=domain, codomain=codomain) if isinstance(unfold(domain), FinType):
            size = _size(unfold(domain), frame, names)  # type: ignore[arg-type]
            if size > MAX_SIZE:
                raise Unfit
            kept = tuple([_fit(codomain, v, frame, names) for v in value[:size]])
            return kept + (_least(codomain, frame, names),) * (size - len(kept))
        case _:
            return value


def _least(type_: Type, frame: Frame, names: tuple[str, ...]) -> Any:
    """A smallest value of a type."""
    match unfold(type_):
        case BoolType() | PropType():
            return False
        case NatType():
            return 0
        case FinType() as fin:
            if not _size(fin, frame, names):
                raise Unfit
            return 0
        case ListType():
            return ()
        case FunctionType(domain=domain, codomain=codomain):
            from_ = unfold(domain)
            if isinstance(from_, FinType):
                size = _size(from_, frame, names)
                if size > MAX_SIZE:
                    raise Unfit
                return (_least(codomain, frame, names),) * size
            if isinstance(from_, BoolType):
                return (_least(codomain, frame, names),) * 2
    raise Unfit


class Table:
    """A function on an infinite type: its values are taken in turn by the argument's hash."""

    def __init__(self, values: tuple[Value, ...]) -> None:
        self.values = values

    def __call__(self, argument: Value) -> Value:
        return self.values[hash(argument) % len(self.values)]

    def replaced(self, argument: Value, value: Value) -> Table:
        """The function with that value at the argument, and at those that share its place."""
        place = hash(argument) % len(self.values)
        return Table((*self.values[:place], value, *self.values[place + 1 :]))

    def __repr__(self) -> str:
        return f"fun k => {list(self.values)}[k % {len(self.values)}]"
