"""A source and the declarations that it makes, as they are written there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from conformance.lean import surface
from conformance.lean.elaborate.environment import Opened
from conformance.lean.errors import LeanError

Form = Literal["Lean file", "page", "text of a page"]
"""What a source is."""

Tells = Literal["all", "signature", "binders"]
"""What a source tells of a declaration: a page has the signature of a definition, and of a type its parameters."""


@dataclass(frozen=True, slots=True)
class Found:
    """A declaration that a source makes.

    `name` is the full one, empty where it is not told. `text` is what stands there, and `line` that of the source on
    which it begins. `lean` is a text of Lean that says the same, as far as the source `tells` it, and the places of
    `read` and `error`, of which one is there, are in it.
    """

    name: str
    text: str
    line: int
    lean: str
    read: surface.Declaration | None = None
    opened: tuple[Opened, ...] = ()
    error: LeanError | None = None
    tells: Tells = "all"


@dataclass(frozen=True, slots=True)
class Source:
    """A source: where it is, its form, its text, and all that it declares.

    `passed_over` are words of commands that declare nothing and are not known, each with its line, and `examples` how
    many statements it has that have no name.
    """

    path: str
    form: Form
    text: str
    found: tuple[Found, ...]
    passed_over: tuple[tuple[str, int], ...] = ()
    examples: int = 0
