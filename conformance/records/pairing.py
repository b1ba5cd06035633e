"""Backends of one run found again in another, however their names were typed in either."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from dataclasses import replace

from conformance.records.backend import BackendRecord
from conformance.records.report import Report


def key_of(backend: BackendRecord) -> str:
    """What the backend is; of an older file, which does not say, its name without detours in a path."""
    if backend.identity:
        return backend.identity
    is_path = "/" in backend.name and not backend.name.startswith("process:")
    return posixpath.normpath(backend.name) if is_path else backend.name


def _is_one(a: BackendRecord, b: BackendRecord) -> bool:
    return key_of(a) == key_of(b)


def _is_of_one_name(a: BackendRecord, b: BackendRecord) -> bool:
    return a.name == b.name


def _is_wholly(a: BackendRecord, b: BackendRecord) -> bool:
    return _is_one(a, b) and _is_of_one_name(a, b)


def pairs(old: Sequence[BackendRecord], new: Sequence[BackendRecord]) -> dict[str, str]:
    """For the names of backends in an old run those in a new one: of the same backend, or else of the same name."""
    found: dict[str, str] = {}
    for is_same in (_is_wholly, _is_one, _is_of_one_name):
        for one in new:
            left = (b for b in old if b.name not in found and one.name not in found.values())
            match = next((b for b in left if is_same(b, one)), None)
            if match is not None:
                found[match.name] = one.name
    return found


def renamed(old: Report, new: Report) -> Report:
    """The old report with the names of its backends as the new one has them, where it has them."""
    names = pairs(old.backends, new.backends)
    taken = set(names.values())
    # A name that is another backend's now is told apart.
    names |= {b.name: f"{b.name} (before)" for b in old.backends if b.name not in names and b.name in taken}
    if all(before == now for before, now in names.items()):
        return old

    def now(name: str) -> str:
        return names.get(name, name)

    return replace(
        old,
        backends=tuple(replace(b, name=now(b.name)) for b in old.backends),
        results=[replace(r, backend=now(r.backend)) for r in old.results],
        agreement=[replace(a, left=now(a.left), right=now(a.right)) for a in old.agreement],
    )
