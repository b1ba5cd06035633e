"""`conformance show`."""

from __future__ import annotations

import click

from conformance.cli.options import revision_option


@click.command()
@click.argument("law")
@click.option(
    "--spec", multiple=True, metavar="PATH", help="Spec files, folders, or shipped modules.  [default: all shipped]",
)  # fmt: skip
@revision_option
def show(law: str, spec: tuple[str, ...], revision: str) -> None:
    """Show a law: its Lean text, what it says, where it stands, how its premises are met, and its other revisions."""
    from conformance.api import chosen_laws
    from conformance.cases.meeting import meetings
    from conformance.checking.recording import law_record
    from conformance.laws.forms import forms_of
    from conformance.laws.specfile import ALL, load
    from conformance.terminal.console import console
    from conformance.terminal.forms import show_forms

    out = console()
    paths = spec or (ALL,)
    loaded = load(paths, revision)
    declared = {d.id: d for d in loaded.declarations}
    definitions, reference = loaded.definitions, loaded.reference
    for chosen in chosen_laws(loaded, [law]):
        out.line(f"{chosen.id}  ({chosen.kind}, {chosen.level}; {law_record(chosen).rests_on})")
        out.lines(f"\n{chosen.statement}\n\n{chosen.about}")
        out.line(chosen.source)
        for meeting in meetings(chosen, definitions, reference) if chosen.assumed else ():
            asked = " (a backend is asked as well)" if meeting.is_asked else ""
            out.line(f"Premise `{meeting.premise}`: {meeting.done}{asked}.")
        if chosen.obligation is None:
            show_forms(forms_of(declared[chosen.id], loaded, paths), out)
        out.line()
