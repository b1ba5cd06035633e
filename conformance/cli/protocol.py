"""`conformance protocol`."""

from __future__ import annotations

import sys

import click


@click.command(context_settings={"allow_interspersed_args": False})
@click.argument("command", nargs=-1, required=True, metavar="COMMAND ...", type=click.UNPROCESSED)
@click.option(
    "--spec",
    multiple=True,
    metavar="PATH",
    help="Spec files, folders, or shipped modules by name.  [default: all shipped modules]",
)
@click.option("--seconds", type=click.FloatRange(min=0, min_open=True), default=10.0, show_default=True,
              help="How long an answer may take.")  # fmt: skip
def protocol(command: tuple[str, ...], spec: tuple[str, ...], seconds: float) -> None:
    """Try how a command speaks the protocol of `process:` backends.

    COMMAND is a program and its arguments, as they are or as one quoted text.
    """
    from conformance.laws.specfile import load
    from conformance.protocol.session import Times
    from conformance.protocol.suite import run_suite
    from conformance.subjects.client import command_of
    from conformance.subjects.naming import PROCESS
    from conformance.terminal.console import console
    from conformance.terminal.protocol import show_protocol

    words = command_of(command[0].removeprefix(PROCESS)) if len(command) == 1 else list(command)
    report = run_suite(words, load(spec), Times(seconds, seconds, seconds))
    show_protocol(report, console())
    sys.exit(report.exit_status())
