"""Types whose values stay within a statement, `Option`: no law is over them, and no backend has them."""

from __future__ import annotations

from typing import Any

from conformance.lean.closures import Value
from conformance.lean.nodes import Type
from conformance.lean.types import OptionType
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
