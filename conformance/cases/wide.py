"""Inputs of the sizes that people run: hundreds to a hundred thousand positions, lists of thousands.

What values differ in follows from their types: factors with levels, as the density of a mask, the order of a list, the
numbers of a table, and the class of a size. Inputs are rows of a covering array, so that each level of one factor meets
each level of any other. Beside a row come neighbours, which differ from it in one vector only, and further questions of
the same vectors, where a law has an index of its own.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import cycle, islice

from conformance.cases import sizes
from conformance.cases.affordable import affordable
from conformance.cases.covering import Lacking, Level, covering
from conformance.cases.domain import Domain, Prepare
from conformance.cases.drawing import Drawing
from conformance.cases.plan import SELDOM, Plan, Variable, Vectors, WideCase
from conformance.lean.exactness import short
from conformance.values.factors import Factor

TRIES = 8
"""How many rows are tried for a pair that the others do not meet."""

_LEAST_ROWS = 100
"""Where pairs are met by fewer rows, they are met again beside other levels of the other factors."""

_IN_VAIN = 64
"""How many of them may come to nothing for one level, which seldom comes about, before no more are tried for it."""

_LOPSIDED = (257, 1), (65, 2)
"""How large a size or list is by itself, beyond what 8 bits count and beyond words and blocks, and what others are."""

_ALONE = 3
"""After how many more than one they end where both levels are those of one variable."""

_FEW = 5
"""Positions of the input that lists one of them often."""

_SMALL = 5
"""The first size class that is not tried for such a pair."""

_CLASSES = range(1, 9)
"""The size classes that favourites meet: all inputs are there below them, and beyond them each takes its time."""

_MENDED = 100_000
"""The number of the first row that is tried for such a pair."""


_EVERYWHERE = 2
"""Up to which favourite each size class meets them; others meet half of those of no square grids."""


def wide_cases(
    domain: Domain,
    strength: int,
    seed: int,
    vectors: Vectors | None = None,
    construct: Prepare | None = None,
    most: int | None = None,
) -> Iterator[WideCase]:
    """Inputs inside the limits, in which any `strength` factors meet in all their levels: 1 to 3, or none at all for 0.

    Premises are made to hold by `domain.construct`, or as is given. Where an input may take many steps to work out,
    each level comes once; where one is made of many values, so few rows come as are `affordable`. No size is above
    `most`, where it is a number.
    """
    if domain.is_heavy:
        strength = min(1, strength)
    if domain.binders and strength:
        plan = Plan(domain, seed, vectors or Vectors(), construct or domain.construct, most)
        yield from _Rows(plan, strength).cases()


def factors_of(domain: Domain) -> tuple[Factor, ...]:
    """In what wide inputs of a domain differ, as the levels of a case do; last the layout, where there are vectors."""
    return Plan(domain, 0, Vectors(), domain.construct).factors


class _Rows:
    """The rows of a domain, any `strength` factors of which meet in all their levels."""

    def __init__(self, plan: Plan, strength: int) -> None:
        self.plan, self.strength, self.seed = plan, strength, plan.seed
        self.factors = plan.factors

    def cases(self) -> Iterator[WideCase]:
        if self.plan.is_of_sizes:
            yield from self._alone()
            return
        rng = random.Random(self.seed)
        levels = [len(f.levels) for f in self.factors]
        rows = list(covering(levels, self.strength, rng))
        while self.strength == 2 and self.plan.has_vectors and len(rows) < _LEAST_ROWS and not self.plan.is_few:
            rows += covering(levels, self.strength, rng)
        if (most := affordable(self.plan.domain, len(rows))) < len(rows):
            rows = rng.sample(rows, most)
        drawn_sizes = self._sizes(rows)
        met: list[tuple[int | None, ...]] = []
        for number, (row, numbers) in enumerate(zip(rows, drawn_sizes, strict=True)):
            for case in Drawing(self.plan, number, row, numbers).cases():
                if case.levels:
                    met.append(case.levels)
                yield case
        # What a theorem speaks of is defined, and meets there the largest sizes and what rows are not sure to have.
        if self.strength > 1 and not self.plan.is_few and self.plan.domain.is_of_definition:
            yield from self._beside(len(rows), rng)
        if self.strength > 1 and self.plan.domain.is_of_definition:
            yield from self._lopsided(_MENDED // 2, rng)
        if self.strength == 2:
            # Where many factors are in each other's way, no more than were asked for.
            yield from islice(self._mended(Lacking(met), rng), len(rows))

    def _beside(self, number: int, rng: random.Random) -> Iterator[WideCase]:
        """What the rows are not sure to have: favourites at each size, and lists that end with a block."""
        for case in self._favourites(number, rng):
            number += 1
            yield case
        if self.plan.lists_indices:
            for turn, length in enumerate(sizes.lengths()):
                number += 1
                numbers = [1 + turn % _FEW * 5] * self.plan.sized
                yield Drawing(self.plan, number, tuple(self._telling_row(rng)), numbers, length).case()
            few = [_FEW] * self.plan.sized
            rows = [Drawing(self.plan, number + 1 + turn, tuple(self._telling_row(rng)), few) for turn in range(TRIES)]
            yield from islice(filter(None, (row.listing_often() for row in rows)), 1)

    def _lopsided(self, number: int, rng: random.Random) -> Iterator[WideCase]:
        """Where loops that nest keep all sizes small, one size or list that is large while the others are next to
        nothing, if that does not take too many steps."""
        plan, domain = self.plan, self.plan.domain
        if domain.most_looped is None or domain.is_heavy:
            return
        is_short = short(domain.terms, domain.names, domain.measures, domain.claims.definitions)
        for large in range(plan.sized + 1):
            for size, others in _LOPSIDED[:1] if plan.is_few else _LOPSIDED:
                numbers = [size if k == large else others for k in range(plan.sized)]
                number += 1
                row, length = tuple(self._telling_row(rng)), size if large == plan.sized else None
                case = Drawing(plan, number, row, numbers, length, is_lopsided=True).case()
                if case.frame is not None and is_short(case.frame):
                    yield case

    def _favourites(self, number: int, rng: random.Random) -> Iterator[WideCase]:
        """Favourites of a variable: at the sizes of square grids with any of others, and at some more with theirs."""
        sources, variables = self.plan.sources(self.seed + 1, sizes.LARGEST_OF_A_CLASS), self.plan.variables
        several = {v.place: v.former.favourites(v.type_) if self._is_whole(v) else () for v in variables}
        for variable in [v for v in variables if several[v.place]][:1]:
            for which, together in enumerate(several[variable.place]):
                for level in _CLASSES:
                    row, is_square = self._any_row(rng), level % 2 == 0
                    if not is_square and which > _EVERYWHERE and (which + level // 2) % 2:
                        continue
                    row[: self.plan.sized] = levels = [level % len(c.starts) for c in self.plan.classes]
                    for other in variables if not is_square else ():
                        found = several[other.place] or [row[other.factors.start : other.factors.stop]]
                        row[other.factors.start : other.factors.stop] = found[(which + 1 + level // 4) % len(found)]
                    row[variable.factors.start : variable.factors.stop] = together
                    numbers = [
                        sizes.square(its, rng) if is_square and its == level else source.next(its)
                        for its, source in zip(levels, sources, strict=True)
                    ]
                    number += 1
                    drawing = Drawing(self.plan, number, tuple(row), numbers)
                    yield from drawing.of_favourite(variable, which, in_reverse=not is_square)

    def _is_whole(self, variable: Variable) -> bool:
        """Whether rows have all levels that a variable has."""
        factors = variable.former.factors(variable.type_)
        return all(f.levels == self.factors[k].levels for f, k in zip(factors, variable.factors, strict=True))

    def _any_row(self, rng: random.Random) -> list[int]:
        return [rng.randrange(len(f.levels)) for f in self.factors]

    def _telling_row(self, rng: random.Random) -> list[int]:
        """A row in which one position is told from another, as no large part of a value is alike."""
        several = [[k for k, level in enumerate(f.levels) if level not in f.alike] for f in self.factors]
        return list(map(rng.choice, several))

    def _mended(self, lacking: Lacking, rng: random.Random) -> Iterator[WideCase]:
        """Rows of small sizes for the pairs that the others do not meet, a level of a third factor being in the way."""
        sources = self.plan.sources(self.seed, self.plan.largest)
        levels = self._unhindering(lambda share: 0.1 < share < 0.9), self._unhindering(lambda share: not share)
        number, in_vain = _MENDED, Counter[Level]()
        for pair in lacking.pairs():
            is_hopeful = all(self._is_reachable(level) and in_vain[level] < _IN_VAIN for level in pair)
            for turn in range(TRIES if is_hopeful and lacking.is_lacking(*pair) else 0):
                row = lacking.row(pair, levels[turn % 2], rng)
                numbers = [source.next(self.plan.full_level(k, row[k])) for k, source in enumerate(sources)]
                case = Drawing(self.plan, number, row, numbers).case(is_row=True)
                number += 1
                if lacking.meet(case.levels):
                    yield case
                else:
                    in_vain.update(pair)
                if not lacking.is_lacking(*pair) or (turn >= _ALONE and self._is_of_one(pair, case)):
                    break

    def _is_reachable(self, level: Level) -> bool:
        """Whether it is none of a size that is beyond what inputs of the domain may have."""
        factor, number = level
        return factor >= self.plan.sized or self.plan.may_be_of_class(factor, number)

    def _is_of_one(self, pair: tuple[Level, Level], case: WideCase) -> bool:
        """Whether nothing else is in the way: two levels of one variable did not come together, at any size."""
        several = [v.factors for v in self.plan.variables if any(factor in v.factors for factor, _ in pair)]
        return len(several) == 1 and any(case.reasons[factor] == "size" for factor, _ in pair)

    def _unhindering(self, is_load: Callable[[float], bool]) -> list[Sequence[int]]:
        """The levels of each factor that are in the way of few others: small sizes and numbers, and loads such as
        those."""
        levels: list[Sequence[int]] = []
        for k, factor in enumerate(self.factors):
            several = range(len(factor.levels))
            if k < self.plan.sized:
                levels.append(several[1:_SMALL] or several)
            else:
                small = several[: (len(several) + 1) // 2] if factor.is_magnitude else several
                levels.append([k for k in several if is_load(factor.shares[k])] if factor.is_load else small)
        return levels

    def _alone(self) -> Iterator[WideCase]:
        """Each size by itself, where nothing else costs anything."""
        for number, size in enumerate(sizes.alone(self.strength, self.seed, is_few=self.plan.is_few)):
            row = [(number + k) % len(f.levels) for k, f in enumerate(self.factors)]
            row[0] = self.plan.class_of(0, size) or 0
            yield Drawing(self.plan, number, tuple(row), [size]).case(is_row=True)

    def _sizes(self, rows: Sequence[tuple[int, ...]]) -> list[list[int]]:
        """For each row the number of each size."""
        plan = self.plan
        sources = plan.sources(self.seed, plan.largest)
        found = [[sources[k].next(plan.full_level(k, row[k])) for k in range(plan.sized)] for row in rows]
        self._enlarge(rows, found)
        are_any = self.plan.sized == 1 and not any(self.plan.most)
        if are_any and self.strength > 1 and self.plan.domain.is_of_definition:
            for size, number in self._huge(rows):
                found[number][0] = size
        return found

    def _enlarge(self, rows: Sequence[tuple[int, ...]], found: list[list[int]]) -> None:
        """Gives one row of several in the last class of a size that is seldom large a size beyond those of most."""
        for k, (most, usual) in enumerate(zip(self.plan.most, self.plan.usual, strict=True)):
            if most is None or usual is None or most == usual:
                continue
            source = sizes.Sizes(self.seed + k, most)
            last = len(self.plan.whole[k].levels) - 1
            beyond = cycle(range(sizes.class_of(most), sizes.class_of(usual) - 1, -1))
            places = [place for place, row in enumerate(rows) if self.plan.full_level(k, row[k]) == last][::SELDOM]
            for turn, place in enumerate(places[:1] if self.plan.is_few else places):
                found[place][k] = source.next(next(beyond)) if turn else most

    def _huge(self, rows: Sequence[tuple[int, ...]]) -> Iterator[tuple[int, int]]:
        """The rows of the last class that have a size which comes once: the largest a light one, as for lists of its
        length there is no room; others the shares at which widths and runs show."""
        last = len(self.factors[0].levels) - 1
        free = [number for number, row in enumerate(rows) if row[0] == last]
        is_loaded = any(f.is_load for f in self.factors)
        hugest = ((sizes.HUGEST, 0.5),) if self.strength > 2 and not is_loaded else ()
        shares = (0.0, None, 0.75, 0.25, 0.9) if is_loaded else (0.001, 1.0, 0.75, 0.03, 0.5)
        several = list(zip(sizes.huge(self.seed), shares, strict=True))
        for size, share in (*hugest, *(several[:1] if self.plan.is_few else several)):
            if not free or share is None:
                continue
            far = {k: abs(self._share(rows[k]) - share) for k in free}
            # So few must tell one position from another, but for none, one or all of them, which no shape tells.
            are_some = 0.001 < share < 1.0
            number = min(free, key=lambda k: (are_some and self._alike(rows[k]), far[k], k))
            free.remove(number)
            yield size, number

    def _alike(self, row: tuple[int, ...]) -> int:
        """In how many respects a large part of the values of a row is the same throughout."""
        return sum(f.levels[level] in f.alike for f, level in zip(self.factors, row, strict=True))

    def _share(self, row: tuple[int, ...]) -> float:
        """Which part of the positions a row lists, or chooses."""
        loads = [f.shares[level] for f, level in zip(self.factors, row, strict=True) if f.is_load]
        shares = [f.shares[level] for f, level in zip(self.factors, row, strict=True) if f.shares]
        return sum(loads) if loads else max(shares, default=0.0)
