"""The harness tried on itself: faulty backends that it must catch, and odd but correct ones that it must not flag."""

from __future__ import annotations

import importlib.util
import multiprocessing
import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from conformance.backends.zoo import LIBRARIES, Specimen, specimens
from conformance.cases.profiles import DEFAULT_PROFILE, QUICK_PROFILE, chosen_profile
from conformance.cases.streams import MANY_ITEMS, Streams
from conformance.checking.checker import Checker
from conformance.checking.laws import calls_one_of, hangs_on, in_turn, laws_of
from conformance.checking.recording import environment, law_record
from conformance.errors import UsageError
from conformance.laws.laws import Law
from conformance.laws.specfile import ALL, MODULES, Spec, load, shipped
from conformance.records.places import placed_laws
from conformance.records.result import Result
from conformance.records.selftest import FirstFailure, SelftestReport, SpecimenRecord
from conformance.records.vocabulary import SCHEMA_VERSION, STAGES
from conformance.subjects.loading import load_backend
from conformance.system.places import roots_of
from conformance.values.naming import snake_case

Progress = Callable[[str, int, int], None]
"""Called after each specimen with its name, the number done and the number planned."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What specimens are asked: the shipped modules, of which the specimens that are about one are tried, and files of
    own laws, which are tried on every specimen that they may see; and the revision in which the files are read."""

    modules: tuple[str, ...] = MODULES
    own: tuple[str, ...] = ()
    revision: str = ""

    def own_spec(self) -> Spec:
        return _own(self.own, self.revision)

    def own_laws(self, specimen: Specimen) -> list[Law]:
        """The own laws whose verdict may hang on what a specimen changes."""
        if not self.own:
            return []
        laws, changed = in_turn(laws_of(self.own_spec())), specimen.changed
        if changed is None:
            return laws
        may_see = calls_one_of if specimen.is_faulty else hangs_on
        return [law for law in laws if may_see(law, changed)]

    def is_about(self, specimen: Specimen) -> bool:
        """Whether a specimen is one of the modules."""
        return not set(self.modules).isdisjoint(specimen.modules)


def asked(paths: Sequence[str | Path] = (), revision: str = "") -> Asked:
    """What is asked where these files, folders and shipped modules are named; all shipped modules where none is."""
    named = [str(name) for path in paths or (ALL,) for name in (MODULES if path == ALL else (path,))]
    modules = tuple(dict.fromkeys(name for name in named if name in MODULES))
    return Asked(modules, tuple(name for name in named if name not in MODULES), revision)


@cache
def _own(files: tuple[str, ...], revision: str) -> Spec:
    return load(files, revision)


@dataclass(frozen=True, slots=True)
class _Planned:
    """A specimen by its library and name, and how it is tried."""

    library: str
    name: str
    profile: str
    seed: int
    asked: Asked

    @property
    def specimen(self) -> Specimen:
        return next(s for s in specimens(self.library) if s.name == self.name)


def selftest(
    libraries: Sequence[str] = (),
    profile: str = DEFAULT_PROFILE,
    seed: int = 0,
    workers: int | None = None,
    progress: Progress | None = None,
    spec: Sequence[str | Path] = (),
    revision: str = "",
) -> SelftestReport:
    """Checks the specimens of the zoo whose library is installed, or those of the given libraries.

    `workers` is the number of processes, 0 for none but this one, and as many as there are processors where it is None.
    `spec` are shipped modules, of which the specimens that are about one are tried, and files of laws, which are tried
    on each specimen that they may see. What these see is no fault of the harness, but on a correct specimen.

    Raises:
        UsageError: a library or profile is unknown, or a named library is not installed.
        SpecError: a file of laws is wrong.
    """
    chosen, absent = _installed(libraries)
    budget, wanted = chosen_profile(profile), asked(spec, revision)
    tried = [
        (library, specimen)
        for library in chosen
        for specimen in specimens(library)
        if wanted.is_about(specimen) or wanted.own_laws(specimen)
    ]
    planned = [_Planned(library, specimen.name, profile, seed, wanted) for library, specimen in tried]
    records: list[SpecimenRecord] = []
    for record in _records(planned, os.cpu_count() if workers is None else workers):
        records.append(record)
        if progress is not None:
            progress(record.name, len(records), len(planned))
    about = {module for _, specimen in tried if wanted.is_about(specimen) for module in specimen.modules}
    laws = [
        *(laws_of(_spec(tuple(sorted(about)))) if about else ()),
        *(laws_of(wanted.own_spec()) if wanted.own else ()),
    ]
    return SelftestReport(
        SCHEMA_VERSION, placed_laws(map(law_record, laws), roots_of()), tuple(records), tuple(absent), seed,
        budget.name, environment(),
    )  # fmt: skip


def asked_of(specimen: Specimen) -> list[Law]:
    """The laws whose verdict may hang on what a specimen changes, in turn; those that the others pass, its base passes.

    Of what a specimen does not say what it changes, all are asked. Of a faulty one, laws of other operations that ask
    those that it changes in between are asked where it says that they catch it.
    """
    laws, changed = in_turn(laws_of(_spec(specimen.modules))), specimen.changed
    if changed is None:
        return laws
    if not specimen.is_faulty:
        return [law for law in laws if hangs_on(law, changed)]
    named = {*specimen.caught_by, *specimen.also}
    return [law for law in laws if law.id in named or calls_one_of(law, changed)]


def is_near(specimen: Specimen, law: Law) -> bool:
    """Whether a law is asked in the profile that is chosen, and not in the quick one.

    Of a faulty specimen those that it names are, of one that is right those of what it changes itself.
    """
    if specimen.is_faulty:
        return law.id in specimen.caught_by or law.id in specimen.also
    about = law.subject
    return specimen.changed is None or (about is not None and snake_case(about.name) in specimen.changed)


@cache
def _spec(modules: tuple[str, ...]) -> Spec:
    """The shipped modules of those names."""
    return shipped(*modules)


def _records(planned: Sequence[_Planned], workers: int | None) -> Iterator[SpecimenRecord]:
    if not workers or workers < 2:
        yield from map(_record, planned)
        return
    # A fresh interpreter each: one that PyTorch's threads have run in is not safe to fork.
    context, before = multiprocessing.get_context("spawn"), set(multiprocessing.active_children())
    threads = max(1, (os.cpu_count() or 1) // workers)
    with ProcessPoolExecutor(workers, context, _begin, (threads,)) as pool:
        # No future is cancelled, as `map` would: the pool sets each to what became of it.
        records = [pool.submit(_record, one) for one in planned]
        ours = set(multiprocessing.active_children()) - before
        try:
            for record in records:
                yield record.result()
        except BaseException:
            # Nobody waits for what they are at.
            for process in ours:
                process.terminate()
            raise


def _begin(threads: int) -> None:
    """Has libraries use no more threads than that, and this process end where its parent does, killed as it may be."""
    os.environ.setdefault("OMP_NUM_THREADS", str(threads))

    def wait() -> None:
        parent = multiprocessing.parent_process()
        assert parent is not None
        parent.join()
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


def _installed(libraries: Sequence[str]) -> tuple[list[str], list[str]]:
    for library in libraries:
        if library not in LIBRARIES:
            raise UsageError(f"the zoo has no library `{library}`; expected one of {', '.join(LIBRARIES)}")
    wanted = list(dict.fromkeys(libraries)) or list(LIBRARIES)
    absent = [name for name in wanted if name != "python" and importlib.util.find_spec(name) is None]
    if libraries and absent:
        name = absent[0]
        raise UsageError(f"`{name}` is not installed: pip install 'masking-conformance[{name}]'")
    return [name for name in wanted if name not in absent], absent


@cache
def _streams(profile: str, seed: int) -> Streams:
    return Streams(chosen_profile(profile), seed, MANY_ITEMS)


def _record(planned: _Planned) -> SpecimenRecord:
    specimen, profile, seed = planned.specimen, planned.profile, planned.seed
    started = time.perf_counter()
    tried = _Tried()
    if planned.asked.is_about(specimen):
        spec = _spec(specimen.modules)
        near, further = (_checker(specimen, one, seed, spec) for one in (profile, QUICK_PROFILE))
        for law in asked_of(specimen):
            tried.note(law, (near if is_near(specimen, law) else further).check(law), started)
        tried.see(lambda: _checker(specimen, profile, seed, spec))
    possible = {law: reason for law, reason in specimen.also.items() if tried.found.get(law) == reason}
    named = {**specimen.caught_by, **possible} if planned.asked.is_about(specimen) else {}
    if laws := planned.asked.own_laws(specimen):
        own = planned.asked.own_spec()
        checker = _checker(specimen, profile, seed, own)
        for law in laws:
            tried.note(law, checker.check(law), started)
        tried.see(lambda: _checker(specimen, profile, seed, own))
        # What laws of one's own see of a fault nobody has named before.
        mine = {law.id for law in laws} if specimen.is_faulty else set()
        named |= {law: reason for law, reason in tried.found.items() if law in mine}
    return SpecimenRecord(
        specimen.name, specimen.library, specimen.slip, specimen.is_faulty, named, tried.found, tried.alarms,
        tried.first, tried.inputs, round(tried.seconds_to_first, 6), round(time.perf_counter() - started, 6),
        tuple(name for name in STAGES if name in tried.seen), tuple(tried.asked), tried.until,
    )  # fmt: skip


@dataclass(slots=True)
class _Tried:
    """What came of the laws that a specimen was asked."""

    asked: list[str] = field(default_factory=list)
    found: dict[str, str] = field(default_factory=dict)
    alarms: dict[str, str] = field(default_factory=dict)
    first: str | None = None
    inputs: int = 0
    seconds_to_first: float = 0.0
    seen: set[str] = field(default_factory=set)
    failing: list[tuple[Law, int]] = field(default_factory=list)
    until: dict[str, FirstFailure] = field(default_factory=dict)

    def note(self, law: Law, result: Result, started: float) -> None:
        """Adds what a law came to; `started` is when the first one was asked."""
        self.asked.append(law.id)
        stages = [result.evidence[name] for name in STAGES]
        if self.first is None:
            self.inputs += sum(stage.drawn for stage in stages if stage is not None)
        if result.failure is not None:
            self.found[result.law] = result.failure.reason
            last = max((k for k, stage in enumerate(stages) if stage is not None), default=0)
            self.failing.append((law, last))
            if (at := stages[last]) is not None:
                self.until[law.id] = FirstFailure(STAGES[last], at.drawn)
            if self.first is None:
                self.first, self.seconds_to_first = result.law, time.perf_counter() - started
        elif result.status not in ("passed", "not_provided") and not result.limited:
            self.alarms[result.law] = result.status

    def see(self, fresh: Callable[[], Checker]) -> None:
        """Finds the stages in which one of the laws fails that did; they are of one spec, that of `fresh`."""
        self.seen |= set(_stages_that_see(self.failing, fresh))
        self.failing = []


def _checker(specimen: Specimen, profile: str, seed: int, spec: Spec) -> Checker:
    """A checker of a backend that nothing was asked yet."""
    backend = replace(load_backend(specimen.implementation, spec.operations), name=specimen.name)
    return Checker(backend, spec, chosen_profile(profile), seed, _streams(profile, seed))


def _stages_that_see(failing: Sequence[tuple[Law, int]], fresh: Callable[[], Checker]) -> tuple[str, ...]:
    """The stages, each by itself, in which one of the laws fails that do, told with the number of the stage of each.

    A stage is asked on a backend that nothing was asked yet, law after law until one fails. Those that passed it on
    their way to a later one are not asked again.
    """
    seen = []
    for number, name in enumerate(STAGES):
        checker = fresh()
        if any(checker.fails_in(law, name) for law, stage in failing if stage <= number):
            seen.append(name)
    return tuple(seen)
