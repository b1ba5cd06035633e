"""One entry of a spec file, as it was read."""

from __future__ import annotations

from dataclasses import dataclass

from conformance.lean.elaborate.environment import Declared
from conformance.lean.syntax import Definition


@dataclass(frozen=True, slots=True)
class Declaration:
    """One entry of a spec file: its elaborated form, its Lean text, where it stands, and the revision that it states.

    `entry` is the name that it has in the file, and in the revision that the file states; `stated` names what states a
    law that nobody has proved, and a definition that `is_helper` is nothing that a backend is asked for.
    """

    id: str
    declared: Declared
    lean: str
    about: str
    path: str
    line: int
    module: str
    cover: tuple[str, ...] = ()
    training: str = ""
    revision: str = ""
    entry: str = ""
    stated: str = ""

    @property
    def is_helper(self) -> bool:
        return isinstance(self.declared, Definition) and self.declared.is_helper

    @property
    def source(self) -> str:
        return f"{self.path}:{self.line}"
