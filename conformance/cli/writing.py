"""The files that something is written to: options and writers, as the tables of `reports.formats` say."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from conformance.errors import UsageError
from conformance.records.places import repository_of
from conformance.records.report import Report
from conformance.reports.formats import Format
from conformance.system.files import is_kept, is_one, refusal_to_write, write_text

if TYPE_CHECKING:
    from conformance.terminal.console import Console

STANDARD_OUTPUT = Path("-")
"""What stands for standard output where a file is named; what is told beside it goes to standard error then."""

OUTPUT = click.Path(dir_okay=False, readable=False)
"""The type of an option that names a file to write."""


def file_options(formats: Sequence[Format], what: str = "results") -> Callable[[Any], Any]:
    """Adds an option for each format, whose value comes as the parameter `<option>_path`; `what` is written by them."""

    def add(command: Any) -> Any:
        for one in reversed(formats):
            command = click.option(
                f"--{one.option}",
                f"{one.option}_path",
                type=OUTPUT,
                metavar="FILE",
                help=f"Write the {what} {one.about}.",
            )(command)
        return command

    return add


@dataclass(slots=True)
class Written:
    """Files that were written, and why others were not: one that fails keeps no other from being written."""

    paths: list[Path] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    fault: Exception | None = None

    def write(self, path: Path, render: Callable[[], str]) -> bool:
        """Writes what is rendered, and says whether it is there."""
        try:
            if path == STANDARD_OUTPUT:
                from conformance.terminal.console import console

                console().document(render())
                return True
            write_text(path, render())
        except (OSError, MemoryError) as error:
            self.problems.append(f"`{path}` could not be written: {getattr(error, 'strerror', None) or 'no memory'}")
            return False
        except Exception as error:
            self.fault = self.fault or error
            return False
        self.paths.append(path)
        return True

    def tell(self, out: Console, but: Path | None = None) -> None:
        """Names the files that were written, from the folder of the run; one may have been told of elsewhere."""
        here = Path.cwd()
        for path in (path for path in self.paths if path != but):
            out.line(f"Wrote {path.relative_to(here) if path.is_relative_to(here) else path}")

    def raise_problems(self) -> None:
        """Raises what kept files from being written, once all else is done.

        Raises:
            UsageError: some could not be written.
        """
        if self.fault is not None:
            raise self.fault
        if self.problems:
            raise UsageError("\n".join(self.problems))


def told_on(files: Iterable[Path | None]) -> Console:
    """Where what is told beside these files goes: to standard error where one of them is standard output."""
    from conformance.terminal.console import console, errors

    return errors() if STANDARD_OUTPUT in files else console()


def write_files(written: Written, record: object, formats: Sequence[Format], files: Sequence[Path | None]) -> None:
    """Writes a record in each format that has a file."""
    for one, file in zip(formats, files, strict=True):
        if file is not None:
            written.write(file, functools.partial(one.render, record, file))


def paths_of(formats: Sequence[Format], values: Mapping[str, str | None]) -> list[str | None]:
    """The values of the formats' options, in the order of the formats.

    Raises:
        UsageError: a path has an ending that the format has no kind for.
    """
    paths = [values[f"{one.option}_path"] for one in formats]
    for one, path in zip(formats, paths, strict=True):
        if path is not None and not one.takes(path):
            wanted = " or ".join(one.endings)
            raise UsageError(f"`{path}`: --{one.option} writes a file that ends in {wanted}")
    return paths


def resolved(*paths: str | None, read: Iterable[str | Path] = ()) -> list[Path | None]:
    """The paths to write to as they are before any backend can change the folder, each seen to be one to write to.

    Args:
        paths: as they were given.
        read: files that the run reads, of which none is to be written over.

    Raises:
        UsageError: one cannot be written, is a file that is read, or two are one file.
    """
    inputs = [Path(name) for name in read]
    files: list[Path | None] = []
    if [str(path) for path in paths].count(str(STANDARD_OUTPUT)) > 1:
        raise UsageError("`-` is named for two files; standard output takes one")
    for path in paths:
        if path == str(STANDARD_OUTPUT):
            files.append(STANDARD_OUTPUT)
            continue
        file = None if path is None else Path(path).absolute()
        if file is not None:
            refusal = refusal_to_write(file)
            if refusal is not None:
                raise UsageError(f"`{path}`: {refusal}")
            if is_kept(file):
                if any(is_one(file, other) for other in inputs):
                    raise UsageError(f"`{path}` is read in this run, and would be written over; write to another file")
                if any(is_one(file, other) for other in files if other is not None):
                    raise UsageError(f"`{path}` is named for two files; give each its own")
        files.append(file)
    return files


def print_annotations(report: Report, folder: Path, out: Console) -> None:
    """Prints GitHub's annotations of a run in a folder, with files named as GitHub looks for them: from the workspace
    of the job, or from the repository around the folder."""
    from conformance.reports.annotations import render

    out.commands(render(report, folder, repository_of(folder)))
