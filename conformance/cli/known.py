"""`--expect` and `--write-expect`: the file of known failures of a run, read before it and written after it."""

from __future__ import annotations

import os
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from conformance.cli.writing import Written
from conformance.errors import UsageError
from conformance.records.report import Report

if TYPE_CHECKING:
    from conformance.project.configuration import Configuration
    from conformance.runs.announcing import Update
    from conformance.runs.expectations import Expectations
    from conformance.terminal.console import Console


class KnownFailures:
    """The known failures of a run, of which the file of the project names backends from the project's folder.

    Raises:
        UsageError: both options are given.
        ExpectationsError: the file is wrong.
    """

    def __init__(self, expect: str | None, write_expect: str | None, project: Configuration) -> None:
        if expect is not None and write_expect is not None:
            raise UsageError("give --expect or --write-expect, not both: --write-expect reads the file that it updates")
        self.expected: Expectations | None = None
        self._written_to = write_expect
        self._standpoint = project.standpoint(expect or write_expect)
        self._update: Update | None = None
        self._file = None
        if expect is None and write_expect is None:
            return
        from conformance.runs.expectations import Expectations, ExpectationsFile, load, utc_today

        if expect is not None:
            self.expected = load(expect, standpoint=self._standpoint)
        elif write_expect is not None and os.path.exists(write_expect):
            self._file = ExpectationsFile.read(Path(write_expect), self._standpoint)
            self.expected = load(write_expect, standpoint=self._standpoint)
        else:
            self.expected = Expectations((), utc_today())

    @property
    def read(self) -> list[Path]:
        """The files that were read and are not to be written."""
        files = [] if self.expected is None else list(self.expected.files)
        return files if self._written_to is None else files[1:]

    def write(
        self, written: Written, report: Report, path: Path, laws: Collection[str], others: Collection[str] | None
    ) -> Report:
        """Writes the file, and returns the report as it is with it; `laws` are the ids that entries may name."""
        from conformance.runs.announcing import announced, updated
        from conformance.runs.settling import complaints

        assert self.expected is not None
        assert self._written_to is not None
        update = updated(report, self._written_to, self._file, self.expected, self._standpoint)
        if not written.write(path, lambda: update.text):
            return report
        self._update, self.expected = update, update.expected
        results = announced(report, update.expected, ()).results
        wrong = complaints(update.expected, results, laws, others)
        return announced(report, update.expected, wrong)

    def tell(self, report: Report, out: Console) -> None:
        """Says what was written, and which entries the run did not look at."""
        if self.expected is None:
            return
        from conformance.runs.settling import outside

        unseen = outside(self.expected.on(report.backends), report.results, report.complaints)
        if unseen:
            places = ", ".join(entry.source for entry in unseen)
            out.line(f"Not looked at, as this run does not have the backend or law: {places}")
        if self._update is not None:
            update = self._update
            told = f"{update.added} added, {update.kept} kept, {update.dropped} dropped"
            out.line(f"Wrote {self._written_to}: {told}")
            for entry in update.elsewhere:
                out.line(f"{entry.source} is in a file that {self._written_to} extends: take it out there")
