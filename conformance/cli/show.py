"""`conformance show`."""

from __future__ import annotations

from pathlib import Path

import click

from conformance.cli import completing
from conformance.cli.options import config_option, module_option, revision_option, spec_option
from conformance.project.reading import find_configuration


@click.command()
@click.argument("law", shell_complete=completing.laws)
@config_option
@spec_option
@module_option
@revision_option
def show(law: str, config: str | None, spec: tuple[str, ...], module: tuple[str, ...], revision: str) -> None:
    """Show a law: its Lean text, what it says, where it stands, how its premises are met, and its other revisions."""
    from conformance.api import chosen_laws
    from conformance.cases.meeting import meetings
    from conformance.checking.recording import law_record
    from conformance.laws.forms import forms_of
    from conformance.laws.specfile import ALL, chosen, load
    from conformance.terminal.console import console
    from conformance.terminal.forms import show_forms

    out = console()
    paths = chosen(spec or find_configuration(Path.cwd(), config).spec, module) or (ALL,)
    loaded = load(paths, revision)
    declared = {d.id: d for d in loaded.declarations}
    definitions, reference = loaded.definitions, loaded.reference
    for found in chosen_laws(loaded, [law], (), module):
        out.line(f"{found.id}  ({found.kind}, {found.level}; {law_record(found).rests_on})")
        out.lines(f"\n{found.statement}\n\n{found.about}")
        out.line(found.source)
        for meeting in meetings(found, definitions, reference) if found.assumed else ():
            asked = " (a backend is asked as well)" if meeting.is_asked else ""
            out.line(f"Premise `{meeting.premise}`: {meeting.done}{asked}.")
        if found.obligation is None:
            show_forms(forms_of(declared[found.id], loaded, paths), out)
        out.line()
