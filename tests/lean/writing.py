"""Variables and types, written at random: few names for many variables, which shadow each other and stand in types."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import TypeVar

from tests.lean.kinds import BOOL, NAT, Kind, fin, function, listed, parts

T = TypeVar("T")

NAMES = ("n", "m", "k", "i", "j", "xs", "f", "b")


class Unwritable(Exception):
    """There is no text for this here: a variable has lost its name, or the type has no value at hand."""


class Scribe:
    """Writes variables that are in scope, and types; the same seed writes the same ones."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.kinds: list[Kind] = []
        self.scope: dict[str, int] = {}

    def tried(self, write: Callable[[], T]) -> T:
        """What can be written, after as many attempts as it takes."""
        while True:
            state = list(self.kinds), dict(self.scope)
            try:
                return write()
            except Unwritable:
                self.kinds, self.scope = state

    def one(self, *ways: Callable[[], T]) -> T:
        return self.rng.choice(ways)()

    def bind(self, name: str, kind: Kind) -> str:
        self.scope = {**self.scope, name: len(self.kinds)}
        self.kinds.append(kind)
        return name

    def under(self, name: str, kind: Kind, write: Callable[[], str]) -> str:
        """Text in which one more variable is in scope."""
        before = self.scope
        self.bind(name, kind)
        text = write()
        self.scope = before
        return text

    def name(self) -> str:
        return self.rng.choice(NAMES)

    def variable(self, kind: Kind) -> str:
        names = [name for name, number in self.scope.items() if self.kinds[number] == kind]
        if not names:
            raise Unwritable
        return self.rng.choice(names)

    def known(self, head: str) -> list[tuple[str, Kind]]:
        return [(name, self.kinds[number]) for name, number in self.scope.items() if self.kinds[number].head == head]

    def type(self, kind: Kind) -> str:
        match kind:
            case Kind(head="Fin", size=size):
                return f"Fin {self.size(size)}"
            case Kind(head="List" | "Option" as head, parts=(item,)):
                return f"{head} ({self.type(item)})"
            case Kind(head="→", parts=(Kind(head="Fin", size=size), Kind(head="Bool"))) if self.rng.random() < 0.7:
                return f"Mask {self.size(size)}"
            case Kind(head="→", parts=(domain, codomain)):
                return f"{self.type(domain)} → {self.type(codomain)}"
            case Kind(head="×", parts=(left, right)):
                return f"({self.type(left)} × {self.type(right)})"
        return kind.head

    def size(self, size: tuple[int | None, int]) -> str:
        variable, added = size
        if variable is None:
            return str(added)
        name = next((name for name, number in self.scope.items() if number == variable), None)
        if name is None:
            raise Unwritable
        return f"({name} + {added})" if added else name

    def fin_kind(self) -> Kind:
        used = [part for number in self.scope.values() for part in parts(self.kinds[number]) if part.head == "Fin"]
        if used and self.rng.random() < 0.6:
            return self.rng.choice(used)
        naturals = [self.scope[name] for name, _ in self.known("Nat")]
        if naturals and self.rng.random() < 0.7:
            return fin(self.rng.choice(naturals), self.rng.choice((0, 0, 0, 1)))
        return fin(None, self.rng.randrange(4))

    def scalar_kind(self) -> Kind:
        return self.one(lambda: NAT, lambda: BOOL, self.fin_kind)

    def binder_kind(self) -> Kind:
        return self.one(
            lambda: NAT,
            lambda: NAT,
            lambda: BOOL,
            self.fin_kind,
            lambda: listed(self.one(lambda: NAT, self.fin_kind)),
            lambda: function(self.fin_kind(), self.one(lambda: NAT, lambda: BOOL)),
        )

    def written_kind(self) -> tuple[Kind, str]:
        kind = self.binder_kind()
        return kind, self.type(kind)
