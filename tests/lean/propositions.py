"""Theorems as Lean text, written at random: bounds, premises, lists, functions, calls of the shipped definitions."""

from __future__ import annotations

from tests.lean.kinds import BOOL, HIDDEN, INT, NAT, RAT, REAL, Kind, function, listed, option, pair
from tests.lean.numbering import Numbering
from tests.lean.writing import NAMES, Unwritable


class Writer(Numbering):
    """Writes theorems; the same seed writes the same one."""

    def theorem(self) -> str:
        """A theorem, with up to four binders and premises."""
        parts: list[str] = []
        bound: list[str] = []
        for _ in range(self.rng.choice((0, 1, 2, 3, 3, 4, 4))):
            if self.scope and self.rng.random() < 0.3:
                parts.append(f"(h{len(parts)} : {self.tried(lambda: self.proposition(2))})")
            else:
                name = self.rng.choice([n for n in NAMES if n not in bound])
                kind, type_ = self.tried(self.written_kind)
                parts.append(f"({self.bind(name, kind)} : {type_})")
                bound.append(name)
        leading: list[str] = []
        for _ in range(self.rng.choice((0, 0, 0, 1, 2))):
            if self.rng.random() < 0.4:
                leading.append(f"{self.tried(lambda: self.proposition(1))} → ")
            else:
                kind, type_ = self.tried(self.written_kind)
                leading.append(f"∀ ({self.bind(self.name(), kind)} : {type_}), ")
        depth = self.rng.randrange(2, 5)
        conclusion = "".join([*leading, self.tried(lambda: self.proposition(depth))])
        return f"theorem t {''.join(f'{p} ' for p in parts)}: {conclusion}"

    # Terms

    def term(self, kind: Kind, depth: int) -> str:
        if depth <= 0 or self.rng.random() < 0.25:
            return self.small(kind)
        match kind:
            case Kind(head="Nat"):
                return self.natural(depth - 1)
            case Kind(head="Bool"):
                return self.boolean(depth - 1)
            case Kind(head="List", parts=(item,)):
                return self.items(item, depth - 1)
            case Kind(head="Option", parts=(item,)):
                return self.option(item, depth - 1)
            case Kind(head="→", parts=(domain, codomain)):
                return self.function(domain, codomain, depth - 1)
            case Kind(head="ℝ" | "Rat"):
                return self.fraction(kind, depth - 1)
            case Kind(head="Int"):
                return self.integer(depth - 1)
            case Kind(head="Unit"):
                return self.small(kind)
            case Kind(head="×", parts=(left, right)):
                return f"({self.term(left, depth - 1)}, {self.term(right, depth - 1)})"
        return self.index(kind, depth - 1)

    def local(self, kind: Kind, depth: int) -> str:
        """A name for a value."""
        name, value = self.name(), self.scalar_kind()
        written = self.term(value, depth)
        return f"(let {name} := {written}; {self.under(name, value, lambda: self.term(kind, depth))})"

    def small(self, kind: Kind) -> str:
        try:
            if self.rng.random() < 0.75:
                return self.variable(kind)
        except Unwritable:
            pass
        match kind:
            case Kind(head="Nat"):
                return str(self.rng.randrange(4))
            case Kind(head="Bool"):
                return self.rng.choice(("true", "false"))
            case Kind(head="ℝ" | "Rat" | "Int" as head):
                return f"({self.rng.choice(('', '-'))}{self.rng.randrange(4)} : {head})"
            case Kind(head="Unit"):
                return "()"
            case Kind(head="×", parts=(left, right)):
                return f"({self.small(left)}, {self.small(right)})"
            case Kind(head="Fin", size=(_, added)) if added:
                return f"({self.rng.randrange(added)} : {self.type(kind)})"
            case Kind(head="List"):
                return f"([] : {self.type(kind)})"
            case Kind(head="Option"):
                return f"(none : {self.type(kind)})"
            case Kind(head="→", parts=(domain, codomain)):
                name = self.name()
                return self.lambda_(name, domain, self.under(name, domain, lambda: self.small(codomain)))
        return self.variable(kind)

    def function(self, domain: Kind, codomain: Kind, depth: int) -> str:
        masks = domain.head == "Fin" and codomain == BOOL
        if masks and self.rng.random() < 0.4:
            return self.one(
                lambda: f"(allMask {self.size(domain.size)})",
                lambda: f"(emptyMask {self.size(domain.size)})",
                lambda: f"(complement {self.term(function(domain, codomain), depth)})",
            )
        name = self.name()
        return self.lambda_(name, domain, self.under(name, domain, lambda: self.term(codomain, depth)))

    def boolean(self, depth: int) -> str:
        def of(kind: Kind) -> str:
            return self.term(kind, depth)

        def over(method: str) -> str:
            item, name = self.scalar_kind(), self.name()
            items = of(listed(item))
            return f"({items}.{method} {self.lambda_(name, item, self.under(name, item, lambda: of(BOOL)))})"

        def held() -> str:
            item = self.scalar_kind()
            items = of(listed(item))
            return f"({items}.contains {of(item)})" if self.rng.random() < 0.5 else f"({items}.elem {of(item)})"

        def chosen() -> str:
            index = self.fin_kind()
            return f"({of(function(index, BOOL))} {of(index)})"

        return self.one(
            lambda: f"(!{of(BOOL)})",
            lambda: f"({of(BOOL)} {self.rng.choice(('&&', '||'))} {of(BOOL)})",
            lambda: f"(xor {of(BOOL)} {of(BOOL)})",
            lambda: f"(decide ({self.proposition(depth)}))",
            lambda: f"({self.relation(self.scalar_kind(), ('==', '!='), depth)})",
            lambda: f"{of(listed(self.scalar_kind()))}.isEmpty",
            lambda: f"{of(option(self.scalar_kind()))}.{self.rng.choice(('isSome', 'isNone'))}",
            held,
            lambda: self.application(BOOL, depth),
            chosen,
            lambda: over("all"),
            lambda: over("any"),
        )

    def items(self, item: Kind, depth: int) -> str:
        def of(kind: Kind) -> str:
            return self.term(kind, depth)

        def mapped() -> str:
            source, name = self.scalar_kind(), self.name()
            items = of(listed(source))
            return f"({items}.map {self.lambda_(name, source, self.under(name, source, lambda: of(item)))})"

        def kept() -> str:
            name = self.name()
            items = of(listed(item))
            return f"({items}.filter {self.lambda_(name, item, self.under(name, item, lambda: of(BOOL)))})"

        def counted() -> str:
            if item == NAT:
                return f"(List.range ({self.bound()}))"
            if item.head == "Fin":
                return f"(List.finRange {self.size(item.size)})"
            return f"(List.replicate {self.rng.randrange(3)} {of(item)})"

        def in_array() -> str:
            array = f"{of(listed(item))}.toArray"
            changed = self.one(
                lambda: f"{array}.push {of(item)}", lambda: f"{array}.pop", lambda: f"#[{of(item)}] ++ {array}.reverse"
            )
            return f"(({changed}).toList)"

        return self.one(
            lambda: f"[{of(item)}]",
            lambda: f"[{of(item)}, {of(item)}]",
            lambda: f"({of(item)} :: {of(listed(item))})",
            lambda: f"({of(listed(item))} ++ {of(listed(item))})",
            lambda: f"{of(listed(item))}.{self.rng.choice(('reverse', 'eraseDups', 'tail'))}",
            lambda: f"({of(listed(item))}.{self.rng.choice(('take', 'drop'))} {of(NAT)})",
            mapped,
            kept,
            lambda: f"([{of(listed(item))}, {of(listed(item))}].flatten)",
            lambda: f"(({of(listed(item))}.zip {of(listed(NAT))}).map (fun p => p.1))",
            counted,
            in_array,
            lambda: f"{of(option(item))}.toList",
        )

    def option(self, item: Kind, depth: int) -> str:
        def of(kind: Kind) -> str:
            return self.term(kind, depth)

        def changed() -> str:
            source, name = self.scalar_kind(), self.name()
            found = of(option(source))
            return f"({found}.map {self.lambda_(name, source, self.under(name, source, lambda: of(item)))})"

        def found() -> str:
            name = self.name()
            items = of(listed(item))
            return f"({items}.find? {self.lambda_(name, item, self.under(name, item, lambda: of(BOOL)))})"

        def place() -> str:
            other, name = self.scalar_kind(), self.name()
            items = of(listed(other))
            return f"({items}.findIdx? {self.lambda_(name, other, self.under(name, other, lambda: of(BOOL)))})"

        return self.one(
            lambda: f"(some {of(item)})",
            lambda: f"({of(listed(item))}.{self.rng.choice(('head?', 'getLast?'))})",
            lambda: f"({of(listed(item))})[{of(NAT)}]?",
            changed,
            place if item == NAT else found,
        )

    # Propositions

    def relation(self, kind: Kind, signs: tuple[str, ...], depth: int) -> str:
        return f"{self.term(kind, depth)} {self.rng.choice(signs)} {self.term(kind, depth)}"

    def proposition(self, depth: int) -> str:
        if depth <= 0:
            return self.one(
                lambda: self.relation(NAT, ("=", "≠", "<", "≤", ">", "≥"), 1),
                lambda: self.relation(self.scalar_kind(), ("=", "≠"), 1),
                lambda: self.variable(BOOL),
                lambda: self.rng.choice(("True", "False", "1 = 2")),
            )
        less = depth - 1

        def member() -> str:
            item = self.scalar_kind()
            return f"{self.term(item, 1)} {self.rng.choice('∈∉')} {self.term(listed(item), less)}"

        def of_lists() -> str:
            item = listed(self.scalar_kind())
            return f"{self.term(item, less)}.{self.rng.choice(('Nodup', f'Perm {self.term(item, less)}'))}"

        def selected() -> str:
            index = self.fin_kind()
            return f"selected {self.term(function(index, BOOL), less)} {self.term(index, 1)}"

        return self.one(
            lambda: self.relation(NAT, ("=", "≠", "<", "≤", ">", "≥"), depth),
            lambda: self.relation(self.scalar_kind(), ("=", "≠"), depth),
            lambda: self.relation(listed(self.scalar_kind()), ("=", "≠"), less),
            lambda: self.relation(self.rng.choice((REAL, RAT, INT, INT)), ("=", "≠", "<", "≤", ">", "≥"), less),
            lambda: self.relation(option(self.scalar_kind()), ("=", "≠"), less),
            lambda: self.relation(pair(self.scalar_kind(), NAT), ("=", "≠"), less),
            lambda: self.relation(function(self.fin_kind(), self.scalar_kind()), ("=", "≠"), less),
            lambda: self.term(BOOL, depth),
            lambda: f"(¬ {self.proposition(less)})",
            lambda: f"({self.proposition(less)} {self.rng.choice('∧∨→↔')} {self.proposition(less)})",
            lambda: f"({self.proposition(less)} {self.rng.choice('∧∨→')} {self.quantified(less)})",
            lambda: self.quantified(less),
            lambda: self.quantified(less),
            member,
            of_lists,
            selected,
        )

    def bound(self) -> str:
        """A small number: its texts grow by one at most from variable to variable."""
        return self.one(
            lambda: str(self.rng.randrange(4)),
            lambda: self.variable(NAT),
            lambda: f"{self.variable(NAT)} + 1",
            lambda: f"{self.term(listed(NAT), 0)}.length",
        )

    def quantified(self, depth: int) -> str:
        name = self.name()

        def over(kind: Kind, binding: str) -> str:
            return f"({self.rng.choice('∀∀∃')} {binding}, {self.under(name, kind, lambda: self.proposition(depth))})"

        def typed(kind: Kind) -> str:
            return over(kind, self.rng.choice(("{} : {}", "({} : {})")).format(name, self.type(kind)))

        def listed_in() -> str:
            item = self.scalar_kind()
            return over(item, f"{name} ∈ {self.under(name, HIDDEN, lambda: self.term(listed(item), depth))}")

        def below() -> str:
            return over(NAT, f"{name} {self.rng.choice('<≤')} {self.under(name, HIDDEN, self.bound)}")

        return self.one(
            below,
            listed_in,
            lambda: typed(BOOL),
            lambda: typed(self.fin_kind()),
            lambda: typed(self.fin_kind()),
        )
