"""The command line: a thin door to `api`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from conformance.errors import ConformanceError, UsageError
from conformance.profiles import DEFAULT_PROFILE, PROFILES

if TYPE_CHECKING:
    from conformance.results import Report


def _fail(message: str, status: int = 2) -> NoReturn:
    reconfigure = getattr(sys.stderr, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="backslashreplace")
    click.echo(f"conformance: {message}", err=True)
    sys.exit(status)


_profile_option = click.option(
    "--profile", type=click.Choice(list(PROFILES)), default=DEFAULT_PROFILE, show_default=True,
    help="How many inputs are tried.",
)  # fmt: skip
_seed_option = click.option(
    "--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Seed of all sampling."
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="masking-conformance")
def cli() -> None:
    """Checks that what is proved about masking in Lean holds on real implementations."""


@cli.command()
@click.argument("backends", nargs=-1, metavar="[BACKEND ...]")
@click.option("--spec", multiple=True, metavar="PATH", help="Spec files or folders instead of the shipped ones.")
@click.option("--law", multiple=True, metavar="GLOB", help="Only these laws.")
@click.option("--require", type=click.Choice(["core", "hardened"]), default="core", show_default=True,
              help="The level that decides the exit status.")  # fmt: skip
@_profile_option
@_seed_option
@click.option("--json", "json_path", type=click.Path(dir_okay=False), help="Write the results as JSON.")
@click.option("--html", "html_path", type=click.Path(dir_okay=False), help="Write the results as a page.")
@click.option("--junit", "junit_path", type=click.Path(dir_okay=False), help="Write the results as JUnit XML.")
def check(
    backends: tuple[str, ...],
    spec: tuple[str, ...],
    law: tuple[str, ...],
    require: str,
    profile: str,
    seed: int,
    json_path: str | None,
    html_path: str | None,
    junit_path: str | None,
) -> None:
    """Check laws, and agreement where there are two or more backends.

    BACKEND is a built-in (python, numpy, torch), an entry point, a module, module:attribute, or a .py file.
    Without one, every built-in whose library is installed is checked.
    """
    from conformance import api, terminal
    from conformance.loading import installed_built_ins
    from conformance.specfile import load

    files = _resolved(json_path, html_path, junit_path)
    loaded_spec = load(spec)
    laws = api.chosen_laws(loaded_spec, law)
    named: tuple[str, ...] = backends
    absent: list[str] = []
    if not named:
        present, absent = installed_built_ins()
        named = tuple(present)
    loaded = api.load_all(named, loaded_spec, cwd=True)
    with terminal.progress_bar() as progress:
        report = api.run(loaded, loaded_spec, laws, PROFILES[profile], seed, require, progress, remember=True)
    written = _write((files[0], report.to_json), (files[1], _page_of(report)), (files[2], _junit_of(report)))
    terminal.show_report(report, terminal.console())
    for name in absent:
        click.echo(f"Not checked: {name}, which is not installed: pip install 'masking-conformance[{name}]'")
    _tell(written)
    sys.exit(report.exit_status())


@cli.command()
@click.argument("libraries", nargs=-1, metavar="[LIBRARY ...]")
@_profile_option
@_seed_option
@click.option(
    "--workers", type=click.IntRange(min=0), help="Processes, 0 for none but this one.  [default: one a core]"
)
@click.option("--json", "json_path", type=click.Path(dir_okay=False), help="Write the results as JSON.")
@click.option("--html", "html_path", type=click.Path(dir_okay=False), help="Write the results as a page.")
def selftest(
    libraries: tuple[str, ...],
    profile: str,
    seed: int,
    workers: int | None,
    json_path: str | None,
    html_path: str | None,
) -> None:
    """Try the harness on backends with a known fault, and on odd but correct ones.

    LIBRARY is python, numpy or torch. Without one, those that are installed are tried.
    """
    from conformance import selftest as trial
    from conformance import terminal

    files = _resolved(json_path, html_path)
    with terminal.selftest_bar() as progress:
        report = trial.selftest(libraries, profile, seed, workers, progress)

    def page() -> str:
        from conformance.reports.html import render_selftest

        return render_selftest(report)

    written = _write((files[0], report.to_json), (files[1], page))
    terminal.show_selftest(report, terminal.console())
    _tell(written)
    sys.exit(report.exit_status())


def _page_of(report: Report) -> Callable[[], str]:
    def page() -> str:
        from conformance.reports.html import render

        return render(report)

    return page


def _junit_of(report: Report) -> Callable[[], str]:
    def suites() -> str:
        from conformance.reports.junit import render

        return render(report)

    return suites


def _resolved(*paths: str | None) -> list[Path | None]:
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


def _write(*files: tuple[Path | None, Callable[[], str]]) -> list[Path]:
    """Writes each file that has a path, and returns those paths."""
    from conformance.results import write_text_atomically

    written = []
    for path, render in files:
        if path is not None:
            try:
                write_text_atomically(path, render())
            except OSError as error:
                raise UsageError(f"`{path}` could not be written: {error.strerror or error}") from None
            written.append(path)
    return written


def _tell(written: list[Path]) -> None:
    for path in written:
        here = Path.cwd()
        click.echo(f"Wrote {path.relative_to(here) if path.is_relative_to(here) else path}")


@cli.command("list")
@click.argument("what", type=click.Choice(["backends", "laws"]))
def list_(what: str) -> None:
    """List the built-in backends or the laws of the shipped spec."""
    from conformance.laws import laws_of
    from conformance.loading import installed_built_ins
    from conformance.specfile import load

    if what == "backends":
        present, absent = installed_built_ins()
        for name in present:
            click.echo(name)
        for name in absent:
            click.echo(f"{name}  (not installed: pip install 'masking-conformance[{name}]')")
        return
    for law in laws_of(load()):
        click.echo(f"{law.id:<36} {law.kind:<11} {law.level}")


@cli.command()
@click.argument("law")
def show(law: str) -> None:
    """Show a law: its Lean text, what it says, and where it stands."""
    from conformance.api import chosen_laws
    from conformance.specfile import load

    for chosen in chosen_laws(load(), [law]):
        click.echo(f"{chosen.id}  ({chosen.kind}, {chosen.level})\n\n{chosen.statement}\n\n{chosen.about}")
        click.echo(f"{chosen.source}\n")


@cli.group()
def spec() -> None:
    """Work with spec files."""


@spec.command("check")
@click.argument("paths", nargs=-1, required=True, metavar="PATH ...")
def spec_check(paths: tuple[str, ...]) -> None:
    """Validate spec files: form, syntax, types and worked examples."""
    from conformance.laws import laws_of
    from conformance.specfile import load

    loaded = load(paths)
    click.echo(f"{', '.join(loaded.modules)}: {len(loaded.declarations)} declarations, {len(laws_of(loaded))} laws")


@cli.command()
@click.argument("results", type=click.Path(dir_okay=False))
@click.option("--html", "html_path", required=True, type=click.Path(dir_okay=False), help="The page to write.")
def report(results: str, html_path: str) -> None:
    """Make the page again from saved results."""
    from conformance.results import Report

    try:
        loaded = Report.from_json(Path(results).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"`{results}` cannot be read: {error}") from None
    except ValueError as error:
        raise UsageError(f"`{results}` is not a results file: {error}") from None
    _tell(_write((_resolved(html_path)[0], _page_of(loaded))))


def main() -> None:
    """Runs the command line; what a user can mend is one message and exit status 2, a fault of ours status 3."""
    try:
        cli(standalone_mode=False)
    except click.exceptions.Exit as error:
        sys.exit(error.exit_code)
    except click.ClickException as error:
        _fail(error.format_message())
    except (click.Abort, KeyboardInterrupt):
        _fail("interrupted", 130)
    except ConformanceError as error:
        _fail(str(error))
    except BrokenPipeError:
        sys.exit(1)
    except Exception as error:
        _fail(f"a fault of this program, not of a backend: {type(error).__name__}: {error}", 3)
