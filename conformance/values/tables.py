"""Tables of naturals of the sizes that people run: zeros and large numbers in places, totals at the ends of dtypes."""

from __future__ import annotations

import random
from collections.abc import Callable
from itertools import islice, pairwise

from conformance.values.factors import Factor
from conformance.values.sources import Listed

ENDS = Factor(
    "largest number",
    ("below 10", "2^8", "2^16", "2^24", "2^32", "2^53", "2^64", "the largest of all"),
    is_magnitude=True,
)
"""Around the end of which numbers the largest ones lie."""

_ENDS = ((10,), (2**7, 2**8), (2**15, 2**16), (2**24,), (2**31, 2**32), (2**53,), (2**63, 2**64))
_BITS = (100, 200)
"""How long numbers are where nothing limits them."""

_MOVED = 64
"""Between how many positions something is moved at most where the total is to stay."""


def end_of(level: int, top: int | None, drawn: Callable[[], random.Random]) -> int | None:
    """The number below which those of a level end, so that one less is the largest of a dtype; None above `top`."""
    if level == len(_ENDS):
        return 2 ** drawn().randint(*_BITS) if top is None else top + 1
    inside = [e for e in _ENDS[level] if top is None or e - 1 <= top]
    if not inside:
        return None
    return inside[0] if len(inside) == 1 else drawn().choice(inside)


class Extent:
    """How large the items of a table may be: `end` is beyond the largest wanted, `top` the largest natural, if any.

    No total of those that are `listed` is above `top`.
    """

    def __init__(self, end: int, top: int | None, listed: Listed) -> None:
        self.end, self.top, self.listed = end, top, listed
        self.cap = self.most(end - 1)
        """The most that every item may be at once, below the end."""

    def most(self, number: int) -> int:
        """The number, or the most that every item may be at once."""
        return number if self.top is None else min(number, self.top // max(1, self.listed.total))

    def alone(self, position: int, rest: int = 0) -> int:
        """The most that one item may be where the total of the others is `rest`."""
        if self.top is None:
            return self.end - 1
        return min(self.end - 1, max(0, self.top - rest) // max(1, self.listed.counts[position]))

    def some(self, size: int, rng: random.Random) -> int:
        """A position that is listed, if one is."""
        found = self.listed.some(rng)
        return rng.randrange(size) if found is None else found


def _zeros(size: int, extent: Extent, rng: random.Random) -> list[int]:
    return [0] * size


def _equal(size: int, extent: Extent, rng: random.Random) -> list[int]:
    return [extent.most(extent.end + rng.choice((-1, 0, 1)))] * size


def _rising(size: int, extent: Extent, rng: random.Random) -> list[int]:
    """Up to the largest, each another where there are as many numbers."""
    cap = extent.cap
    return list(range(cap - size + 1, cap + 1)) if cap >= size else [k % (cap + 1) for k in range(size)]


def _falling(size: int, extent: Extent, rng: random.Random) -> list[int]:
    return _rising(size, extent, rng)[::-1]


def _random(size: int, extent: Extent, rng: random.Random) -> list[int]:
    cap = extent.cap
    palette = [0, cap, *(rng.randint(0, cap) for _ in range(62))] * 4
    return list(map(palette.__getitem__, rng.randbytes(size)))


def _small(size: int, largest: int, rng: random.Random) -> list[int]:
    """Numbers up to that one, which is a byte."""
    return list(rng.randbytes(size).translate(bytes([k % (largest + 1) for k in range(256)])))


def _sparse(size: int, extent: Extent, rng: random.Random) -> list[int]:
    """Zero but for a few, some of them listed, and the last one."""
    places = {extent.some(size, rng), extent.some(size, rng), rng.randrange(size), size - 1}
    table, value = [0] * size, extent.end - 1
    if extent.top is not None:
        value = min(value, extent.top // max(1, sum(extent.listed.counts[p] for p in places)))
    for place in places:
        table[place] = value
    return table


def _one_large(size: int, extent: Extent, rng: random.Random) -> list[int]:
    table, place = _small(size, min(3, extent.cap), rng), extent.some(size, rng)
    rest = 0
    if extent.top is not None:
        rest = sum(table[p] * often for p, often in extent.listed.counts.items() if p != place)
    table[place] = extent.alone(place, rest)
    return table


def _at_the_end(size: int, extent: Extent, rng: random.Random) -> list[int]:
    """All just below the end, on it or above, so that the total of two is well above it."""
    palette = [max(0, extent.most(extent.end + k)) for k in (-1, -1, -2, 0, 1, -3, -1, -2)] * 32
    return list(map(palette.__getitem__, rng.randbytes(size)))


def _exact_total(size: int, extent: Extent, rng: random.Random) -> list[int]:
    """The total of those listed is the largest number below the end."""
    total, counts = extent.end - 1, extent.listed.counts
    if not counts:
        return _random(size, extent, rng)
    share, rest = divmod(total, extent.listed.total)
    table = [share] * size
    first: dict[int, int] = {}
    for place, often in counts.items():
        first.setdefault(often, place)
    # A position that comes `often` takes of the rest what is divisible by that; what is left goes to rarer ones.
    for often in sorted(first, reverse=True):
        table[first[often]] += rest // often
        rest %= often
    places = list(counts)
    # As much from one to another as leaves the total, so that they are not all alike.
    for one, other in islice(pairwise(places), rng.randrange(2), None, 1 + len(places) // _MOVED):
        if counts[one] == counts[other] and table[one]:
            moved = int(rng.random() * (table[one] + 1)) if table[one] < 2**50 else rng.randint(0, table[one])
            table[one] -= moved
            table[other] += moved
    return table


def _large_where_not_listed(size: int, extent: Extent, rng: random.Random) -> list[int]:
    table = [extent.end - 1] * size
    counts = extent.listed.counts
    for place, small in zip(counts, _small(len(counts), min(7, extent.cap), rng), strict=True):
        table[place] = small
    return table


def _zeros_in_the_middle(size: int, extent: Extent, rng: random.Random) -> list[int]:
    third, value = size // 3, extent.cap
    return [value] * third + [0] * (size - 2 * third) + [value] * third


_CONTENTS: dict[str, Callable[[int, Extent, random.Random], list[int]]] = {
    "zeros": _zeros,
    "equal": _equal,
    "rising": _rising,
    "falling": _falling,
    "random": _random,
    "sparse": _sparse,
    "one large": _one_large,
    "at the end of a dtype": _at_the_end,
    "an exact total": _exact_total,
    "large where not listed": _large_where_not_listed,
    "zeros in the middle": _zeros_in_the_middle,
}

CONTENTS = Factor("contents", tuple(_CONTENTS), alike=("zeros", "equal", "sparse", "zeros in the middle"))
"""Which numbers a table has."""

_MAKERS = tuple(_CONTENTS.values())
_ALL_LARGE = frozenset(
    map(CONTENTS.levels.index, ("equal", "rising", "falling", "random", "at the end of a dtype", "zeros in the middle"))
)
_OF_TWO = CONTENTS.levels.index("an exact total")


def reaches(contents: int, extent: Extent) -> bool:
    """Whether the items come up to the end, which the total may not allow."""
    return contents not in _ALL_LARGE or extent.cap >= (extent.end - 1) // 2


def is_possible(contents: int, extent: Extent) -> bool:
    """Whether as much is listed as the contents speak of."""
    return contents != _OF_TWO or extent.listed.total > 1


def table(size: int, contents: int, extent: Extent, rng: random.Random) -> tuple[int, ...]:
    """The items of a table with that many positions."""
    return tuple(_MAKERS[contents](size, extent, rng)) if size else ()
