"""`conformance prove`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from conformance.cases.profiles import PROFILES
from conformance.cli import completing
from conformance.cli.options import (
    config_option,
    module_option,
    profile_of,
    profile_option,
    revision_option,
    seed_option,
    spec_option,
)
from conformance.cli.writing import Written, file_options, paths_of, resolved, told_on, write_files
from conformance.errors import UsageError
from conformance.project.reading import find_configuration
from conformance.reports.formats import PROOFS


@click.command()
@click.argument("law", nargs=-1, shell_complete=completing.laws)
@config_option
@spec_option
@module_option
@revision_option
@profile_option
@seed_option
@file_options(PROOFS, "proofs")
def prove(
    law: tuple[str, ...],
    config: str | None,
    spec: tuple[str, ...],
    module: tuple[str, ...],
    revision: str,
    profile: str,
    seed: int,
    **paths: str | None,
) -> None:
    """Prove laws from the definitions of the spec, for all sizes, lists and types.

    LAW is a glob pattern. Without one, all definitions and theorems are proved that speak of no operation without a
    body. A law that is not proved is tried on the inputs of the profile: it is refuted where the evaluator finds one on
    which it is false, and given up otherwise.
    """
    from conformance.api import chosen_laws
    from conformance.checking.laws import laws_of
    from conformance.laws.specfile import chosen, files_of, load
    from conformance.runs.proving import prove_laws, without_body
    from conformance.terminal.progress import counting_bar
    from conformance.terminal.proofs import show_proofs

    project = find_configuration(Path.cwd(), config)
    named = chosen(spec or project.spec, module)
    files = resolved(*paths_of(PROOFS, paths), read=files_of(named))
    loaded = load(named, revision)
    statements = [one for one in chosen_laws(loaded, law, (), module) if one.obligation is None]
    if not statements:
        raise UsageError("obligations are no statements that could be proved; name a definition or a theorem")
    undefined = [] if law else [one for one in statements if without_body(loaded, one)]
    wanted = [one for one in statements if one not in undefined]
    tried = PROFILES[profile_of(profile, project)]
    with counting_bar() as progress:
        record = prove_laws(loaded, laws_of(loaded), wanted, undefined, tried, seed, progress)
    written, out = Written(), told_on(files)
    write_files(written, record, PROOFS, files)
    show_proofs(record, out)
    written.tell(out)
    written.raise_problems()
    sys.exit(0 if record.all_proved else 1)
