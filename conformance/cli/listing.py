"""`conformance list`."""

from __future__ import annotations

import click


@click.command("list")
@click.argument("what", type=click.Choice(["backends", "laws"]))
def list_(what: str) -> None:
    """List the built-in backends or the laws of the shipped spec."""
    from conformance.checking.laws import laws_of
    from conformance.laws.specfile import load
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
    for law in laws_of(load()):
        out.line(f"{law.id:<36} {law.kind:<11} {law.level}")
