"""The Python door: checks backends and returns a report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePath

from conformance.cases.plan import MOST_ITEMS
from conformance.cases.profiles import DEFAULT_PROFILE, Profile, chosen_profile
from conformance.cases.shards import Shard, chosen_shard
from conformance.cases.streams import MANY_ITEMS, Streams
from conformance.checking.checker import Checker
from conformance.checking.database import failing_inputs
from conformance.checking.laws import laws_of
from conformance.errors import UsageError, did_you_mean, refused
from conformance.laws.laws import Law, is_of_module, select
from conformance.laws.specfile import ALL, Spec, load
from conformance.laws.specfile import chosen as files_to_read
from conformance.records.ledger import Ledger
from conformance.records.levels import joined
from conformance.report import Report
from conformance.runs.expectations import load as load_expectations
from conformance.runs.keeping import keep, opened_ledger
from conformance.runs.local import LocalSession
from conformance.runs.names import unlike
from conformance.runs.running import run
from conformance.runs.sessions import Session
from conformance.subjects.backend import Backend
from conformance.subjects.declared import Declared
from conformance.subjects.identity import refuse_twice
from conformance.subjects.loading import load_backend as _load
from conformance.subjects.loading import load_target
from conformance.system import originals
from conformance.system.garbage import collected_rarely
from conformance.system.pacing import Pace
from conformance.words import Levels, ProfileName


@collected_rarely()
def check(
    *backends: object,
    laws: Sequence[str] | str = (),
    exclude_laws: Sequence[str] | str = (),
    module: Sequence[str] | str = (),
    spec: Sequence[str | Path] | str | Path = (),
    revision: str = "",
    profile: ProfileName = DEFAULT_PROFILE,
    seed: int = 0,
    require: Levels = "core",
    remember: bool = False,
    expect: str | Path | None = None,
    timeout: float | None = None,
    shard: str | None = None,
    ledger: str | Path | None = None,
) -> Report:
    """Checks the laws on each backend, and their agreement where there are two or more.

    Args:
        backends: names, as on the command line, or objects that have the operations; at least one.
        laws: glob patterns of law ids; all laws where empty.
        exclude_laws: glob patterns of laws that are left out.
        module: glob patterns of modules, by full name or by that of the file; all modules where empty.
        spec: spec files, folders and names of shipped modules, instead of all shipped modules.
        revision: the revision of its source that the spec is read as; the one that its files state where empty.
        profile: `quick`, `default` or `deep`.
        seed: a natural number; the same seed, versions and profile give the same results.
        require: the level that decides `report.exit_status()`, or several: `hardened`, `training`; `core` always does.
        remember: keep failing inputs in Hypothesis' example database, and try those of earlier runs first.
        expect: a file of failures that are known; see docs/known-failures.md.
        timeout: seconds that a law may take, and a call; the profile's where it is None. A law whose time is over
            between two calls is told as checked so far. A call that takes as long by itself is made to raise, and is
            `timed_out`; one that hangs in native code cannot be, and ends this process with a message. The command
            line has each backend in processes of its own, which it ends, and whose memory it limits.
        shard: which part of the run, as `2/8`, the second of eight; all where it is None. `merge` makes the report of
            the run of those of all parts.
        ledger: a folder that keeps how far runs have come: enumerated inputs go on where those before ended, and seeds
            after `seed`; see docs/how-to/ledger.md.

    Raises:
        UsageError: a backend, law pattern or other argument is wrong; the message says what is expected.
        ConformanceError: a file is wrong; the message says what to do.
    """
    budget = chosen_profile(profile)
    number = chosen_seed(seed)
    required = joined(require, "require")
    if not isinstance(remember, bool):
        raise refused("remember", remember, "True or False")
    wanted, unwanted = texts("laws", laws), texts("exclude_laws", exclude_laws)
    seconds, part = chosen_timeout(timeout, budget), chosen_shard(shard)
    known_before = None if ledger is None else opened_ledger(path("ledger", ledger), part)
    files = paths("spec", spec)
    expected_in = None if expect is None else path("expect", expect)
    named = [usable("backends", backend) for backend in backends]
    if not named:
        raise UsageError(f"`backends` must be at least one backend: {_BACKEND}")
    refuse_twice([(one, Declared()) for one in named])
    modules = texts("module", module)
    loaded_spec = load(files_to_read(files, modules), chosen_revision(revision))
    chosen = chosen_laws(loaded_spec, wanted, unwanted, modules)
    expected = None if expected_in is None else load_expectations(expected_in)
    loaded = load_all(named, loaded_spec)
    number += 0 if known_before is None else known_before.runs
    sessions = local_sessions(
        loaded, loaded_spec, budget, number, remember=remember, timeout=seconds, shard=part, ledger=known_before
    )
    known = None if expected is None else known_laws(files, loaded_spec)
    found = run(sessions, loaded_spec, chosen, budget, number, required, expected=expected, known_laws=known,
        shard=part,
    )  # fmt: skip
    with originals.in_place():
        return Report.of(found if known_before is None else keep(found, known_before, chosen).report)


def load_backend(named: object, spec: Spec | None = None, *, cwd: bool = False) -> object:
    """The implementation that a name stands for, as snippets use it.

    Raises:
        UsageError: it cannot be found, loaded or understood.
    """
    usable("named", named)
    # Without a spec it is not known of what operations its forms may speak.
    return load_target(named, cwd=cwd) if spec is None else _load(named, spec.operations, cwd=cwd).target


@originals.in_place()
def local_sessions(
    backends: Sequence[Backend], spec: Spec, profile: Profile, seed: int, *, remember: bool = False,
    timeout: float | None = None, shard: Shard | None = None, ledger: Ledger | None = None,
) -> list[Session]:  # fmt: skip
    """Sessions in this process, which share their inputs; a law ends between two calls after `timeout` seconds."""
    streams = Streams(profile, seed, MANY_ITEMS if len(backends) > 1 else MOST_ITEMS)
    return [
        LocalSession(
            Checker(
                b,
                spec,
                profile,
                seed,
                streams,
                failing_inputs(b) if remember else None,
                pace=Pace(timeout),
                tries_snippets=True,
                shard=shard,
                ledger=ledger,
            )
        )
        for b in backends
    ]


def load_all(
    named: Sequence[object], spec: Spec, *, cwd: bool = False, declared: Sequence[Declared] = ()
) -> list[Backend]:
    """Loads backends; names that would clash get a number. What is `declared` of each stands in their order."""
    said = declared or [Declared()] * len(named)
    loaded = [_load(one, spec.operations, cwd=cwd, declared=d) for one, d in zip(named, said, strict=True)]
    with originals.in_place():
        return [replace(b, name=name) for b, name in zip(loaded, unlike([b.name for b in loaded]), strict=True)]


def chosen_laws(
    spec: Spec, patterns: Sequence[str], excluded: Sequence[str] = (), modules: Sequence[str] = ()
) -> tuple[Law, ...]:
    """The laws of the modules that the patterns select, without those that are excluded.

    Raises:
        UsageError: a pattern matches no module or no law, or no law is left.
    """
    laws = _laws_of_modules(laws_of(spec), modules)
    for argument, many in (("laws", patterns), ("exclude_laws", excluded)):
        for pattern in many:
            if not select(laws, (pattern,)):
                if any(d.id == pattern and d.is_helper for d in spec.declarations):
                    raise UsageError(f"`{pattern}` is a helper: its calls stand for its body, and it has no laws")
                hint = did_you_mean(pattern, [law.id for law in laws]) or "; `conformance list laws` shows them"
                raise UsageError(f"no law matches `{pattern}` (`{argument}`){hint}")
    chosen = select(laws, tuple(patterns))
    without = frozenset(law.id for law in select(laws, tuple(excluded))) if excluded else frozenset()
    left = tuple(law for law in chosen if law.id not in without)
    if chosen and not left:
        raise UsageError(f"no law is left: `exclude_laws` leaves out all {len(chosen)} that were chosen")
    return left


def known_laws(files: Sequence[str], spec: Spec) -> list[str]:
    """The ids of all laws of these files, or of the shipped modules, of which a spec may hold those that are chosen."""
    return [law.id for law in laws_of(load(files or (ALL,), spec.revision))]


def _laws_of_modules(laws: tuple[Law, ...], patterns: Sequence[str]) -> tuple[Law, ...]:
    found = {p: [law for law in laws if is_of_module(law.module, law.source, p)] for p in patterns}
    for pattern, theirs in found.items():
        if not theirs:
            names = list(dict.fromkeys(PurePath(law.source.rpartition(":")[0]).stem for law in laws))
            hint = did_you_mean(pattern, names) or f"; expected one of {', '.join(names)}"
            raise UsageError(f"no module matches `{pattern}` (`module`){hint}")
    kept = frozenset(law.id for theirs in found.values() for law in theirs)
    return tuple(law for law in laws if not patterns or law.id in kept)


def chosen_revision(revision: object) -> str:
    """A revision of the spec, which may be empty.

    Raises:
        UsageError: it is no text.
    """
    if not isinstance(revision, str) or len(revision) > LONGEST:
        raise refused("revision", revision, f"a text of at most {LONGEST:,} characters")
    return revision


def chosen_seed(seed: object) -> int:
    """A seed.

    Raises:
        UsageError: it is no natural number.
    """
    if isinstance(seed, bool) or not isinstance(seed, int) or seed < 0:
        raise refused("seed", seed, "a natural number")
    return int(seed)


def chosen_timeout(timeout: object, profile: Profile) -> float:
    """Seconds that a law may take: those given, or the profile's where that is None.

    Raises:
        UsageError: it is no number of seconds above 0.
    """
    if timeout is None:
        return float(profile.timeout)
    if isinstance(timeout, bool) or not isinstance(timeout, int | float) or not 0 < timeout <= MAX_TIMEOUT:
        raise refused("timeout", timeout, f"a number of seconds above 0, of at most {MAX_TIMEOUT:,}")
    return float(timeout)


def texts(argument: str, given: object) -> tuple[str, ...]:
    """One text or several.

    Raises:
        UsageError: it is neither.
    """
    many = (given,) if isinstance(given, str) else given
    if not isinstance(many, list | tuple | set | frozenset):
        raise refused(argument, given, "a glob pattern or a list of them")
    for one in many:
        if not isinstance(one, str) or len(one) > LONGEST:
            raise refused(
                argument, one, f"a glob pattern or a list of them, each a text of at most {LONGEST:,} characters"
            )
    return tuple(many)


def chosen_forms(argument: str, given: object) -> dict[str, str]:
    """Words by what they are said of, as `forms` of a backend has them.

    Raises:
        UsageError: it is no mapping of texts.
    """
    if not isinstance(given, Mapping) or not all(isinstance(one, str) for pair in given.items() for one in pair):
        raise refused(argument, given, "a mapping of texts, as {'mask': 'float01'}")
    return dict(given)


MAX_TIMEOUT = 1_000_000
"""Seconds that a law may be given at most."""

LONGEST = 4_096
"""Characters of a name, pattern or path at most."""

_BACKEND = "a name, as on the command line, or an object that has the spec's operations as functions"


def usable(argument: str, backend: object) -> object:
    """What names a backend.

    Raises:
        UsageError: it can be none; the message says what to give instead.
    """
    if isinstance(backend, Path):
        return str(backend)
    instead = ""
    if isinstance(backend, list | tuple | set | frozenset):
        instead = "; several are given one after the other: check(*backends)"
    elif isinstance(backend, dict):
        instead = "; types.SimpleNamespace(**functions) makes one of a dict"
    elif isinstance(backend, str):
        if backend.strip() and len(backend) <= LONGEST:
            return backend
    elif backend is not None and not isinstance(backend, bool | int | float | complex | bytes):
        return backend
    raise refused(argument, backend, f"{_BACKEND}{instead}")


def path(argument: str, given: object) -> str:
    """A path.

    Raises:
        UsageError: it is none.
    """
    if not isinstance(given, str | Path) or not 0 < len(str(given)) <= LONGEST:
        raise refused(argument, given, f"a path of at most {LONGEST:,} characters")
    return str(given)


def paths(argument: str, given: object) -> tuple[str, ...]:
    """One path or several.

    Raises:
        UsageError: it is neither.
    """
    many = (given,) if isinstance(given, str | Path) else given
    if not isinstance(many, list | tuple):
        raise refused(argument, given, "a path or a list of them")
    return tuple(path(argument, one) for one in many)
