"""`conformance export`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from conformance.cli.options import config_option, module_option, revision_option, spec_option
from conformance.project.reading import find_configuration

if TYPE_CHECKING:
    from conformance.exporting.files import LeanFile
    from conformance.laws.specfile import Spec


@click.group()
def export() -> None:
    """Write the spec for other programs."""


@export.command("lean")
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False))
@click.option("--self-contained", is_flag=True, help="State everything in core Lean, and import nothing.")
@config_option
@spec_option
@module_option
@revision_option
def lean(
    folder: str, self_contained: bool, config: str | None, spec: tuple[str, ...], module: tuple[str, ...], revision: str
) -> None:
    """Write a file of Lean 4 for each module of the spec.

    Each imports its module, closes each statement of the spec by the module's theorem and each definition by `rfl`, so
    that Lean accepts it where the spec says what the module says. A file that this command has written is written over;
    any other is left as it is.
    """
    from importlib.metadata import version

    from conformance.cli.writing import Written, resolved
    from conformance.exporting.files import lean_files
    from conformance.laws.specfile import ALL, chosen, files_of, load
    from conformance.terminal.console import console

    paths = chosen(spec or find_configuration(Path.cwd(), config).spec, module) or [ALL]
    loaded = load(paths, revision)
    written_by = version("masking-conformance")
    made = lean_files(loaded, written_by, self_contained=self_contained, modules=_modules(loaded, module))
    files = [file for file in made if not file.says_nothing]
    _prepare(Path(folder), files)
    places = resolved(*(str(Path(folder, file.name)) for file in files), read=files_of(paths))
    written = Written()
    for file, place in zip(files, places, strict=True):
        assert place is not None
        written.write(place, lambda text=file.text: text)  # type: ignore[misc]
    out = console()
    written.tell(out)
    for file in made:
        if file.says_nothing:
            out.paragraph(f"{file.module}: no file, as {file.parts[0].why} ({_declarations(len(file.parts))}).")
    out.paragraph(_told(files))
    written.raise_problems()


def _modules(spec: Spec, patterns: Sequence[str]) -> Sequence[str]:
    """The modules that are chosen; refuses patterns that choose none."""
    from conformance.errors import UsageError
    from conformance.laws.laws import is_of_module

    found = dict.fromkeys(
        d.module
        for d in spec.declarations
        if not patterns or any(is_of_module(d.module, d.source, p) for p in patterns)
    )
    if not found:
        named = ", ".join(dict.fromkeys(spec.modules))
        raise UsageError(f"no module matches {' or '.join(f'`{p}`' for p in patterns)}; there are {named}")
    return [*found]


def _prepare(folder: Path, files: Sequence[LeanFile]) -> None:
    """Makes the folder; refuses to write over a file that is not ours."""
    from conformance.errors import UsageError
    from conformance.exporting.files import MARK

    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file in files:
            path = folder / file.name
            if not path.is_file():
                continue
            with path.open("rb") as there:
                is_ours = there.read(len(MARK.encode())) == MARK.encode()
            if not is_ours:
                raise UsageError(f"`{path}` is there, and was not written by this command; name another folder")
    except OSError as problem:
        raise UsageError(f"`{folder}` cannot be written to: {problem.strerror}") from None


_WORDS = {
    "theorem": ("theorem closed by the module's", "theorems closed by the module's"),
    "rfl": ("definition closed by rfl", "definitions closed by rfl"),
    "proved": ("theorem proved by definition", "theorems proved by definition"),
    "stated": ("theorem stated with sorry", "theorems stated with sorry"),
    "defined": ("definition", "definitions"),
    "assumed": ("operation without a body", "operations without a body"),
    "left out": ("left out, with its reason", "left out, each with its reason"),
}


def _told(files: Sequence[LeanFile]) -> str:
    """How many declarations the files hold, and how."""
    counts: Counter[str] = Counter(part.how for file in files for part in file.parts)
    told = [f"{counts[how]} {words[counts[how] != 1]}" for how, words in _WORDS.items() if counts[how]]
    return f"{_declarations(counts.total())}: {', '.join(told)}." if told else "Nothing was written."


def _declarations(count: int) -> str:
    return f"{count} declaration{'s' * (count != 1)}"
