"""Inputs, enumerated, sampled or drawn wide once for all laws and backends that can be checked on the same ones."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice

from conformance.cases.blocks import Chunk
from conformance.cases.domain import Domain
from conformance.cases.enumerate import Enumeration, enumerate_domain
from conformance.cases.keeping import Recent
from conformance.cases.packed import Packed, in_groups
from conformance.cases.plan import MOST_ITEMS, Vectors, WideCase
from conformance.cases.profiles import Profile
from conformance.cases.spread import Spread, extents_of, spread, telling
from conformance.cases.wide import wide_cases
from conformance.lean.closures import Frame
from conformance.system import originals
from conformance.values.items import all_items_of

MAX_KEPT = 50_000
"""Enumerations of a larger budget are made anew each time rather than kept."""

MOST_CROSSED = 2
"""Wide inputs that cross more factors than so many are made anew each time rather than kept."""

ITEMS_OF_SMALL = 2
"""As many of those items as one that is enumerated takes, about."""

MANY_ITEMS = 2**22
"""The same for a process in which several backends are asked of the same inputs, one after the other."""

PACKED_WORDS = 2**20
"""How many words of 8 bytes packed wide inputs take at least that are kept, all together."""

MOST_OUTLINES = 8
"""Of how many domains it is kept what there is to choose by: laws over the same variables follow each other."""

FEW_ITEMS = 2**18
"""About how many items the vectors have at a time that those have in common which are made anew."""

MOST_FRUITLESS = 100
"""Inputs in a row that bring nothing new, after which no more are drawn for a law with premises."""


@dataclass(frozen=True, slots=True)
class Outline:
    """What there is to choose among the wide inputs of a domain by.

    An input whose vectors are those of another is none to choose; `several` says how many there are.
    """

    spread: Spread
    several: int


class Streams:
    """The inputs of a run, by domain; `None` among them is a draw that came to nothing.

    Wide inputs of the domains asked for last are kept where they are few, about `most_items` together; others are made
    anew when they are asked for, which gives the same.
    """

    def __init__(self, profile: Profile, seed: int, most_items: int = MOST_ITEMS) -> None:
        self.profile = profile
        self.seed = seed
        self._enumerated: Recent[tuple[str, list[Chunk] | None]] = Recent(most_items // ITEMS_OF_SMALL)
        self._extents: dict[object, Enumeration | None] = {}
        self._parts: Recent[list[Chunk]] = Recent(most_items // ITEMS_OF_SMALL)
        self._sampled: Recent[list[Frame | None]] = Recent(most_items)
        self._wide: Recent[Packed] = Recent(max(most_items, PACKED_WORDS))
        self._outlines: Recent[Outline] = Recent(MOST_OUTLINES)
        self._numeric: Recent[Sequence[WideCase]] = Recent(most_items)
        self._most_in_common = most_items

    def seed_of(self, domain: Domain) -> int:
        """A seed of its own for each domain, so that choosing fewer laws changes no result."""
        return zlib.crc32(f"{self.seed}:{domain.key}".encode())

    def enumerated(self, domain: Domain, budget: int) -> tuple[str, Iterable[Chunk]] | None:
        """The inputs of an enumeration, with its extent in words; None where the domain cannot be enumerated."""
        key = domain.key, domain.bounds.enumerated_alike, budget
        kept = self._enumerated.get(key)
        if kept is None:
            enumeration = enumerate_domain(domain, budget)
            if enumeration is not None and budget > MAX_KEPT:
                return enumeration.describe(), enumeration
            kept = ("", None) if enumeration is None else (enumeration.describe(), list(enumeration))
            self._enumerated.keep(key, kept, sum(len(chunk.frames) for chunk in kept[1] or ()))
        description, chunks = kept
        return None if chunks is None else (description, chunks)

    def extent(self, domain: Domain, budget: int) -> tuple[str, int] | None:
        """How far an enumeration goes in words, and how many inputs it has; None where the domain has none."""
        found = self._enumeration(domain, budget)
        return None if found is None else (found.describe(), found.total)

    def _enumeration(self, domain: Domain, budget: int) -> Enumeration | None:
        key = domain.key, domain.bounds.enumerated_alike, budget
        if key not in self._extents:
            self._extents[key] = enumerate_domain(domain, budget)
        return self._extents[key]

    def portion(
        self, domain: Domain, budget: int, of: Callable[[int], tuple[int, int]] | None
    ) -> tuple[str, int, int, Iterable[Chunk]] | None:
        """A part of an enumeration, with the extent of all in words, the number of the first input, and how many all
        are (0 where the part is all); None where the domain cannot be enumerated.

        `of` gives the number of its first input and that after its last one, of so many; all are meant by None.
        """
        if of is None:
            found = self.enumerated(domain, budget)
            return None if found is None else (found[0], 0, 0, found[1])
        key = domain.key, domain.bounds.enumerated_alike, budget
        enumeration = self._enumeration(domain, budget)
        if enumeration is None:
            return None
        start, stop = of(enumeration.total)
        kept = self._parts.get((key, start, stop))
        if kept is None:
            chunks = enumeration.between(start, stop)
            if stop - start > MAX_KEPT:
                return enumeration.describe(), start, enumeration.total, chunks
            kept = list(chunks)
            self._parts.keep((key, start, stop), kept, sum(len(chunk.frames) for chunk in kept))
        return enumeration.describe(), start, enumeration.total, kept

    def sampled(self, domain: Domain) -> Sequence[Frame | None]:
        """Inputs drawn by Hypothesis, and as many more as a law with premises needs to have enough."""
        key = domain.inputs_key
        found = self._sampled.get(key)
        if found is None:
            with originals.in_place():
                from conformance.cases.sample import draw

                budget, seed = self.profile.sampled, self.seed_of(domain)
                drawn = draw(domain, budget, seed)
                if domain.asked:
                    drawn = _both(drawn, draw(domain, budget, seed, domain.left_to_ask))
                found = [*drawn, *self._further(domain, drawn)]
                self._sampled.keep(key, found, sum([1 + all_items_of(frame) for frame in found if frame is not None]))
        return found

    def _further(self, domain: Domain, drawn: Sequence[Frame | None]) -> list[Frame | None]:
        """More inputs where those that are enumerated and drawn are few, or too few of them meet the premises, which
        tell of them."""
        from conformance.cases.sample import further

        # Where shapes are to be few, as each is compiled, others would be too many.
        least = 0 if domain.bounds.few_shapes else self.profile.least
        enumerated = self.enumerated(domain, self.profile.exhaustive) if least else None
        if enumerated is not None and not domain.premises and sum(len(c.frames) for c in enumerated[1]) >= least:
            return []
        every = chain([] if enumerated is None else (f for c in enumerated[1] for f in c.frames), filter(None, drawn))
        known = {tuple(f) for f in islice(filter(domain.counts, every), least)}
        found: list[Frame | None] = []
        fruitless = 0
        for frame in further(domain, self.seed_of(domain)):
            if len(known) >= least or fruitless == MOST_FRUITLESS:
                break
            fruitless += 1
            if frame is not None and (key := tuple(frame)) not in known and domain.counts(frame):
                known.add(key)
                found.append(frame)
                fruitless = 0
        return found

    @property
    def keeps_wide(self) -> bool:
        """Whether wide inputs are kept, and not made anew each time they are gone through."""
        return self.profile.wide <= MOST_CROSSED

    def wide(self, domain: Domain) -> Iterable[WideCase]:
        """Inputs of the sizes that people run, made anew each time where they are many or one law alone has them."""
        if self.keeps_wide and domain.is_gone_through_once:
            return _Anew(lambda: in_groups(self._wide_cases(domain, Vectors(self._most_in_common))))
        if not self.keeps_wide:
            return _Anew(lambda: in_groups(self._wide_cases(domain, Vectors(FEW_ITEMS))))
        key = domain.inputs_key
        kept = self._wide.get(key)
        if kept is None:
            with originals.in_place():
                self._wide.make_room()
                kept = Packed(self._wide_cases(domain, Vectors(self._most_in_common)))
                self._wide.keep(key, kept, kept.words)
        return kept

    def numeric(self, domain: Domain, count: int, most_items: int) -> Sequence[WideCase]:
        """A few inputs in which other numbers are put: of each kind so many, some drawn and some of usual sizes."""
        key = domain.inputs_key
        found = self._numeric.get(key)
        if found is None:
            with originals.in_place():
                from conformance.cases.sample import draw

                drawn = list(map(WideCase, draw(domain, 2 * count, self.seed_of(domain))))
                usual = [
                    case for case in wide_cases(domain, 1, self.seed, Vectors(FEW_ITEMS))
                    if case.frame is not None and all_items_of(case.frame) <= most_items
                ]  # fmt: skip
                several = (spread(some, count, lambda case: case.frame) for some in (drawn, usual))
                found = list(chain.from_iterable(several))
                self._numeric.keep(key, found, sum(map(_items, found)))
        return found

    def wide_outline(self, domain: Domain) -> Outline:
        """What there is to choose among the wide inputs by."""
        key = domain.inputs_key
        found = self._outlines.get(key)
        if found is None:
            measured = [
                replace(case, frame=None if case.frame is None or case.is_further else extents_of(case.frame))
                for case in self.wide(domain)
            ]
            extents = [case.frame for case in measured]
            found = Outline(Spread(extents, telling(measured)), len(extents) - extents.count(None))
            self._outlines.keep(key, found, 1)
        return found

    def _wide_cases(self, domain: Domain, vectors: Vectors) -> Iterator[WideCase]:
        strength, seed = self.profile.wide, self.seed
        known: set[int] = set()
        for case in wide_cases(domain, strength, seed, vectors):
            if domain.asked and case.frame is not None:
                known.add(hash(tuple(case.frame)))
            yield case
        if domain.asked:
            for case in wide_cases(domain, strength, seed, vectors, domain.construct_unasked):
                if case.frame is not None and hash(tuple(case.frame)) not in known:
                    yield case


def _items(case: WideCase) -> int:
    """About how many items a case has that the one before it has not."""
    return 0 if case.frame is None or case.is_further else 1 + all_items_of(case.frame)


class _Anew:
    """Inputs that are made anew each time they are gone through."""

    def __init__(self, make: Callable[[], Iterator[WideCase]]) -> None:
        self._make = make

    def __iter__(self) -> Iterator[WideCase]:
        return self._make()


def _both(constructed: Sequence[Frame | None], left: Iterable[Frame | None]) -> list[Frame | None]:
    """Inputs that meet premises by the spec, and then those that were left as they were drawn, each once."""
    known = {tuple(frame) for frame in constructed if frame is not None}
    return [*constructed, *(frame for frame in left if frame is not None and tuple(frame) not in known)]
