"""What else changed between two runs: the spec, the backends' code, the environment and what was asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from conformance.records.backend import BackendRecord, code_changed
from conformance.records.crossings import crossed_text, summed
from conformance.records.report import Report
from conformance.records.result import Result

MOST_LISTED = 12
"""How many names a sentence lists, of more it tells how many."""


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
    yield from _exchanged("", old.environment, new.environment)
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
    changed = code_changed(old.code, new.code)
    if changed is None:
        unread = [which for which, record in (("old", old), ("new", new)) if not record.code]
        told = f"the {' and the '.join(unread)} run could not read it" if unread else "the runs read it in two ways"
        yield f"{new.name}: whether its code changed is not known: {told}"
    elif not changed:
        yield f"{new.name}: the code is the same" + (f" ({_names(new.sources)})" if new.sources else "")
    else:
        parts = [n for n in sorted({*old.sources, *new.sources}) if old.sources.get(n) != new.sources.get(n)]
        yield f"{new.name}: the code changed" + (f" ({_names(parts)})" if parts else "")
    if old.version != new.version:
        yield f"{new.name}: version {old.version or 'not told'}, now {new.version or 'not told'}"
    if old.carrier != new.carrier:
        yield f"{new.name}: carrier {old.carrier}, now {new.carrier}"
    if old.limits != new.limits:
        limits = [", ".join(f"{k}={v}" for k, v in b.limits.items()) or "none" for b in (old, new)]
        yield f"{new.name}: limits {limits[0]}, now {limits[1]}"
    if old.forms != new.forms:
        forms = [", ".join(f"{k}={v}" for k, v in b.forms.items()) or "none" for b in (old, new)]
        yield f"{new.name}: forms {forms[0]}, now {forms[1]}"
    yield from _exchanged(f"{new.name}: ", old.versions, new.versions)


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


def _exchanged(prefix: str, old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[str]:
    for name in sorted({*old, *new}):
        if old.get(name) != new.get(name):
            yield f"{prefix}{name} {old.get(name, 'not there')}, now {new.get(name, 'not there')}"
