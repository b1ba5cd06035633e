"""`conformance spec check`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from conformance.cases.profiles import PROFILES
from conformance.cli.options import profile_option, revision_option, seed_option
from conformance.cli.writing import Written
from conformance.errors import ConformanceError, FileError

if TYPE_CHECKING:
    from conformance.cases.meeting import Outlook
    from conformance.laws.laws import Law

DRAWS = 100
"""Of how many inputs it is told how many meet the premises."""


@click.group()
def spec() -> None:
    """Work with spec files."""


@spec.command("check")
@click.argument("paths", nargs=-1, required=True, metavar="PATH ...")
@profile_option
@seed_option
@revision_option
@click.option("-v", "--verbose", is_flag=True, help="What is done for each premise, and what backends are asked for.")
def spec_check(paths: tuple[str, ...], profile: str, seed: int, revision: str, verbose: bool) -> None:
    """Validate spec files: form, syntax, types and worked examples, and theorems on the definitions.

    All that is wrong is told. A theorem that is false by the definitions is refused with the smallest input found. Of
    each law it is told how its premises are met, and how many inputs it would have.
    """
    from conformance.cases.meeting import outlook
    from conformance.cases.streams import Streams
    from conformance.checking.laws import laws_of
    from conformance.checking.statements import errors_of_false
    from conformance.laws.specfile import load
    from conformance.terminal.console import console

    problems: list[FileError] = []
    loaded = load(paths, revision, problems)
    every = laws_of(loaded)
    problems += errors_of_false(loaded, every, PROFILES[profile], seed)
    if problems:
        raise _together(problems)
    out = console()
    out.line(f"{', '.join(loaded.modules)}: {len(loaded.declarations)} declarations, {len(every)} laws")
    laws = [law for law in every if law.obligation is None]
    definitions, reference, streams = loaded.definitions, loaded.reference, Streams(PROFILES[profile], seed)
    found = {law.id: outlook(law, definitions, reference, streams, DRAWS) for law in laws}
    if laws:
        out.line()
        out.table(["law", "premises", "inputs", "met as drawn", "made to"], _rows(laws, found), right=(2, 3, 4))
        out.paragraph(
            f"Inputs are those that the profile {profile} enumerates and that meet the premises; more are drawn. The "
            f"last columns tell how many of {DRAWS} draws meet them as they come, and how many once that is made so."
        )
    for law in laws:
        if not found[law.id].enumerated and not found[law.id].shares.made:
            out.paragraph(f"{law.id}: no input was found that meets its premises, so that it would be vacuous.")
    if helpers := [d.id for d in loaded.declarations if d.is_helper]:
        out.paragraph(f"Helpers, which no backend is asked for: {', '.join(helpers)}.")
    if verbose:
        _tell_more(laws, found)


@spec.command("seal")
@click.argument("paths", nargs=-1, required=True, type=click.Path(dir_okay=False), metavar="FILE ...")
def spec_seal(paths: tuple[str, ...]) -> None:
    """Keep in each entry of spec files the SHA-256 of what it says, with all definitions that it uses.

    `spec check` tells of an entry that says something else later. Names of variables and layout make no difference.
    """
    from conformance.laws.sealing import sealed
    from conformance.laws.yamlfile import read_text
    from conformance.terminal.console import console

    written, out = Written(), console()
    for path in map(Path, paths):
        before, after = read_text(path, FileError), sealed(path)
        if b"\r\n" in path.read_bytes():
            before, after = (text.replace("\n", "\r\n") for text in (before, after))
        if before == after:
            out.line(f"{path} keeps what it says already")
        else:
            written.write(path, partial(str, after))
    written.tell(out)
    written.raise_problems()


def _together(problems: Sequence[FileError]) -> ConformanceError:
    """One error that tells of all, each once, file after file and line after line."""
    if len(problems) == 1:
        return problems[0]
    files = list(dict.fromkeys(p.path for p in problems))
    ordered = sorted(problems, key=lambda p: (files.index(p.path), p.line or 0, p.column or 0))
    told = dict.fromkeys(str(p).replace("\n", "\n  ") for p in ordered)
    return ConformanceError("\n".join([f"{len(told)} errors", *told]))


def _rows(laws: Sequence[Law], found: Mapping[str, Outlook]) -> list[list[tuple[str, str]]]:
    rows = []
    for law in laws:
        outlook = found[law.id]
        drawn = outlook.shares.drawn
        shares = [outlook.shares.by_chance, outlook.shares.made] if law.assumed else []
        told = [f"{100 * share // drawn} %" if drawn else "none" for share in shares] or ["", ""]
        inputs = "drawn" if outlook.enumerated is None else f"{outlook.enumerated:,}"
        rows.append([(text, "") for text in (law.id, _premises(outlook), inputs, *told)])
    return rows


def _premises(outlook: Outlook) -> str:
    """How the premises are met, in a few words."""
    made = sum(m.is_made for m in outlook.meetings)
    asked = sum(m.is_asked for m in outlook.meetings)
    told = ((made, "made"), (len(outlook.meetings) - made, "left out"), (asked, "asked"))
    return ", ".join(f"{count} {word}" for count, word in told if count) or "none"


def _tell_more(laws: Sequence[Law], found: Mapping[str, Outlook]) -> None:
    """What is done for each premise, and the function that a backend is asked for."""
    from conformance.checking.recording import signature
    from conformance.terminal.console import console

    out = console()
    for law in laws:
        if law.subject is None and not found[law.id].meetings:
            continue
        out.line()
        out.line(law.id)
        if law.subject is not None:
            out.paragraph(f"asks for {signature(law.subject)}", indent=2)
        for meeting in found[law.id].meetings:
            asked = " (a backend is asked as well)" if meeting.is_asked else ""
            out.paragraph(f"premise `{meeting.premise}`: {meeting.done}{asked}", indent=2)
