"""The files that a run is written to: one table of formats, from which options and writers follow."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click

from conformance.errors import UsageError
from conformance.records.report import Report
from conformance.system.files import is_kept, is_one, refusal_to_write, write_text


@dataclass(frozen=True, slots=True)
class Format:
    """A form in which results are written: its option, what it is, and what renders it.

    Where a form has several kinds of file, `endings` maps the ending of the path (`.svg`) to what renders that kind.
    """

    option: str
    about: str
    render: Callable[[Report], str] | None
    endings: Mapping[str, Callable[[Report], str]] = field(default_factory=dict)

    def renderer(self, path: str | Path) -> Callable[[Report], str]:
        """What renders a file of that path.

        Raises:
            UsageError: the ending of the path is none of those that tell the kind.
        """
        if self.render is not None:
            return self.render
        ending = Path(path).suffix.lower()
        if ending not in self.endings:
            wanted = " or ".join(self.endings)
            raise UsageError(f"`{path}`: --{self.option} writes a file that ends in {wanted}")
        return self.endings[ending]


def _html(report: Report) -> str:
    from conformance.reports.html import render

    return render(report)


def _junit(report: Report) -> str:
    from conformance.reports.junit import render

    return render(report)


def _markdown(report: Report) -> str:
    from conformance.reports.markdown import render

    return render(report)


def _sarif(report: Report) -> str:
    from conformance.reports.sarif import render

    return render(report)


def _badge_json(report: Report) -> str:
    from conformance.reports.badge import render_json

    return render_json(report)


def _badge_svg(report: Report) -> str:
    from conformance.reports.badge import render_svg

    return render_svg(report)


FORMATS = (
    Format("json", "as JSON", Report.to_json),
    Format("html", "as a page", _html),
    Format("junit", "as JUnit XML", _junit),
    Format("markdown", "as Markdown for a summary or a comment", _markdown),
    Format("sarif", "as SARIF 2.1.0", _sarif),
    Format("badge", "as a badge, .json for shields.io or .svg", None, {".json": _badge_json, ".svg": _badge_svg}),
)
"""Forms of a report; each is made from the records alone, so that all can be made again from saved JSON."""


OUTPUT = click.Path(dir_okay=False, readable=False)
"""The type of an option that names a file to write."""


def file_options(*formats: Format) -> Callable[[Any], Any]:
    """Adds an option for each format, whose value comes as the parameter `<option>_path`."""

    def add(command: Any) -> Any:
        for one in reversed(formats):
            command = click.option(
                f"--{one.option}", f"{one.option}_path", type=OUTPUT, help=f"Write the results {one.about}."
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
            write_text(path, render())
        except (OSError, MemoryError) as error:
            self.problems.append(f"`{path}` could not be written: {getattr(error, 'strerror', None) or 'no memory'}")
            return False
        except Exception as error:
            self.fault = self.fault or error
            return False
        self.paths.append(path)
        return True

    def tell(self, but: Path | None = None) -> None:
        """Names the files that were written, from the folder of the run; one may have been told of elsewhere."""
        from conformance.terminal.console import console

        here = Path.cwd()
        for path in (path for path in self.paths if path != but):
            console().line(f"Wrote {path.relative_to(here) if path.is_relative_to(here) else path}")

    def raise_problems(self) -> None:
        """Raises what kept files from being written, once all else is done.

        Raises:
            UsageError: some could not be written.
        """
        if self.fault is not None:
            raise self.fault
        if self.problems:
            raise UsageError("\n".join(self.problems))


def write_reports(written: Written, report: Report, formats: Sequence[Format], files: Sequence[Path | None]) -> None:
    """Writes a report in each format that has a file."""
    for one, file in zip(formats, files, strict=True):
        if file is not None:
            render = one.renderer(file)
            written.write(file, functools.partial(render, report))


def paths_of(formats: Sequence[Format], values: dict[str, str | None]) -> list[str | None]:
    """The values of the formats' options, in the order of the formats.

    Raises:
        UsageError: a path has an ending that the format has no kind for.
    """
    paths = [values[f"{one.option}_path"] for one in formats]
    for one, path in zip(formats, paths, strict=True):
        if path is not None:
            one.renderer(path)
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
    for path in paths:
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


def write_files(*files: tuple[Path | None, Callable[[], str]]) -> Written:
    """Writes each file that has a path."""
    written = Written()
    for path, render in files:
        if path is not None:
            written.write(path, render)
    return written


def print_annotations(report: Report, folder: Path) -> None:
    """Prints GitHub's annotations, with files named as GitHub looks for them: relative to the workspace of the job, or
    to the folder of the run where there is no workspace around it."""
    from conformance.reports.annotations import render
    from conformance.terminal.console import console

    workspace = Path(os.environ.get("GITHUB_WORKSPACE") or folder)
    console().commands(render(report, workspace if folder.is_relative_to(workspace) else folder))
