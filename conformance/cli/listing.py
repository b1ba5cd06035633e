"""`conformance list`."""

from __future__ import annotations

from pathlib import Path

import click

from conformance.cli.options import config_option, module_option, revision_option, spec_option
from conformance.project.reading import find_configuration


@click.command("list")
@click.argument("what", type=click.Choice(["backends", "laws", "operations", "forms"]))
@config_option
@spec_option
@module_option
@revision_option
def list_(what: str, config: str | None, spec: tuple[str, ...], module: tuple[str, ...], revision: str) -> None:
    """List backends, the laws or operations of the spec by module, or the forms of arguments."""
    from conformance.api import chosen_laws
    from conformance.checking.obligations.registry import WELL_FORMED
    from conformance.checking.recording import signature
    from conformance.laws.specfile import ALL, chosen, load, shipped
    from conformance.subjects.formtable import form_table
    from conformance.subjects.naming import installed_built_ins
    from conformance.terminal.console import console

    out, project = console(), find_configuration(Path.cwd(), config)
    if what == "backends":
        for name, target in zip(project.named, project.targets(project.named), strict=True):
            out.line(f"{name}  (of the project{f': {target}' if target != name else ''})")
        present, absent = installed_built_ins()
        for name in present:
            out.line(name)
        for name in absent:
            out.line(f"{name}  (not installed: pip install 'masking-conformance[{name}]')")
        return
    laws = chosen_laws(load(chosen(project.spec_of(spec), module) or [ALL], revision), (), (), module)
    unasked = shipped().modules
    if what in ("operations", "forms"):
        # Each operation has this obligation.
        laws = tuple(law for law in laws if law.obligation == WELL_FORMED)
    if what == "forms":
        out.lines(form_table([law.subject for law in laws if law.subject is not None]))
        return
    for name in dict.fromkeys(law.module for law in laws):
        of_module = [law for law in laws if law.module == name]
        named = "" if name in unasked else ", checked where it is named"
        out.line(f"{name}  ({len(of_module)} {what}{named})")
        if what == "operations":
            out.lines("\n".join(f"  {signature(law.subject)}" for law in of_module if law.subject is not None))
            continue
        for law in of_module:
            out.line(f"  {law.id:<58} {law.kind:<11} {law.level}".rstrip())
