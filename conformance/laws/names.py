"""The names of entries of spec files, found without reading their statements, as a shell completes them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from conformance.errors import SpecError
from conformance.laws.specfile import ALL, MODULES, files_of, shipped_folder
from conformance.laws.yamlfile import read_text

_SECTIONS = ("definitions:", "operations:", "theorems:", "laws:")
_ENTRY = re.compile(r"""  ["']?([^\W\d][\w.']*?)["']?:(?:\s|$)""")


def entry_names(paths: Sequence[str | Path] = ()) -> list[str]:
    """The names under which definitions, operations and theorems stand in files, folders and shipped modules.

    What cannot be read has none.
    """
    named = [name for path in paths or (ALL,) for name in (MODULES if path == ALL else (path,))]
    found: dict[str, None] = {}
    for name in named:
        try:
            files = [shipped_folder() / f"{name}.yaml"] if name in MODULES else files_of([name])
            for file in files:
                found.update(dict.fromkeys(_entries(read_text(file, SpecError))))
        except SpecError:
            continue
    return list(found)


def _entries(text: str) -> Iterator[str]:
    is_inside = False
    for line in text.splitlines():
        if line and not line[0].isspace():
            is_inside = line.startswith(_SECTIONS)
        elif is_inside and (entry := _ENTRY.match(line)) is not None:
            yield entry[1]
