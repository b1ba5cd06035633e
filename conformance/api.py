"""The Python door: checks backends and returns a report."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from conformance.agreement import agreement
from conformance.binding import Backend
from conformance.cases.streams import Streams
from conformance.checking import Checker
from conformance.errors import UsageError
from conformance.laws import Law, laws_of, select
from conformance.loading import load_backend as _load
from conformance.profiles import DEFAULT_PROFILE, PROFILES, Profile
from conformance.recording import backend_record, environment, law_record
from conformance.results import (
    SCHEMA_VERSION,
    AgreementRecord,
    Report,
    Result,
    SpecRecord,
    Summary,
    fill,
)
from conformance.specfile import Spec, load

if TYPE_CHECKING:
    from conformance.database import FailingInputs

Progress = Callable[[str, Law, int, int], None]
"""Called before each law with backend name, law, number done and number planned."""


def check(
    *backends: object,
    laws: Sequence[str] = (),
    spec: Sequence[str | Path] | str | Path = (),
    profile: str = DEFAULT_PROFILE,
    seed: int = 0,
    require: str = "core",
    remember: bool = False,
) -> Report:
    """Checks the laws on each backend, and their agreement where there are two or more.

    Args:
        backends: names, as on the command line, or objects that have the operations.
        laws: glob patterns of law ids; all laws where empty.
        spec: spec files or folders instead of the shipped ones.
        profile: `quick`, `default` or `deep`.
        seed: the same seed, versions and profile give the same results.
        require: `core` or `hardened`, the level that decides `report.exit_status()`.
        remember: keep failing inputs in Hypothesis' example database, and try those of earlier runs first.

    Raises:
        ConformanceError: a backend, spec file, law pattern or profile is wrong; the message says what to do.
    """
    paths = (spec,) if isinstance(spec, (str, Path)) else tuple(spec)
    patterns = (laws,) if isinstance(laws, str) else tuple(laws)
    loaded_spec = load(paths)
    loaded = load_all(backends, loaded_spec)
    chosen = chosen_laws(loaded_spec, patterns)
    return run(loaded, loaded_spec, chosen, chosen_profile(profile), seed, require, remember=remember)


def load_backend(named: object, spec: Spec | None = None, *, cwd: bool = False) -> object:
    """The implementation that a name stands for, as snippets use it."""
    return _load(named, (spec or load()).definitions, cwd=cwd).target


def load_all(named: Sequence[object], spec: Spec, *, cwd: bool = False) -> list[Backend]:
    """Loads backends; names that would clash get a number."""
    loaded: list[Backend] = []
    for one in named:
        backend = _load(one, spec.definitions, cwd=cwd)
        taken = {b.name for b in loaded}
        number, name = 2, backend.name
        while name in taken:
            name, number = f"{backend.name}#{number}", number + 1
        loaded.append(replace(backend, name=name))
    return loaded


def chosen_laws(spec: Spec, patterns: Sequence[str]) -> tuple[Law, ...]:
    """The laws that the patterns select.

    Raises:
        UsageError: a pattern matches no law.
    """
    import difflib

    laws = laws_of(spec)
    for pattern in patterns:
        if not select(laws, (pattern,)):
            near = difflib.get_close_matches(pattern, [law.id for law in laws], n=1)
            hint = f"; did you mean `{near[0]}`?" if near else "; `conformance list laws` shows them"
            raise UsageError(f"no law matches `{pattern}`{hint}")
    return select(laws, tuple(patterns))


def chosen_profile(name: str) -> Profile:
    """The profile of that name.

    Raises:
        UsageError: there is none.
    """
    if name not in PROFILES:
        raise UsageError(f"unknown profile `{name}`; expected one of {', '.join(PROFILES)}")
    return PROFILES[name]


def run(
    backends: Sequence[Backend],
    spec: Spec,
    laws: Sequence[Law],
    profile: Profile,
    seed: int,
    require: str = "core",
    progress: Progress | None = None,
    remember: bool = False,
) -> Report:
    """Fills the matrix of laws × backends, which is fixed before the first law runs."""
    if require not in ("core", "hardened"):
        raise UsageError(f"unknown level `{require}`; expected core or hardened")
    started = datetime.now(UTC).isoformat(timespec="seconds")
    records = tuple(law_record(law) for law in laws)
    planned = [(backend.name, record) for backend in backends for record in records]
    results: list[Result] = []
    streams = Streams(profile, seed)
    checkers = [Checker(b, spec, profile, seed, streams, failing_inputs(b) if remember else None) for b in backends]
    for checker in checkers:
        for law in laws:
            if progress is not None:
                progress(checker.backend.name, law, len(results), len(planned))
            results.append(checker.check(law))
    compared: list[AgreementRecord] = []
    if len(backends) > 1:
        compared = agreement(checkers, laws, streams)
    results = fill(planned, results)
    by_status: dict[str, int] = {}
    for result in results:
        by_status[result.status] = by_status.get(result.status, 0) + 1
    ran = sum(1 for r in results if r.cases or r.failure is not None)
    return Report(
        SCHEMA_VERSION, SpecRecord(spec.modules, spec.digest), records,
        tuple(backend_record(c.backend, c.operations) for c in checkers), results, compared, seed, profile.name,
        environment(), Summary(len(planned), ran, by_status), require, started,
    )  # fmt: skip


def failing_inputs(backend: Backend) -> FailingInputs | None:
    """The failing inputs of earlier runs, in Hypothesis' own database; None where Hypothesis is told to keep none.

    In CI Hypothesis keeps none. A folder named by HYPOTHESIS_STORAGE_DIRECTORY is one that somebody keeps, so there
    they are kept all the same.
    """
    from hypothesis import settings
    from hypothesis.database import DirectoryBasedExampleDatabase

    from conformance.database import FailingInputs

    database = settings().database
    named = os.environ.get("HYPOTHESIS_STORAGE_DIRECTORY")
    if database is None and named:
        database = DirectoryBasedExampleDatabase(Path(named) / "examples")
    return None if database is None else FailingInputs(database, backend.name)
