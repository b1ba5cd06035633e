"""`conformance import`."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from conformance.cli.writing import OUTPUT, Written, resolved, told_on
from conformance.errors import UsageError

if TYPE_CHECKING:
    from conformance.drift.skeleton import Skeleton
    from conformance.terminal.console import Console


@click.command("import")
@click.argument("source", metavar="SOURCE")
@click.option("--check", is_flag=True, help="Tell what would be imported, and write nothing.")
@click.option("-o", "--output", type=OUTPUT, metavar="FILE", help="The file to write.  [default: SOURCE as *.yaml]")
def import_(source: str, check: bool, output: str | None) -> None:
    """Write a spec file of the declarations that a Lean source makes.

    A SOURCE is a Lean file, a page that doc-gen4 made of one, or the text of such a page. Each declaration that the
    language has becomes an entry, as it is written there but for its proof; what it lacks is told with its place. The
    exit status is 1 where something is lacking.
    """
    from conformance.drift.skeleton import skeleton_of
    from conformance.laws.specfile import load
    from conformance.sources.reading import read_source

    path = Path(source)
    if os.path.isdir(path):
        raise UsageError(f"`{source}` is a folder; name one file in it, as each becomes a spec file of its own")
    name = output or f"{path.stem.lower()}.yaml"
    if not check and output is None and os.path.exists(name):
        raise UsageError(f"`{name}` is there already; name another file with -o, or that one to write over it")
    (file,) = resolved(None if check else name, read=[path])
    read = read_source(path)
    skeleton = skeleton_of(read, load(["shipped"]))
    written, out = Written(), told_on([file])
    _tell(skeleton, out)
    if read.form == "text of a page" and skeleton.lacking:
        out.paragraph("A copied text may have lost characters; the page itself (HTML) and the Lean file have them.")
    if file is not None and skeleton.entries:
        written.write(file, skeleton.to_yaml)
    written.tell(out)
    written.raise_problems()
    sys.exit(int(bool(skeleton.lacking)))


def _tell(skeleton: Skeleton, out: Console) -> None:
    total = len(skeleton.entries) + len(skeleton.lacking)
    uses = f", which uses {', '.join(skeleton.imports)}" if skeleton.imports else ""
    out.paragraph(f"{skeleton.module}{uses}: {len(skeleton.entries)} of {total} declarations can be imported.")
    out.table(
        ["declaration", "as", "at"],
        [[(text, "") for text in (e.name, e.section.removesuffix("s"), e.place)] for e in skeleton.entries],
    )
    if skeleton.lacking:
        out.line()
        out.line("The language lacks:")
    for lacking in skeleton.lacking:
        out.paragraph(f"{lacking.name or 'a declaration'}, {lacking.place}: {lacking.why}", indent=2)
