"""The names in scope, and names that bound variables are given in the tree."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from typing import NoReturn

from conformance.lean import surface
from conformance.lean.elaborate.environment import Environment
from conformance.lean.elaborate.holes import Holes
from conformance.lean.errors import Span
from conformance.lean.prelude import NAMES, RESERVED, SIMPLE_TYPES
from conformance.lean.syntax import Type, Variable
from conformance.lean.variables import fresh

_COERCIONS = frozenset({"true", "decide"})
"""Built-in functions that stand in a tree without being written: `b` for `b = true`, and a proposition for a `Bool`."""


class Scope(Holes):
    """What is bound where a term is read: `locals` by the names that are written, `names` as the tree has them."""

    def __init__(self, environment: Environment, text: str) -> None:
        super().__init__(environment, text)
        self.locals: dict[str, Variable] = {}
        self.names: frozenset[str] = frozenset()
        self.bound: list[tuple[str, Span]] = []

    def bind(self, name: surface.Name, type_: Type, shown: str | None = None) -> str:
        """What a bound variable is called in the tree: a name of its own, for types speak of variables by name.

        `shown` is for a variable that has no name in the text.
        """
        self.check_bound(name)
        text = fresh(shown or ("x" if name.text == "_" else name.text), self.names)
        self.names |= {text}
        self.bound.append((text, name.span))
        if name.text != "_":
            self.locals[name.text] = Variable(type_, text)
        return text

    def check_bound(self, name: surface.Name) -> None:
        if "." in name.text:
            self.fail("a bound name has no dots", name.span)
        if name.text in RESERVED or name.text in SIMPLE_TYPES or name.text in _COERCIONS:
            self.fail(f"`{name.text}` is built in and cannot be bound", name.span)

    def unknown(self, name: str, span: Span) -> NoReturn:
        bound = [k for k in self.locals if not k.startswith(surface.PLACEHOLDER)]
        known = [*bound, *self.environment.definitions, *(b for b in NAMES if b[0].isalpha())]
        self.fail(f"unknown name `{name}`{nearest(name, known)}", span)


def nearest(name: str, known: Sequence[str]) -> str:
    matches = difflib.get_close_matches(name, known, n=1)
    return f"; did you mean `{matches[0]}`?" if matches else ""
