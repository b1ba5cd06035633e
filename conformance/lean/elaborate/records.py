"""Structures and pairs as they are written: with their fields, or with items in their order."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from conformance.lean import surface
from conformance.lean.elaborate.scope import nearest
from conformance.lean.elaborate.types import Types
from conformance.lean.errors import Span
from conformance.lean.nodes import Term, Type
from conformance.lean.prelude import BUILTINS
from conformance.lean.substitution import substitute
from conformance.lean.syntax import Builtin, Instance, Projection, Structure
from conformance.lean.types import UNIT, ProductType, StructureType, TypeHole


class Records(Types):
    """Reads structures and tuples."""

    def pair(self, items: Sequence[surface.Syntax], expected: Type | None, span: Span) -> Term:
        """`(a, b, c)`, which is `(a, (b, c))`."""
        if not items:
            return Builtin(UNIT, "Unit.unit", ())
        if len(items) == 1:
            return self.elaborate(items[0], expected)
        wanted = self.plain(expected) if expected is not None else None
        first, second = (wanted.left, wanted.right) if isinstance(wanted, ProductType) else (None, None)
        left = self.elaborate(items[0], first)
        right = self.pair(items[1:], second, span)
        if second is not None:
            right = self.coerce(right, second, span)
        return Builtin(ProductType(left.type, right.type), "Prod.mk", (left, right))

    def anonymous(self, items: tuple[surface.Syntax, ...], expected: Type | None, span: Span) -> Term:
        """`⟨a, b⟩`: as in Lean, the last field takes what is left."""
        type_ = self.type_hole(span, "the type of `⟨…⟩`") if expected is None else expected
        plain = self.plain(type_)
        if isinstance(plain, TypeHole):
            message = "the type of `⟨…⟩` is not known here; write it, as in `(⟨a, b⟩ : α × β)`"
            return self.postpone(type_, partial(self.anonymous, items, type_, span), type_, message, span)
        if isinstance(plain, ProductType):
            if len(items) < 2:
                self.fail("a pair has two items, 1 given", span)
            return self.pair(items, plain, span)
        if not isinstance(plain, StructureType):
            self.fail(f"`⟨…⟩` where a `{self.show(plain)}` is expected, which is no structure", span)
        if len(items) != len(plain.names):
            names = ", ".join(f"`{n}`" for n in plain.names)
            self.fail(f"`{plain.name}` has {len(plain.names)} fields, {names}; {len(items)} given", span)
        given = [self.elaborate(i, t) for i, t in zip(items, plain.fields, strict=True)]
        return Instance(plain, tuple(given))

    def instance_literal(self, syntax: surface.InstanceLiteral, expected: Type | None) -> Term:
        """`{ source with a := x, b := y }`: what is not written comes of the source, or is the field's default."""
        if syntax.type is not None:
            expected = self.type(syntax.type)
        source = None if syntax.source is None else self.elaborate(syntax.source, None)
        if source is not None and (expected is None or isinstance(self.plain(expected), TypeHole)):
            expected = source.type
        type_ = self.type_hole(syntax.span, "the type of the structure") if expected is None else expected
        plain = self.plain(type_)
        if isinstance(plain, TypeHole):
            message = "which structure this is is not known here; write it, as in `({ a := x } : T)`"
            return self.postpone(type_, partial(self.instance_literal, syntax, type_), type_, message, syntax.span)
        if isinstance(plain, ProductType):
            return self.pair_of_fields(syntax, plain)
        if not isinstance(plain, StructureType):
            self.fail(f"a structure where a `{self.show(plain)}` is expected", syntax.span)
        if source is not None and not self.try_unify(source.type, plain):
            self.mismatch(source, plain, syntax.span)
        self.check_fields(syntax.assigned, plain.name, plain.names)
        structure = self.environment.definitions[plain.name]
        assert isinstance(structure, Structure)
        parameters = dict(zip([b.name for b in structure.binders], plain.arguments, strict=True))
        written = {a.name.text: a.value for a in syntax.assigned}
        values: list[Term] = []
        missing: list[str] = []
        for field, field_type in zip(structure.fields, plain.fields, strict=True):
            if field.name in written:
                values.append(self.elaborate(written[field.name], field_type))
            elif source is not None:
                values.append(Projection(field_type, source, field.name))
            elif field.default is not None:
                values.append(substitute(field.default, parameters))
            else:
                missing.append(f"`{field.name}`")
        if missing:
            fields = "field" if len(missing) == 1 else "fields"
            self.fail(f"`{plain.name}` is missing {fields} {', '.join(missing)}", syntax.span)
        return Instance(plain, tuple(values))

    def pair_of_fields(self, syntax: surface.InstanceLiteral, type_: ProductType) -> Term:
        self.check_fields(syntax.assigned, "Prod", ("fst", "snd"))
        written = {a.name.text: a.value for a in syntax.assigned}
        if len(written) != len(BUILTINS["Prod.mk"].binders):
            self.fail("a pair has the fields `fst` and `snd`", syntax.span)
        left, right = self.elaborate(written["fst"], type_.left), self.elaborate(written["snd"], type_.right)
        return Builtin(type_, "Prod.mk", (left, right))

    def check_fields(self, assigned: Sequence[surface.Assignment], name: str, fields: Sequence[str]) -> None:
        for k, assignment in enumerate(assigned):
            text, span = assignment.name.text, assignment.name.span
            if text not in fields:
                self.fail(f"`{name}` has no field `{text}`{nearest(text, fields)}", span)
            if text in [a.name.text for a in assigned[:k]]:
                self.fail(f"field `{text}` is given twice", span)
