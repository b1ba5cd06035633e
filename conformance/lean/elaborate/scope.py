"""The names in scope, and names that bound variables are given in the tree."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from typing import NoReturn

from conformance.lean import surface
from conformance.lean.elaborate.environment import Environment
from conformance.lean.elaborate.holes import Holes
from conformance.lean.errors import Span, UnknownName
from conformance.lean.nodes import Type
from conformance.lean.prelude import NAMES, RESERVED, SIMPLE_TYPES
from conformance.lean.syntax import Variable
from conformance.lean.variables import fresh
from conformance.lean.wording import NOT_SUPPORTED, WORDS

_COERCIONS = frozenset({"true", "decide"})
"""Built-in functions that stand in a tree without being written: `b` for `b = true`, and a proposition for a `Bool`."""


_MENTIONED = re.compile(r"[^\W\d_][0-9₀-₉]*")
"""A letter with numbers: what Lean binds where it is mentioned before it is bound."""


class Unbound(Exception):
    """A name that is bound by being mentioned."""

    def __init__(self, name: surface.Name) -> None:
        super().__init__(name.text)
        self.name = name


class Scope(Holes):
    """What is bound where a term is read: `locals` by the names that are written, `names` as the tree has them.

    `comparable` are the type variables of which equality is decided. While a name `binds_unknown`, one that is unknown
    and may be bound by being mentioned raises `Unbound`.
    """

    def __init__(self, environment: Environment, text: str) -> None:
        super().__init__(environment, text)
        self.locals: dict[str, Variable] = {}
        self.names: frozenset[str] = frozenset()
        self.bound: list[tuple[str, Span]] = []
        self.comparable: set[str] = set()
        self.binds_unknown = False

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

    def check_mentioned(self, name: surface.Name) -> None:
        """Has a name that is unknown bound where mentioning it binds it."""
        if self.binds_unknown and _MENTIONED.fullmatch(name.text):
            raise Unbound(name)

    def unknown(self, name: str, span: Span, what: str = "name", known: Sequence[str] = ()) -> NoReturn:
        """Refuses a name, or has it bound where Lean binds it of itself."""
        self.check_mentioned(surface.Name(span, name))
        if name.partition(".")[0] in NOT_SUPPORTED:
            self.fail(f"`{name}` is not part of the language: {NOT_SUPPORTED[name.partition('.')[0]]}", span)
        if name in WORDS:
            self.fail(f"`{name}` is not part of the language: {WORDS[name]}", span)
        bound = [k for k in self.locals if not k.startswith(surface.PLACEHOLDER)]
        every = known or [*bound, *self.environment.definitions, *(b for b in NAMES if b[0].isalpha())]
        raise UnknownName(f"unknown {what} `{name}`{nearest(name, every)}", self.text, span)


def nearest(name: str, known: Sequence[str]) -> str:
    matches = difflib.get_close_matches(name, known, n=1)
    return f"; did you mean `{matches[0]}`?" if matches else ""
