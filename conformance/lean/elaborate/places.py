"""Items of a list by their places: `xs[i]`, `xs[i]?` and `xs[i]!`."""

from __future__ import annotations

from functools import partial

from conformance.lean import surface
from conformance.lean.elaborate.ranges import is_within
from conformance.lean.elaborate.types import Types
from conformance.lean.errors import Span
from conformance.lean.nodes import Term, Type
from conformance.lean.syntax import Builtin, Lambda, Literal
from conformance.lean.types import (
    BOOL,
    NAT,
    PROP,
    UNIT,
    FinType,
    FunctionType,
    NumberType,
    OptionType,
    ProductType,
    SequenceType,
    TypeHole,
)

_CONSTANTS: dict[Type, str] = {BOOL: "false", PROP: "True", UNIT: "Unit.unit"}


class Places(Types):
    """Reads items by their places, and sees that each is there."""

    def indexed(self, syntax: surface.Indexed, expected: Type | None) -> Term:
        return self.item_of(self.elaborate(syntax.items, None), syntax, expected)

    def item_of(self, items: Term, syntax: surface.Indexed, expected: Type | None) -> Term:
        plain = self.plain(items.type)
        if isinstance(plain, TypeHole):
            read = partial(self.item_of, items, syntax, expected)
            message = f"the type of `{self.show(items)}` is not known here, so that it has no items; write it"
            return self.postpone(items.type, read, expected, message, syntax.items.span)
        if not isinstance(plain, SequenceType) or isinstance(plain, OptionType):
            message = f"`{self.show(items)}` has type `{self.show(items.type)}`, and lists and arrays have places"
            hint = "; a function is applied, as in `f i`" if isinstance(plain, FunctionType) else ""
            self.fail(message + hint, syntax.items.span)
        place = self.elaborate(syntax.place, NAT)
        match syntax.mark:
            case "?":
                return Builtin(OptionType(plain.item), "xs[i]?", (items, place))
            case "!":
                default = self.default_of(plain.item, syntax.span)
                return Builtin(plain.item, "xs[i]!", (items, place, default))
        self.places.append((items, place, tuple([a for _, a in self.assumed]), syntax.span))
        return Builtin(plain.item, "xs[i]", (items, place))

    def finish(self) -> None:
        super().finish()
        self.check_places()

    def check_places(self) -> None:
        """Refuses `xs[i]` where what is assumed does not say that i is a place of xs."""
        for items, place, assumed, span in self.places:
            items, place = self.partial(items), self.partial(place)
            if not is_within(items, place, [self.partial(a) for a in assumed]):
                length = "length" if "List" in self.show(items.type) else "size"
                shown = f"{self.show(place)} < {self.show(Builtin(NAT, f'List.{length}', (items,)))}"
                self.fail(f"cannot prove that the index is in range: assume `(h : {shown})`, or write `xs[i]!`, "
                          "`xs[i]?` or `xs.getD i d`", span)  # fmt: skip

    def default_of(self, type_: Type, span: Span) -> Term:
        """The value that Lean takes where there is none, of `Inhabited`."""
        plain = self.plain(type_)
        match plain:
            case TypeHole():
                message = "the type of the items is not known here, so that nothing can stand for none"
                return self.postpone(type_, partial(self.default_of, type_, span), type_, message, span)
            case NumberType() | FinType():
                self.numerals.append((0, plain, span))
                return Literal(plain, 0)
            case OptionType():
                return Builtin(type_, "none", ())
            case SequenceType():
                return Builtin(type_, "List.nil", ())
            case ProductType(left=left, right=right):
                return Builtin(type_, "Prod.mk", (self.default_of(left, span), self.default_of(right, span)))
            case FunctionType(domain=domain, codomain=codomain):
                return Lambda(type_, "x", domain, self.default_of(codomain, span))
        if plain not in _CONSTANTS:
            self.fail(
                f"no value of `{self.show(type_)}` is known to stand where there is none: write `xs.getD i d`", span
            )
        return Builtin(type_, _CONSTANTS[plain], ())
