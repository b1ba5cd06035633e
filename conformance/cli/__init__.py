"""The command line: thin doors to the rooms, a file for each command and a line in `COMMANDS`."""

from __future__ import annotations

import contextlib
import errno
import importlib
import os
import sys
import warnings
from collections.abc import Iterable, Iterator, MutableMapping, Sequence
from typing import Any, NoReturn

import click

from conformance.cli.signals import interrupted_status, termination_interrupts
from conformance.cli.streams import lost, standard_streams
from conformance.errors import ConformanceError, UsageError
from conformance.system.garbage import collected_rarely
from conformance.text.escaping import hanging

COMMANDS = (
    "check:check",
    "compare:compare",
    "completion:completion",
    "drift:drift",
    "export:export",
    "history:history",
    "merge:merge",
    "importing:import_",
    "init:init",
    "listing:list_",
    "new:new",
    "protocol:protocol",
    "prove:prove",
    "report:report",
    "selftest:selftest",
    "show:show",
    "spec:spec",
)
"""What commands there are: a module of this folder each, and the command in it, called so but for a `_` at the end."""


class _Commands(MutableMapping[str, click.Command]):
    """Commands by name, whose modules are imported when they are asked for; their names are known before that."""

    def __init__(self, places: Iterable[str]) -> None:
        self._known: dict[str, click.Command | str] = {place.partition(":")[2].rstrip("_"): place for place in places}

    def __getitem__(self, name: str) -> click.Command:
        known = self._known[name]
        if isinstance(known, str):
            module, _, attribute = known.partition(":")
            self[name] = known = getattr(importlib.import_module(f"{__name__}.{module}"), attribute)
        return known

    def __setitem__(self, name: str, command: click.Command) -> None:
        self._known[name] = command

    def __delitem__(self, name: str) -> None:
        del self._known[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)


def _tell_version(context: click.Context, _: click.Parameter, is_asked: bool) -> None:
    if not is_asked or context.resilient_parsing:
        return
    from importlib.metadata import version

    from conformance.laws.specfile import shipped_digest
    from conformance.terminal.console import console

    console().line(f"conformance {version('masking-conformance')}, spec {shipped_digest()[:16]}")
    context.exit()


@click.group(commands=_Commands(COMMANDS), context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_tell_version,
    help="Show the version and the digest of the shipped spec, and exit.",
)  # fmt: skip
def cli() -> None:
    """Checks that what is proved about masking in Lean holds on real implementations."""


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


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Runs the command line; what a user can mend is one message and exit status 2, a fault of ours status 3.

    Args:
        arguments: those of the process where there are none.
    """
    with collected_rarely(), warnings.catch_warnings(), standard_streams() as outlets:
        warnings.showwarning = _warn
        try:
            with termination_interrupts():
                _run(arguments)
            status: str | int | None = 0
        except SystemExit as end:
            status = end.code
        problem = lost(outlets)
        if problem is not None and status in (0, 1, None):
            with contextlib.suppress(SystemExit):
                _fail(f"the output could not be written: {problem.strerror}")
            status = 2
    sys.exit(status)


_SURROUNDINGS = {
    errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM, errno.EMFILE, errno.ENFILE,
    errno.ENOMEM, errno.EAGAIN, errno.EIO,
}  # fmt: skip
"""What the system says where it does not give what a run needs: room, files, processes, a folder for temporary ones."""


def _run(arguments: Sequence[str] | None) -> None:
    try:
        _in_a_folder()
        cli(arguments, standalone_mode=False)
    except click.exceptions.Exit as error:
        sys.exit(error.exit_code)
    except click.ClickException as error:
        _fail(error.format_message())
    except (click.Abort, KeyboardInterrupt):
        _fail("interrupted", interrupted_status())
    except ConformanceError as error:
        _fail(str(error))
    except MemoryError:
        _fail("the system gave no more memory")
    except OSError as error:
        has_no_place = error.errno == errno.ENOENT and error.filename is None  # as for temporary files
        if error.errno not in _SURROUNDINGS and not has_no_place:
            _fail(f"a fault of this program, not of a backend: {type(error).__name__}: {error}", 3)
        place = f": {error.filename}" if error.filename else ""
        _fail(f"the system did not give what a run needs: {error.strerror}{place}")
    except Exception as error:
        _fail(f"a fault of this program, not of a backend: {type(error).__name__}: {error}", 3)


def _in_a_folder() -> None:
    try:
        os.getcwd()
    except OSError:
        raise UsageError("the working folder is gone; change to one that is there") from None
