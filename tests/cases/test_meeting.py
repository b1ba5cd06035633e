"""How premises are met, told of a law."""

from __future__ import annotations

from conformance.cases.meeting import LEFT_OUT, meetings, shares
from conformance.laws.laws import Law
from conformance.laws.specfile import shipped
from tests.cases.support import law_of

BINDERS = "{n : Nat} (xs : List (Fin n)) (f : Fin n → Nat) (a b : Nat)"


def told(law: Law) -> list[tuple[str, str]]:
    spec = shipped()
    return [(m.premise, m.done) for m in meetings(law, spec.definitions, spec.reference)]


def test_premises_come_in_the_order_in_which_they_are_made_to_hold() -> None:
    law = law_of(f"theorem t {BINDERS} (h : ∀ i ∈ xs, f i = max a 1) (e : a < b ∧ b = 3) : True")
    assert told(law) == [
        ("b = 3", "`b` is set to `3`"),
        ("a < b", "`a` is lowered below `b`, or else `b` is raised above `a`"),
        ("∀ i ∈ xs, f i = max a 1", "`f i` is set to `max a 1` for each `i` in `xs`"),
    ]


def test_a_backend_is_asked_for_what_calls_an_operation() -> None:
    law = law_of(f"theorem t {BINDERS} (m : Mask n) (h : ∀ i ∈ xs, selected m i) (e : a = 1) : True")
    spec = shipped()
    found = meetings(law, spec.definitions, spec.reference)
    assert [(m.done, m.is_asked) for m in found] == [
        ("`m i` is set to `true` for each `i` in `xs`", True), ("`a` is set to `1`", False),
    ]  # fmt: skip


def test_what_may_take_long_is_not_tried() -> None:
    law = law_of(f"theorem t {BINDERS} (h : ∀ k < 2 ^ a, k < b) : True")
    assert told(law) == [("∀ k < 2 ^ a, k < b", LEFT_OUT)]


def test_shares_tell_chance_from_construction() -> None:
    spec = shipped()
    law = law_of(f"theorem t {BINDERS} (h : ∀ i ∈ xs, f i = 7) : True")
    found = shares(law, spec.definitions, spec.reference, 200)
    assert found.drawn == found.made == 200
    assert found.by_chance < 80 < found.telling < 200
    missed = law_of(f"theorem t {BINDERS} (h : max a b = 4) : True")
    rare = shares(missed, spec.definitions, spec.reference, 200)
    assert rare.made == rare.by_chance < 60
