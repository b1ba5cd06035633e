"""`Seed`: what a random operation is given, and how likely something is over all seeds."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from conformance.carriers.base import Form, Kind
from conformance.lean.closures import Value
from conformance.lean.signatures import BuiltinFunction, takes
from conformance.lean.types import PROP, RAT, FunctionType, SimpleType
from conformance.values.chance import DRAWS, Frequency
from conformance.values.former import Former, SizeOf
from conformance.values.partition import Partition, partition
from conformance.values.places import Place, lower_number
from conformance.values.sources import Drawn, Source, Within

LARGEST = 2**31 - 1
"""The largest seed, which every library takes."""

_FEW = 2
"""How many seeds are enumerated: others are as good."""


@dataclass(frozen=True, slots=True)
class SeedType(SimpleType):
    """`Seed`."""

    written = symbol = "Seed"


SEED = SeedType()

_SEEDS = tuple(random.Random("seeds").sample(range(LARGEST + 1), DRAWS))
"""The seeds that are drawn, the same in each run."""


def _probability(holds: Callable[[int], bool]) -> Frequency:
    return Frequency(sum(map(bool, map(holds, _SEEDS))), DRAWS)


class Seed(Former[SeedType]):
    """Seeds, as natural numbers that say nothing but which one it is."""

    types = (SeedType,)
    declared = SEED
    functions: ClassVar[Mapping[str, BuiltinFunction]] = {
        "Seed.probability": BuiltinFunction(takes(FunctionType(SEED, PROP)), RAT, _probability, draws=DRAWS),
    }
    is_seed = True

    def form(self, type_: SeedType) -> Form | None:
        return Form(Kind.INDEX, 0)

    def holds(self, type_: SeedType, value: Value, size_of: SizeOf) -> bool:
        return type(value) is int and 0 <= value <= LARGEST

    def least(self, type_: SeedType, size_of: SizeOf) -> Value:
        return 0

    def another(self, type_: SeedType, value: Value, size_of: SizeOf) -> Value | None:
        return value + 1 if value < LARGEST else 0

    def count(self, type_: SeedType, within: Within) -> int:
        return _FEW

    def values(self, type_: SeedType, within: Within) -> Sequence[Value]:
        return range(_FEW)

    def drawn(self, type_: SeedType, source: Source) -> Value:
        return int.from_bytes(source.bytes(4), "big") & LARGEST

    def wide(self, type_: SeedType, drawn: Drawn, levels: Sequence[int]) -> Value:
        return drawn.rng.randrange(LARGEST + 1)

    def changed(self, type_: SeedType, item: Value, size_of: SizeOf) -> Value:
        return item ^ 1

    def smaller(self, type_: SeedType, place: Place) -> bool:
        return lower_number(place)

    def partitions(self, type_: SeedType) -> tuple[Partition, ...]:
        return (partition("seed beyond 16 bits", lambda v, n: v >= 2**16),)
