"""Enumerated inputs many at a time, where a backend takes batches; what fails is asked one by one, as anywhere else."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from conformance.cases.blocks import Chunk
from conformance.cases.domain import Domain
from conformance.cases.enumerate import Enumeration, enumerate_domain
from conformance.cases.ladder import Stretch, most_of
from conformance.cases.profiles import Profile
from conformance.cases.shards import Shard
from conformance.checking.asking import Failing
from conformance.checking.bound import BoundLaws
from conformance.checking.obligations.registry import OBLIGATIONS
from conformance.checking.tally import Tally
from conformance.columns import law as column
from conformance.columns.blocks import Grid
from conformance.columns.calls import Differs
from conformance.columns.column import NotByColumns, TooLarge
from conformance.laws.laws import Law
from conformance.subjects.calls import CallFailed

ROWS = 2**15
"""How many inputs come at a time at most."""

MOST_VALUES = 2**17
"""How many values a variable has at most, of which a table is made."""

TRIED_FIRST = 64
"""How many inputs tell whether a law's come together: so few that it costs nothing, and so many that some are met."""

OneByOne = Callable[[str, Iterable[Chunk], Tally], tuple[str, Failing | None]]
"""Tries inputs, whose bounds are told in words, one after the other."""


class _Failed(Exception):
    """Inputs together came to something else than they should, from one number up to another."""

    def __init__(self, start: int, stop: int) -> None:
        super().__init__()
        self.start, self.stop = start, stop


class _Blocks(NamedTuple):
    """The inputs of a domain, block by block."""

    domain: Domain
    budget: int
    enumeration: Enumeration
    grids: list[Grid]


class ByColumns:
    """The exhaustive stage of laws on a backend that takes many inputs in one call."""

    def __init__(self, laws: BoundLaws, profile: Profile, tell: Callable[[str, int], None]) -> None:
        self._laws, self._tell = laws, tell
        self._budget = profile.columns or profile.exhaustive
        self._operations = column.Operations(laws.operations, laws.backend.carrier, laws.definitions)
        self._latest: _Blocks | None = None

    def exhaustive(
        self, law: Law, domain: Domain, part: Shard | Stretch | None, tally: Tally, one_by_one: OneByOne
    ) -> tuple[str, Failing | None] | None:
        """The bounds of the stage in words, and the first failure; None where the law is to be tried one by one."""
        if not self._takes(law, domain):
            return None
        if isinstance(part, Stretch) and not self._is_whole(domain, part.rung):
            return None
        blocks = self._blocks(domain, most_of(part.rung) if isinstance(part, Stretch) else self._budget)
        if blocks is None or not all(domain.is_inside_by_size(grid.largest) for grid in blocks.grids if grid.count):
            return None
        try:
            checked = column.ByColumns(law, domain, self._operations, self._laws.definitions)
        except NotByColumns:
            return None
        if not self._come_together(checked, blocks):
            return None
        enumeration, bounds = blocks.enumeration, blocks.enumeration.describe()
        start, stop = (0, enumeration.total) if part is None else part.between(enumeration.total)
        counted = Tally(extent=bounds, start=start, total=enumeration.total, answered=True)
        try:
            self._run(checked, blocks, start, stop, counted)
        except (NotByColumns, _Failed) as error:
            failing = None
            if isinstance(error, _Failed):
                _, failing = one_by_one(bounds, enumeration.between(error.start, error.stop), counted)
            if failing is not None:
                tally.take(counted)
                return bounds, failing
            if part is None:
                # Alone they come to what they should, or cannot be together: the law is held against rows alone.
                return None
            # All shards, and all runs of a ledger, have parts of the same inputs.
            tally.extent, tally.start, tally.total = bounds, start, enumeration.total
            return one_by_one(bounds, enumeration.between(start, stop), tally)
        if counted.is_cut:
            bounds = f"the first {counted.drawn:,} of {bounds}"
        tally.take(counted)
        return bounds, None

    def takes_rung(self, law: Law, domain: Domain, rung: int) -> bool:
        """Whether the law can be tried by columns on all inputs of a rung, as far as a few of them tell."""
        if not self._takes(law, domain) or not self._is_whole(domain, rung):
            return False
        try:
            checked = column.ByColumns(law, domain, self._operations, self._laws.definitions)
        except NotByColumns:
            return False
        blocks = self._blocks(domain, most_of(rung))
        return blocks is not None and self._come_together(checked, blocks)

    def _come_together(self, checked: column.ByColumns, blocks: _Blocks) -> bool:
        """Whether some of the largest inputs can be tried together, and give what each of them gives by its form.

        It is asked of the same inputs in each part of a run, so that all of them try a law in one way.
        """
        grid = next((grid for grid in reversed(blocks.grids) if grid.count), None)
        if grid is None:
            return True
        try:
            self._counted(checked, grid, 0, min(grid.count, TRIED_FIRST))
        except (NotByColumns, Differs):
            return False
        except CallFailed:
            # Which of them fails is seen where they are tried.
            pass
        return True

    def _is_whole(self, domain: Domain, rung: int) -> bool:
        """Whether the inputs of a rung are the same where variables have few values."""
        few = enumerate_domain(domain, most_of(rung), MOST_VALUES)
        return few is not None and self._laws.streams.extent(domain, most_of(rung)) == (few.describe(), few.total)

    def _takes(self, law: Law, domain: Domain) -> bool:
        """Whether nothing about a law needs its inputs one by one, as far as can be seen without reading it."""
        if law.draws > 1 or law.asked or (law.obligation is not None and not OBLIGATIONS[law.obligation].only_calls):
            return False
        bounds = domain.bounds
        return domain.all_askable and not domain.is_heavy and not bounds.limits.shown() and not self._laws.is_journaled

    def _blocks(self, domain: Domain, budget: int) -> _Blocks | None:
        if self._latest is None or (self._latest.domain, self._latest.budget) != (domain, budget):
            enumeration = enumerate_domain(domain, budget, MOST_VALUES)
            if enumeration is None:
                return None
            try:
                grids = [Grid(enumeration, block) for block in enumeration.blocks]
            except NotByColumns:
                return None
            self._latest = _Blocks(domain, budget, enumeration, grids)
        return self._latest

    def _run(self, checked: column.ByColumns, blocks: _Blocks, start: int, stop: int, tally: Tally) -> None:
        """Counts the inputs on which the law holds, of those from one number up to another.

        Raises:
            NotByColumns: there are such as cannot be tried together.
            _Failed: it does not hold on some of these.
        """
        for first, grid in zip(blocks.enumeration.starts, blocks.grids, strict=False):
            number, last = max(0, start - first), min(grid.count, stop - first)
            while number < last:
                if self._laws.pace.is_over():
                    tally.is_cut = True
                    return
                end = min(last, number + ROWS)
                try:
                    found = self._counted(checked, grid, number, end)
                except (CallFailed, Differs) as error:
                    raise _Failed(first + number, first + end) from error
                if not found.holds:
                    raise _Failed(first + number, first + end)
                tally.count_many(end - number, found.met, found.nontrivial, found.by_bits)
                number = end
                self._tell("exhaustive", tally.met)

    def _counted(self, checked: column.ByColumns, grid: Grid, start: int, stop: int) -> column.Counted:
        """What a law comes to on inputs, in parts where they are too many to be held at once."""
        try:
            return checked.count(grid, start, stop)
        except TooLarge:
            if stop - start < 2:
                raise NotByColumns from None
        middle = (start + stop) // 2
        both = [self._counted(checked, grid, *ends) for ends in ((start, middle), (middle, stop))]
        return column.Counted.of(both)
