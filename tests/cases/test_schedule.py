"""In which order premises are made to hold, and what is changed for each."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

import pytest

from conformance.cases.claims import Bounds, Claims
from conformance.cases.domain import Domain
from conformance.cases.premises import repair
from conformance.cases.sample import draw, further
from conformance.cases.schedule import Step, schedule
from conformance.checking.laws import laws_of
from conformance.laws.laws import Law
from conformance.laws.specfile import load
from conformance.lean.variables import free_variables
from conformance.values.limits import Limits
from tests.cases.support import domain_of, law_of
from tests.cases.test_premises import READ

BINDERS = "{n : Nat} (xs : List (Fin n)) (f g : Fin n → Nat) (m l : Mask n) (a b c j k : Nat) (is js ks : List Nat)"


def read(premises: str) -> Law:
    return law_of(f"theorem t {BINDERS} {premises} : True")


def steps(law: Law) -> tuple[Step, ...]:
    return schedule(law.assumed, [b.name for b in law.binders], law.environment.definitions)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("premises", "order", "solved"),
    [
        ("(h : a = b + c) (e : b = 2 * c)", "e h", "b a"),
        ("(h : a = b) (e : b = c) (d : c = 5)", "d e h", "c b a"),
        ("(h : ∀ i ∈ xs, f i = k) (e : xs.length = 3) (d : 7 < k)", "e d h", "xs k f"),
        ("(h : ∀ i ∈ xs, f i = g i) (e : ∀ i : Fin n, g i = k)", "e h", "g f"),
        ("(h : a < b) (e : b < a)", "h e", "a b"),
        ("(h : max a b = min a c)", "h", "None"),
        ("(h : 0 < a) (e : 0 < b)", "h e", "a b"),
    ],
)
def test_what_is_solved_for_a_variable_comes_before_what_reads_it(premises: str, order: str, solved: str) -> None:
    found = steps(read(premises))
    assert " ".join(s.premise.name for s in found) == order
    assert " ".join(str(s.solves) for s in found) == solved


@pytest.mark.parametrize(
    ("premise", "told"),
    [
        ("(h : ∀ i ∈ xs, f i = 0)", "`f i` is set to `0` for each `i` in `xs`"),
        ("(h : a < b)", "`a` is lowered below `b`, or else `b` is raised above `a`"),
        ("(h : ¬ a < b)", "`b` is lowered to at most `a`, or else `a` is raised to at least `b`"),
        ("(h : ∀ i : Fin n, selected (complement m) i)", "`m i` is set to `false` for each `i`"),
        ("(h : k ∈ ks)", "`k` is changed so that `k ∈ ks`, or else `ks` is changed so that `k ∈ ks`"),
        ("(h : ks.Nodup)", "`ks` is changed so that `ks.Nodup`"),
        ("(h : a + 1 = b)", "`a + 1` is set to `b`, or else `b` is set to `a + 1`"),
        ("(h : a = 1 → b = 2)", "`b` is set to `2` where `a = 1`"),
        ("(h : maskedLoss xs f = 12)", "`maskedLoss xs f` is set to `12`"),
        ("(h : ∃ y, ∀ i : Fin n, f i = y)",
         "`f i` is set to `y` for each `i`, the witness `y` read off the equation"),
        ("(h : max a b = 4)", "inputs that miss it are left out"),
    ],
)  # fmt: skip
def test_what_is_done_is_told_in_words(premise: str, told: str) -> None:
    (step,) = steps(read(premise))
    assert step.told == told


@pytest.mark.parametrize(
    "premises",
    [
        "(h : a = b + c) (e : b = 2 * c)",
        "(h : a = b) (e : a < c)",
        "(h : a = b) (e : a = c)",
        "(h : a = b) (e : b = c) (d : c = j + k)",
        "(h : ∀ i ∈ xs, f i = g i) (e : ∀ i : Fin n, g i = k) (d : 7 < k)",
        "(h : ks.length = k) (e : k = a + 2) (d : a < 3)",
        "(h : ∀ i ∈ xs, f i = 0) (e : ∀ i ∈ xs, g i = f i)",
    ],
)
def test_premises_that_speak_of_one_another_hold_together(premises: str) -> None:
    domain = domain_of(read(premises))
    drawn = [frame for frame in draw(domain, 40, 0) if frame is not None]
    assert len(drawn) >= 30
    assert all(domain.premises_met(frame) for frame in drawn)


SHIPPED = load(["shipped"])
LAWS = [read(premises) for premises in READ] + [law for law in laws_of(SHIPPED) if law.assumed]


@pytest.mark.parametrize("law", LAWS, ids=[" ".join(law.text(p.statement) for p in law.premises) for law in LAWS])
def test_nothing_is_changed_but_what_is_told(law: Law) -> None:
    """What is read off a premise in words is what is done for it, and of a size that is raised, to what has it."""
    claims = Claims(SHIPPED.definitions, SHIPPED.reference, Bounds(Limits(), None))
    domain, bare = Domain([law], claims), Domain([replace(law, premises=())], claims)
    for step in domain.schedule:
        changed: set[str] = set()
        for frame in islice(further(bare, 1), 40):
            if frame is not None:
                made = repair(step.premise.statement, frame, domain.names, claims.definitions, claims.reference)
                changed |= {n for n, one, other in zip(domain.names, frame, made, strict=True) if one != other}
        told = {place.variable for place in step.places}
        assert changed <= told | {b.name for b in law.binders if told & free_variables(b.type)}
        assert not changed - domain.sizes or step.solves in changed
