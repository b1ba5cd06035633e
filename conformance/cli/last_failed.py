"""`--last-failed`: what failed the last time, kept in the current folder as Hypothesis keeps failing inputs there."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from conformance.errors import FileError
from conformance.records.levels import is_demanded
from conformance.records.report import Report
from conformance.records.verdicts import is_acceptable
from conformance.system.files import read_text, write_text

if TYPE_CHECKING:
    from conformance.laws.laws import Law
    from conformance.terminal.console import Console

FOLDER, FILE = ".conformance", "last-failed.json"

LARGEST = 10_000_000
"""Bytes of the file that are read."""


class LastFailed:
    """The laws that were required and failed, by the identity of their backend, of each the last time it was asked.

    `identities` are those of the backends by the texts that name them.

    A file that cannot be read, or is of another form, says nothing, and one that cannot be written is left out.
    """

    def __init__(self, folder: Path, identities: Mapping[str, str]) -> None:
        self._path, self._identities = folder / FOLDER / FILE, identities

    def chosen(self, named: Sequence[str], laws: Sequence[Law], out: Console) -> tuple[list[str], tuple[Law, ...]]:
        """The backends of which one of the laws failed, and the laws that failed on one of them; all where none did."""
        kept, known = self._read(), {law.id for law in laws}
        failed = {name: kept.get(self._identities[name], []) for name in named}
        backends = [name for name in named if known & set(failed[name])]
        if not backends:
            out.line("Nothing of this failed the last time: everything is checked.")
            return list(named), tuple(laws)
        wanted = {law for name in backends for law in failed[name]}
        return backends, tuple(law for law in laws if law.id in wanted)

    def keep(self, names: Mapping[str, str], report: Report) -> None:
        """Notes what failed in a run, and what holds now; `names` are those in the report, by the text that named them.

        Laws that the run did not ask stay as they were.
        """
        before = self._read()
        after = dict(before)
        for text, name in names.items():
            results = [r for r in report.results if r.backend == name]
            asked = {r.law for r in results}
            failing = [r.law for r in results if not is_acceptable(r) and is_demanded(r.level, report.require)]
            one = self._identities[text]
            after[one] = [law for law in before.get(one, ()) if law not in asked] + failing
        after = {one: laws for one, laws in after.items() if laws}
        if after != before:
            with contextlib.suppress(OSError):
                self._path.parent.mkdir(exist_ok=True)
                ignored = self._path.with_name(".gitignore")
                if not ignored.exists():
                    write_text(ignored, "*\n")
                write_text(self._path, json.dumps(after, indent=1) + "\n")

    def _read(self) -> dict[str, list[str]]:
        try:
            found = json.loads(read_text(self._path, FileError, LARGEST))
        except (FileError, ValueError, RecursionError):
            return {}
        items = found.items() if isinstance(found, dict) else ()
        return {name: [law for law in laws if isinstance(law, str)] for name, laws in items if isinstance(laws, list)}
