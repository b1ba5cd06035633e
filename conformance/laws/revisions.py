"""The revisions of which a spec file tells: the one that its entries state, and those in which some read otherwise.

A file names its revisions at its top, the stated one first. An entry then says under `revisions` what its form is in
another one, and under `absent_in` which do not have it; in all others it reads as it stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from conformance.errors import SpecError, did_you_mean
from conformance.laws.yamlfile import YamlFile

OF_ONE_FORM = ("examples", "sha256")
"""What an entry has for the form that it states alone, as it is a text about that."""


@dataclass(frozen=True, slots=True)
class Revisions:
    """The revisions that a file names, and the one of them that it is read as; empty where it names none."""

    names: tuple[str, ...]
    chosen: str

    @staticmethod
    def of(file: YamlFile, wanted: str) -> Revisions:
        """Those of a file, of which one is wanted; the stated one is chosen where that is none of them."""
        found = file.child(file.root, "revisions")
        named = found.value if isinstance(found, yaml.MappingNode) and found is not file.root else []
        names = tuple(str(key.value) for key, _ in named)
        return Revisions(names, wanted if wanted in names else next(iter(names), ""))

    @property
    def is_stated(self) -> bool:
        """Whether the entries read as they stand."""
        return self.chosen == next(iter(self.names), "")

    def form(self, file: YamlFile, entry: yaml.Node) -> yaml.Node | None:
        """An entry as it reads in the chosen revision; None where that does not have it."""
        lacking, forms = self._told(file, entry)
        if any(node.value == self.chosen for node in lacking):
            return None
        form = next((value for key, value in forms if key.value == self.chosen), None)
        if not isinstance(entry, yaml.MappingNode) or not isinstance(form, yaml.MappingNode):
            return entry
        given = {key.value for key, _ in form.value}
        kept = [(key, value) for key, value in entry.value if key.value not in (*given, *OF_ONE_FORM)]
        return yaml.MappingNode(entry.tag, kept + form.value, entry.start_mark, entry.end_mark)

    def unknown_in(self, file: YamlFile, entry: yaml.Node) -> Iterator[SpecError]:
        """The errors of an entry that tells of revisions which the file does not name."""
        lacking, forms = self._told(file, entry)
        others = self.names[1:]
        for node in (*lacking, *(key for key, _ in forms)):
            if node.value in others:
                continue
            if others:
                hint = did_you_mean(str(node.value), others) or f"; expected one of {', '.join(others)}"
            else:
                hint = "; name it under `revisions:` at the top, after the one that the file states"
            message = f"`{node.value}` is no other revision of this file{hint}"
            yield SpecError(message, file.path, node.start_mark.line + 1, node.start_mark.column + 1)

    def _told(self, file: YamlFile, entry: yaml.Node) -> tuple[list[yaml.Node], list[tuple[yaml.Node, yaml.Node]]]:
        """The revisions that do not have an entry, and its forms in others by their names."""
        absent, others = file.child(entry, "absent_in"), file.child(entry, "revisions")
        lacking = absent.value if isinstance(absent, yaml.SequenceNode) else []
        return lacking, others.value if isinstance(others, yaml.MappingNode) and others is not entry else []
