"""Terms as they are written, each form by its reading."""

from __future__ import annotations

from functools import partial

from conformance.lean import surface
from conformance.lean.elaborate.applications import Applications
from conformance.lean.elaborate.binders import Binders
from conformance.lean.elaborate.literals import Literals
from conformance.lean.elaborate.operators import Operators
from conformance.lean.elaborate.places import Places
from conformance.lean.elaborate.records import Records
from conformance.lean.errors import Span
from conformance.lean.nodes import Term, Type
from conformance.lean.notation import INFIXES, PREFIXES
from conformance.lean.prelude import BUILTINS
from conformance.lean.syntax import Builtin
from conformance.lean.types import PROP, TypeHole


class Terms(Literals, Places, Binders, Records, Applications, Operators):
    """Reads terms."""

    def elaborate(self, syntax: surface.Syntax, expected: Type | None) -> Term:
        term = self.infer(syntax, expected)
        return term if expected is None else self.coerce(term, expected, syntax.span)

    def infer(self, syntax: surface.Syntax, expected: Type | None) -> Term:
        match syntax:
            case surface.Name():
                return self.application(syntax, (), expected, syntax.span)
            case surface.Application(function=function, arguments=arguments):
                return self.application(function, arguments, expected, syntax.span)
            case surface.Field():
                return self.application(syntax, (), expected, syntax.span)
            case surface.Numeral(value=value):
                return self.numeral(value, expected, syntax.span)
            case surface.ListLiteral():
                return self.list_literal(syntax, expected)
            case surface.Ascription(term=term, type=type_):
                if not self.is_type(type_):
                    self.check_known(type_)
                    self.fail("expected a type after `:`", type_.span)
                return self.elaborate(term, self.type(type_))
            case surface.Indexed():
                return self.indexed(syntax, expected)
            case surface.Function():
                return self.function(syntax, expected)
            case surface.Universal():
                return self.universal(syntax)
            case surface.Coerced(term=term):
                return self.coerced(term, expected, syntax.span)
            case surface.Big():
                return self.big(syntax)
            case surface.Conditional():
                return self.conditional(syntax, expected)
            case surface.Local():
                return self.local(syntax, expected)
            case surface.Tuple(items=items):
                return self.pair(items, expected, syntax.span)
            case surface.Anonymous(items=items):
                return self.anonymous(items, expected, syntax.span)
            case surface.InstanceLiteral():
                return self.instance_literal(syntax, expected)
            case surface.Proof():
                self.fail("`by …` proves a proposition; a term is expected here", syntax.span)
            case surface.Assignment(name=argument):
                self.fail(f"`({argument.text} := …)` is an argument of a declared function, and stands after its name",
                          syntax.span)  # fmt: skip
            case surface.Infix(symbol="→", left=surface.Ascription() as left, right=right) if names := _bound(left):
                group = surface.BinderGroup(left.span, names, left.type, False)
                return self.universal(surface.Universal(syntax.span, (group,), None, right))
            case surface.Infix(symbol="×"):
                self.fail("a type; a term is expected here", syntax.span)
            case surface.Prefix(symbol="-"):
                return self.operation(syntax, expected)
            case surface.Prefix(symbol=symbol, operand=operand):
                return self.call_builtin(PREFIXES[symbol].builtin, (operand,), expected, syntax.span)
            case surface.Infix(symbol=symbol, left=left, right=right):
                builtin = INFIXES[symbol].builtin
                match BUILTINS[builtin].typing:
                    case "exact":
                        return self.call_builtin(builtin, (left, right), expected, syntax.span)
                    case "member":
                        return self.member(builtin, syntax)
                    case "relation":
                        return self.relation(builtin, syntax)
                    case _:
                        return self.operation(syntax, expected)
        raise TypeError(f"not a term: {syntax!r}")

    def conditional(self, syntax: surface.Conditional, expected: Type | None) -> Term:
        condition = self.elaborate(syntax.condition, PROP)
        before = list(self.assumed)
        if syntax.name is not None:
            self.check_bound(syntax.name)
            self.assumed.append((syntax.name.text, condition))
        yes = self.elaborate(syntax.yes, expected)
        self.assumed = list(before)
        if syntax.name is not None:
            self.assumed.append((syntax.name.text, Builtin(PROP, "Not", (condition,))))
        no = self.elaborate(syntax.no, yes.type if expected is None else expected)
        self.assumed = before
        return Builtin(no.type if expected is None else expected, "ite", (condition, yes, no))

    def coerced(self, syntax: surface.Syntax, expected: Type | None, span: Span) -> Term:
        type_ = self.type_hole(span, "the type that `↑` leads to") if expected is None else expected
        if not isinstance(self.plain(type_), TypeHole):
            return self.coerce(self.elaborate(syntax, None), type_, span)
        message = "the type that `↑` leads to is not known here; write it, as in `(i : Nat)`"
        return self.postpone(type_, partial(self.coerced, syntax, type_, span), type_, message, span)


def _bound(ascription: surface.Ascription) -> tuple[surface.Name, ...]:
    """The names of `(a b : T) → …`, which binds them."""
    match ascription.term:
        case surface.Name() as name:
            return (name,)
        case surface.Application(function=surface.Name() as name, arguments=arguments):
            others = tuple(a for a in arguments if isinstance(a, surface.Name))
            return (name, *others) if len(others) == len(arguments) else ()
    return ()
