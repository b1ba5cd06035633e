"""The stages of a law's inputs: those that are enumerated, sampled and drawn wide, until the law fails on one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING

from conformance.cases.blocks import Chunk
from conformance.cases.domain import Domain
from conformance.cases.keeping import Recent
from conformance.cases.ladder import Stretch, most_of, rung_within
from conformance.cases.packed import Packed
from conformance.cases.plan import WideCase
from conformance.cases.profiles import Profile
from conformance.cases.shards import Shard
from conformance.cases.spread import LARGEST
from conformance.cases.triviality import trivially_met
from conformance.cases.wide import factors_of
from conformance.checking.asking import Asker, Failing
from conformance.checking.batching import Batches
from conformance.checking.bound import BoundLaws
from conformance.checking.crossing import crossed
from conformance.checking.evaluation import Check, Violated
from conformance.checking.fewer import FEWER, FEWEST, calls_anew, calls_of, fewer
from conformance.checking.obligations.registry import OBLIGATIONS
from conformance.checking.passing import ALIKE, Passing
from conformance.checking.tally import Tally
from conformance.laws.laws import Law
from conformance.lean.closures import Frame, Value
from conformance.records.crossing import united
from conformance.records.joining import sizes_told
from conformance.records.parts import CrossedPart
from conformance.records.result import Crossing
from conformance.subjects.calls import CallFailed, OutsideLimits
from conformance.system import originals
from conformance.system.pacing import OutOfTime

MOST_ITEMS = 4_096
"""How many items an input of the numeric stage has at most."""

MOST_CROSSINGS = 8
"""Of how many sets of inputs it is kept how they cross: laws over the same variables follow each other."""

MANY = 256
"""How many inputs many calls at once are made for at least, where there are as many."""

UNTIL = {"exhaustive": 0.8, "sampled": 0.9, "wide": 1.0, "numeric": 1.0}
"""The share of a law's time that is over at the latest when a stage ends, so that a slow backend meets each of them."""

if TYPE_CHECKING:
    from conformance.checking.columns import ByColumns

Observer = Callable[[str, int], None]
"""Is told the name of a stage and how many inputs it has had."""

Stage = Callable[[Law, Domain, Tally], tuple[str, Failing | None]]
"""Tries a law on the inputs of a stage, which the tally counts: their bounds in words, and the failure if any."""


class Progress:
    """Where a law stands: the stage, and how many inputs it has had."""

    def __init__(self, observe: Observer | None) -> None:
        self._observe = observe
        self.at = "", 0

    def tell(self, stage: str, inputs: int) -> None:
        self.at = stage, inputs
        if self._observe is not None:
            self._observe(stage, inputs)


class Stages:
    """Tries the laws of a backend on inputs; `progress` is told of those that a stage has had now and then.

    Of a `shard` its part of the inputs is tried, and of a `stretch` the enumerated ones that it names, where it is set.
    """

    def __init__(
        self, laws: BoundLaws, profile: Profile, asker: Asker, progress: Progress, shard: Shard | None = None
    ) -> None:
        self._laws, self._asker, self._shard = laws, asker, shard
        self.stretch: Stretch | None = None
        self._profile, self._streams, self._pace = profile, laws.streams, laws.pace
        self._tell = progress.tell
        self._crossings: Recent[tuple[Crossing | None, CrossedPart | None]] = Recent(MOST_CROSSINGS)

    def of(self, law: Law) -> tuple[tuple[str, Stage], ...]:
        """The stages of a law, in their order."""
        if law.obligation is not None and OBLIGATIONS[law.obligation].numeric:
            return (("numeric", self._numeric),)
        return ("exhaustive", self._exhaustive), ("sampled", self._sampled), ("wide", self._wide)

    def is_by_input(self, law: Law) -> bool:
        """Whether what the law comes to on its inputs is what it comes to on each of them.

        What an obligation, or a law about probabilities, says hangs on all inputs that it was asked on before. Where
        the spec's own definitions may take too much, they are asked of all inputs beforehand.
        """
        return law.obligation is None and law.draws == 1 and not self._laws.domain(law).is_heavy

    def is_split(self, law: Law) -> bool:
        """Whether shards have parts of the law's inputs each, and none has it whole."""
        return self._shard is not None and self.is_by_input(law)

    def _shard_of(self, law: Law) -> Shard | None:
        """Which part of the law's inputs is tried; None for all of them."""
        return self._shard if self.is_split(law) else None

    def fails_on(self, law: Law, domain: Domain, cases: Iterable[WideCase]) -> bool:
        """Whether a law fails on one of some inputs, each laid out as it says."""
        return self._tried("wide", law, domain, cases, None, Tally()) is not None

    def shown(self, stage: str, law: Law, domain: Domain, failing: Failing) -> Failing:
        """The failure that a stage gave as it is told: asked again, and made small where inputs come in no order."""
        if stage == "exhaustive":
            return self._asker.confirmed(law, failing)
        return self._asker.made_small(law, domain, failing)

    def _exhaustive(self, law: Law, domain: Domain, tally: Tally) -> tuple[str, Failing | None]:
        part: Shard | Stretch | None = self.stretch or self._shard_of(law)
        by_columns = self._by_columns
        if by_columns is not None and calls_anew(law) == 1:
            found = by_columns.exhaustive(law, domain, part, tally, partial(self._one_by_one, law, domain))
            if found is not None:
                return found
        budget = self._profile.exhaustive // calls_anew(law) if self.stretch is None else most_of(self.stretch.rung)
        enumerated = self._streams.portion(domain, budget, None if part is None else part.between)
        if enumerated is None:
            return "", None
        tally.extent, tally.start, tally.total, chunks = enumerated
        return self._one_by_one(law, domain, tally.extent, chunks, tally)

    def most_enumerated(self, law: Law, domain: Domain) -> int:
        """How many inputs are enumerated at most of a law that goes on by a ledger."""
        by_columns, most = self._by_columns, self._profile.columns
        if by_columns is not None and most and by_columns.takes_rung(law, domain, rung_within(most)):
            return most
        return self._profile.exhaustive

    @cached_property
    def _by_columns(self) -> ByColumns | None:
        """What checks laws on many inputs at once; None where the backend takes one at a time."""
        if self._laws.backend.carrier.columns is None or not any(o.batch for o in self._laws.operations.values()):
            return None
        with originals.in_place():
            from conformance.checking.columns import ByColumns

            return ByColumns(self._laws, self._profile, self._tell)

    def _one_by_one(
        self, law: Law, domain: Domain, bounds: str, chunks: Iterable[Chunk], tally: Tally
    ) -> tuple[str, Failing | None]:
        tabulates = law.draws > 1 or calls_anew(law) == 1
        asks_admission = not tabulates and not domain.bounds.unlimited
        self._laws.room.turn_to(domain.key)
        check = self._laws.compile(law, self._laws.tabulated)
        # A bound method is called in two thirds of the time that an object takes.
        counts: Callable[[Frame], bool] = check.__call__
        # `isinstance` would ask a protocol through built-ins that a backend may have replaced.
        held = (None if asks_admission else getattr(check, "held", None)) or (lambda frames: 0)
        trivial: set[int] = set()
        if law.asked:
            counts = self._noting(law, check, trivial)
        batches = Batches(self._laws.tabulated, self._laws.reference)
        rehearsal = self._laws.compile(law, batches.recorders) if tabulates and batches.helps(law) else None
        frame: Frame = ()
        try:
            for chunk in chunks:
                uncounted: list[int] = []
                position, done = -1, 0
                try:
                    for start, stop in self._pace.pieces(len(chunk.frames), 1 if rehearsal is None else MANY):
                        frames = chunk.frames if stop - start == len(chunk.frames) else chunk.frames[start:stop]
                        if rehearsal is not None:
                            batches.prepare(rehearsal, frames)
                        first = held(frames)
                        position = start + first - 1
                        for position, frame in enumerate(frames[first:] if first else frames, start + first):
                            if asks_admission and not domain.admits(frame):
                                uncounted.append(position)
                                continue
                            try:
                                if not counts(frame):
                                    uncounted.append(position)
                            except OutsideLimits:
                                uncounted.append(position)
                        done = stop
                except (Violated, CallFailed):
                    tally.count_chunk(chunk, position, uncounted, chunk.drawn_until(position), trivial)
                    raise
                except OutOfTime:
                    done = max(0, position)
                    uncounted = [k for k in uncounted if k < done]
                if done < len(chunk.frames):
                    tally.is_cut = True
                    tally.count_chunk(chunk, done, uncounted, chunk.drawn_until(done - 1) if done else 0, trivial)
                    bounds = f"the first {tally.drawn:,} of {bounds}"
                    break
                tally.count_chunk(chunk, done, uncounted, chunk.drawn, trivial)
                trivial.clear()
                self._tell("exhaustive", tally.met)
            check.finish()
        except (Violated, CallFailed) as error:
            return bounds, Failing(frame, error)
        except OutOfTime:
            tally.is_cut = True
        tally.note(check)
        return bounds, None

    def _noting(self, law: Law, check: Check, trivial: set[int]) -> Callable[[Frame], bool]:
        """The check, noting the inputs of which the premises that it asks say nothing by what it was answered."""
        says_nothing = self._says_nothing(law, self._laws.tabulated)

        def counts(frame: Frame) -> bool:
            if not check(frame):
                return False
            if says_nothing(frame):
                trivial.add(id(frame))
            return True

        return counts

    def _says_nothing(self, law: Law, operations: Mapping[str, Callable[..., Value]]) -> Callable[[Frame], bool]:
        """Whether one of the premises that call operations, all of which hold, says nothing of an input."""
        names = tuple(b.name for b in law.binders)
        operations = {**self._laws.reference, **operations}
        tests = [trivially_met(p.statement, names, operations, own_calls=True) for p in law.asked]
        return lambda frame: any(test(frame) for test in tests)

    def _sampled(self, law: Law, domain: Domain, tally: Tally) -> tuple[str, Failing | None]:
        drawn = [WideCase(frame, number=k) for k, frame in enumerate(self._streams.sampled(domain))]
        return "", self._tried("sampled", law, domain, fewer(law, drawn), domain, tally)

    def _wide(self, law: Law, domain: Domain, tally: Tally) -> tuple[str, Failing | None]:
        deal, chosen, calls = self._laws.deal(law), None, calls_of(law)
        if law.obligation is not None or law.draws > 1:
            outline = self._streams.wide_outline(domain)
            count = FEWEST if law.draws > 1 else max(FEWEST, outline.several // (FEWER * calls))
            # One of the largest arrays may lie in a layout in which a fault cannot show, as one that is read-only.
            largest = LARGEST if len(deal.crossed) > 1 else 1
            chosen = frozenset(outline.spread.kept(count, largest))
        every = self._streams.wide(domain)
        passing = Passing(domain, every, chosen, deal.repeats, ALIKE // calls)
        with self._laws.keeping_vectors():
            failing = self._tried("wide", law, domain, passing, every if isinstance(every, Packed) else None, tally)
        for start, piece in tally.pieces.items():
            piece.sizes = passing.sizes(range(start, start + piece.drawn))
        if failing is None:
            tally.crossed, tally.crossed_part = self._crossing(law, domain, deal.crossed, passing.seen, tally.layouts)
        return sizes_told(passing.sizes()) if domain.sizes else "", failing

    def _numeric(self, law: Law, domain: Domain, tally: Tally) -> tuple[str, Failing | None]:
        """Inputs whose numbers the check makes others of: some that are drawn, and some of usual sizes."""
        cases = self._streams.numeric(domain, FEWEST, MOST_ITEMS)
        failing = self._tried("numeric", law, domain, cases, None, tally)
        return "any real numbers", failing

    def _crossing(
        self, law: Law, domain: Domain, layouts: Sequence[str], seen: Sequence[WideCase], met: Mapping[int, str]
    ) -> tuple[Crossing | None, CrossedPart | None]:
        """How far the inputs of a law cross, which is the same for all laws that were evaluated on the same of them.

        Of a part of the inputs it comes as what can be united as well.
        """
        places = bytes([id(case) in met for case in seen])
        is_split = self.is_split(law)
        key = domain.key, tuple(layouts), places, is_split
        known = self._crossings.get(key)
        if known is None:
            found = crossed(factors_of(domain), layouts, self._profile.wide, seen, met)
            part = found.as_part() if is_split and found is not None else None
            whole = None if found is None else found.counted() if part is None else united([part])
            known = whole, part
            self._crossings.keep(key, known, 1)
        return known

    def _tried(
        self, stage: str, law: Law, domain: Domain, cases: Iterable[WideCase], keeper: object | None, tally: Tally
    ) -> Failing | None:
        """The failure on the first of the inputs that fails, as it came; `keeper` is as for `ToldOnce`."""
        operations: Mapping[str, Callable[..., Value]] = self._laws.operations
        if law.draws > 1:
            # Inputs differ in what is asked of the same draws.
            operations = self._laws.tabulated
        elif law.obligation is None and (stage == "wide" or (law.kind != "definition" and law.is_defining)):
            # A law of what has no body asks the same call for each of many positions.
            operations = self._laws.recalled
        check = self._laws.compile(law, operations)
        says_nothing = self._says_nothing(law, operations) if law.asked else None
        told = self._laws.told(domain, keeper)
        expect, keep = self._laws.vectors.expect, self._laws.keeping.turn_to
        lay_out, deal = self._laws.lay_out, self._laws.deal(law)
        crossed = deal.crossed
        shard = self._shard_of(law)
        frame: Frame = ()
        layout = laid = ""
        lay_out(layout)
        try:
            for turn, case in enumerate(cases):
                if self._pace.is_over():
                    tally.is_cut = True
                    break
                # Which layout an input has hangs on those before it, whichever shard has them.
                is_here = shard is None or shard.has(law.id, turn)
                into = tally if shard is None or not is_here else tally.piece_at(turn)
                into.drawn += is_here
                if case.frame is None:
                    continue
                met, bits, nontrivial = told(case)
                if not met:
                    continue
                if case.asked:
                    layout = crossed[case.layout % len(crossed)]
                    deal.note(layout)
                else:
                    layout = deal(case.frame)
                if not is_here:
                    continue
                frame = case.frame
                if layout != laid:
                    lay_out(layout)
                    laid = layout
                expect(frame)
                keep(case, keeper)
                self._laws.recent.asked()
                if not turn % 8:
                    self._tell(stage, turn)
                if check(frame):
                    into.count(bits, nontrivial and (says_nothing is None or not says_nothing(frame)))
                    tally.layouts[id(case)] = layout
            check.finish()
        except (Violated, CallFailed) as error:
            return Failing(frame, error, layout)
        except OutOfTime:
            tally.is_cut = True
        finally:
            lay_out("")
            tally.gather()
        tally.note(check)
        return None
