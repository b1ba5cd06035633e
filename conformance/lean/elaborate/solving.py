"""The finished tree: nothing in it is left to be inferred, and all of it can be evaluated."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from conformance.lean.decidability import type_variables, undecided
from conformance.lean.elaborate.scope import Scope
from conformance.lean.errors import Span
from conformance.lean.nodes import Term, Type
from conformance.lean.quantifiers import bound_of, is_finite, witness
from conformance.lean.syntax import BINDING, Binder, Builtin, Exists, ForAll, Hole, Premise, children, subterms
from conformance.lean.types import TypeHole
from conformance.lean.variables import free_variables


class Solving(Scope):
    """Fills the holes of a tree for good, and refuses what cannot be evaluated."""

    def solve(self, term: Term, span: Span) -> Term:
        solved = self.partial(term)
        pending: list[Term] = [solved]
        while pending:
            node = pending.pop()
            if isinstance(node, Hole):
                where, what = self.origins[node.id]
                self.fail(f"{what} cannot be inferred here; write a type, as in `([] : List (Fin 3))`", where)
            self.solve_type(node.type, span)
            if isinstance(node, BINDING):
                self.solve_type(node.domain, span)
            pending.extend(children(node))
        self.check_scope(solved, span)
        self.check_decidable(solved, span)
        return solved

    def solve_type(self, type_: Type, span: Span) -> Type:
        solved = self.partial_type(type_)
        pending: list[Type] = [solved]
        while pending:
            match pending.pop():
                case TypeHole(id=identity):
                    where, what = self.origins[identity]
                    self.fail(f"{what} cannot be inferred here; write it, as in `([] : List Nat)`", where)
                case Type(parts=parts):
                    for part in parts:
                        if isinstance(part, Type):
                            pending.append(part)
                        elif any(isinstance(inner, Hole) for inner in subterms(part)):
                            self.solve(part, span)
        return solved

    def solve_context(self, item: Binder | Premise) -> Binder | Premise:
        whole = Span(0, 1)
        if isinstance(item, Premise):
            return replace(item, statement=self.solve(item.statement, whole))
        default = None if item.default is None else self.solve(item.default, whole)
        return replace(item, type=self.solve_type(item.type, whole), default=default)

    def check_scope(self, solved: Term, span: Span) -> None:
        """A type that was inferred may speak of a variable only where that is bound."""
        for name in sorted(free_variables(solved) - self.names):
            where = next((s for n, s in self.bound if n == name), span)
            self.fail(f"the type of a term outside would depend on `{name}`, which is bound in here", where)

    def check_decidable(self, solved: Term, span: Span) -> None:
        """`decide` is for propositions that are made of what can be decided, as variables of type `Prop` are not."""
        for part in subterms(solved):
            if isinstance(part, Builtin) and part.name in ("decide", "ite"):
                unknown = undecided(part.arguments[0], self.comparable)
                if unknown is not None:
                    needs = "declare it as a `Bool`"
                    if isinstance(unknown, Builtin):
                        needs = f"add `[DecidableEq {sorted(type_variables(unknown.arguments[0].type))[0]}]`"
                    self.fail(f"whether `{self.show(unknown)}` holds cannot be decided, which is needed here: {needs}",
                              span)  # fmt: skip

    def check_quantifiers(self, context: Iterable[Binder | Premise], term: Term) -> None:
        for root in (term, *(c.statement for c in context if isinstance(c, Premise))):
            pending = [root]
            while pending:
                node = pending.pop()
                pending.extend(children(node))
                if isinstance(node, Exists) and witness(node) is not None:
                    continue
                if isinstance(node, (ForAll, Exists)) and not is_finite(node.domain) and bound_of(node) is None:
                    span = next((s for n, s in self.bound if n == node.name), Span(0, 1))
                    sign = "∀" if isinstance(node, ForAll) else "∃"
                    self.fail(f"`{sign} {node.name}` runs over `{self.show(node.domain)}`, which is not finite, in a "
                              "place where it cannot be tried input by input: bound it, as in "
                              f"`{sign} {node.name} ∈ xs, …`", span)  # fmt: skip
