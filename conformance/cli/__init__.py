"""The command line: a thin door to `api`, one file a command."""

from __future__ import annotations

import errno
import sys
import warnings
from typing import Any, NoReturn

import click

from conformance.cli.check import check
from conformance.cli.compare import compare
from conformance.cli.history import history
from conformance.cli.protocol import protocol
from conformance.cli.report import report
from conformance.cli.selftest import selftest
from conformance.cli.spec import list_, show, spec
from conformance.errors import ConformanceError
from conformance.escaping import hanging


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="masking-conformance")
def cli() -> None:
    """Checks that what is proved about masking in Lean holds on real implementations."""


for command in (check, compare, history, selftest, list_, show, spec, report, protocol):
    cli.add_command(command)


def _fail(message: str, status: int = 2) -> NoReturn:
    from conformance.terminal.console import errors

    errors().lines(hanging(f"conformance: {message}"))
    sys.exit(status)


def _warn(
    message: Warning | str, category: type[Warning], filename: str, lineno: int, file: Any = None, line: Any = None
) -> None:
    """Tells a warning that a library gave in this process."""
    from conformance.terminal.console import errors

    errors().line(f"{filename}:{lineno}: {category.__name__}: {message}")


def main() -> None:
    """Runs the command line; what a user can mend is one message and exit status 2, a fault of ours status 3."""
    with warnings.catch_warnings():
        warnings.showwarning = _warn
        _run()


def _run() -> None:
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
    except OSError as error:
        if error.errno != errno.ENOSPC:
            _fail(f"a fault of this program, not of a backend: {type(error).__name__}: {error}", 3)
        sys.stdout = None  # what it holds cannot be written at exit either
        _fail(f"the output could not be written: {error.strerror}")
    except Exception as error:
        _fail(f"a fault of this program, not of a backend: {type(error).__name__}: {error}", 3)
