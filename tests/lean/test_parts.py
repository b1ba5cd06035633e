"""What a proposition is made of hangs on what it says, not on how it is written."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, reduce
from itertools import islice

import pytest

from conformance.lean.evaluate import compile_term
from conformance.lean.nodes import Term
from conformance.lean.parts import always_evaluated, conjuncts, implication, implied
from conformance.lean.quantifiers import strip
from conformance.lean.render import render
from conformance.lean.syntax import Binder, Builtin, Premise
from conformance.lean.types import PROP
from tests.lean.propositions import Writer
from tests.lean.test_interpreter import INTERPRETER, REFERENCE, elaborated, inputs

VARIABLES = "(a b : Bool) (n : Nat) (xs : List (Fin n)) (m : Fin n → Bool)"


def statement(text: str) -> Term:
    return elaborated(f"theorem t {VARIABLES} (h : {text}) : True").context[-1].statement  # type: ignore[union-attr]


@pytest.mark.parametrize(("text", "parts"), [
    ("n = 1", ["n = 1"]),
    ("n = 1 ∧ (n < 2 ∧ a = b)", ["n = 1", "n < 2", "a = b"]),
    ("¬(n = 1 → ¬(n < 2))", ["n = 1", "n < 2"]),
    ("¬(n = 1 ∨ n = 2)", ["¬ n = 1", "¬ n = 2"]),
    ("(a && !b) = true", ["a = true", "b = false"]),
    ("(a || b) = false", ["a = false", "b = false"]),
    ("(a || b) ≠ true", ["a = false", "b = false"]),
    ("decide (n = 1 ∧ n < 2) = true", ["n = 1", "n < 2"]),
    ("xs.all (fun i => m i) = true", ["∀ i ∈ xs, m i = true"]),
    ("¬ xs.any (fun i => m i) = true", ["∀ i ∈ xs, m i = false"]),
    ("n = 1 ∨ n = 2", ["n = 1 ∨ n = 2"]),
    ("¬ (a && b) = false", ["a = true", "b = true"]),
    ("a = b", ["a = b"]),
])  # fmt: skip
def test_parts_of_a_conjunction(text: str, parts: list[str]) -> None:
    assert [render(part) for part in conjuncts(statement(text))] == parts


@pytest.mark.parametrize(("text", "assumed", "rest"), [
    ("n = 1 → n < 2 → n = 3", ["n = 1", "n < 2"], "n = 3"),
    ("n = 1 ∧ n < 2 → n = 3", ["n = 1", "n < 2"], "n = 3"),
    ("¬(n = 1) ∨ ¬(n < 2) ∨ n = 3", ["n = 1", "n < 2"], "n = 3"),
    ("n = 1 ∨ n < 2", [], "n = 1 ∨ n < 2"),
])  # fmt: skip
def test_what_is_assumed(text: str, assumed: list[str], rest: str) -> None:
    found, left = implication(statement(text))
    assert ([render(part) for part in found], render(left)) == (assumed, rest)


def test_the_parts_of_statements_at_random_say_what_they_say() -> None:
    split = 0
    for seed in range(300):
        theorem = elaborated(Writer(seed).theorem())
        context, claim = strip(theorem.context, theorem.conclusion)
        binders = [c for c in context if isinstance(c, Binder)]
        names = [b.name for b in binders]
        for written in (claim, *(c.statement for c in context if isinstance(c, Premise))):
            denied = Builtin(PROP, "Not", (written,))
            ways = [
                _all(conjuncts(written)),
                implied(*implication(written)),
                Builtin(PROP, "Not", (_all(conjuncts(denied)),)),
            ]
            split += len(conjuncts(written)) + len(conjuncts(denied)) > 2
            evaluated = [compile_term(way, names, REFERENCE) for way in ways]
            for named in islice(inputs(binders, {}), 20):
                frame = tuple(named[name] for name in names)
                assert [e(frame) for e in evaluated] == [INTERPRETER.value(written, named)] * len(ways), (seed, named)
    assert split > 20


def test_the_parts_that_are_always_evaluated_make_the_calls_of_the_whole() -> None:
    seen = 0
    for seed in range(700):
        theorem = elaborated(Writer(seed).theorem())
        context, claim = strip(theorem.context, theorem.conclusion)
        binders = [c for c in context if isinstance(c, Binder)]
        names = [b.name for b in binders]
        made: set[tuple[object, ...]] = set()
        noting = {name: partial(_noted, made, name, operation) for name, operation in REFERENCE.items()}
        for written in (claim, *(c.statement for c in context if isinstance(c, Premise))):
            parts = always_evaluated(written)
            seen += bool(parts) and parts != [written]
            whole, *each = [compile_term(term, names, noting) for term in (written, *parts)]
            for named in islice(inputs(binders, {}), 10):
                frame = tuple(named[name] for name in names)
                whole(frame)
                of_the_whole = frozenset(made)
                made.clear()
                for part in each:
                    part(frame)
                assert made == of_the_whole, (seed, named)
                made.clear()
    assert seen > 20


def _noted(made: set[tuple[object, ...]], name: str, operation: Callable[..., object], *arguments: object) -> object:
    made.add((name, *arguments))
    return operation(*arguments)


def _all(parts: list[Term]) -> Term:
    return reduce(lambda left, right: Builtin(PROP, "And", (left, right)), parts)
