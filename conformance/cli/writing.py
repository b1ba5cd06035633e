"""The files that a run is written to: one table of formats, from which options and writers follow."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from conformance.errors import UsageError
from conformance.results import Report, write_text_atomically


@dataclass(frozen=True, slots=True)
class Format:
    """A form in which results are written: its option, what it is, and what renders it."""

    option: str
    about: str
    render: Callable[[Report], str]


def _html(report: Report) -> str:
    from conformance.reports.html import render

    return render(report)


def _junit(report: Report) -> str:
    from conformance.reports.junit import render

    return render(report)


FORMATS = (
    Format("json", "as JSON", Report.to_json),
    Format("html", "as a page", _html),
    Format("junit", "as JUnit XML", _junit),
)
"""Forms of a report; each is made from the records alone, so that all can be made again from saved JSON."""


def file_options(*formats: Format) -> Callable[[Any], Any]:
    """Adds an option for each format, whose value comes as the parameter `<option>_path`."""

    def add(command: Any) -> Any:
        for one in reversed(formats):
            path = click.Path(dir_okay=False)
            command = click.option(
                f"--{one.option}", f"{one.option}_path", type=path, help=f"Write the results {one.about}."
            )(command)
        return command

    return add


def write_reports(report: Report, formats: Sequence[Format], files: Sequence[Path | None]) -> list[Path]:
    """Writes a report in each format that has a file, and returns the paths."""

    def rendered(one: Format) -> Callable[[], str]:
        return lambda: one.render(report)

    return write_files(*((file, rendered(one)) for one, file in zip(formats, files, strict=True)))


def paths_of(formats: Sequence[Format], values: dict[str, str | None]) -> list[str | None]:
    """The values of the formats' options, in the order of the formats."""
    return [values[f"{one.option}_path"] for one in formats]


def resolved(*paths: str | None) -> list[Path | None]:
    """The paths to write to as they are before any backend can change the folder.

    Raises:
        UsageError: a folder does not exist, or two files are one.
    """
    files = [None if path is None else Path(path).absolute() for path in paths]
    named = [file for file in files if file is not None]
    for file, path in zip(files, paths, strict=True):
        if file is not None and not file.resolve().parent.is_dir():
            raise UsageError(f"`{path}`: there is no such folder to write to")
        if file is not None and file.is_dir():
            raise UsageError(f"`{path}` is a folder, not a file to write to")
        if file is not None and named.count(file) > 1 and (file.is_file() or not file.exists()):
            raise UsageError(f"`{path}` is named for two files; give each its own")
    return files


def write_files(*files: tuple[Path | None, Callable[[], str]]) -> list[Path]:
    """Writes each file that has a path, and returns those paths."""
    written = []
    for path, render in files:
        if path is not None:
            try:
                write_text_atomically(path, render())
            except OSError as error:
                raise UsageError(f"`{path}` could not be written: {error.strerror or error}") from None
            written.append(path)
    return written


def tell(written: list[Path]) -> None:
    for path in written:
        here = Path.cwd()
        click.echo(f"Wrote {path.relative_to(here) if path.is_relative_to(here) else path}")
