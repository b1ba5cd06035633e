"""Failing inputs of earlier runs, kept in Hypothesis' example database, so that they are tried first."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

from conformance.laws.laws import Law
from conformance.lean.closures import Frame
from conformance.subjects.backend import Backend
from conformance.values.membership import frame_of, has_types, inputs_of

if TYPE_CHECKING:
    from hypothesis.database import ExampleDatabase


class FailingInputs:
    """The failing inputs of a backend's laws; a law whose statement changes starts anew."""

    def __init__(self, database: ExampleDatabase, backend: str) -> None:
        self.database = database
        self.backend = backend

    def fetch(self, law: Law) -> list[tuple[Frame, str]]:
        """Inputs that failed before, smallest first, each with the layout of its vectors.

        An entry that is none, such as one that another program wrote, is dropped.
        """
        found: list[tuple[int, str, Frame]] = []
        for entry in list(self.database.fetch(self._key(law))):
            read = _read(law, entry)
            if read is None:
                self.database.delete(self._key(law), entry)
            else:
                found.append((len(entry), *read))
        return [(frame, layout) for _, layout, frame in sorted(found, key=lambda f: (f[0], f[1]))]

    def save(self, law: Law, frame: Frame, layout: str) -> None:
        """Keeps a failing input, if JSON can say it."""
        entry = self._entry(law, frame, layout)
        if entry is not None:
            self.database.save(self._key(law), entry)

    def forget(self, law: Law, frame: Frame, layout: str) -> None:
        """Drops an input on which the law holds now."""
        entry = self._entry(law, frame, layout)
        if entry is not None:
            self.database.delete(self._key(law), entry)

    def _key(self, law: Law) -> bytes:
        return hashlib.sha256(
            f"conformance:{self.backend}:{law.id}:{law.statement}".encode("utf-8", "surrogatepass")
        ).digest()

    def _entry(self, law: Law, frame: Frame, layout: str) -> bytes | None:
        try:
            entry = json.dumps([layout, inputs_of(law.binders, frame)]).encode()
        except (TypeError, ValueError):
            return None
        # A function on an infinite type is not written as what it is.
        return entry if _read(law, entry) == (layout, tuple(frame)) else None


def _read(law: Law, entry: bytes) -> tuple[str, Frame] | None:
    """The layout and the input that an entry holds, None where it is of another form or not of the law's types."""
    try:
        layout, inputs = json.loads(entry)
        frame = frame_of(law.binders, inputs)
        fits = isinstance(layout, str) and has_types(law.binders, frame)
    except (ValueError, KeyError, TypeError, RecursionError, OverflowError):
        return None
    return (layout, frame) if fits else None


def failing_inputs(backend: Backend) -> FailingInputs | None:
    """The failing inputs of earlier runs, in Hypothesis' own database; None where Hypothesis is told to keep none.

    In CI Hypothesis keeps none. A folder named by HYPOTHESIS_STORAGE_DIRECTORY is one that somebody keeps, so there
    they are kept all the same.
    """
    from hypothesis import settings
    from hypothesis.database import DirectoryBasedExampleDatabase

    database = settings().database
    named = os.environ.get("HYPOTHESIS_STORAGE_DIRECTORY")
    if database is None and named:
        database = DirectoryBasedExampleDatabase(Path(named) / "examples")
    return None if database is None else FailingInputs(database, backend.identity or backend.name)
