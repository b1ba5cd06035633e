"""Surface syntax to typed trees: resolves names, infers implicit arguments and rejects what has no type.

A statement is read by one object, whose class is made of layers, one a file. `Holes`, `Unification`, `Coercions`,
`Scope`, `Postponing`, `Settling` and `Solving` keep what is known of it and read nothing themselves; `Types`,
`Literals`, `Places`, `Binders`, `Records`, `Applications` and `Operators` read one kind of syntax each, and `Terms`
says which reads what.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from conformance.lean import surface
from conformance.lean.decidability import type_variables
from conformance.lean.elaborate.environment import Declared, Environment, Opened
from conformance.lean.elaborate.scope import Unbound
from conformance.lean.elaborate.solving import Solving
from conformance.lean.elaborate.terms import Terms
from conformance.lean.elaborate.types import is_universe
from conformance.lean.errors import LeanError
from conformance.lean.nodes import Term, Type
from conformance.lean.prelude import NAMES, RESERVED, SIMPLE_TYPES
from conformance.lean.quantifiers import strip
from conformance.lean.syntax import Abbreviation, Binder, Definition, Premise, Structure, Theorem, Variable
from conformance.lean.types import PROP, SORT, has_more_parts

Preconditions = tuple[tuple[int, Premise], ...]

MAX_PARTS = 1_000
"""Types of which an abbreviation may be made, written out: a few that double each other are more than can be read."""


def elaborate_declaration(
    environment: Environment, declaration: surface.Declaration, text: str, opened: Sequence[Opened] = ()
) -> Declared:
    """Types a declaration, which may write names of the `opened` namespaces without them.

    Raises:
        LeanError: a name is unknown, a type is wrong or cannot be inferred, or a quantifier cannot be evaluated.
    """
    mentioned: list[surface.BinderGroup] = []
    while True:
        bound = replace(declaration, binders=(*mentioned, *declaration.binders))
        try:
            return _Elaborator(environment.within("", opened), text).declaration(bound)
        except Unbound as unbound:
            name = unbound.name
            mentioned.append(surface.BinderGroup(name.span, (name,), None, True))
            mentioned.sort(key=lambda group: group.span.start)
        except RecursionError:
            raise LeanError("the statement is nested too deeply", text, declaration.span) from None


def elaborate_proposition(environment: Environment, syntax: surface.Syntax, text: str) -> Term:
    """Types a closed proposition.

    Raises:
        LeanError: as for a declaration.
    """
    elaborator = _Elaborator(environment, text)
    try:
        return elaborator.proposition(syntax)
    except RecursionError:
        raise LeanError("the statement is nested too deeply", text, syntax.span) from None


def elaborate_term(environment: Environment, binders: Iterable[Binder], syntax: surface.Syntax, text: str) -> Term:
    """Types a term in which the binders' variables may occur.

    Raises:
        LeanError: as for a declaration.
    """
    elaborator = _Elaborator(environment, text)
    try:
        return elaborator.open_term(binders, syntax)
    except RecursionError:
        raise LeanError("the statement is nested too deeply", text, syntax.span) from None


class _Elaborator(Terms, Solving):
    """Reads declarations, and what else stands by itself."""

    def declaration(self, declaration: surface.Declaration) -> Declared:
        name = self.environment.own_name(declaration.name.text)
        # As in Lean, a declaration is read in the namespace that its name has.
        self.environment = self.environment.within(name.rpartition(".")[0])
        if name in RESERVED or name in SIMPLE_TYPES or name in NAMES:
            self.fail(f"`{name}` is built in and cannot be declared again", declaration.name.span)
        is_theorem = declaration.keyword in ("theorem", "example")
        premises = declaration.keyword not in ("abbrev", "structure")
        context = self.context(declaration.binders, premises=premises, is_theorem=is_theorem)
        if is_theorem:
            assert declaration.type is not None
            conclusion = self.elaborate(declaration.type, PROP)
            self.finish()
            solved = tuple(self.solve_context(c) for c in context)
            theorem = Theorem(name, solved, self.solve(conclusion, declaration.type.span))
            self.check_quantifiers(*strip(theorem.context, theorem.conclusion))
            return theorem
        binders = tuple(c for c in context if isinstance(c, Binder))
        if declaration.keyword == "structure":
            return self.structure(name, binders, declaration)
        preconditions = tuple(self.preconditions(context))
        if declaration.body is None:
            return self.opaque(name, binders, preconditions, declaration)
        returns_type = declaration.type is not None and is_universe(declaration.type)
        if returns_type or (declaration.type is None and self.is_type(declaration.body)):
            body = self.type(declaration.body)
            self.finish()
            if has_more_parts(body, MAX_PARTS):
                message = f"`{name}` stands for a type of more than {MAX_PARTS:,} parts when it is written out"
                self.fail(message, declaration.body.span)
            return Abbreviation(name, self.solved(binders), self.solve_type(body, declaration.body.span))
        result = None if declaration.type is None else self.type(declaration.type)
        value = self.elaborate(declaration.body, result)
        self.finish()
        solved_result = self.solve_type(result or value.type, declaration.body.span)
        solved_value = self.solve(value, declaration.body.span)
        self.check_quantifiers([], solved_value)
        self.check_types_implicit(declaration)
        return Definition(name, self.solved(binders), solved_result, solved_value, self.solved_all(preconditions))

    def opaque(
        self, name: str, binders: tuple[Binder, ...], preconditions: Preconditions, declaration: surface.Declaration
    ) -> Definition:
        """An operation without a body."""
        assert declaration.type is not None
        if is_universe(declaration.type):
            self.fail("an `opaque` of the language is an operation, and no type", declaration.type.span)
        result = self.type(declaration.type)
        self.finish()
        self.check_types_implicit(declaration)
        solved_result = self.solve_type(result, declaration.type.span)
        return Definition(name, self.solved(binders), solved_result, None, self.solved_all(preconditions))

    def preconditions(self, context: Sequence[Binder | Premise]) -> Iterator[tuple[int, Premise]]:
        """The propositions that an operation binds, each with its place among the arguments that are written."""
        written = [c for c in context if isinstance(c, Premise) or not c.implicit]
        return ((place, c) for place, c in enumerate(written) if isinstance(c, Premise))

    def solved_all(self, preconditions: Preconditions) -> Preconditions:
        solved = [(place, self.solve_context(premise)) for place, premise in preconditions]
        for _, premise in solved:
            assert isinstance(premise, Premise)
            self.check_quantifiers([], premise.statement)
        return tuple([(place, premise) for place, premise in solved if isinstance(premise, Premise)])

    def check_types_implicit(self, declaration: surface.Declaration) -> None:
        for group in declaration.binders:
            if group.type is not None and is_universe(group.type) and not group.implicit:
                self.fail("a type is no argument of an operation: write `{…}` around it", group.span)

    def solved(self, binders: Iterable[Binder]) -> tuple[Binder, ...]:
        solved = [self.solve_context(b) for b in binders]
        return tuple(b for b in solved if isinstance(b, Binder))

    def structure(self, name: str, binders: tuple[Binder, ...], declaration: surface.Declaration) -> Structure:
        if declaration.type is not None and not is_universe(declaration.type):
            self.fail("a structure is a `Type`; one that is a proposition is written as a `def`", declaration.type.span)
        fields: list[Binder] = []
        for group in declaration.fields:
            assert group.type is not None
            if not self.is_type(group.type):
                self.fail("a field needs a type; a proposition is assumed in a theorem", group.type.span)
            type_ = self.type(group.type)
            default = None if group.default is None else self.elaborate(group.default, type_)
            for field in group.names:
                self.check_bound(field)
                if field.text in [f.name for f in fields]:
                    self.fail(f"field `{field.text}` is declared twice", field.span)
                fields.append(Binder(field.text, type_, default=default))
        self.finish()
        return Structure(name, self.solved(binders), self.solved(fields))

    def proposition(self, syntax: surface.Syntax) -> Term:
        term = self.elaborate(syntax, PROP)
        self.finish()
        solved = self.solve(term, syntax.span)
        self.check_quantifiers([], solved)
        return solved

    def open_term(self, binders: Iterable[Binder], syntax: surface.Syntax) -> Term:
        for binder in binders:
            self.locals[binder.name] = Variable(binder.type, binder.name)
        self.names = frozenset(self.locals)
        self.trusts_proofs = True
        term = self.elaborate(syntax, None)
        # What is read back was read before, with what is assumed.
        self.places.clear()
        self.proofs.clear()
        self.finish()
        return self.solve(term, syntax.span)

    def context(
        self, groups: Sequence[surface.BinderGroup], *, premises: bool, is_theorem: bool
    ) -> list[Binder | Premise]:
        context: list[Binder | Premise] = []
        bound: set[str] = set()
        for group in groups:
            if group.instance:
                self.check_instance(group)
                continue
            self.binds_unknown = True
            is_type = group.type is None or is_universe(group.type) or self.is_type(group.type)
            self.binds_unknown = False
            if not is_type and not is_theorem:
                self.check_known(group.type)
            if not is_type and not premises:
                self.fail("a binder of a type needs a type; a proposition is assumed in a theorem or by an operation",
                          group.span)  # fmt: skip
            for name in group.names:
                if name.text in bound and name.text != "_":
                    self.fail(f"`{name.text}` is bound twice", name.span)
                bound.add(name.text)
                if is_type:
                    self.binds_unknown = True
                    type_ = self.binder_type(group, name)
                    self.binds_unknown = False
                    default = None if group.default is None else self.elaborate(group.default, type_)
                    context.append(Binder(self.bind(name, type_), type_, group.implicit, default))
                else:
                    assert group.type is not None
                    self.check_bound(name)
                    premise = Premise(name.text, self.elaborate(group.type, PROP), group.default is not None)
                    self.assumed.append((name.text, premise.statement))
                    context.append(premise)
        return context

    def binder_type(self, group: surface.BinderGroup, name: surface.Name) -> Type:
        if group.type is None:
            return self.type_hole(name.span, f"the type of `{name.text}`")
        return SORT if is_universe(group.type) else self.type(group.type)

    def check_instance(self, group: surface.BinderGroup) -> None:
        """`[DecidableEq α]`: equality is evaluated at all types at which a type variable is tried."""
        assert group.type is not None
        match group.type:
            case surface.Application(function=surface.Name(text="DecidableEq" | "BEq" | "LawfulBEq"), arguments=(of,)):
                self.comparable.update(type_variables(self.type(of)))
            case _:
                message = (
                    "of instances, `[DecidableEq α]` and `[BEq α]` are supported; assume what you need in a binder"
                )
                self.fail(f"{message}, as in `(h : 0 < n)`", group.span)
