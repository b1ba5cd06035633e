"""Numbers, written at random: naturals, indices, integers, fractions, and sums of them."""

from __future__ import annotations

from abc import ABC, abstractmethod

from tests.lean.kinds import BOOL, INT, NAT, RAT, UNIT, Kind, function, listed, option, pair
from tests.lean.writing import Scribe, Unwritable


class Numbering(Scribe, ABC):
    """Writes terms that are numbers."""

    @abstractmethod
    def term(self, kind: Kind, depth: int) -> str:
        """A term of a type."""

    @abstractmethod
    def proposition(self, depth: int) -> str:
        """A proposition."""

    @abstractmethod
    def small(self, kind: Kind) -> str:
        """A term without parts."""

    @abstractmethod
    def local(self, kind: Kind, depth: int) -> str:
        """A term below a name for a value."""

    def lambda_(self, name: str, domain: Kind, body: str) -> str:
        return f"(fun ({name} : {self.type(domain)}) => {body})"

    def fraction(self, kind: Kind, depth: int) -> str:
        """A real, or a rational."""

        def of(other: Kind) -> str:
            return self.term(other, depth)

        narrower = self.rng.choice((NAT, INT) if kind == RAT else (NAT, INT, RAT))
        return self.one(
            lambda: f"({of(kind)} {self.rng.choice('+-*/')} {of(kind)})",
            lambda: f"({self.rng.choice(('min', 'max'))} {of(kind)} {of(kind)})",
            lambda: f"(-{of(kind)})",
            lambda: f"({of(kind)} ^ {self.rng.randrange(3)})",
            lambda: f"(({of(narrower)} : {narrower.head}) : {kind.head})",
            lambda: f"(mkRat {of(INT)} {of(NAT)} : {kind.head})",
            lambda: self.big(kind, depth),
            lambda: f"(if {self.proposition(depth)} then {of(kind)} else {of(kind)})",
        )

    def integer(self, depth: int) -> str:
        def of(other: Kind) -> str:
            return self.term(other, depth)

        return self.one(
            lambda: f"({of(INT)} {self.rng.choice('+-*//%%')} {of(INT)})",
            lambda: f"({self.rng.choice(('min', 'max'))} {of(INT)} {of(INT)})",
            lambda: f"(-{of(INT)})",
            lambda: f"({of(INT)} ^ {self.rng.randrange(3)})",
            lambda: f"(({of(NAT)} : Nat) : Int)",
            lambda: f"(Int.{self.rng.choice(('tdiv', 'tmod', 'fdiv', 'fmod'))} {of(INT)} {of(INT)})",
            lambda: f"({of(RAT)}.{self.rng.choice(('num', 'floor', 'ceil'))})",
            lambda: self.big(INT, depth),
        )

    def big(self, kind: Kind, depth: int) -> str:
        """A sum or product over a finite type."""
        index, name = self.one(self.fin_kind, lambda: BOOL), self.name()
        body = self.under(name, index, lambda: self.term(kind, depth))
        return f"({self.rng.choice('∑∑∏')} {name} : {self.type(index)}, {body})"

    def index(self, kind: Kind, depth: int) -> str:
        def of(other: Kind) -> str:
            return self.term(other, depth)

        ways = [
            lambda: f"({of(kind)} {self.rng.choice('+-*/%')} {of(kind)})",
            lambda: f"({self.rng.choice(('min', 'max'))} {of(kind)} {of(kind)})",
            lambda: f"({of(listed(kind))}.headD {of(kind)})",
        ]
        if kind.size[1]:
            ways += [
                lambda: f"({self.rng.randrange(9)} : {self.type(kind)})",
                lambda: f"({of(listed(kind))}.sum)",
                lambda: self.big(kind, depth),
            ]
        return self.one(*ways)

    def natural(self, depth: int) -> str:
        def of(kind: Kind) -> str:
            return self.term(kind, depth)

        def summed() -> str:
            item, name = self.scalar_kind(), self.name()
            items = of(listed(item))
            return f"({items}.map {self.lambda_(name, item, self.under(name, item, lambda: of(NAT)))}).sum"

        def folded() -> str:
            item, name = self.scalar_kind(), self.name()
            one, other = (
                f"(fun ({name} : {self.type(item)}) (z : Nat) => ",
                f"(fun (z : Nat) ({name} : {self.type(item)}) => ",
            )
            head, method = self.rng.choice(((one, "foldr"), (other, "foldl")))
            body = self.under(name, item, lambda: of(NAT))
            return f"({of(listed(item))}.{method} {head}z + {body}) {of(NAT)})"

        def counted() -> str:
            item = self.scalar_kind()
            return f"({of(listed(item))}.count {of(item)})"

        def counted_if() -> str:
            item, name = self.scalar_kind(), self.name()
            return f"({of(listed(item))}.countP {self.lambda_(name, item, self.under(name, item, lambda: of(BOOL)))})"

        def of_pair() -> str:
            other = self.scalar_kind()
            kinds = self.rng.choice(((NAT, other, "1"), (other, NAT, "2"), (NAT, UNIT, "fst"), (UNIT, NAT, "snd")))
            return f"({of(pair(*kinds[:2]))}.{kinds[2]})"

        def by_place() -> str:
            items, place = of(listed(NAT)), of(NAT)
            return f"(if h : {place} < ({items}).length then ({items})[{place}] else {of(NAT)})"

        def loss() -> str:
            index = self.fin_kind()
            return f"(maskedLoss {of(listed(index))} {of(function(index, NAT))})"

        return self.one(
            lambda: f"({of(NAT)} {self.rng.choice('+-*/%')} {of(NAT)})",
            lambda: f"({self.rng.choice(('min', 'max'))} {of(NAT)} {of(NAT)})",
            lambda: f"({self.rng.choice(('Nat.succ', 'Nat.pred', 'id', 'stopgrad'))} {of(NAT)})",
            lambda: f"({self.small(NAT)} ^ {self.rng.randrange(4)})",
            folded,
            counted,
            lambda: f"{of(listed(self.scalar_kind()))}.length",
            lambda: f"{of(listed(NAT))}.sum",
            summed,
            lambda: f"{of(self.fin_kind())}.val",
            lambda: self.application(NAT, depth),
            lambda: self.application(NAT, depth),
            lambda: f"(if {self.proposition(depth)} then {of(NAT)} else {of(NAT)})",
            lambda: self.local(NAT, depth),
            lambda: self.big(NAT, depth),
            counted_if,
            lambda: f"({of(INT)}.{self.rng.choice(('natAbs', 'toNat'))})",
            lambda: f"({of(RAT)}.den)",
            lambda: f"({of(option(NAT))}.getD {of(NAT)})",
            lambda: f"({of(listed(NAT))})[{of(NAT)}]!",
            by_place,
            lambda: f"({of(listed(NAT))}.getD {of(NAT)} {of(NAT)})",
            of_pair,
            loss,
        )

    def application(self, result: Kind, depth: int) -> str:
        """A function variable applied, whatever has become of the names in its type."""
        functions = [(n, k) for n, k in self.known("→") if k.parts[1] == result]
        if not functions:
            raise Unwritable
        name, kind = self.rng.choice(functions)
        return f"({name} {self.term(kind.parts[0], depth)})"
