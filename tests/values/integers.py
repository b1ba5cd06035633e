"""`Int64`, as a kind of value that the house does not have: what one file says of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType

from conformance.carriers.base import TOO_LARGE, Form, Kind
from conformance.lean.closures import Value
from conformance.lean.signatures import BuiltinFunction
from conformance.lean.syntax import Binder
from conformance.lean.types import SimpleType
from conformance.values.factors import Factor
from conformance.values.former import Check, Former, SizeOf
from conformance.values.limits import Held, Limits
from conformance.values.partition import Partition, partition
from conformance.values.places import Place, smaller_numbers
from conformance.values.sources import Drawn, Source, Within


@dataclass(frozen=True, slots=True)
class Int64Type(SimpleType):
    """`Int64`: integers, as far as an example needs them."""

    written = "Int64"
    symbol = "ℤ₆₄"


INT64 = Int64Type()
SIGNS = Factor("sign", ("around zero", "positive", "negative"), is_magnitude=True)
_ONE, _TWO = (Binder("a", INT64),), (Binder("a", INT64), Binder("b", INT64))


class Int64(Former[Int64Type]):
    """Those integers, as Python's `int`."""

    types = (Int64Type,)
    declared = INT64
    spellings = ("I64",)
    functions = MappingProxyType(
        {
            "Int64.neg": BuiltinFunction(_ONE, INT64, lambda a: -a),
            "Int64.add": BuiltinFunction(_TWO, INT64, lambda a, b: a + b),
            "Int64.abs": BuiltinFunction(_ONE, INT64, abs),
        }
    )
    has_magnitude = True

    def form(self, type_: Int64Type) -> Form | None:
        return Form(Kind("integer", least=-TOO_LARGE), 0)

    def holds(self, type_: Int64Type, value: Value, size_of: SizeOf) -> bool:
        return type(value) is int

    def least(self, type_: Int64Type, size_of: SizeOf) -> Value:
        return 0

    def inside(self, type_: Int64Type, limits: Limits, held: Held) -> Check | None:
        largest = held.largest
        if not held.negatives:
            return lambda value: value >= 0 and (largest is None or value <= largest)
        return None if largest is None else lambda value: abs(value) <= largest

    def halved(self, type_: Int64Type, value: Value, times: int) -> Value:
        return value >> times if value >= 0 else -(-value >> times)

    def all_halved(self, type_: Int64Type, items: tuple[Value, ...], times: int) -> tuple[Value, ...]:
        return tuple(self.halved(type_, v, times) for v in items)

    def count(self, type_: Int64Type, within: Within) -> int:
        return 2 * within.natural + 1

    def values(self, type_: Int64Type, within: Within) -> Sequence[Value]:
        return sorted(range(-within.natural, within.natural + 1), key=lambda v: (abs(v), v < 0))

    def weights(self, type_: Int64Type, values: Sequence[Value]) -> list[int]:
        return list(map(abs, values))

    def drawn(self, type_: Int64Type, source: Source) -> Value:
        number, sign = source.bytes(2)
        return source.naturals[number] if sign < 128 else -source.naturals[number]

    def factors(self, type_: Int64Type) -> tuple[Factor, ...]:
        return (SIGNS,)

    def wide(self, type_: Int64Type, drawn: Drawn, levels: Sequence[int]) -> Value:
        top = 2**62 if drawn.top is None else drawn.top
        return (drawn.rng.randint(-9, 9), drawn.rng.randint(top // 2, top), -drawn.rng.randint(top // 2, top))[
            levels[0]
        ]

    def changed(self, type_: Int64Type, item: Value, size_of: SizeOf) -> Value:
        return -item if item else 1

    def smaller(self, type_: Int64Type, place: Place) -> bool:
        size = abs(place.value)
        sign = -1 if place.value < 0 else 1
        return place.takes_one_of([*(sign * v for v in smaller_numbers(size)), *([size] if sign < 0 else [])])

    def partitions(self, type_: Int64Type) -> tuple[Partition, ...]:
        return (
            partition("negative", lambda v, n: v < 0, required=True, number=-1),
            partition("zero", lambda v, n: v == 0),
        )
