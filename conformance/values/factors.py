"""In what wide values of a type differ: factors with named levels, which the inputs of a law cross."""

from __future__ import annotations

from dataclasses import dataclass, replace

_PERCENT = (3, 5, 10, 15, 25, 40, 50, 60, 75, 85, 90, 95, 97)


@dataclass(frozen=True, slots=True)
class Factor:
    """One respect in which values differ, with its levels in words.

    `shares` says for each level which part of the positions it chooses or lists, where it says that. `is_load` tells
    that a level says how much an input has to hold, and `is_magnitude` how large its numbers are. `few` are the levels
    that come where shapes of vectors are to be few; empty where the factor has nothing to do with shapes. `alike` are
    those of which a large part is the same throughout, so that one position taken for another may not show. `beside`
    are further ones, numbered after the levels, which are not crossed: favourites alone have them.
    """

    name: str
    levels: tuple[str, ...]
    shares: tuple[float, ...] = ()
    is_load: bool = False
    is_magnitude: bool = False
    few: tuple[int, ...] = ()
    alike: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()

    def number(self, name: str) -> int:
        """The number of a level of that name, or of one beside the levels."""
        return (*self.levels, *self.beside).index(name)

    def level(self, number: int) -> str:
        """The name of a level, or of one beside the levels."""
        return (*self.levels, *self.beside)[number]

    def of_few(self) -> Factor:
        """The factor with no other levels than the few."""
        if not self.few:
            return self
        shares = tuple([self.shares[k] for k in self.few]) if self.shares else ()
        return replace(self, levels=tuple([self.levels[k] for k in self.few]), shares=shares)


DENSITIES = Factor(
    "density",
    ("none", "one", *(f"{k} %" for k in _PERCENT), "all but one", "all"),
    (0.0, 0.001, *(k / 100 for k in _PERCENT), 0.999, 1.0),
)
"""How many positions a mask chooses."""

LENGTHS = Factor(
    "length",
    ("none", "one", "2 to 16", *(f"{k} % of n" for k in _PERCENT), "n", "above n", "long"),
    (0.0, 0.0, 0.0, *(k / 100 for k in _PERCENT), 1.0, 2.0, 2.0),
    is_load=True,
    few=(0, 1, 2, 7, 11, 16, 17),
    beside=("twice n",),
)
"""How many items a list has: of the positions where it lists those, and of the input's size elsewhere."""


FEWER_LENGTHS = replace(
    LENGTHS,
    levels=("none", "one", "2 to 16", "25 % of n", "75 % of n", "n", "above n", "long"),
    shares=(0.0, 0.0, 0.0, 0.25, 0.75, 1.0, 2.0, 2.0),
    few=(0, 1, 4, 5),
    beside=(),
)
"""How many items a further list has: lengths of two lists meet in as many pairs as all else together."""


def chosen_of(level: int, size: int) -> int:
    """How many of that many positions a level of `DENSITIES` chooses."""
    name = DENSITIES.levels[level]
    if name in ("one", "all but one"):
        few = min(1, size)
        return few if name == "one" else size - few
    return round(DENSITIES.shares[level] * size)
