"""Sources read by what they are: a Lean file by its name, a page by what it begins with, else the text of a page."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from conformance.errors import FileError
from conformance.lean.errors import LeanError
from conformance.sources.leanfile import source_of_file
from conformance.sources.page import is_page, source_of_page
from conformance.sources.pagetext import source_of_text
from conformance.sources.source import Source
from conformance.system.files import read_text

ENDINGS = (".lean", ".html")
"""What the names of sources end in that are read of a folder."""

LARGEST = 20_000_000
"""Bytes of a source that are read."""


def paths_of(sources: Iterable[str]) -> list[Path]:
    """The files that sources name: a folder stands for the Lean files and pages in it, in those within it too.

    Raises:
        FileError: a folder has none.
    """
    found: list[Path] = []
    for source in sources:
        path = Path(source)
        if not os.path.isdir(path):
            found.append(path)
            continue
        within = sorted(p for p in path.rglob("*") if p.suffix in ENDINGS and p.is_file())
        if not within:
            raise FileError("no Lean file (*.lean) or page (*.html) in this folder", str(path))
        found += within
    return found


def read_source(path: Path) -> Source:
    """A Lean file, a page that doc-gen4 made, or the text of one, with all that it declares.

    Raises:
        FileError: it cannot be read, or nothing in it is a declaration.
    """
    text = read_text(path, FileError, LARGEST)
    try:
        if path.suffix == ".lean":
            source = source_of_file(str(path), text)
        elif is_page(text):
            source = source_of_page(str(path), text)
        else:
            source = source_of_text(str(path), text)
    except LeanError as error:
        raise FileError(error.message, str(path), error.line, error.column) from None
    if not source.found:
        raise FileError(
            "declares nothing; expected a Lean file (*.lean), a page that doc-gen4 made, or the text of one", str(path)
        )
    return source
