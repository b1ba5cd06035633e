"""`conformance completion`."""

from __future__ import annotations

import click

NAME, VARIABLE = "conformance", "_CONFORMANCE_COMPLETE"
"""The command that is completed, and the variable by which the shell asks it."""


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print what makes a shell complete commands, options, laws, modules and backends.

    For bash and zsh, `eval "$(conformance completion bash)"` in ~/.bashrc, or zsh in ~/.zshrc; for fish,
    `conformance completion fish | source` in ~/.config/fish/config.fish.
    """
    from click.shell_completion import ShellComplete, get_completion_class

    from conformance.terminal.console import console

    command = click.get_current_context().find_root().command
    made = get_completion_class(shell)
    assert made is not None
    # The class for bash asks a bash for its version before that, and is silent about nothing else.
    console().document(ShellComplete.source(made(command, {}, NAME, VARIABLE)))
