"""Reports that were saved, read from their files: one, or all in a folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from conformance.errors import ResultsError, UsageError
from conformance.records.report import Report
from conformance.system.files import read_text

MAX_BYTES = 256_000_000
MAX_FILES, MAX_FOLDERS = 10_000, 20_000


def read_results(path: Path) -> Report:
    """The report in a file.

    Raises:
        ResultsError: the file cannot be read, or holds no results.
    """
    text = read_text(path, ResultsError, MAX_BYTES)
    try:
        return Report.from_json(text)
    except ValueError as error:
        raise ResultsError(f"is not a results file: {error}", str(path)) from None


def read_whole(path: Path) -> Report:
    """The report of a whole run in a file.

    Raises:
        ResultsError: the file cannot be read, or holds no results, or some shards of a run alone.
    """
    report = read_results(path)
    if report.shards is not None:
        raise ResultsError(f"is a part of a run, {report.shards.text}; `conformance merge` makes the whole", str(path))
    return report


def files_in(folder: Path) -> list[Path]:
    """The JSON files in a folder and in folders below it; a link to a folder is not followed, and a folder that cannot
    be read is passed over.

    Raises:
        UsageError: there are more than are read.
    """
    found: list[Path] = []
    for folders, (place, _, names) in enumerate(os.walk(folder)):
        found += [Path(place, name) for name in names if name.endswith(".json")]
        if len(found) > MAX_FILES or folders > MAX_FOLDERS:
            most = f"{MAX_FILES:,} JSON files or {MAX_FOLDERS:,} folders"
            raise UsageError(f"`{folder}` holds more than {most}; name one of runs alone")
    return sorted(found)


def reports_in(folder: Path) -> Iterator[tuple[str, Report | str]]:
    """The JSON files in a folder and in folders below it, by name, each with its report or why it counts for none.

    A file that is no results file does not count, and neither does one that holds the same run as another, or a part
    of a run.

    Raises:
        UsageError: there is no such folder, or it holds more than is read.
    """
    if not os.path.isdir(folder):
        raise UsageError(f"`{folder}` is not a folder; name one that holds the JSON files of runs")
    known: dict[object, str] = {}
    for path in files_in(folder):
        name = path.relative_to(folder).as_posix()
        try:
            report = read_results(path)
        except ResultsError as error:
            yield name, str(error).removeprefix(f"{path}: ")
            continue
        if report.shards is not None:
            yield name, f"a part of a run, {report.shards.text}"
            continue
        same = known.setdefault(_identity(report), name) if report.started else name
        yield name, report if same == name else f"the same run as {same}"


def _identity(report: Report) -> object:
    backends = tuple((b.name, b.version, b.digest) for b in report.backends)
    options = (report.profile, report.seed, report.require, tuple(law.id for law in report.laws))
    return (report.started, report.spec.digest, backends, options)
