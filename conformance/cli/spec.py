"""`conformance spec check`."""

from __future__ import annotations

import click

from conformance.cases.profiles import PROFILES
from conformance.cli.options import profile_option, revision_option, seed_option


@click.group()
def spec() -> None:
    """Work with spec files."""


@spec.command("check")
@click.argument("paths", nargs=-1, required=True, metavar="PATH ...")
@profile_option
@seed_option
@revision_option
def spec_check(paths: tuple[str, ...], profile: str, seed: int, revision: str) -> None:
    """Validate spec files: form, syntax, types and worked examples, and theorems on the definitions.

    A theorem that is false by the definitions is refused with the smallest input found.
    """
    from conformance.checking.laws import laws_of
    from conformance.checking.statements import refuse_false
    from conformance.laws.specfile import load
    from conformance.terminal.console import console

    loaded = load(paths, revision)
    refuse_false(loaded, laws_of(loaded), PROFILES[profile], seed)
    console().line(f"{', '.join(loaded.modules)}: {len(loaded.declarations)} declarations, {len(laws_of(loaded))} laws")
