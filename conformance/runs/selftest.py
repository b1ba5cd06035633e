"""The harness tried on itself: faulty backends that it must catch, and odd but correct ones that it must not flag."""

from __future__ import annotations

import importlib.util
import multiprocessing
import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import cache

from conformance.backends.zoo import LIBRARIES, Specimen, specimens
from conformance.cases.profiles import DEFAULT_PROFILE, QUICK_PROFILE, chosen_profile
from conformance.cases.streams import Streams
from conformance.checking.checker import Checker
from conformance.checking.laws import calls_one_of, hangs_on, in_turn, laws_of
from conformance.checking.recording import environment, law_record
from conformance.errors import UsageError
from conformance.laws.laws import Law
from conformance.laws.specfile import Spec, shipped
from conformance.records.places import placed_laws
from conformance.records.selftest import SelftestReport, SpecimenRecord
from conformance.records.vocabulary import SCHEMA_VERSION, STAGES
from conformance.subjects.loading import load_backend
from conformance.system.places import roots_of
from conformance.values.naming import snake_case

Progress = Callable[[str, int, int], None]
"""Called after each specimen with its name, the number done and the number planned."""


def selftest(
    libraries: Sequence[str] = (),
    profile: str = DEFAULT_PROFILE,
    seed: int = 0,
    workers: int | None = None,
    progress: Progress | None = None,
) -> SelftestReport:
    """Checks every specimen of the zoo whose library is installed, or those of the given libraries.

    `workers` is the number of processes, 0 for none but this one, and as many as there are processors where it is None.

    Raises:
        UsageError: a library or profile is unknown, or a named library is not installed.
    """
    chosen, absent = _installed(libraries)
    budget = chosen_profile(profile)
    planned = [(library, specimen.name, profile, seed) for library in chosen for specimen in specimens(library)]
    records: list[SpecimenRecord] = []
    for record in _records(planned, os.cpu_count() if workers is None else workers):
        records.append(record)
        if progress is not None:
            progress(record.name, len(records), len(planned))
    about = {module for library in chosen for specimen in specimens(library) for module in specimen.modules}
    laws = placed_laws(map(law_record, laws_of(_spec(tuple(sorted(about))))), roots_of())
    return SelftestReport(
        SCHEMA_VERSION, laws, tuple(records), tuple(absent), seed, budget.name, environment()
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


def _records(planned: Sequence[tuple[str, str, str, int]], workers: int | None) -> Iterator[SpecimenRecord]:
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
    return Streams(chosen_profile(profile), seed)


def _record(planned: tuple[str, str, str, int]) -> SpecimenRecord:
    library, name, profile, seed = planned
    specimen = next(s for s in specimens(library) if s.name == name)
    checker, further = _checker(specimen, profile, seed), _checker(specimen, QUICK_PROFILE, seed)
    started = time.perf_counter()
    found: dict[str, str] = {}
    alarms: dict[str, str] = {}
    failing: list[tuple[Law, int]] = []
    first: str | None = None
    inputs, seconds_to_first = 0, 0.0
    asked = asked_of(specimen)
    for law in asked:
        result = (checker if is_near(specimen, law) else further).check(law)
        stages = [result.evidence[name] for name in STAGES]
        if first is None:
            inputs += sum(stage.drawn for stage in stages if stage is not None)
        if result.failure is not None:
            found[result.law] = result.failure.reason
            failing.append((law, max((k for k, stage in enumerate(stages) if stage is not None), default=0)))
            if first is None:
                first, seconds_to_first = result.law, time.perf_counter() - started
        elif result.status not in ("passed", "not_provided") and not result.limited:
            alarms[result.law] = result.status
    seconds = time.perf_counter() - started
    seen = _stages_that_see(failing, lambda: _checker(specimen, profile, seed))
    possible = {law: reason for law, reason in specimen.also.items() if found.get(law) == reason}
    named = {**specimen.caught_by, **possible}
    return SpecimenRecord(
        specimen.name, specimen.library, specimen.slip, specimen.is_faulty, named, found, alarms,
        first, inputs, round(seconds_to_first, 6), round(seconds, 6), seen,
        tuple(law.id for law in asked),
    )  # fmt: skip


def _checker(specimen: Specimen, profile: str, seed: int) -> Checker:
    """A checker of a backend that nothing was asked yet."""
    spec = _spec(specimen.modules)
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
