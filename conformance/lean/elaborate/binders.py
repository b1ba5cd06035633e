"""Terms that bind variables: `fun` and `∀`."""

from __future__ import annotations

from conformance.lean import surface
from conformance.lean.elaborate.types import Types
from conformance.lean.syntax import PROP, Builtin, ForAll, FunctionType, Lambda, Term, Type, TypeHole, Variable

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
        saved = dict(self.locals), self.names
        bound: list[tuple[str, Type, Term | None]] = []
        for group in syntax.binders:
            for name in group.names:
                if syntax.guard is not None:
                    symbol, bound_syntax = syntax.guard
                    guard_type = self.type_hole(name.span, f"the type of `{name.text}`")
                    text = self.bind(name, guard_type)
                    self.locals[_GUARDED] = Variable(guard_type, text)
                    guarded = surface.Name(name.span, _GUARDED)
                    guard = self.elaborate(surface.Infix(syntax.span, symbol, guarded, bound_syntax), PROP)
                    bound.append((text, guard_type, guard))
                elif group.type is None:
                    hole = self.type_hole(name.span, f"the type of `{name.text}`")
                    bound.append((self.bind(name, hole), hole, None))
                else:
                    if not self.is_type(group.type):
                        self.fail("expected a type; to assume a proposition, write `p → …`", group.type.span)
                    type_ = self.type(group.type)
                    bound.append((self.bind(name, type_), type_, None))
        body = self.elaborate(syntax.body, PROP)
        self.locals, self.names = saved
        for text, type_, guard_term in reversed(bound):
            if guard_term is not None:
                body = Builtin(PROP, "→", (guard_term, body))
            body = ForAll(PROP, text, type_, body)
        return body
