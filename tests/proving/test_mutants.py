"""Statements near to theorems that the evaluator refutes are never proved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

pytest.importorskip("z3")

from conformance.cases.profiles import PROFILES
from conformance.checking.laws import laws_of
from conformance.checking.statements import false_statements
from conformance.laws.laws import Law
from conformance.laws.specfile import shipped
from conformance.proving.theory import Theory
from conformance.runs.proving import without_body
from tests.proving.mutants import mutants

SPEC = shipped()
LAWS = [law for law in laws_of(SPEC) if law.obligation is None]
THEOREMS = [law for law in LAWS if law.kind == "theorem" and not without_body(SPEC, law)]

FEW_INPUTS = replace(PROFILES["quick"], exhaustive=200, sampled=5)
STEPS = 50_000
"""Of the solver for a question: a tenth of those that `conformance prove` gives it, and enough for every theorem."""
PER_THEOREM = 3


def chosen(theory: Theory, law: Law) -> Iterator[Law]:
    """Mutants of a theorem as it is written and with definitions written out, from all over it."""
    written = theory.proposition(law)
    premises = [replace(p, statement=s) for p, s in zip(law.premises, written.premises, strict=True)]
    for form, one in {"written": law, "out": replace(law, claim=written.claim, premises=tuple(premises))}.items():
        found = list(mutants(one))
        for number, mutant in enumerate(found[:: max(1, len(found) // PER_THEOREM)][:PER_THEOREM]):
            yield replace(mutant, id=f"{law.id} {form} changed {number}")


def is_refuted(mutant: Law) -> bool:
    """Whether the evaluator finds an input on which a mutant is false."""
    try:
        return any(false.is_refuted for false in false_statements(SPEC, [mutant], FEW_INPUTS, 0).values())
    except TypeError:
        # A quantifier was changed, and another is over what cannot be run through, which no text could say.
        return False


@pytest.mark.slow
def test_no_mutant_that_the_evaluator_refutes_is_proved() -> None:
    theory = Theory(LAWS, SPEC.definitions, STEPS)
    refuted = []
    for law in THEOREMS:
        for mutant in chosen(theory, law):
            if is_refuted(mutant):
                refuted.append(mutant.id)
                # All theorems may be used, the one among them that was changed.
                assert not theory.proof(mutant).is_proved, mutant.claim
    assert len(refuted) >= 300
