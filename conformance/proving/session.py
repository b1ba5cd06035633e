"""What a proof has said to the solver: constants, and functions that are defined by recursion, each once.

A function of lists or numbers that takes another, such as `List.map`, is a function of its own for each that it is
given: of the list, and of the constants on which what it is given depends, which are its parameters. So all is first
order, and the same function stands for the same term wherever it is met.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import z3

from conformance.proving.kinds import Abstraction, Expr, Functions, Items, Kind, Natural, Parts, Unstated, Value

Defining = Callable[..., Expr]


def _plain(name: str) -> str:
    return "".join(c if c.isascii() and c.isalnum() else "_" for c in name)


def _of(name: str, result: Kind) -> str:
    """A function's name with what it gives, where that is read otherwise than other integers are."""
    return f"{name}.nat" if isinstance(result, Natural) else name


class Session:
    """Constants, functions and what is said of them.

    `axioms` hold of them in the model that is meant, and so do `products`: they say of which factors powers are, which
    takes a solver long, and is seldom needed.
    """

    def __init__(self) -> None:
        self.axioms: list[Expr] = []
        self.products: list[Expr] = []
        self.naturals: set[str] = set()
        self._bound: dict[int, Expr] = {}
        self._symbols: dict[tuple[Any, ...], Any] = {}
        self._kept: list[Expr] = []
        self.kinds: dict[int, Kind] = {}
        self.shown: dict[int, str] = {}
        self._learned: set[str] = set()
        self._count = 0

    def learn(self, name: str, formulas: Sequence[Expr]) -> None:
        """Says formulas that go by a name, once."""
        if name not in self._learned:
            self._learned.add(name)
            self.axioms += formulas

    # Constants.

    def constant(self, sort: Any, hint: str) -> Expr:
        """A constant that stands for any value; functions that depend on it have it as a parameter."""
        self._count += 1
        found = z3.Const(f"{_plain(hint)}!{self._count}", sort)
        self._bound[found.get_id()] = found
        self.shown[found.get_id()] = hint
        return found

    def arbitrary(self, kind: Kind, hint: str) -> tuple[Value, list[Expr], list[Expr]]:
        """Any value of a type: it, the constants of which it is made, and the formulas that hold of it."""
        const = self.constant(kind.sort, hint)
        self.kinds[const.get_id()] = kind
        return self.unpacked(kind, const), [const], kind.guards(const)

    def variable(self, kind: Kind, hint: str, *, has_tables: bool) -> tuple[Value, list[Expr], list[Expr]]:
        """As `arbitrary`, in parts, and with functions as functions of the solver's, which are no constants."""
        if isinstance(kind, Parts):
            named = [f"{hint}.{name}" for name in kind.names]
            every = [
                self.variable(part, name, has_tables=has_tables) for part, name in zip(kind.parts, named, strict=True)
            ]
            consts, guards = [c for _, found, _ in every for c in found], [g for _, _, found in every for g in found]
            return tuple(value for value, _, _ in every), consts, guards
        if not isinstance(kind, Functions) or not has_tables:
            return self.arbitrary(kind, hint)
        domains, result = [], kind
        while isinstance(result, Functions):
            domains.append(result.domain)
            result = result.codomain
        self._count += 1
        symbol = z3.Function(f"{_plain(hint)}!{self._count}", *[d.sort for d in domains], result.sort)
        arguments = [z3.Const(f"a{k}", d.sort) for k, d in enumerate(domains)]
        applied = symbol(*arguments)
        guards = []
        if isinstance(result, Natural):
            # What it is for arguments that are none of its domain's is nobody's concern: numbers as well.
            self.naturals.add(symbol.name())
            self.axioms.append(z3.ForAll(arguments, applied >= 0, patterns=[applied]))
        elif found := result.guards(applied):
            assumed = [g for d, a in zip(domains, arguments, strict=True) for g in d.guards(a)]
            body = z3.Implies(z3.And(*assumed), z3.And(*found)) if assumed else z3.And(*found)
            guards.append(z3.ForAll(arguments, body, patterns=[applied]))
        return self._curried(kind, symbol, ()), [], guards

    def _curried(self, kind: Functions, symbol: Any, before: tuple[Expr, ...]) -> Abstraction:
        def call(value: Value) -> Value:
            given = (*before, self.packed(kind.domain, value))
            if isinstance(kind.codomain, Functions):
                return self._curried(kind.codomain, symbol, given)
            return self.unpacked(kind.codomain, symbol(*given))

        return Abstraction(kind.domain, kind.codomain, call)

    # Values.

    def packed(self, kind: Kind, value: Value) -> Expr:
        """A value as a term of its type's sort."""
        if isinstance(kind, Parts):
            return kind.sort.constructor(0)(*[self.packed(p, v) for p, v in zip(kind.parts, value, strict=True)])
        if isinstance(kind, Functions):
            return value.packed if value.packed is not None else self._reified(kind, value)
        return value

    def unpacked(self, kind: Kind, term: Expr) -> Value:
        """A term of a type's sort as a value."""
        if isinstance(kind, Parts):
            is_made = z3.is_app(term) and term.decl().eq(kind.sort.constructor(0))
            found = term.children() if is_made else [kind.sort.accessor(0, k)(term) for k in range(len(kind.parts))]
            return tuple(self.unpacked(part, one) for part, one in zip(kind.parts, found, strict=True))
        if isinstance(kind, Functions):

            def call(value: Value) -> Value:
                return self.unpacked(kind.codomain, kind.apply(term, self.packed(kind.domain, value)))

            return Abstraction(kind.domain, kind.codomain, call, term)
        return term

    def _reified(self, kind: Functions, value: Abstraction) -> Expr:
        argument, body = self.opened(value)

        def define(symbol: Callable[..., Expr], bodies: list[Defining], close: Callable[..., None]) -> None:
            x = z3.Const("x", kind.domain.sort)
            applied = kind.apply(symbol(), x)
            close([x], applied, applied == bodies[0](x))

        return self.symbol("fun", [([argument], body)], [], kind.sort, define)()

    def opened(self, value: Abstraction) -> tuple[Expr, Expr]:
        """A constant for the argument of a function, and what the function gives for it."""
        argument = self.constant(value.domain.sort, "x")
        found = value.call(self.unpacked(value.domain, argument))
        return argument, self.packed(value.codomain, found)

    def opened_twice(self, value: Abstraction) -> tuple[list[Expr], Expr]:
        """As `opened`, of a function of two arguments."""
        first = self.constant(value.domain.sort, "x")
        inner = value.call(self.unpacked(value.domain, first))
        second, body = self.opened(inner)
        return [first, second], body

    def equal(self, kind: Kind, left: Value, right: Value) -> Expr:
        """That two values are the same: functions where they agree on all of their domain."""
        if isinstance(kind, Parts):
            return z3.And(*[self.equal(p, a, b) for p, a, b in zip(kind.parts, left, right, strict=True)], True)
        if isinstance(kind, Functions):
            value, consts, guards = self.arbitrary(kind.domain, "i")
            same = self.equal(kind.codomain, left.call(value), right.call(value))
            return z3.ForAll(consts, z3.Implies(z3.And(*guards), same) if guards else same)
        if not kind.compares:
            raise Unstated("it compares lists of functions")
        return left == right

    # Functions.

    def symbol(
        self, name: str, given: Sequence[tuple[Sequence[Expr], Expr]], sorts: Sequence[Any], result: Any, define: Any
    ) -> Callable[..., Expr]:
        """A function of the solver's, made when it is first asked for; `define` says what it is.

        `given` are the functions on which it depends, each with its arguments. `define` is called with the function,
        with those as Python functions, and with a function that says a formula for all of some constants, with a
        pattern; parameters are seen to.
        """
        formals = [list(arguments) for arguments, _ in given]
        own = {a.get_id() for arguments in formals for a in arguments}
        parameters = [c for c in self._constants([body for _, body in given]) if c.get_id() not in own]
        generic = [z3.Const(f"p{k}", p.sort()) for k, p in enumerate(parameters)]
        renamed = [*zip(parameters, generic, strict=True)]
        plain = [
            z3.substitute(body, *renamed, *[(a, z3.Const(f"y{k}", a.sort())) for k, a in enumerate(arguments)])
            for arguments, body in given
        ]
        self._kept += plain
        key = (name, tuple(map(str, sorts)), str(result), tuple(map(str, (p.sort() for p in generic))),
               *[p.get_id() for p in plain])  # fmt: skip
        if key not in self._symbols:
            # No variable has such a name, which stands for one function alone.
            function = z3.Function(f"={name}!{len(self._symbols)}", *[p.sort() for p in generic], *sorts, result)
            self._symbols[key] = function

            def body_of(k: int) -> Defining:
                names = [z3.Const(f"y{j}", a.sort()) for j, a in enumerate(formals[k])]
                return lambda *arguments: z3.substitute(plain[k], *zip(names, arguments, strict=True))

            def close(consts: Sequence[Expr], pattern: Expr, formula: Expr, is_product: bool = False) -> None:
                every = [*generic, *consts]
                said = z3.ForAll(every, formula, patterns=[pattern]) if every else formula
                (self.products if is_product else self.axioms).append(said)

            define(lambda *arguments: function(*generic, *arguments), [body_of(k) for k in range(len(plain))], close)
        function = self._symbols[key]
        return lambda *arguments: function(*parameters, *arguments)

    def _constants(self, terms: Sequence[Expr]) -> list[Expr]:
        found: dict[int, Expr] = {}
        seen: set[int] = set()
        pending = [*reversed(terms)]
        while pending:
            term = pending.pop()
            if term.get_id() in seen:
                continue
            seen.add(term.get_id())
            if term.get_id() in self._bound:
                found[term.get_id()] = term
            pending += reversed(term.children())
        return [*found.values()]

    # Numbers.

    def is_natural(self, term: Expr) -> bool:
        """Whether a term is a number of at least 0 whatever stands for its constants."""
        if z3.is_int_value(term):
            return bool(term.as_long() >= 0)
        if not z3.is_app(term):
            return False
        kind, parts = term.decl().kind(), term.children()
        if kind in (z3.Z3_OP_ADD, z3.Z3_OP_MUL):
            return all(map(self.is_natural, parts))
        if kind == z3.Z3_OP_ITE:
            return self._is_difference(*parts) or (self.is_natural(parts[1]) and self.is_natural(parts[2]))
        return term.decl().name() in self.naturals

    def _is_difference(self, condition: Expr, taken: Expr, other: Expr) -> bool:
        """Whether it is `a - b` where a is at least b, and a natural number elsewhere."""
        is_asked = z3.is_app(condition) and condition.decl().kind() == z3.Z3_OP_GE
        is_taken = z3.is_app(taken) and taken.decl().kind() == z3.Z3_OP_SUB and taken.num_args() == 2
        if not (is_asked and is_taken and self.is_natural(other)):
            return False
        return all(condition.arg(k).eq(taken.arg(k)) for k in range(2))

    def counted(self, kind: Kind, term: Expr) -> Expr:
        """A term that stands for a value of a type, as one that is a natural number wherever the type is `Nat`.

        It is the term itself for values of the types that it is made of; of others nothing is claimed.
        """
        if not isinstance(kind, Natural) or self.is_natural(term):
            return term
        return z3.If(term >= 0, term, z3.IntVal(0))

    # Recursion.

    def on_list(
        self, name: str, items: Items, result: Kind, nil: Defining, cons: Defining, *,
        given: Sequence[tuple[Sequence[Expr], Expr]] = (), more: Sequence[Kind] = (),
    ) -> Callable[..., Expr]:  # fmt: skip
        """A function of a list, and of `more`, by what it is of none and of a first item and the rest.

        `nil(bodies, *more)` and `cons(bodies, head, tail, again, *more)` give it, where `again` is the function.
        """

        def define(symbol: Callable[..., Expr], bodies: list[Defining], close: Callable[..., None]) -> None:
            head, tail = z3.Const("h", items.item.sort), z3.Const("t", items.sort)
            others = [z3.Const(f"m{k}", m.sort) for k, m in enumerate(more)]
            empty = symbol(items.empty, *others)
            if isinstance(result, Natural):
                whole = z3.Const("t", items.sort)
                self.naturals.add(empty.decl().name())
                close([whole, *others], symbol(whole, *others), symbol(whole, *others) >= 0)
            close(others, empty, empty == self.counted(result, nil(bodies, *others)))
            longer = symbol(items.made(head, tail), *others)
            found = self.counted(result, cons(bodies, head, tail, symbol, *others))
            close([head, tail, *others], longer, longer == found)

        return self.symbol(_of(name, result), given, [items.sort, *[m.sort for m in more]], result.sort, define)

    def on_number(
        self, name: str, result: Kind, zero: Expr, after: Defining, *,
        given: Sequence[tuple[Sequence[Expr], Expr]] = (), more: Sequence[Kind] = (),
    ) -> Callable[..., Expr]:  # fmt: skip
        """A function of a number, and of `more`, by what it is at 0 and at a number's successor.

        `after(bodies, number, before, *more)` gives the latter, where `before` is the function at the number. Of each
        number that a proof speaks of it is said once what the function is there, so that this ends.
        """

        def define(symbol: Callable[..., Expr], bodies: list[Defining], close: Callable[..., None]) -> None:
            number, others = z3.Const("k", z3.IntSort()), [z3.Const(f"m{k}", m.sort) for k, m in enumerate(more)]
            here = symbol(number, *others)
            parameters = [*here.children()[: here.num_args() - 1 - len(others)]]
            function = here.decl()
            still = z3.Function(
                f"{function.name()}~", *[function.domain(k) for k in range(function.arity())], result.sort
            )
            if isinstance(result, Natural):
                self.naturals |= {function.name(), still.name()}
                close([number, *others], here, here >= 0)
                settled = still(*parameters, number, *others)
                close([number, *others], settled, settled >= 0)
            found = after(bodies, number - 1, still(*parameters, number - 1, *others), *others)
            close([number, *others], here, here == z3.If(number <= 0, zero, self.counted(result, found)))
            close([number, *others], here, here == still(*parameters, number, *others))

        return self.symbol(_of(name, result), given, [z3.IntSort(), *[m.sort for m in more]], result.sort, define)
