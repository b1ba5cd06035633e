"""`conformance show`."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

import click

from conformance.cli import completing
from conformance.cli.options import config_option, module_option, revision_option, spec_option
from conformance.project.reading import find_configuration

if TYPE_CHECKING:
    from conformance.laws.specfile import Declaration, Spec


@click.command()
@click.argument("law", shell_complete=completing.laws)
@config_option
@spec_option
@module_option
@revision_option
def show(law: str, config: str | None, spec: tuple[str, ...], module: tuple[str, ...], revision: str) -> None:
    """Show a law: its Lean text, what it says, where it stands, how its premises are met, and its other revisions.

    What is no law, as a helper, a structure, or an operation without a body, is shown by its name too.
    """
    from conformance.api import chosen_laws
    from conformance.cases.meeting import meetings
    from conformance.checking.laws import laws_of
    from conformance.checking.recording import law_record
    from conformance.laws.forms import forms_of
    from conformance.laws.laws import select
    from conformance.laws.specfile import ALL, chosen, load
    from conformance.terminal.console import console
    from conformance.terminal.forms import show_forms

    out = console()
    paths = chosen(find_configuration(Path.cwd(), config).spec_of(spec), module) or (ALL,)
    loaded = load(paths, revision)
    declared = {d.id: d for d in loaded.declarations}
    definitions, reference = loaded.definitions, loaded.reference
    others = _beside_laws(loaded, law, module)
    for other, kind in others:
        out.line(f"{other.id}  ({kind})")
        out.lines(f"\n{other.lean}\n\n{other.about}")
        out.line(other.source)
        show_forms(forms_of(other, loaded, paths), out)
        out.line()
    if others and not select(laws_of(loaded), (law,)):
        return
    for found in chosen_laws(loaded, [law], (), module):
        record = law_record(found)
        rests_on = "; ".join(filter(None, (record.rests_on, record.proof_told)))
        out.line(f"{found.id}  ({found.kind}, {found.level}; {rests_on})")
        out.lines(f"\n{found.statement}\n\n{found.about}")
        out.line(found.source)
        for meeting in meetings(found, definitions, reference) if found.assumed else ():
            asked = " (a backend is asked as well)" if meeting.is_asked else ""
            out.line(f"Premise `{meeting.premise}`: {meeting.done}{asked}.")
        if found.obligation is None:
            show_forms(forms_of(declared[found.id], loaded, paths), out)
        out.line()


def _beside_laws(spec: Spec, pattern: str, modules: Sequence[str]) -> list[tuple[Declaration, str]]:
    """The declarations of the modules that a pattern names and that are no laws, each with what it is."""
    from conformance.laws.laws import is_of_module
    from conformance.lean.syntax import Abbreviation, Definition, Structure

    found = []
    for one in spec.declarations:
        if not fnmatchcase(one.id, pattern) or (
            modules and not any(is_of_module(one.module, one.source, m) for m in modules)
        ):
            continue
        match one.declared:
            case Definition():
                if one.is_helper:
                    found.append((one, "helper: its calls stand for its body, and it has no laws"))
                elif one.declared.body is None:
                    found.append((one, "operation without a body: laws alone speak of it"))
            case Structure():
                found.append((one, "structure"))
            case Abbreviation():
                found.append((one, "abbreviation"))
    return found
