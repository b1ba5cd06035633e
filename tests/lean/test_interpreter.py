"""Statements at random: the language decides each as an interpreter does that shares no code with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import islice

import pytest

from conformance.laws.specfile import shipped
from conformance.lean.allowance import Allowance
from conformance.lean.elaborate.declarations import elaborate_declaration
from conformance.lean.evaluate import compile_term
from conformance.lean.parse import parse_declaration
from conformance.lean.prelude import BUILTINS
from conformance.lean.quantifiers import strip
from conformance.lean.syntax import Binder, Builtin, ForAll, Premise, Theorem, called, subterms
from tests.lean.interpreter import Interpreter
from tests.lean.propositions import Writer

SPEC = shipped()
REFERENCE = SPEC.reference
INTERPRETER = Interpreter(SPEC.definitions)
CALLED = ("selected", "allMask", "emptyMask", "complement", "maskedLoss")
"""The shipped definitions that the statements call."""
MOST_INPUTS = 60
"""On how many inputs a theorem is tried."""


def elaborated(text: str) -> Theorem:
    theorem = elaborate_declaration(SPEC.environment, parse_declaration(text), text)
    assert isinstance(theorem, Theorem)
    return theorem


def inputs(binders: list[Binder], names: dict[str, object]) -> Iterator[dict[str, object]]:
    """All inputs with naturals and lists up to 2."""
    if not binders:
        yield names
        return
    for value in INTERPRETER.members(binders[0].type, names, 2):
        yield from inputs(binders[1:], {**names, binders[0].name: value})


def check(text: str) -> tuple[int, bool]:
    """On how many inputs both agree about the premises and the claim, and the verdict."""
    theorem = elaborated(text)
    context, claim = strip(theorem.context, theorem.conclusion)
    binders = [c for c in context if isinstance(c, Binder)]
    names = [b.name for b in binders]
    statements = [*(c.statement for c in context if isinstance(c, Premise)), claim]
    compiled = [compile_term(s, names, REFERENCE) for s in statements]
    measured = [compile_term(s, names, REFERENCE, Allowance()) for s in statements]
    holds, tried = True, list(islice(inputs(binders, {}), MOST_INPUTS + 1))
    for named in tried[:MOST_INPUTS]:
        frame = tuple(named[name] for name in names)
        values = [evaluate(frame) for evaluate in compiled]
        assert values == [evaluate(frame) for evaluate in measured], (text, named)
        assert values == [INTERPRETER.value(s, named) for s in statements], (text, named)
        holds = holds and (values[-1] or not all(values[:-1]))
    if len(tried) <= MOST_INPUTS:
        assert INTERPRETER.holds(theorem.context, theorem.conclusion, {}, 2) == holds, text
    return len(tried), holds


@pytest.mark.parametrize(
    ("first", "count"), [(0, 700), *(pytest.param(n, 2_500, marks=pytest.mark.slow) for n in range(0, 10_000, 2_500))]
)
def test_a_statement_means_what_the_interpreter_says(first: int, count: int) -> None:
    verdicts: Counter[bool] = Counter()
    inputs_tried = 0
    for seed in range(first, first + count):
        tried, holds = check(Writer(seed).theorem())
        verdicts[holds] += 1
        inputs_tried += tried
    assert min(verdicts.values()) > count / 5
    assert inputs_tried > 5 * count


def test_the_statements_have_what_evaluation_could_get_wrong() -> None:
    seen: Counter[str] = Counter()
    for seed in range(700):
        theorem = elaborated(Writer(seed).theorem())
        seen["premise"] += any(isinstance(c, Premise) for c in theorem.context)
        for part in subterms(theorem.conclusion):
            seen[type(part).__name__] += 1
            if isinstance(part, ForAll):
                seen[type(part.domain).__name__] += 1
                seen["renamed"] += "_" in part.name
            if isinstance(part, Builtin):
                seen[part.name] += 1
            seen.update(called(part))
    for what in ("premise", "ForAll", "Lambda", "Apply", "FinType", "renamed", *CALLED):
        assert seen[what] >= 20, (what, seen)
    # What is estimated is no value that another evaluation must come to.
    others = {name for name, function in BUILTINS.items() if function.stands_as or function.draws}
    assert [name for name in BUILTINS if name not in seen and name not in others] == []


@pytest.mark.parametrize(
    ("text", "frame", "value"),
    [
        ("theorem t (n : Nat) : True ∧ (∀ n < 3, ∀ f : Fin n, 1 = 2)", (0,), False),
        ("theorem t (n : Nat) : (∀ n < 1, ∀ f : Fin n, 1 = 2) ∧ True", (3,), True),
        ("theorem t : True ∧ ∀ n < 3, ∀ f : Fin n, f = f", (), True),
        ("theorem t (n : Nat) : (List.range n).map (fun n => (List.finRange n).length) = List.range n", (3,), True),
    ],
)
def test_a_bound_name_in_a_type_is_the_bound_variable(text: str, frame: tuple[int, ...], value: bool) -> None:
    claim = elaborated(text).conclusion
    assert compile_term(claim, ("n",)[: len(frame)], {})(frame) is value
