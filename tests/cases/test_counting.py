"""How far the loops of a statement go, and what that makes of the sizes of its inputs."""

from __future__ import annotations

import pytest

from conformance.cases.counting import most_looped
from conformance.cases.telescope import telescope
from conformance.cases.wide import wide_cases
from tests.cases.support import domain_of, law_of

ALL_PAIRS = "∑ i : Fin n, ∑ j : Fin n, ({})"


@pytest.mark.parametrize(
    ("claim", "most"),
    [
        ("(List.finRange n).length = n", None),
        (f"{ALL_PAIRS.format('f i * f j')} = {ALL_PAIRS.format('f j * f i')}", 141),
        (f"{ALL_PAIRS.format('∑ k : Fin n, f k')} = {ALL_PAIRS.format('∑ k : Fin n, f k')}", 27),
        # A table over two values is short, as one over a type that a law is over.
        ("(fun (i : Fin n) (b : Bool) => f i) = fun i b => f i + 0", None),
    ],
)
def test_loops_within_each_other_leave_room_for_few_positions(claim: str, most: int | None) -> None:
    law = law_of(f"theorem t {{n : Nat}} (f : Fin n → Nat) : {claim}")
    assert most_looped([law.claim], law.environment.definitions) == most


def test_inputs_of_a_law_do_not_hang_on_the_loops_of_another() -> None:
    binders = "theorem t {n : Nat} (f : Fin n → Nat)"
    pairs = ALL_PAIRS.format("f i * f j")
    nested, flat = law_of(f"{binders} : {pairs} = {pairs}"), law_of(f"{binders} : f = f")
    assert telescope(nested) != telescope(flat)


def test_sizes_that_are_too_large_for_loops_come_to_all_below() -> None:
    pairs = ALL_PAIRS.format("f i * f j")
    domain = domain_of(law_of(f"theorem t {{n : Nat}} (f : Fin n → Nat) : {pairs} = {pairs}"))
    found = [case.frame[0] for case in wide_cases(domain, 2, 0) if case.frame is not None]
    assert max(found) > 120
    assert found.count(141) < len(found) / 10
    assert len(set(found)) > 40


def test_as_many_vectors_within_a_vector_come_as_can_be_gone_through() -> None:
    law = law_of("theorem t {n : Nat} (f : Fin n → Fin 3 → Nat) (g : Fin n → Nat) : f = f")
    found = [case.frame[0] for case in wide_cases(domain_of(law), 2, 0) if case.frame is not None]
    assert 2_100 < max(found) <= 4_097
