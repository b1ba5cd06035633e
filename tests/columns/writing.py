"""Statements at random about structures, pairs, integers, positions and lists, as text."""

from __future__ import annotations

import random
from collections.abc import Callable

SIMPLE = ("Nat", "Int", "Bool", "Fin 3", "Fin (n + 1)", "Fin n")
RECORD = "Reading n"
STRUCTURE = """
  Reading:
    about: What was read.
    lean: |
      structure Reading (n : Nat) where
        count : Nat
        ok : Bool
        at_ : Fin n
        shifts : Fin n → Int
        pair : Nat × Int
        several : List (Fin 3)
"""
FIELDS = {
    "count": "Nat", "ok": "Bool", "at_": "Fin n", "shifts": "Fin n → Int", "pair": "Nat × Int",
    "several": "List (Fin 3)",
}  # fmt: skip

BOUND = (
    *SIMPLE, RECORD, "Nat × Bool", "Int × Fin 3", "List Nat", "List Int", "List (Fin n)", "List (Nat × Int)",
    "List (List Nat)", "Fin n → Nat", "Fin n → Int", "Bool → Nat", "Unit → Int", "Fin 3 → Fin n", "Fin n → Nat × Bool",
    "Fin n → Fin 3 → Bool", "Array Nat", "Unit", f"List ({RECORD})", "Mask n",
)  # fmt: skip
COMPARED = (
    RECORD, "List Nat", "List (Nat × Bool)", "Nat × Int", "Fin n → Int", "Fin n → Nat × Bool", "Bool → Nat",
    "Array Nat", "List Int", "Unit", "Mask n", "List (Fin n)",
)  # fmt: skip


class Unwritable(Exception):
    """There is no term of a type here."""


class Writer:
    """Theorems about variables of the types named."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.scope: list[tuple[str, str]] = []
        self.names = 0

    def theorem(self) -> str:
        binders = ["{n : Nat}"]
        self.scope = [("n", "Nat")]
        for _ in range(self.rng.randrange(1, 4)):
            type_ = self.rng.choice(BOUND)
            self.names += 1
            name = f"x{self.names}"
            binders.append(f"({name} : {type_})")
            self.scope.append((name, type_))
        return f"theorem t {' '.join(binders)} : {self.proposition(self.rng.randrange(2, 4))}"

    def name(self) -> str:
        self.names += 1
        return f"x{self.names}" if self.rng.random() < 0.8 or len(self.scope) < 2 else self.scope[-1][0]

    def one(self, *ways: Callable[[], str]) -> str:
        for way in self.rng.sample(ways, len(ways)):
            try:
                return way()
            except Unwritable:
                continue
        raise Unwritable

    def under(self, name: str, type_: str, written: Callable[[], str]) -> str:
        self.scope.append((name, type_))
        try:
            return written()
        finally:
            self.scope.pop()

    def variable(self, type_: str) -> str:
        visible = dict(self.scope)
        names = [name for name, t in visible.items() if t == type_]
        fields = [f"{r}.{f}" for r, t in visible.items() if t == RECORD for f, ft in FIELDS.items() if ft == type_]
        sides = [
            f"{p}.{k}" for p, t in visible.items() if " × " in t and "→" not in t and "List" not in t
            for k, side in enumerate(t.split(" × "), 1) if side == type_
        ]  # fmt: skip
        applied = [(f, *t.rsplit(" → ", 1)) for f, t in visible.items() if t.endswith(f" → {type_}")]
        found = [*names, *fields, *sides]
        if applied and self.rng.random() < 0.5:
            f, domain, _ = self.rng.choice(applied)
            return f"({f} {self.term(domain, 0)})" if " → " not in domain else self.variable(domain)
        if not found:
            raise Unwritable
        return self.rng.choice(found)

    def small(self, type_: str) -> str:
        if self.rng.random() < 0.8:
            try:
                return self.variable(type_)
            except Unwritable:
                pass
        if type_ == "Nat":
            return f"({self.rng.randrange(4)} : Nat)"
        if type_ == "Int":
            return f"({self.rng.choice(('', '-'))}{self.rng.randrange(4)} : Int)"
        if type_ == "Bool":
            return self.rng.choice(("true", "false"))
        if type_ == "Unit":
            return "()"
        if type_ in ("Fin 3", "Fin (n + 1)"):
            return f"({self.rng.randrange(3)} : {type_})"
        if type_.startswith("List "):
            return f"([] : {type_})"
        if type_.startswith("Array "):
            return f"(#[] : {type_})"
        if type_ == "Mask n":
            return "(allMask n)"
        if " → " in type_:
            domain, codomain = type_.split(" → ", 1)
            return self.function(domain, codomain, 0)
        if " × " in type_:
            left, right = type_.split(" × ")
            return f"({self.small(left)}, {self.small(right)})"
        return self.variable(type_)

    def function(self, domain: str, codomain: str, depth: int) -> str:
        name = self.name()
        return f"(fun {name} : {domain} => {self.under(name, domain, lambda: self.term(codomain, depth))})"

    def item(self) -> str:
        return self.rng.choice(("Nat", "Int", "Bool", "Fin 3", "Fin n", "Nat × Bool"))

    def listed(self, item: str) -> str:
        return f"List ({item})" if " " in item else f"List {item}"

    def choice(self, type_: str, depth: int) -> str:
        return f"(if {self.proposition(depth)} then {self.term(type_, depth)} else {self.term(type_, depth)})"

    def local(self, type_: str, depth: int) -> str:
        name, of = self.name(), self.rng.choice((*SIMPLE, "List Nat", "Nat × Bool", "Fin n → Int"))
        value = self.term(of, depth)
        return f"(let {name} : {of} := {value}; {self.under(name, of, lambda: self.term(type_, depth))})"

    def fold(self, type_: str, depth: int) -> str:
        item = self.item()
        so_far, this = self.name(), f"y{self.names}"
        way, first, second = self.rng.choice(
            (("foldl", (so_far, type_), (this, item)), ("foldr", (this, item), (so_far, type_)))
        )
        body = self.under(*first, lambda: self.under(*second, lambda: self.term(type_, depth)))
        bound = " ".join(f"({n} : {t})" for n, t in (first, second))
        return f"({self.term(self.listed(item), depth)}.{way} (fun {bound} => {body}) {self.term(type_, depth)})"

    def general(self, type_: str, depth: int) -> list[Callable[[], str]]:
        ways: list[Callable[[], str]] = [
            lambda: self.variable(type_), lambda: self.choice(type_, depth), lambda: self.local(type_, depth),
            lambda: self.fold(type_, depth),
        ]  # fmt: skip
        if "→" not in type_ and type_ != RECORD:
            listed = self.listed(type_)
            ways += [
                lambda: f"({self.term(listed, depth)}.getD {self.term('Nat', depth)} {self.term(type_, depth)})",
                lambda: f"({self.term(listed, depth)}.headD {self.term(type_, depth)})",
                lambda: f"({self.term('Fin n → ' + type_, depth)} {self.term('Fin n', depth)})",
                lambda: f"({self.term('Bool → ' + type_, depth)} {self.term('Bool', depth)})",
                lambda: f"({self.term(f'{type_} × Nat', depth)}).1" if " × " not in type_ else self.variable(type_),
            ]
        return ways

    def term(self, type_: str, depth: int) -> str:
        if depth <= 0 or self.rng.random() < 0.15:
            return self.small(type_)
        depth -= 1
        ways = self.general(type_, depth)
        of: Callable[[str], str] = lambda t: self.term(t, depth)  # noqa: E731
        sign = self.rng.choice("+-*/%")
        if type_ in ("Nat", "Int") or type_.startswith("Fin"):
            ways += [lambda: f"({of(type_)} {sign} {of(type_)})"] * 3 if "→" not in type_ else []
            ways += [lambda: f"({self.rng.choice(('min', 'max'))} {of(type_)} {of(type_)})"] if "→" not in type_ else []
        if type_ == "Nat":
            ways += [
                lambda: f"({of('Nat')} ^ {self.rng.randrange(4)})",
                lambda: f"{of(self.listed(self.item()))}.length",
                lambda: f"{of('List Nat')}.sum",
                lambda: f"({of('Int')}).{self.rng.choice(('natAbs', 'toNat'))}",
                lambda: f"({of(self.rng.choice(('Fin n', 'Fin 3')))}).val",
                lambda: f"({of('Array Nat')})[{of('Nat')}]!",
                lambda: f"(∑ i{depth} : Fin n, {self.under(f'i{depth}', 'Fin n', lambda: of('Nat'))})",
                lambda: f"(∏ i{depth} : Fin 3, {self.under(f'i{depth}', 'Fin 3', lambda: of('Nat'))})",
                lambda: f"({of('List Nat')}.count {of('Nat')})",
                lambda: (
                    f"({of('List Int')}.countP (fun c{depth} => {self.under(f'c{depth}', 'Int', lambda: of('Bool'))}))"
                ),
            ]
        if type_ == "Int":
            ways += [
                lambda: f"(-{of('Int')})",
                lambda: f"(({of('Nat')} : Nat) : Int)",
                lambda: f"(Int.{self.rng.choice(('tdiv', 'tmod', 'fdiv', 'fmod'))} {of('Int')} {of('Int')})",
                lambda: f"({of('Int')} ^ {self.rng.randrange(4)})",
                lambda: f"{of('List Int')}.sum",
                lambda: f"(∑ i{depth} : Fin n, {self.under(f'i{depth}', 'Fin n', lambda: of('Int'))})",
            ]
        if type_ == "Bool":
            ways += [
                lambda: f"(!{of('Bool')})",
                lambda: f"({of('Bool')} {self.rng.choice(('&&', '||'))} {of('Bool')})",
                lambda: f"(decide ({self.proposition(depth)}))",
                lambda: f"({of('Nat × Bool')}).2",
                lambda: f"(complement {of('Mask n')} {of('Fin n')})",
                lambda: (
                    f"({of('List Int')}.{self.rng.choice(('all', 'any'))} "
                    f"(fun c{depth} => {self.under(f'c{depth}', 'Int', lambda: of('Bool'))}))"
                ),
            ]
        if type_.startswith("Array"):
            ways += [lambda: f"({of('Array Nat')}.push {of('Nat')})", lambda: f"{of('List Nat')}.toArray"]
        if type_.startswith("List "):
            item = type_[5:].removeprefix("(").removesuffix(")") if type_[5] == "(" else type_[5:]
            if item != RECORD and "List" not in item:
                source = self.item()
                ways += [
                    lambda: f"[{of(item)}, {of(item)}]",
                    lambda: f"({of(item)} :: {of(type_)})",
                    lambda: f"({of(type_)} ++ {of(type_)})",
                    lambda: f"{of(type_)}.{self.rng.choice(('reverse', 'tail'))}",
                    lambda: f"({of(type_)}.{self.rng.choice(('take', 'drop'))} {self.rng.randrange(3)})",
                    lambda: f"({of(self.listed(source))}.map {self.function(source, item, depth)})",
                    lambda: f"(List.replicate {self.rng.randrange(3)} {of(item)})",
                    lambda: f"((List.finRange n).map {self.function('Fin n', item, depth)})",
                ]
                if " × " in item:
                    left, right = item.split(" × ")
                    ways += [lambda: f"({of(self.listed(left))}.zip {of(self.listed(right))})"] * 3
            if item == "Nat":
                ways.append(lambda: f"(({of('List (Nat × Int)')}.map (fun p{depth} => p{depth}.1)))")
        if " → " in type_:
            domain, codomain = type_.split(" → ", 1)
            return self.one(lambda: self.variable(type_), lambda: self.function(domain, codomain, depth),
                            lambda: self.choice(type_, depth))  # fmt: skip
        if " × " in type_ and not type_.startswith(("List", "Array")):
            left, right = type_.split(" × ")
            ways += [lambda: f"({of(left)}, {of(right)})"] * 2
        if type_ == RECORD:
            ways += [lambda: f"(⟨{', '.join(of(t) for t in FIELDS.values())}⟩ : {RECORD})"]
        return self.one(*ways)

    def relation(self, depth: int) -> str:
        type_ = self.rng.choice((*SIMPLE, "Nat", "Int"))
        sign = self.rng.choice("=≠" if type_ == "Bool" else "=≠<≤>≥")
        return f"{self.term(type_, depth)} {sign} {self.term(type_, depth)}"

    def proposition(self, depth: int) -> str:
        if depth <= 0:
            return self.one(lambda: self.relation(1), lambda: f"{self.variable('Bool')} = true")
        less = depth - 1
        same = self.rng.choice(COMPARED)

        def quantified() -> str:
            name, type_ = self.name(), self.rng.choice(("Bool", "Fin n", "Fin 3", "Unit", "Fin (n + 1)"))
            return (
                f"({self.rng.choice('∀∃')} {name} : {type_}, {self.under(name, type_, lambda: self.proposition(less))})"
            )

        def among() -> str:
            name, item = f"m{depth}", self.item()
            listed = self.term(self.listed(item), less)
            return (
                f"({self.rng.choice('∀∃')} {name} ∈ {listed}, {self.under(name, item, lambda: self.proposition(less))})"
            )

        def member() -> str:
            item = self.item()
            return f"{self.term(item, less)} {self.rng.choice('∈∉')} {self.term(self.listed(item), less)}"

        return self.one(
            lambda: self.relation(depth),
            lambda: self.relation(depth),
            lambda: f"{self.term(same, depth)} {self.rng.choice('=≠')} {self.term(same, depth)}",
            lambda: f"(¬ {self.proposition(less)})",
            lambda: f"({self.proposition(less)} {self.rng.choice('∧∨→↔')} {self.proposition(less)})",
            quantified,
            quantified,
            among,
            member,
            lambda: f"{self.term('List Nat', less)}.Nodup",
            lambda: f"{self.term('List Int', less)}.Perm {self.term('List Int', less)}",
        )
