"""`conformance show`."""

from __future__ import annotations

import click


@click.command()
@click.argument("law")
def show(law: str) -> None:
    """Show a law: its Lean text, what it says, and where it stands."""
    from conformance.api import chosen_laws
    from conformance.laws.specfile import load
    from conformance.terminal.console import console

    out = console()
    for chosen in chosen_laws(load(), [law]):
        out.line(f"{chosen.id}  ({chosen.kind}, {chosen.level})")
        out.lines(f"\n{chosen.statement}\n\n{chosen.about}")
        out.line(chosen.source)
        out.line()
