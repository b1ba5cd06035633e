"""In what the wide inputs of a domain differ: the factors of its variables, and in which order values are drawn."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from conformance.cases import sizes
from conformance.cases.domain import Domain, Prepare
from conformance.lean.evaluate import Frame
from conformance.values.factors import FEWER_LENGTHS, Factor
from conformance.values.known import formed, former_of, holds_items, is_index_list

LAYOUTS = Factor("layout", tuple(map(str, range(11))))
"""Which of the ways to lay vectors out a row has, by its number; there may be fewer of them."""


@dataclass(slots=True)
class WideCase:
    """An input, and where it stands among the others.

    `frame` is None where none inside the limits was found. `asked` has the level of each factor that was to be met,
    `levels` what was met, None where it was not, for a reason in `reasons`; they are empty for what is asked beside a
    row. `layout` is a number by which a layout is chosen. `is_further` says that the vectors are those of a case before
    it.
    """

    frame: Frame | None
    asked: tuple[int, ...] = ()
    levels: tuple[int | None, ...] = ()
    reasons: tuple[str, ...] = ()
    layout: int = 0
    is_further: bool = False


@dataclass(slots=True)
class Vectors:
    """Vectors that the inputs of several domains have in common, as one object each, by what they were made from.

    They are forgotten where they are `most`; None for any number.
    """

    most: int | None = None
    made: dict[Hashable, Any] = field(default_factory=dict)

    def keep(self, key: Hashable, value: Any) -> None:
        if self.most is not None and len(self.made) >= self.most:
            self.made.clear()
        self.made[key] = value


class Plan:
    """What all wide inputs of a domain have in common.

    `factors` are what a row has a level of, the layout last where there are vectors; `offsets` says which is the first
    of a variable. Where shapes are to be few (`is_few`), some have few of the levels that they have in `whole`, of
    which `full_level` gives the numbers. `counting` are the places of sizes, `counted` those of naturals up to which a
    statement counts, and `others` those of all else, in the order in which values are drawn. `construct` makes premises
    hold.
    """

    def __init__(self, domain: Domain, seed: int, vectors: Vectors, construct: Prepare) -> None:
        self.domain, self.seed = domain, seed
        self.vectors, self.construct = vectors, construct
        names = domain.names
        self.counting = [k for k, b in enumerate(domain.binders) if b.name in domain.sizes]
        self.counted = [k for k, b in enumerate(domain.binders) if b.name in domain.counted]
        others = [k for k in range(len(names)) if k not in self.counting and k not in self.counted]
        # Lists and indices before tables: how large losses may be depends on how many are added.
        self.others = sorted(others, key=lambda k: (self.rank(k), k))
        self.has_vectors = any(holds_items(domain.binders[k].type) for k in others)
        self.is_few = domain.bounds.few_shapes
        self.sized = len(self.counting) or int(self.has_vectors or bool(self.counted))
        self.offsets: dict[int, int] = {}
        self.whole = tuple(self._factors())
        self.factors = tuple(f.of_few() for f in self.whole) if self.is_few else self.whole

    def rank(self, position: int) -> int:
        """0 for a list of indices, 1 for an index, 2 for all else."""
        type_ = self.domain.binders[position].type
        return 0 if is_index_list(type_) else 1 if former_of(type_).is_index else 2

    def _factors(self) -> Iterator[Factor]:
        several = len(self.counting) > 1
        offset, is_loaded = 0, False
        for k in self.counting or [-1] * self.sized:
            offset += 1
            yield _named(sizes.CLASSES, self.domain.names[k] if several else "")
        # Vectors first, so that they are the same in domains of which one has a scalar more.
        for k in sorted(self.others, key=lambda k: not holds_items(self.domain.binders[k].type)):
            former, type_ = formed(self.domain.binders[k].type)
            self.offsets[k] = offset
            for factor in former.factors(type_):
                offset += 1
                if factor.is_load and is_loaded:
                    factor = FEWER_LENGTHS
                is_loaded = is_loaded or factor.is_load
                yield _named(factor, self.domain.names[k])
        if self.has_vectors:
            yield LAYOUTS

    def full_level(self, factor: int, level: int) -> int:
        """The number that a level of a factor has where there are all."""
        few = self.factors[factor].few if self.is_few else ()
        return few[level] if few else level

    def class_of(self, size: int) -> int | None:
        """The level of the factors of sizes that a size has; None where it is none of the few."""
        found = sizes.class_of(size)
        if not self.is_few:
            return found
        return sizes.CLASSES.few.index(found) if found in sizes.CLASSES.few else None

    @property
    def asks_for_one(self) -> bool:
        """Whether there is an index of its own, and no list of indices."""
        return not self.lists_indices and any(self.rank(k) == 1 for k in self.others)

    @property
    def lists_indices(self) -> bool:
        return any(is_index_list(b.type) for b in self.domain.binders)


def _named(factor: Factor, name: str) -> Factor:
    return replace(factor, name=f"{factor.name} of {name}") if name else factor
