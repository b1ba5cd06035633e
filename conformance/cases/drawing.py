"""One wide input, while its values are drawn at the levels of a row, and what is asked beside it."""

from __future__ import annotations

import math
import random
import zlib
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from itertools import pairwise, zip_longest

from conformance.cases.plan import SELDOM, Plan, Variable, WideCase
from conformance.lean.closures import Frame, Value
from conformance.lean.nodes import Term
from conformance.values.indices import length_of
from conformance.values.items import all_items_of
from conformance.values.known import formed
from conformance.values.sources import Listed, Uninhabited

MAX_COUNTED = 1_000
"""How far a statement counts at most, where it counts up to a natural that is no size."""

MAX_ITEMS = 1_200_000
"""How many numbers an input has at most."""

MAX_PRODUCT = 60_000
"""How many positions several sizes have at most, taken together; in most inputs `SELDOM` times fewer where they count
vectors within vectors."""

FEW_BESIDE = 16
"""How many positions one of them has at most where that would be too many."""

NEIGHBOURS = 4
"""One row of so many has a neighbour; of large ones half as many, and where a law is a definition twice as many."""

TWINS = 6
"""One row of so many has another in which two vectors of one type are nearly the same."""

LARGE, HUGE = 1_100, 2**15
"""Above which size a row is large, and beyond what 16 bits count with a sign."""

LATE = 2**11
"""Beyond which each row of a law that asks for an index has a neighbour at a late one: half a float counts so far."""

ASKED_FROM = 128
"""From this size on further questions are asked of the same vectors."""

OFTEN = 2**16 + 8
"""How often a position is listed once, of few: more often than 16 bits count."""


class Drawing:
    """One row, while its values are drawn."""

    def __init__(
        self,
        plan: Plan,
        number: int,
        row: tuple[int, ...],
        numbers: Sequence[int],
        length: int | None = None,
        *,
        is_lopsided: bool = False,
    ) -> None:
        self.plan, self.number, self.row = plan, number, row
        domain = self.domain = plan.domain
        limits = domain.bounds.limits
        self.distinct, self.nonempty = limits.distinct_indices, limits.nonempty
        self.top, self.is_on_grid = domain.bounds.max_nat, domain.is_on_grid
        self.has_negatives = domain.bounds.has_negatives
        # Where all but one of what is counted is small, that one may be large.
        self.most_looped = None if is_lopsided else domain.most_looped
        self.sharing = plan.sharing
        self.numbers = self._inside(numbers)
        self.size = self.numbers[0] if self.numbers else 0
        self._variable: tuple[object, ...] = ()
        self._rng: random.Random | None = None
        self._length = length
        self.levels: list[int | None] = list(row)
        self.reasons = [""] * len(row)
        self._factor = self._part = 0
        self._items = 0
        self._pools: dict[Term, list[int]] = {}
        self._indices: dict[int, list[tuple[int, ...]]] = {}
        self._values: list[Value] = [None] * len(domain.binders)

    def _inside(self, numbers: Sequence[int]) -> list[int]:
        """The sizes, not above the limits, nor many together."""
        found: list[int] = []
        product = 1
        is_usual = self.plan.counts_rows and self.number % SELDOM > 0
        most_together = MAX_PRODUCT // SELDOM if is_usual else MAX_PRODUCT
        for number, most in zip_longest(numbers, self.plan.most):
            if most is not None and number > most:
                number = 1 + number % most
            if product > 1 and product * number > most_together:
                if self.number % 2 and number <= most_together:
                    found = [1 + (other - 1) % min(FEW_BESIDE, most_together // number) for other in found]
                    product = math.prod(found)
                if product * number > most_together:
                    number = 1 + (number - 1) % FEW_BESIDE
            cap = min([number, *(c for c in (self.domain.most_size, self.most_looped) if c is not None)])
            # Where steps are many, sizes of all kinds come up to the cap, which seldom is one itself.
            number = number if number == cap else 1 + number % cap if cap else 0
            found.append(number)
            product *= max(1, number)
        return found

    def case(self, is_row: bool = False) -> WideCase:
        """The row alone; as one whose levels count, if it is one of those that are crossed."""
        return self._case(self._frame(), is_row)

    def cases(self) -> Iterator[WideCase]:
        """The row, with what is asked beside it."""
        frame = self._frame()
        first = self._case(frame, is_row=True)
        # Who goes through the cases may take their values away.
        is_inside = first.frame is not None
        yield first
        if frame is None or not is_inside:
            return
        every = NEIGHBOURS * (1 + (HUGE > self.size > LARGE)) // (1 + self.domain.is_of_definition)
        asks_further = self.size >= ASKED_FROM and not self.plan.lists_indices and not self.distinct
        asked = list(self._asked(frame)) if asks_further else []
        is_late = self.size > LATE and self.plan.asks_for_one
        if self.number % TWINS == 1:
            yield from self._twins(frame)
        if self.number % every == 0 or is_late:
            neighbour = self._neighbour(self._beyond(asked, frame) if is_late else frame)
            if neighbour is not None:
                yield self._case(neighbour)
        for further in asked:
            yield from self._further(further)

    def _further(self, frame: Frame) -> Iterator[WideCase]:
        case = self._case(frame)
        case.is_further = True
        yield case

    def _twins(self, frame: Frame) -> Iterator[WideCase]:
        """The input with a vector in the place of another of its type, but for one item."""
        vectors = [v for v in self.plan.variables if isinstance(frame[v.place], tuple) and frame[v.place]]
        for one, other in pairwise(vectors):
            if one.type_ == other.type_ and not self.distinct:
                self._turn_to("twin")
                twin = one.former.neighbour(one.type_, frame[one.place], self, None)
                yield self._case([*frame[: other.place], twin, *frame[other.place + 1 :]])
                return

    def of_favourite(self, variable: Variable, number: int, *, in_reverse: bool) -> Iterator[WideCase]:
        """The row, with that favourite of the variable, and beside it what code may take for it: all items in reverse,
        or every item as the other one where there are two."""
        frame = self._frame()
        first = self._case(frame)
        is_inside = first.frame is not None
        first.favourite = variable.place, number
        yield first
        if frame is None or not is_inside:
            return
        if self.plan.asks_for_one:
            if not self.distinct:
                yield from self._further(self._beyond(self._asked(frame), frame))
            return
        k, turned = variable.place, self._turned(variable, frame[variable.place], in_reverse)
        if turned != frame[k]:
            beside = self._case([*frame[:k], turned, *frame[k + 1 :]])
            beside.favourite = first.favourite
            yield beside

    def _turned(self, variable: Variable, value: Value, in_reverse: bool) -> Value:
        item = variable.former.item(variable.type_)
        if item is None:
            return value
        if in_reverse:
            return value[::-1]
        former, type_ = formed(item)
        are_two = former.positions(type_, self.size_of) == 2
        return former.all_changed(type_, value, self.size_of) if are_two else value

    def listing_often(self) -> WideCase | None:
        """One position listed more often than 16 bits count, among few; None where a table has nothing there."""
        try:
            frame = self._frame(often=True)
        except Uninhabited:
            return None
        often = self.size // 2
        tables = [frame[v.place] for v in self.plan.variables if v.former.is_function] if frame is not None else []
        if any(isinstance(table, tuple) and len(table) == self.size and not table[often] for table in tables):
            return None
        return self._case(frame)

    def _case(self, frame: Frame | None, is_row: bool = False) -> WideCase:
        domain, asked = self.domain, self.row if is_row else ()
        constructed = None if frame is None else self.plan.construct(frame)
        inside = None if constructed is None else domain.fit(constructed)
        if inside is None:
            reasons = tuple([reason or "limit" for reason in self.reasons]) if is_row else ()
            return WideCase(None, asked, (None,) * len(asked), reasons, self.row[-1])
        if inside is not constructed:
            # What was halved may miss a premise that was made to hold.
            again = self.plan.construct(inside) if domain.premises else None
            inside = again if again is not None and domain.admits(again) else inside
            for factor in self.plan.magnitudes:
                self.levels[factor], self.reasons[factor] = None, "limit"
        told = (tuple(self.levels), tuple(self.reasons)) if is_row else ((), ())
        return WideCase(inside, asked, *told, self.row[-1])

    def _frame(self, often: bool = False) -> Frame | None:
        values, plan = self._values, self.plan
        for k, size in zip(plan.counting, self.numbers, strict=False):
            values[k] = size
        for factor, size in enumerate(self.numbers):
            self.levels[factor] = plan.class_of(factor, size)
            if self.levels[factor] != self.row[factor]:
                self.reasons[factor] = "limit" if self.domain.most_size is not None else "size"
        for k in plan.counted:
            top = MAX_COUNTED if self.top is None else min(MAX_COUNTED, self.top)
            values[k] = min(self.size, top)
        try:
            for variable in plan.variables:
                self._turn_to(variable.rank, variable.turn)
                self._factor = variable.factors.start
                levels = [plan.full_level(f, self.row[f]) for f in variable.factors]
                k = variable.place
                values[k] = variable.former.wide(variable.type_, self, levels)
                if often and variable.rank == 0 and not self.distinct and self.size:
                    often = False
                    more = (self.size // 2,) * (OFTEN if self.most_looped is None else min(OFTEN, self.most_looped))
                    values[k] = values[k] + more
                    self.list_indices(self.size, more)
        except Uninhabited:
            return None
        return values

    def _turn_to(self, *variable: object) -> None:
        """What is drawn from now on hangs on that variable, and on the row."""
        self._variable, self._rng = variable, None

    @property
    def rng(self) -> random.Random:
        # Most values need none, as their vectors are kept by what they are made from.
        if self._rng is None:
            self._rng = self._seeded(self.plan.rng, "value", *self._variable)
        return self._rng

    def _seeded(self, rng: random.Random, *key: object) -> random.Random:
        """The generator, seeded by what is given, in half of the time that a new one takes."""
        rng.seed(zlib.crc32(repr((self.plan.seed, self.number, *key)).encode()))
        return rng

    def _asked(self, frame: Frame) -> Iterator[Frame]:
        """The same vectors with other indices."""
        for variable in self.plan.variables:
            k = variable.place
            for value in variable.former.asked(variable.type_, self, self.number):
                if value != frame[k]:
                    yield [*frame[:k], value, *frame[k + 1 :]]

    def _beyond(self, several: Iterable[Frame], frame: Frame) -> Frame:
        """That with the largest of the asked indices but for the last position, which is like no other."""
        place = next(v.place for v in self.plan.variables if v.rank == 1)
        beyond = [f for f in several if f[place] < self.size - 1]
        return max(beyond, key=lambda f: f[place], default=frame)

    def _neighbour(self, frame: Frame) -> Frame | None:
        """The input with one vector changed: at the index that is asked for, where there is one."""
        vectors = [v for v in self.plan.variables if isinstance(frame[v.place], tuple) and frame[v.place]]
        if not vectors:
            return None
        self._turn_to("neighbour")
        variable = self.rng.choice(vectors)
        k, asked = variable.place, [frame[v.place] for v in self.plan.variables if v.rank == 1]
        changed = variable.former.neighbour(variable.type_, frame[k], self, asked[0] if asked else None)
        return None if changed == frame[k] else [*frame[:k], changed, *frame[k + 1 :]]

    # What values ask of it

    def size_of(self, size: Term) -> int:
        return self.plan.numbers.number(size, self._values)

    def count(self, items: int) -> None:
        self._items += items
        if self._items > MAX_ITEMS:
            raise Uninhabited

    def unmet(self, factor: int, reason: str) -> None:
        self.levels[self._factor + factor], self.reasons[self._factor + factor] = None, reason

    def shift(self, by: int) -> None:
        self._factor += by
        self._part += by
        variable = self._variable[:2]
        self._turn_to(*variable, *((self._part,) if self._part else ()))

    def length(self, level: int, size: int) -> int:
        # Where shapes are to be few, one length stands for a level.
        length = length_of(self.plan.whole[self._factor], level, size, self._drawing_lengths)
        if self._length is not None:
            length, self._length = self._length, None
        wanted = length
        if self.distinct:
            length = min(length, size)
        if self.nonempty:
            length = max(1, length)
        if self.most_looped is not None:
            length = min(length, self.most_looped)
        if length != wanted:
            self.unmet(0, "limit" if self.distinct or self.nonempty else "size")
        return length

    def _drawing_lengths(self) -> random.Random:
        return random.Random(0) if self.plan.is_few else self.rng

    def kept(self, key: Hashable, make: Callable[[random.Random], tuple[Value, ...]]) -> tuple[Value, ...]:
        vectors, whole = self.plan.vectors, (self.plan.seed, self.number, *self._variable, key)
        if whole not in vectors.made:
            made = make(self._seeded(vectors.rng, *self._variable, key))
            vectors.keep(whole, made, 1 + all_items_of((made,)))
        found: tuple[Value, ...] = vectors.made[whole]
        return found

    def list_indices(self, size: int, items: tuple[int, ...]) -> None:
        self._indices.setdefault(size, []).append(items)

    def listed(self, size: int) -> Listed:
        # Many inputs list the same, and what is counted of it is kept.
        found = Listed(self._indices.get(size, ()))
        vectors, key = self.plan.vectors, ("listed", found.key)
        if key not in vectors.made:
            vectors.keep(key, found, 1 + found.total)
        kept: Listed = vectors.made[key]
        return kept

    def pool(self, size: Term) -> list[int]:
        if size not in self._pools:
            number = self.size_of(size)
            self._pools[size] = self._seeded(self.plan.vectors.rng, "pool", number).sample(range(number), number)
        return self._pools[size]
