"""What is said to the solver does not contradict itself: else it would prove whatever it is asked."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytest.importorskip("z3")

import z3

from conformance.checking.laws import laws_of
from conformance.laws.laws import Law
from conformance.laws.specfile import shipped
from conformance.lean.types import INT, NAT
from conformance.proving.instances import instances, relevant
from conformance.proving.kinds import Natural
from conformance.proving.proposition import Proposition
from conformance.proving.reading import Reader
from conformance.proving.session import Session
from conformance.proving.solver import ask
from conformance.proving.theory import Theory, facts
from conformance.runs.proving import without_body

SPEC = shipped()
LAWS = [law for law in laws_of(SPEC) if law.obligation is None and not without_body(SPEC, law)]
THEORY = Theory(LAWS, SPEC.definitions)


def said(goal: Proposition) -> list[z3.ExprRef]:
    """All that is said for a proof, but that the claim is false."""
    session = Session()
    reader = Reader(session)
    stated = reader.statement(goal.binders, goal.premises, goal.claim, {}, is_goal=True)
    lemmas = [i.said for one in relevant(facts(), goal) for i in instances(one, goal, stated.names, reader)]
    return [*session.axioms, *session.products, *stated.assumed, *lemmas]


@pytest.mark.parametrize("law", [law for law in LAWS if law.kind == "theorem"], ids=lambda law: law.id)
def test_what_is_assumed_does_not_contradict_itself(law: Law) -> None:
    assert not ask(said(THEORY.proposition(law)), 200_000).contradicts


def test_a_sum_of_integers_is_another_function_than_one_of_naturals() -> None:
    session = Session()
    reader = Reader(session)
    kinds = [reader.sorts.kind(type_, {}) for type_ in (NAT, INT)]
    assert kinds[0].sort == kinds[1].sort
    assert [isinstance(kind, Natural) for kind in kinds] == [True, False]
    symbols = [
        session.on_number("s", kind, z3.IntVal(0), lambda _, k, before: before + k)(z3.IntVal(3)) for kind in kinds
    ]
    assert not symbols[0].decl().eq(symbols[1].decl())


ASKS = """
from conformance.checking.laws import laws_of
from conformance.laws.specfile import shipped
from conformance.proving.theory import Theory

laws = laws_of(shipped())
law = next(law for law in laws if law.id == "graphSSLObjective_collapsed_positive")
print(Theory(laws, shipped().definitions).proof(law))
"""


def test_each_question_is_answered_in_the_same_steps_in_another_process() -> None:
    told = [subprocess.run([sys.executable, "-c", ASKS], capture_output=True, check=True).stdout for _ in range(2)]
    assert told[0] == told[1]
    assert b"steps=" in told[0]
