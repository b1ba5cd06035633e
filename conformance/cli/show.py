"""`conformance show`."""

from __future__ import annotations

import click

from conformance.cli.options import revision_option


@click.command()
@click.argument("law")
@revision_option
def show(law: str, revision: str) -> None:
    """Show a law: its Lean text, what it says, where it stands, and what it reads as in other revisions."""
    from conformance.api import chosen_laws
    from conformance.laws.forms import forms_of
    from conformance.laws.specfile import load
    from conformance.terminal.console import console
    from conformance.terminal.forms import show_forms

    out = console()
    spec = load((), revision)
    declared = {d.id: d for d in spec.declarations}
    for chosen in chosen_laws(spec, [law]):
        out.line(f"{chosen.id}  ({chosen.kind}, {chosen.level})")
        out.lines(f"\n{chosen.statement}\n\n{chosen.about}")
        out.line(chosen.source)
        if chosen.obligation is None:
            show_forms(forms_of(declared[chosen.id], spec), out)
        out.line()
