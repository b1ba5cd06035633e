"""`conformance drift`."""

from __future__ import annotations

import sys

import click

from conformance.cli.options import revision_option
from conformance.cli.writing import OUTPUT, Written, resolved, told_on


@click.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE ...")
@click.option(
    "--spec", multiple=True, metavar="PATH",
    help="Spec files, folders, or shipped modules by name.  [default: all shipped modules]",
)  # fmt: skip
@revision_option
@click.option("--json", "json_path", type=OUTPUT, metavar="FILE", help="Write what came of each declaration as JSON.")
def drift(sources: tuple[str, ...], spec: tuple[str, ...], revision: str, json_path: str | None) -> None:
    """Tell where a spec and the Lean source that it was taken from part.

    A SOURCE is a Lean file, a page that doc-gen4 made of one, the text of such a page, or a folder of Lean files and
    pages. Proofs are skipped. Names of bound variables, notation, layout and namespaces make no difference. The exit
    status is 1 where a declaration is changed, missing on either side, or unreadable.
    """
    from conformance.drift.comparing import drift_of
    from conformance.laws.specfile import files_of, load
    from conformance.sources.reading import paths_of, read_source
    from conformance.terminal.drift import show_drift

    paths = paths_of(sources)
    (file,) = resolved(json_path, read=[*paths, *files_of(spec)])
    found = drift_of(load(spec, revision), [read_source(path) for path in paths])
    written, out = Written(), told_on([file])
    if file is not None:
        written.write(file, found.to_json)
    show_drift(found, out)
    written.tell(out)
    written.raise_problems()
    sys.exit(found.exit_status)
