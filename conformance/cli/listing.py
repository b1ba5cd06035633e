"""`conformance list`."""

from __future__ import annotations

import click

from conformance.cli.options import revision_option


@click.command("list")
@click.argument("what", type=click.Choice(["backends", "laws", "operations", "forms"]))
@click.option("--module", multiple=True, metavar="GLOB", help="Only laws of these modules.")
@revision_option
def list_(what: str, module: tuple[str, ...], revision: str) -> None:
    """List the built-in backends, the laws or operations of the shipped spec by module, or the forms of arguments."""
    from conformance.api import chosen_laws
    from conformance.checking.obligations.registry import WELL_FORMED
    from conformance.checking.recording import signature
    from conformance.laws.specfile import ALL, chosen, load, shipped
    from conformance.subjects.formtable import form_table
    from conformance.subjects.naming import installed_built_ins
    from conformance.terminal.console import console

    out = console()
    if what == "backends":
        present, absent = installed_built_ins()
        for name in present:
            out.line(name)
        for name in absent:
            out.line(f"{name}  (not installed: pip install 'masking-conformance[{name}]')")
        return
    laws = chosen_laws(load(chosen((), module) or [ALL], revision), (), (), module)
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
