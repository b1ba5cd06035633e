"""The harness tried on itself: faulty backends that it must catch, and odd but correct ones that it must not flag."""

from __future__ import annotations

import importlib.util
import time
from collections.abc import Callable, Sequence
from dataclasses import replace

from conformance.api import chosen_profile, environment, law_record
from conformance.backends.zoo import LIBRARIES, Specimen, specimens
from conformance.cases.streams import Streams
from conformance.checking import Checker
from conformance.errors import UsageError
from conformance.laws import Law, laws_of
from conformance.loading import load_backend
from conformance.profiles import DEFAULT_PROFILE
from conformance.results import SCHEMA_VERSION, SelftestReport, SpecimenRecord
from conformance.specfile import load

Progress = Callable[[str, int, int], None]
"""Called before each specimen with its name, the number done and the number planned."""


def selftest(
    libraries: Sequence[str] = (),
    profile: str = DEFAULT_PROFILE,
    seed: int = 0,
    progress: Progress | None = None,
) -> SelftestReport:
    """Checks every specimen of the zoo whose library is installed, or those of the given libraries.

    Raises:
        UsageError: a library or profile is unknown, or a named library is not installed.
    """
    chosen, absent = _installed(libraries)
    spec, budget = load(), chosen_profile(profile)
    laws = laws_of(spec)
    streams = Streams(budget, seed)
    planned = [s for library in chosen for s in specimens(library)]
    records = []
    for done, specimen in enumerate(planned):
        if progress is not None:
            progress(specimen.name, done, len(planned))
        operations = spec.definitions
        backend = replace(load_backend(specimen.implementation, operations), name=specimen.name)
        records.append(_record(specimen, Checker(backend, spec, budget, seed, streams), laws))
    return SelftestReport(
        SCHEMA_VERSION, tuple(map(law_record, laws)), tuple(records), tuple(absent), seed, budget.name, environment()
    )


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


def _record(specimen: Specimen, checker: Checker, laws: Sequence[Law]) -> SpecimenRecord:
    started = time.perf_counter()
    found: dict[str, str] = {}
    alarms: dict[str, str] = {}
    first: str | None = None
    inputs, seconds_to_first = 0, 0.0
    for law in laws:
        result = checker.check(law)
        if first is None:
            stages = (result.evidence.exhaustive, result.evidence.sampled, result.evidence.wide)
            inputs += sum(stage.drawn for stage in stages if stage is not None)
        if result.failure is not None:
            found[result.law] = result.failure.reason
            if first is None:
                first, seconds_to_first = result.law, time.perf_counter() - started
        elif result.status not in ("passed", "not_provided") and not result.limited:
            alarms[result.law] = result.status
    seconds = time.perf_counter() - started
    named = dict(specimen.caught_by)
    return SpecimenRecord(
        specimen.name, specimen.library, specimen.slip, specimen.is_faulty, named, found, alarms,
        first, inputs, round(seconds_to_first, 6), round(seconds, 6),
    )  # fmt: skip
