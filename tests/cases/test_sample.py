"""Sampling: inputs of every type, inside the limits, with the numbers at which dtypes end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.binding import Limits
from conformance.cases.domain import Domain
from conformance.cases.sample import draw, naturals, shrink
from conformance.laws import laws_of
from conformance.specfile import shipped
from tests.cases.support import domain_of, law_of, shipped_law

LIMITS = [
    Limits(),
    Limits(max_n=1),
    Limits(nonempty=True),
    Limits(distinct_indices=True),
    Limits(max_n=3, nonempty=True, distinct_indices=True),
]


@given(st.one_of(st.none(), st.integers(0, 2**64)))
def test_naturals_rise_and_stay_within_the_largest(largest: int | None) -> None:
    found = naturals(largest)
    assert len(found) == 256
    assert list(found) == sorted(found)
    top = 2**64 if largest is None else largest
    assert found[0] == 0
    assert found[-1] == top
    assert {b for b in (1, 127, 128, 255, 256, 2**15, 2**16, 2**24, 2**31, 2**53, 2**63) if b <= top} <= set(found)


@pytest.mark.parametrize("limits", LIMITS, ids=str)
@pytest.mark.parametrize("name", [law.id for law in laws_of(shipped()) if law.kind != "obligation"])
def test_every_input_drawn_is_inside_the_limits_and_meets_the_premises(name: str, limits: Limits) -> None:
    domain = domain_of(shipped_law(name), limits, max_nat=1_000)
    drawn = [f for f in draw(domain, 40, 0) if f is not None]
    # The law of the empty list has no input on a backend that claims none.
    assert bool(drawn) == ((name, limits.nonempty) != ("maskedLoss_nil", True))
    assert all(domain.admits(f) and domain.premises_met(f) for f in drawn)


def test_the_same_seed_draws_the_same() -> None:
    domain = domain_of(shipped_law("maskedLoss_append"))
    assert draw(domain, 50, 3) == draw(domain, 50, 3) != draw(domain, 50, 4)


@pytest.mark.parametrize(
    "binders",
    [
        "(f : Nat → Nat) (k : Nat)",
        "(xs : List Nat)",
        "(xs : List Bool)",
        "(rows : List (List Nat))",
        "{n : Nat} (f : Fin n → Fin (n + 1))",
        "{n k : Nat} (f : Fin n → Mask k)",
        "(f : Bool → Nat)",
        "{n : Nat} (i : Fin (n * n))",
    ],
)
def test_every_type_of_the_language_has_inputs(binders: str) -> None:
    domain = domain_of(law_of(f"theorem t {binders} : True"))
    assert any(f is not None for f in draw(domain, 20, 0))


def smallest(domain: Domain, fails: object) -> object:
    return shrink(domain, 200, 0, fails)[0]  # type: ignore[arg-type]


def test_a_failure_shrinks_to_small_numbers() -> None:
    domain = domain_of(shipped_law("maskedLoss"))
    frame = smallest(domain, lambda f: sum(f[2][i] for i in f[1]) >= 200)
    assert frame[0] <= 2  # type: ignore[index]
    assert len(frame[1]) <= 2  # type: ignore[index]
    assert shrink(domain, 50, 0, lambda f: False) == []
