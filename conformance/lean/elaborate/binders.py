"""Terms that bind variables: `fun`, `∀`, `∃`, `∑` and `let`."""

from __future__ import annotations

from collections.abc import Sequence

from conformance.lean import surface
from conformance.lean.elaborate.types import Types
from conformance.lean.errors import Span
from conformance.lean.nodes import Term, Type
from conformance.lean.notation import BIGS
from conformance.lean.prelude import BUILTINS
from conformance.lean.syntax import Apply, Builtin, Exists, ForAll, Lambda, Variable
from conformance.lean.types import PROP, FunctionType, TypeHole

_GUARDED = "∀"
"""How the variable of `∀ i ∈ xs, p` is called while `i ∈ xs` is read; no name of a statement is so written."""


class Binders(Types):
    """Reads functions and quantifiers."""

    def function(self, syntax: surface.Function, expected: Type | None) -> Term:
        names = [(n, g.type) for g in syntax.binders for n in g.names]
        placeholders = [n.text for n, _ in names if n.text.startswith(surface.PLACEHOLDER)]
        saved = dict(self.locals), self.names
        bound: list[tuple[str, Type]] = []
        remaining = expected
        for name, annotation in names:
            wanted = self.plain(remaining) if remaining is not None else None
            domain: Type
            if isinstance(wanted, FunctionType):
                domain, remaining = wanted.domain, wanted.codomain
            else:
                if wanted is not None and not isinstance(wanted, TypeHole):
                    self.locals, self.names = saved
                    self.fail(f"a function where a `{self.show(wanted)}` is expected", syntax.span)
                domain, remaining = self.type_hole(name.span, f"the type of `{name.text}`"), None
            if annotation is not None:
                written = self.type(annotation)
                if not self.unify(written, domain):
                    shown = f"`{self.show(written)}`, where `{self.show(domain)}` is expected"
                    self.fail(f"`{name.text}` is given type {shown}", annotation.span)
                domain = written
            if name.text in placeholders:
                number = f"{placeholders.index(name.text) + 1}" if len(placeholders) > 1 else ""
                bound.append((self.bind(name, domain, f"x{number}"), domain))
            else:
                bound.append((self.bind(name, domain), domain))
        body = self.elaborate(syntax.body, remaining)
        self.locals, self.names = saved
        for bound_name, domain in reversed(bound):
            body = Lambda(FunctionType(domain, body.type), bound_name, domain, body)
        return body

    def universal(self, syntax: surface.Universal) -> Term:
        """`∀`, or `∃`."""
        saved = dict(self.locals), self.names, list(self.assumed)
        bound = self.quantified(syntax.binders, syntax.guard, syntax.span)
        body = self.elaborate(syntax.body, PROP)
        self.locals, self.names, self.assumed = saved
        is_all = not isinstance(syntax, surface.Existential)
        for text, type_, guard in reversed(bound):
            if guard is not None:
                body = Builtin(PROP, "→" if is_all else "And", (guard, body))
            if type_ is None:
                continue
            body = ForAll(PROP, text, type_, body) if is_all else Exists(PROP, text, type_, body)
        return body

    def big(self, syntax: surface.Big) -> Term:
        """`∑ i j, body`: a sum of sums."""
        saved = dict(self.locals), self.names
        if syntax.head.guard is not None:
            message = (
                f"`{syntax.head.symbol}` runs over all values of a type, as in `{syntax.head.symbol} i : Fin n, f i`"
            )
            self.fail(f"{message}; over the items of a list it is `(xs.map f).sum`", syntax.head.span)
        bound = self.quantified(syntax.head.binders, None, syntax.span)
        if any(type_ is None for _, type_, _ in bound):
            self.fail(f"`{syntax.head.symbol}` runs over all values of a type", syntax.head.span)
        body = self.elaborate(syntax.body, None)
        self.locals, self.names = saved
        name = BIGS[syntax.head.symbol]
        for text, type_, _ in reversed(bound):
            assert type_ is not None
            self.classes.append((BUILTINS[name].classes, body.type, syntax.span))
            self.summed.append((type_, syntax.head.span))
            body = Builtin(body.type, name, (Lambda(FunctionType(type_, body.type), text, type_, body),))
        return body

    def local(self, syntax: surface.Local, expected: Type | None) -> Term:
        """`let x := v; body`, which is `(fun x => body) v`."""
        value_syntax: surface.Syntax = syntax.value
        if syntax.binders:
            value_syntax = surface.Function(syntax.value.span, syntax.binders, syntax.value)
            if syntax.type is not None:
                self.fail(
                    "write the type of what a local function gives in its body, as in `(e : T)`", syntax.type.span
                )
        type_ = None if syntax.type is None else self.type(syntax.type)
        value = self.elaborate(value_syntax, type_)
        saved = dict(self.locals), self.names
        domain = value.type if type_ is None else type_
        name = self.bind(syntax.name, domain)
        body = self.elaborate(syntax.body, expected)
        self.locals, self.names = saved
        return Apply(body.type, Lambda(FunctionType(domain, body.type), name, domain, body), value)

    def quantified(
        self, groups: Sequence[surface.BinderGroup], guarded: tuple[str, surface.Syntax] | None, span: Span
    ) -> list[tuple[str, Type | None, Term | None]]:
        """Binds variables, and gives their names, types and what bounds them; what is assumed has no type."""
        bound: list[tuple[str, Type | None, Term | None]] = []
        for group in groups:
            for name in group.names:
                if guarded is not None:
                    symbol, bound_syntax = guarded
                    guard_type = self.type_hole(name.span, f"the type of `{name.text}`")
                    text = self.bind(name, guard_type)
                    self.locals[_GUARDED] = Variable(guard_type, text)
                    variable = surface.Name(name.span, _GUARDED)
                    guard = self.elaborate(surface.Infix(span, symbol, variable, bound_syntax), PROP)
                    bound.append((text, guard_type, guard))
                elif group.type is None:
                    hole = self.type_hole(name.span, f"the type of `{name.text}`")
                    bound.append((self.bind(name, hole), hole, None))
                else:
                    if not self.is_type(group.type):
                        self.check_bound(name)
                        assumed = self.elaborate(group.type, PROP)
                        self.assumed.append((name.text, assumed))
                        bound.append((name.text, None, assumed))
                        continue
                    type_ = self.type(group.type)
                    bound.append((self.bind(name, type_), type_, None))
        return bound
