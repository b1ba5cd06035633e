"""The files that a run is written to: one table of formats, from which options and writers follow."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click

from conformance.errors import UsageError
from conformance.files import write_text
from conformance.results import Report


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

    def rendered(one: Format, file: Path | None) -> Callable[[], str]:
        return lambda: one.renderer(file or "")(report)

    return write_files(*((file, rendered(one, file)) for one, file in zip(formats, files, strict=True)))


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
                write_text(path, render())
            except OSError as error:
                raise UsageError(f"`{path}` could not be written: {error.strerror or error}") from None
            written.append(path)
    return written


def tell(written: list[Path]) -> None:
    from conformance.terminal.console import console

    for path in written:
        here = Path.cwd()
        console().line(f"Wrote {path.relative_to(here) if path.is_relative_to(here) else path}")


def print_annotations(report: Report, folder: Path) -> None:
    """Prints GitHub's annotations, with files named as GitHub looks for them: relative to the workspace of the job, or
    to the folder of the run where there is no workspace around it."""
    from conformance.reports.annotations import render
    from conformance.terminal.console import console

    workspace = Path(os.environ.get("GITHUB_WORKSPACE") or folder)
    console().commands(render(report, workspace if folder.is_relative_to(workspace) else folder))
