"""What else changed between two runs: the spec, the backends' code, the environment and what was asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from conformance.records.backend import BackendRecord, code_changed
from conformance.records.crossings import crossed_text, summed
from conformance.records.report import Report
from conformance.records.result import Result

MOST_LISTED = 12
"""How many names a sentence lists, of more it tells how many."""


@dataclass(frozen=True, slots=True)
class Words:
    """How two are told apart: `both` has a place for the value in each, `names` are theirs and `many` is both of them,
    and what is said of code is that it `changed`."""

    both: str
    names: tuple[str, str]
    many: str
    changed: str

    def apart(self, old: str, new: str) -> str:
        """That a value is one here and another there."""
        return self.both.format(old, new)


_RUNS = Words("{}, now {}", ("old run", "new run"), "runs", "changed")
PLACES = Words("{} here, {} there", ("process here", "process there"), "processes", "differs")
"""How this process and one elsewhere are told apart."""


def circumstances(old: Report, new: Report) -> Iterator[str]:
    """What differs between two runs in spec, code, environment and request, a sentence each."""
    yield from _of_spec(old, new)
    backends = {b.name: b for b in old.backends}
    crossed_before, crossed = _crossed(old, new), _crossed(new, old)
    for backend in new.backends:
        if backend.name in backends:
            yield from _of_backend(backends[backend.name], backend)
            was, now = crossed_before[backend.name], crossed[backend.name]
            if was != now:
                yield f"{backend.name}: crossed {was or 'not told'}, now {now or 'not told'}"
    yield from exchanged("", old.environment, new.environment)
    for name in ("profile", "seed", "require"):
        if old[name] != new[name]:
            yield f"{name}: {old[name]}, now {new[name]}"
    if new.incomplete or old.incomplete:
        which, run = ("new", new) if new.incomplete else ("old", old)
        yield f"the {which} run was {run.ended}"


def _of_spec(old: Report, new: Report) -> Iterator[str]:
    if old.spec.digest == new.spec.digest:
        yield "the spec is the same"
        return
    statements = {law.id: law.statement for law in old.laws}
    other = [
        law.id
        for law in new.laws
        if law.kind != "obligation" and statements.get(law.id, law.statement) != law.statement
    ]
    told = f": other statements of {', '.join(other)}" if other else ""
    yield f"the spec changed{told}"


def _of_backend(old: BackendRecord, new: BackendRecord) -> Iterator[str]:
    unloaded = [which for which, record in (("old", old), ("new", new)) if not record.is_told]
    if unloaded:
        yield f"{new.name}: it was not loaded in the {' and the '.join(unloaded)} run"
        return
    if code_changed(old.code, new.code) is False:
        yield f"{new.name}: the code is the same" + (f" ({_names(new.sources)})" if new.sources else "")
    elif not old.code and not new.code:
        yield f"{new.name}: whether its code changed is not known: the old and the new run could not read it"
    yield from backend_changes(old, new)


def backend_changes(old: BackendRecord, new: BackendRecord, words: Words = _RUNS) -> Iterator[str]:
    """What differs between a backend that was loaded in two runs, or in two places, in code and surroundings.

    Code that neither could read, as that of libraries, is taken to be what the versions say.
    """
    changed = code_changed(old.code, new.code)
    if changed is None and (old.code or new.code):
        unread = [which for which, record in zip(words.names, (old, new), strict=True) if not record.code]
        told = f"the {unread[0]} could not read it" if unread else f"the {words.many} read it in two ways"
        yield f"{new.name}: whether its code {words.changed} is not known: {told}"
    elif changed:
        parts = [n for n in sorted({*old.sources, *new.sources}) if old.sources.get(n) != new.sources.get(n)]
        yield f"{new.name}: the code {words.changed}" + (f" ({_names(parts)})" if parts else "")
    if old.version != new.version:
        yield f"{new.name}: version {words.apart(old.version or 'not told', new.version or 'not told')}"
    if old.carrier != new.carrier:
        yield f"{new.name}: carrier {words.apart(old.carrier, new.carrier)}"
    if old.limits != new.limits:
        limits = [", ".join(f"{k}={v}" for k, v in b.limits.items()) or "none" for b in (old, new)]
        yield f"{new.name}: limits {words.apart(*limits)}"
    if old.forms != new.forms:
        forms = [", ".join(f"{k}={v}" for k, v in b.forms.items()) or "none" for b in (old, new)]
        yield f"{new.name}: forms {words.apart(*forms)}"
    yield from exchanged(f"{new.name}: ", old.versions, new.versions, words)


def _crossed(report: Report, other: Report) -> dict[str, str]:
    """What the inputs of each backend crossed; empty where it is not told.

    Summed are the laws of which both reports tell it, as one that fails has none; all, where the other tells of none.
    """
    told = {(r.backend, r.law) for r in other.results if r.evidence.crossed is not None}
    results: dict[str, list[Result]] = {backend.name: [] for backend in report.backends}
    for result in report.results:
        if not told or (result.backend, result.law) in told:
            results[result.backend].append(result)
    return {backend: ", ".join(map(crossed_text, summed(own))) for backend, own in results.items()}


def _names(modules: Iterable[str]) -> str:
    """Modules, of which many are counted."""
    names = sorted(modules)
    more = f" and {len(names) - MOST_LISTED} more" if len(names) > MOST_LISTED else ""
    return ", ".join(names[:MOST_LISTED]) + more


def versions(environment: Mapping[str, str]) -> dict[str, str]:
    """What results of a run depend on in its environment; of the platform the system and the machine, and not the
    release."""
    system, *_, machine = environment.get("platform", "").split("-")
    machine = machine or system
    return {**environment, "platform": f"{system}-{machine}" if machine != system else system}


def exchanged(prefix: str, old: Mapping[str, str], new: Mapping[str, str], words: Words = _RUNS) -> Iterator[str]:
    """The names whose values differ, each with both."""
    for name in sorted({*old, *new}):
        if old.get(name) != new.get(name):
            yield f"{prefix}{name} {words.apart(old.get(name, 'not there'), new.get(name, 'not there'))}"
