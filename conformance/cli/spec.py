"""`conformance list`, `show` and `spec check`: what is to hold."""

from __future__ import annotations

import click


@click.command("list")
@click.argument("what", type=click.Choice(["backends", "laws"]))
def list_(what: str) -> None:
    """List the built-in backends or the laws of the shipped spec."""
    from conformance.laws import laws_of
    from conformance.loading import installed_built_ins
    from conformance.specfile import load

    if what == "backends":
        present, absent = installed_built_ins()
        for name in present:
            click.echo(name)
        for name in absent:
            click.echo(f"{name}  (not installed: pip install 'masking-conformance[{name}]')")
        return
    for law in laws_of(load()):
        click.echo(f"{law.id:<36} {law.kind:<11} {law.level}")


@click.command()
@click.argument("law")
def show(law: str) -> None:
    """Show a law: its Lean text, what it says, and where it stands."""
    from conformance.api import chosen_laws
    from conformance.specfile import load

    for chosen in chosen_laws(load(), [law]):
        click.echo(f"{chosen.id}  ({chosen.kind}, {chosen.level})\n\n{chosen.statement}\n\n{chosen.about}")
        click.echo(f"{chosen.source}\n")


@click.group()
def spec() -> None:
    """Work with spec files."""


@spec.command("check")
@click.argument("paths", nargs=-1, required=True, metavar="PATH ...")
def spec_check(paths: tuple[str, ...]) -> None:
    """Validate spec files: form, syntax, types and worked examples."""
    from conformance.laws import laws_of
    from conformance.specfile import load

    loaded = load(paths)
    click.echo(f"{', '.join(loaded.modules)}: {len(loaded.declarations)} declarations, {len(laws_of(loaded))} laws")
