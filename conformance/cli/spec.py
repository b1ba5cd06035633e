"""`conformance list`, `show` and `spec check`: what is to hold."""

from __future__ import annotations

import click

from conformance.cases.profiles import PROFILES
from conformance.cli.options import profile_option, seed_option


@click.command("list")
@click.argument("what", type=click.Choice(["backends", "laws"]))
def list_(what: str) -> None:
    """List the built-in backends or the laws of the shipped spec."""
    from conformance.checking.laws import laws_of
    from conformance.laws.specfile import load
    from conformance.subjects.loading import installed_built_ins
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


@click.group()
def spec() -> None:
    """Work with spec files."""


@spec.command("check")
@click.argument("paths", nargs=-1, required=True, metavar="PATH ...")
@profile_option
@seed_option
def spec_check(paths: tuple[str, ...], profile: str, seed: int) -> None:
    """Validate spec files: form, syntax, types and worked examples, and theorems on the definitions.

    A theorem that is false by the definitions is refused with the smallest input found.
    """
    from conformance.checking.laws import laws_of
    from conformance.checking.statements import refuse_false
    from conformance.laws.specfile import load
    from conformance.terminal.console import console

    loaded = load(paths)
    refuse_false(loaded, laws_of(loaded), PROFILES[profile], seed)
    console().line(f"{', '.join(loaded.modules)}: {len(loaded.declarations)} declarations, {len(laws_of(loaded))} laws")
