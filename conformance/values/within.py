"""Types whose values stay within a statement, `Option` and `Rat`: no law is over them, and no backend has them."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from conformance.lean.closures import Value
from conformance.lean.nodes import Type
from conformance.lean.types import OptionType, RatType
from conformance.values.former import Former, SizeOf
from conformance.values.known import formed


class Option(Former[OptionType]):
    """Options, as tuples of at most one item."""

    types = (OptionType,)
    is_of_inputs = False

    def parts(self, type_: OptionType) -> tuple[Type, ...]:
        return (type_.item,)

    def holds(self, type_: OptionType, value: Value, size_of: SizeOf) -> bool:
        former, item = formed(type_.item)
        return isinstance(value, tuple) and len(value) <= 1 and former.holds_all(item, value, size_of)

    def least(self, type_: OptionType, size_of: SizeOf) -> Value:
        return ()

    def to_plain(self, type_: OptionType, value: Value) -> Any:
        former, item = formed(type_.item)
        return [former.to_plain(item, v) for v in value]


class Rat(Former[RatType]):
    """Fractions, as Python's `int` and `fractions.Fraction`."""

    types = (RatType,)
    is_of_inputs = False

    def holds(self, type_: RatType, value: Value, size_of: SizeOf) -> bool:
        return type(value) is int or isinstance(value, Fraction)

    def least(self, type_: RatType, size_of: SizeOf) -> Value:
        return 0

    def to_plain(self, type_: RatType, value: Value) -> Any:
        return value if type(value) is int else str(value)
