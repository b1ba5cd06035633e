"""Operators, whose operands find a common type as Lean's `binop%` and `binrel%` read them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from conformance.lean import surface
from conformance.lean.elaborate.postponing import Overloaded
from conformance.lean.elaborate.types import Types
from conformance.lean.errors import Span
from conformance.lean.nodes import Term, Type
from conformance.lean.notation import INFIXES, NOTATION_OF, PREFIXES
from conformance.lean.prelude import BUILTINS
from conformance.lean.syntax import Builtin
from conformance.lean.types import BOOL, NAT, PROP, ArrayType, ListType, SequenceType, TypeHole

_NEGATION = "Neg.neg"


@dataclass(frozen=True, slots=True)
class _Operation:
    """An operator between operands whose common type is still to be found."""

    name: str
    left: _Node
    right: _Node
    span: Span


@dataclass(frozen=True, slots=True)
class _Negation:
    """`-a`, whose operand is one of the whole expression."""

    operand: _Node
    span: Span


@dataclass(frozen=True, slots=True)
class _Operand:
    """A term, read without an expected type."""

    term: Term
    span: Span


_Node = _Operation | _Negation | _Operand


class Operators(Types):
    """Reads arithmetic, relations and membership."""

    def operation(self, syntax: surface.Infix | surface.Prefix, expected: Type | None) -> Term:
        """Arithmetic and `++`: operands take the widest type among theirs and the expected one."""
        start = self.mark()
        tree = self.tree(syntax)
        self.resume(start)
        wanted = None if expected is None or isinstance(self.plain(expected), TypeHole) else expected
        return self.assemble(tree, self.widest([tree], wanted))

    def relation(self, name: str, syntax: surface.Infix) -> Term:
        """Both sides take the widest type among the operands of both."""
        start = self.mark()
        trees = [self.tree(syntax.left), self.tree(syntax.right)]
        self.resume(start)
        common = self.widest(trees, None)
        if common is not None:
            if BUILTINS[name].result == BOOL and self.plain(common) == PROP:
                common = BOOL
            left, right = (self.assemble(t, common) for t in trees)
            left, right = self.coerce(left, common, syntax.left.span), self.coerce(right, common, syntax.right.span)
        else:
            left, right = (self.assemble(t, None) for t in trees)
            right = self.coerce(right, left.type, syntax.right.span)
        self.classes.append((BUILTINS[name].classes, left.type, syntax.span))
        self.resume(start)
        return Builtin(BUILTINS[name].result, name, (left, right))

    def member(self, name: str, syntax: surface.Infix) -> Term:
        """`a ∈ xs`: neither side is coerced."""
        start = self.mark()
        items = self.elaborate(syntax.right, None)
        item = self.elaborate(syntax.left, None)
        if not self.try_unify(items.type, self.sequence(items.type)(item.type)):
            self.fail(f"`{self.show(item)}` has type `{self.show(item.type)}`, `{self.show(items)}` has type "
                      f"`{self.show(items.type)}`", syntax.span)  # fmt: skip
        self.classes.append((BUILTINS[name].classes, item.type, syntax.span))
        self.resume(start)
        return Builtin(PROP, name, (item, items))

    def sequence(self, type_: Type) -> type[SequenceType]:
        """Lists, or arrays where the type is known to be one."""
        return ArrayType if isinstance(self.plain(type_), ArrayType) else ListType

    def tree(self, syntax: surface.Syntax) -> _Node:
        if isinstance(syntax, surface.Infix):
            name = INFIXES[syntax.symbol].builtin
            typing = BUILTINS[name].typing
            if typing in ("operator", "action"):
                left = self.tree(syntax.left)
                if typing == "operator":
                    return _Operation(name, left, self.tree(syntax.right), syntax.span)
                return _Operation(name, left, self.operand(syntax.right), syntax.span)
        if isinstance(syntax, surface.Prefix) and PREFIXES[syntax.symbol].builtin == _NEGATION:
            return _Negation(self.tree(syntax.operand), syntax.span)
        return self.operand(syntax)

    def operand(self, syntax: surface.Syntax) -> _Operand:
        return _Operand(self.elaborate(syntax, None), syntax.span)

    def widest(self, trees: Sequence[_Node], widest: Type | None) -> Type | None:
        """The type to which all operands can be coerced; None where none is known, or two have none in common."""
        pending = list(reversed(trees))
        while pending:
            node = pending.pop()
            if isinstance(node, _Operation):
                if BUILTINS[node.name].typing == "operator":
                    pending.append(node.right)
                pending.append(node.left)
                continue
            if isinstance(node, _Negation):
                pending.append(node.operand)
                continue
            type_ = node.term.type
            if isinstance(self.plain(type_), TypeHole):
                continue
            if widest is None or self.is_wider(type_, widest):
                widest = type_
            elif not self.is_same(type_, widest) and not self.is_wider(widest, type_):
                return None
        return widest

    def assemble(self, node: _Node, common: Type | None) -> Term:
        """The term of a tree, its operands coerced to `common`; without one, all of an operator's types agree."""
        if isinstance(node, _Operand):
            return node.term if common is None else self.coerce(node.term, common, node.span)
        if isinstance(node, _Negation):
            inner = self.assemble(node.operand, common)
            self.classes.append((BUILTINS[_NEGATION].classes, inner.type, node.span))
            return Builtin(inner.type, _NEGATION, (inner,))
        left, builtin, symbol = self.assemble(node.left, common), BUILTINS[node.name], NOTATION_OF[node.name].symbol
        right, result = self.assemble(node.right, common if builtin.typing == "operator" else None), left.type
        if builtin.typing == "action":
            self.agree(Overloaded(symbol, NAT, right.type, NAT, node.span))
        elif common is None and any(isinstance(self.plain(t.type), TypeHole) for t in (left, right)):
            result = self.type_hole(node.span, "the type of the result")
            self.overloaded.append(Overloaded(symbol, left.type, right.type, result, node.span))
        else:
            self.agree(Overloaded(symbol, left.type, right.type, result, node.span))
        if builtin.classes:
            self.classes.append((builtin.classes, result, node.span))
        elif not self.try_unify(result, self.sequence(result)(self.type_hole(node.span, "the type of the items"))):
            self.fail(
                f"there is no `{symbol}` between `{self.show(left.type)}` and `{self.show(right.type)}`", node.span
            )
        return Builtin(result, node.name, (left, right))
