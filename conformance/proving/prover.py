"""A theorem proved from definitions alone: directly, or by induction on one of its lists or numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product

import z3

from conformance.proving.instances import Known, for_all, instances, relevant
from conformance.proving.kinds import Expr, Items, Natural, Unstated
from conformance.proving.proposition import Proposition, is_reflexive
from conformance.proving.reading import Reader, Statement
from conformance.proving.session import Session
from conformance.proving.solver import STEPS, ask


@dataclass(frozen=True)
class Proof:
    """How a theorem was proved, or why it was not.

    `method` is empty where it was not, and `reason` where it was. `steps` is what the solver took.
    """

    method: str
    reason: str
    steps: int
    questions: int
    is_loose: bool = False
    """Whether it was proved of all values of the sorts, those included that are not of its types."""

    @property
    def is_proved(self) -> bool:
        """Whether it was."""
        return bool(self.method)

    def after(self, other: Proof) -> Proof:
        """This one, with what another took before it."""
        return replace(self, steps=self.steps + other.steps, questions=self.questions + other.questions)


@dataclass(frozen=True)
class _Way:
    """A way to prove a statement: questions, each of which must be found to contradict itself."""

    method: str
    questions: tuple[tuple[Expr, ...], ...]


_ROUNDS = ((False, False), (True, False), (False, True), (True, True))
"""What is said to the solver besides definitions, by and by: what was proved before, and what powers are."""


def prove(goal: Proposition, known: Sequence[Known], steps: int = STEPS) -> Proof:
    """A proof of a theorem, for which those that are known may be used; each question may take so many steps."""
    if is_reflexive(goal.claim):
        return Proof("by definition", "", 0, 0, goal.may_be_loose)
    session = Session()
    reader = Reader(session)
    try:
        stated = reader.statement(goal.binders, goal.premises, goal.claim, {}, is_goal=True)
        said = [i for one in relevant(known, goal) for i in instances(one, goal, stated.names, reader)]
    except Unstated as unstated:
        return Proof("", f"it cannot be said to the solver: {unstated}", 0, 0)
    spent = asked = 0
    # What was proved of values of their types alone says nothing of others.
    tries = [(stated.loosened(), [i.said for i in said if i.is_loose])] if goal.may_be_loose and stated.loose else []
    tries.append((stated, [i.said for i in said]))
    for (with_lemmas, with_products), (tried, lemmas) in product(_ROUNDS, tries):
        if (with_lemmas and not lemmas) or (with_products and not session.products):
            continue
        axioms = [*session.axioms, *(session.products if with_products else [])]
        for way in _ways(session, tried, lemmas if with_lemmas else []):
            is_proved = True
            for question in way.questions:
                answer = ask([*axioms, *question], steps)
                spent, asked = spent + answer.steps, asked + 1
                if not answer.contradicts:
                    is_proved = False
                    break
            if is_proved:
                is_loose = goal.may_be_loose and not tried.loose
                return Proof(way.method, "", spent, asked, is_loose)
    ways = ", ".join(way.method for way in _ways(session, stated, []))
    return Proof("", f"the solver found no proof in {steps:,} steps each: {ways}", spent, asked)


def _ways(session: Session, stated: Statement, lemmas: Sequence[Expr]) -> Iterator[_Way]:
    """The ways to prove a statement, simplest first."""
    yield _Way("directly", ((*_given(stated, lemmas), *stated.premises, z3.Not(stated.claim)),))
    lists, numbers = [], []
    for constant in stated.constants:
        kind = session.kinds[constant.get_id()]
        if isinstance(kind, Items) and kind.is_list:
            lists.append((constant, kind))
        elif isinstance(kind, Natural):
            numbers.append(constant)
    for constant, kind in lists:
        yield _on_list(session, stated, lemmas, constant, kind)
    for constant in numbers:
        yield _on_number(session, stated, lemmas, constant)


def _given(stated: Statement, lemmas: Sequence[Expr]) -> list[Expr]:
    return [*stated.guards, *stated.loose, *lemmas]


def _at(formulas: Sequence[Expr], constant: Expr, value: Expr) -> list[Expr]:
    """Formulas with a value in the place of a constant."""
    return [z3.substitute(f, (constant, value)) for f in formulas]


def _failing(stated: Statement, lemmas: Sequence[Expr], constant: Expr, value: Expr) -> list[Expr]:
    """That the statement fails where a constant has a value."""
    return _at([*_given(stated, lemmas), *stated.premises, z3.Not(stated.claim)], constant, value)


def _assumed(stated: Statement, lemmas: Sequence[Expr], constant: Expr, value: Expr) -> list[Expr]:
    """That the statement holds where a constant has a value, for all values of the others."""
    others = [c for c in stated.constants if not c.eq(constant)]
    *assumed, claim = _at([*stated.assumed, stated.claim], constant, value)
    found = [for_all([], assumed, claim), *_noticed(claim)]
    if others:
        found.append(for_all(others, assumed, claim))
    if lemmas:
        found.append(
            for_all([], _at([*stated.guards, *stated.loose], constant, value), z3.And(*_at(lemmas, constant, value)))
        )
    return found


def _on_list(session: Session, stated: Statement, lemmas: Sequence[Expr], constant: Expr, kind: Items) -> _Way:
    head, tail = session.constant(kind.item.sort, "head"), session.constant(kind.sort, "tail")
    empty, longer = kind.empty, kind.made(head, tail)
    base = _failing(stated, lemmas, constant, empty)
    step = [*_assumed(stated, lemmas, constant, tail), *_failing(stated, lemmas, constant, longer)]
    return _Way(f"by induction on {session.shown[constant.get_id()]}", (tuple(base), tuple(step)))


def _on_number(session: Session, stated: Statement, lemmas: Sequence[Expr], constant: Expr) -> _Way:
    number = session.constant(z3.IntSort(), "number")
    base = _failing(stated, lemmas, constant, z3.IntVal(0))
    step = [number >= 0, *_assumed(stated, lemmas, constant, number), *_failing(stated, lemmas, constant, number + 1)]
    return _Way(f"by induction on {session.shown[constant.get_id()]}", (tuple(base), tuple(step)))


def _noticed(claim: Expr) -> list[Expr]:
    """Formulas that say nothing of the terms of a claim, but have them noticed where the claim itself is not."""
    found: dict[int, Expr] = {}
    pending = [claim]
    while pending:
        term = pending.pop()
        if z3.is_app(term):
            if term.num_args() and term.decl().kind() == z3.Z3_OP_UNINTERPRETED:
                found[term.get_id()] = z3.Function(f"seen.{term.sort()}", term.sort(), z3.BoolSort())(term)
            pending += term.children()
    return [*found.values()]
