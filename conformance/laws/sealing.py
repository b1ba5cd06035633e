"""The SHA-256 that an entry of a spec file keeps of what it says, with all definitions that it uses.

It goes by the normal form, so that names of variables and layout are free to change, and what is said is not.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import yaml

from conformance.errors import FileError, SpecError, StaleError
from conformance.laws.declaration import Declaration
from conformance.laws.specfile import Spec, load
from conformance.laws.yamlfile import YamlFile, read_text
from conformance.lean.normal import digest_of

KEY = "sha256"


def digests_of(spec: Spec) -> dict[str, str]:
    """The digest of each declaration of a spec, by its name."""
    return {d.id: digest_of(d.declared, spec.environment.definitions) for d in spec.declarations}


def sealed(path: Path) -> str:
    """The text of a spec file in which each entry keeps the digest of what it says now, in each of its revisions.

    Raises:
        SpecError: the file is wrong.
    """
    text = read_text(path, SpecError)
    file = YamlFile(str(path), text, SpecError, "`module:`, `definitions:` and `theorems:`")
    edits: list[tuple[int, int, str]] = []
    for revision in ("", *_read(path, "").revisions[1:]):
        spec = _read(path, revision)
        digests = digests_of(spec)
        for declaration in spec.declarations:
            if Path(declaration.path) == path and (node := _node(file, declaration, revision)) is not None:
                edits += _edit(node, digests[declaration.id])
    for start, end, new in sorted(edits, reverse=True):
        text = f"{text[:start]}{new}{text[end:]}"
    return text


def _read(path: Path, revision: str) -> Spec:
    """The spec of a file, whatever its entries keep."""
    problems: list[FileError] = []
    spec = load([path], revision, problems)
    wrong = next((problem for problem in problems if not isinstance(problem, StaleError)), None)
    if wrong is not None:
        raise wrong
    return spec


def _node(file: YamlFile, declaration: Declaration, revision: str) -> yaml.MappingNode | None:
    """What states the declaration: the entry, or what it reads as in another revision, where that is written."""
    for section, entries in file.root.value:
        if not isinstance(entries, yaml.MappingNode) or section.value == "revisions":
            continue
        for key, value in entries.value:
            if key.value != declaration.entry or not isinstance(value, yaml.MappingNode):
                continue
            return value if not revision else _form(value, revision)
    return None


def _form(entry: yaml.MappingNode, revision: str) -> yaml.MappingNode | None:
    others = next((v for k, v in entry.value if k.value == "revisions" and isinstance(v, yaml.MappingNode)), None)
    forms = () if others is None else others.value
    return next((v for k, v in forms if k.value == revision and isinstance(v, yaml.MappingNode)), None)


def _edit(node: yaml.MappingNode, digest: str) -> Iterator[tuple[int, int, str]]:
    """Where the text changes so that a mapping has the digest: the range that is replaced, and by what."""
    kept = next((value for key, value in node.value if key.value == KEY), None)
    if kept is not None:
        yield kept.start_mark.index, kept.end_mark.index, digest
        return
    lean = next((key for key, _ in node.value if key.value == "lean"), None)
    if lean is not None:
        after = ", " if node.flow_style else f"\n{' ' * lean.start_mark.column}"
        yield lean.start_mark.index, lean.start_mark.index, f"{KEY}: {digest}{after}"
