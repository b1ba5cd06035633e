"""The Python door: checks backends and returns a report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from conformance.binding import Backend
from conformance.cases.streams import Streams
from conformance.checking import Checker
from conformance.database import failing_inputs
from conformance.errors import UsageError
from conformance.expectations import load as load_expectations
from conformance.laws import Law, laws_of, select
from conformance.loading import load_backend as _load
from conformance.pacing import Pace
from conformance.profiles import DEFAULT_PROFILE, PROFILES, Profile
from conformance.results import Report
from conformance.running import run
from conformance.sessions import LocalSession, Session
from conformance.specfile import Spec, load


def check(
    *backends: object,
    laws: Sequence[str] = (),
    spec: Sequence[str | Path] | str | Path = (),
    profile: str = DEFAULT_PROFILE,
    seed: int = 0,
    require: str = "core",
    remember: bool = False,
    expect: str | Path | None = None,
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
        expect: a file of failures that are known; see docs/known-failures.md.

    Raises:
        ConformanceError: a backend, a file, law pattern or profile is wrong; the message says what to do.
    """
    paths = (spec,) if isinstance(spec, (str, Path)) else tuple(spec)
    patterns = (laws,) if isinstance(laws, str) else tuple(laws)
    loaded_spec = load(paths)
    expected = None if expect is None else load_expectations(expect)
    loaded = load_all(backends, loaded_spec)
    chosen = chosen_laws(loaded_spec, patterns)
    budget = chosen_profile(profile)
    sessions = local_sessions(loaded, loaded_spec, budget, seed, remember=remember)
    return run(sessions, loaded_spec, chosen, budget, seed, require, expected=expected)


def load_backend(named: object, spec: Spec | None = None, *, cwd: bool = False) -> object:
    """The implementation that a name stands for, as snippets use it."""
    return _load(named, (spec or load()).definitions, cwd=cwd).target


def local_sessions(
    backends: Sequence[Backend], spec: Spec, profile: Profile, seed: int, *, remember: bool = False,
    timeout: float | None = None,
) -> list[Session]:  # fmt: skip
    """Sessions in this process, which share their inputs; a law ends between two calls after `timeout` seconds."""
    streams = Streams(profile, seed)
    return [
        LocalSession(
            Checker(b, spec, profile, seed, streams, failing_inputs(b) if remember else None, pace=Pace(timeout))
        )
        for b in backends
    ]  # fmt: skip


def load_all(named: Sequence[object], spec: Spec, *, cwd: bool = False) -> list[Backend]:
    """Loads backends; names that would clash get a number."""
    loaded = [_load(one, spec.definitions, cwd=cwd) for one in named]
    return [replace(b, name=name) for b, name in zip(loaded, unlike([b.name for b in loaded]), strict=True)]


def unlike(names: Sequence[str]) -> list[str]:
    """The names, with a number where one was there before."""
    found: list[str] = []
    for one in names:
        number, name = 2, one
        while name in found:
            name, number = f"{one}#{number}", number + 1
        found.append(name)
    return found


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
