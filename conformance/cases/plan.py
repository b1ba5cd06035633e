"""In what the wide inputs of a domain differ: the factors of its variables, and in which order values are drawn."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from conformance.cases import sizes
from conformance.cases.domain import Domain, Prepare
from conformance.lean import syntax
from conformance.lean.closures import Frame
from conformance.lean.nodes import Type
from conformance.lean.syntax import Binder
from conformance.values.factors import FEWER_LENGTHS, Factor
from conformance.values.former import Former
from conformance.values.known import (
    Sizes,
    formed,
    former_of,
    has_parts,
    holds_items,
    is_index_list,
    sharing,
    without_kind,
)

MAX_NESTED_ITEMS = 257**2
"""Items of vectors within vectors, where one size counts them all."""

MAX_ROWS = 4_097
"""Vectors within a vector that a size counts: one more than what a block of many implementations holds."""

SELDOM = 8
"""How many times as many items vectors within vectors have in few inputs as in others, as each takes its time."""

MOST_ITEMS = 2**16
"""About how many items the vectors have that inputs have in common at a time."""

LAYOUTS = Factor("layout", tuple(map(str, range(11))))
"""Which of the ways to lay vectors out a row has, by its number; there may be fewer of them."""


@dataclass(slots=True)
class WideCase:
    """An input, and where it stands among the others.

    `frame` is None where none inside the limits was found. `asked` has the level of each factor that was to be met,
    `levels` what was met, None where it was not, for a reason in `reasons`; they are empty for what is asked beside a
    row. `layout` is a number by which a layout is chosen. `is_further` says that the vectors are those of a case before
    it. In `favourite` are the place of a variable and the number of its favourite that the case has or has beside it.
    `number` is the place of one that is kept among those kept with it, -1 of others.
    """

    frame: Frame | None
    asked: tuple[int, ...] = ()
    levels: tuple[int | None, ...] = ()
    reasons: tuple[str, ...] = ()
    layout: int = 0
    is_further: bool = False
    favourite: tuple[int, int] | None = None
    number: int = -1


@dataclass(slots=True)
class Vectors:
    """Vectors that the inputs of several domains have in common, as one object each, by what they were made from.

    They are forgotten where they have `most_items` together. `rng` is seeded anew for each.
    """

    most_items: int = MOST_ITEMS
    made: dict[Hashable, Any] = field(default_factory=dict)
    rng: random.Random = field(default_factory=random.Random)
    items: int = 0

    def keep(self, key: Hashable, value: Any, items: int) -> None:
        if self.items + items > self.most_items:
            self.made.clear()
            self.items = 0
        self.made[key] = value
        self.items += items


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable that is neither a size nor counted up to: its place, its kind of value, and which factors are its own.

    `rank` is 0 for a list of indices, 1 for an index, 2 for all else, and `turn` says how many of its rank come first.
    """

    place: int
    former: Former[Any]
    type_: Type
    rank: int
    turn: int
    factors: range


class Plan:
    """What all wide inputs of a domain have in common.

    `factors` are what a row has a level of, the layout last where there are vectors. Where shapes are to be few
    (`is_few`), some have few of the levels that they have in `whole`, of which `full_level` gives the numbers.
    `counting` are the places of sizes, `most` what each is at most and `usual` what it is at most in most inputs, which
    differ where one `counts_rows`,
    `classes` those of the factors of sizes, `counted` the places of naturals up to which a statement counts, and
    `variables` all else, in the order in which values are drawn. `sized` is how many factors are sizes, none of which
    is above one of `caps`; those of `magnitudes` say how large numbers are. `sharing` is how many
    variables take of the same positions. The domain `lists_indices`, or `asks_for_one` where an index stands by itself
    and no list does. `construct` makes premises hold.
    """

    def __init__(
        self, domain: Domain, seed: int, vectors: Vectors, construct: Prepare, most: int | None = None
    ) -> None:
        self.domain, self.seed = domain, seed
        self.vectors, self.construct = vectors, construct
        self.counting = [k for k, b in enumerate(domain.binders) if b.name in domain.sizes]
        bounds = [self._most_of(domain.binders[k]) for k in self.counting]
        self.most, self.usual = [_least(largest, most) for largest, _ in bounds], [_least(u, most) for _, u in bounds]
        self.counts_rows = self.most != self.usual
        self.counted = [k for k, b in enumerate(domain.binders) if b.name in domain.counted]
        types = {k: b.type for k, b in enumerate(domain.binders) if k not in self.counting and k not in self.counted}
        self.has_vectors = any(map(has_parts, types.values()))
        self.is_few = domain.bounds.few_shapes
        self.sized = len(self.counting) or int(self.has_vectors or bool(self.counted))
        self._bounds = self.usual or [most] * self.sized
        self.classes = [_classes(bound, domain.most_looped) for bound in self._bounds]
        self.whole, ranges = self._factors(types)
        self.factors = tuple(f.of_few() for f in self.whole) if self.is_few else self.whole
        self.magnitudes = [k for k, f in enumerate(self.factors) if f.is_magnitude]
        # Lists and indices before tables: how large losses may be depends on how many are added.
        ranks: Counter[int] = Counter()
        self.variables: list[Variable] = []
        for k in sorted(types, key=lambda k: (_rank(types[k]), k)):
            rank = _rank(types[k])
            self.variables.append(Variable(k, *formed(types[k]), rank, ranks[rank], ranges[k]))
            ranks[rank] += 1
        self.sharing = sharing(types.values())
        self.lists_indices = bool(ranks[0])
        self.asks_for_one = not ranks[0] and bool(ranks[1])
        self.caps = [c for c in (domain.most_size, domain.most_looped) if c is not None]
        self.numbers = Sizes(domain.names)
        # Seeded anew for each value.
        self.rng = random.Random()
        is_whole = domain.is_of_definition
        self.largest = sizes.LARGEST_OF_A_CLASS if is_whole else sizes.LARGEST_OF_A_THEOREM
        is_alone = len(self.counting) == 1 and not self.has_vectors and not self.counted
        self.is_of_sizes = is_alone and (is_whole or not self.variables)

    def _factors(self, types: Mapping[int, Type]) -> tuple[tuple[Factor, ...], dict[int, range]]:
        """All factors, and which of them are those of each variable."""
        names, several = self.domain.names, len(self.counting) > 1
        sized = zip(self.classes, self.counting or [-1] * self.sized, strict=True)
        found = [_named(classes.factor, names[k] if several else "") for classes, k in sized]
        ranges: dict[int, range] = {}
        # What a theorem speaks of is defined, and meets there all lengths that a list may have.
        is_loaded = not self.domain.is_of_definition
        # Vectors first, so that they are the same in domains of which one has a scalar more.
        for k in sorted(types, key=lambda k: not holds_items(types[k])):
            former, type_ = formed(types[k])
            own = former.factors(type_)
            ranges[k] = range(len(found), len(found) + len(own))
            for factor in own:
                found.append(_named(FEWER_LENGTHS if factor.is_load and is_loaded else factor, names[k]))
                is_loaded = is_loaded or factor.is_load
        return (*found, *([LAYOUTS] if self.has_vectors else [])), ranges

    def _most_of(self, size: Binder) -> tuple[int | None, int | None]:
        """The largest number of a size, and the largest of most inputs: few enough where it counts vectors within a
        vector, or the items of as many as well."""
        largest = former_of(size.type).largest_size
        depth = max([_times(b.type, size.name) for b in self.domain.binders], default=0)
        if depth < 2 and not any(_counts_rows(t, size.name) for t in self.domain.types if without_kind(t) is None):
            return largest, largest
        most = MAX_ROWS if depth < 2 else int(MAX_NESTED_ITEMS ** (1 / depth))
        usual = int(most / SELDOM ** (1 / max(1, depth)))
        return (most, usual) if largest is None else (min(most, largest), min(usual, largest))

    def full_level(self, factor: int, level: int) -> int:
        """The number that a level of a factor has where there are all."""
        few = self.factors[factor].few if self.is_few else ()
        return few[level] if few else level

    def may_be_of_class(self, factor: int, level: int) -> bool:
        """Whether a size may have as many positions as that class asks for."""
        caps = [most for most in (*self.caps, *self.most[factor : factor + 1]) if most is not None]
        return not caps or self.classes[factor].class_of(min(caps)) >= self.full_level(factor, level)

    def class_of(self, factor: int, size: int) -> int | None:
        """The level of a factor of sizes that a size has; None where it is none of the few."""
        found, few = self.classes[factor].class_of(size), self.whole[factor].few
        if not self.is_few:
            return found
        return few.index(found) if found in few else None

    def sources(self, seed: int, largest: int) -> list[sizes.Sizes]:
        """Where the numbers of each size come from, by its classes."""
        bounds = [min([largest, *(most for most in (usual, self.domain.most_looped) if most is not None)])
                  for usual in self._bounds]  # fmt: skip
        return [
            sizes.Sizes(seed + k, most, classes, is_few=self.is_few)
            for k, (most, classes) in enumerate(zip(bounds, self.classes, strict=True))
        ]


def _least(*bounds: int | None) -> int | None:
    """The least of some bounds, of which None is no bound."""
    return min((bound for bound in bounds if bound is not None), default=None)


def _classes(*bounds: int | None) -> sizes.Classes:
    """The classes of a size that is not above one of the bounds."""
    most = _least(*bounds)
    if most is None:
        return sizes.USUAL
    return (sizes.FINE if most <= sizes.FINEST else sizes.USUAL).up_to(most)


def _times(type_: Type, size: str) -> int:
    """How many times over a size counts the items of vectors within each other."""
    former, plain = formed(type_)
    return _is_counted_by(type_, size) + max([_times(part, size) for part in former.held(plain)], default=0)


def _counts_rows(type_: Type, size: str) -> bool:
    """Whether a size counts vectors within a vector."""
    former, plain = formed(type_)
    held = former.held(plain)
    return (_is_counted_by(type_, size) and any(map(holds_items, held))) or any(_counts_rows(t, size) for t in held)


def _is_counted_by(type_: Type, size: str) -> bool:
    former, plain = formed(type_)
    counted = former.counted_by(plain)
    return isinstance(counted, syntax.Variable) and counted.name == size


def _rank(type_: Type) -> int:
    """0 for a list of indices, 1 for an index, 2 for all else."""
    return 0 if is_index_list(type_) else 1 if former_of(type_).is_index else 2


def _named(factor: Factor, name: str) -> Factor:
    return replace(factor, name=f"{factor.name} of {name}") if name else factor
