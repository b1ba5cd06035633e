"""Laws whose premises leave few of the inputs that are enumerated and sampled have more drawn."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conformance import check
from conformance.cases.domain import Domain
from conformance.cases.profiles import PROFILES
from conformance.cases.streams import Streams
from conformance.checking.laws import laws_of
from conformance.laws.specfile import load
from conformance.records.vocabulary import STAGES
from tests.cases.support import domain_of, law_of

PROFILE = replace(PROFILES["default"], exhaustive=400, sampled=20, least=300)


def counting(domain: Domain, streams: Streams) -> set[tuple[object, ...]]:
    """The inputs of which the premises say something, among those enumerated and sampled."""
    enumerated = streams.enumerated(domain, PROFILE.exhaustive)
    assert enumerated is not None
    frames = [f for chunk in enumerated[1] for f in chunk.frames]
    sampled = [f for f in streams.sampled(domain) if f is not None]
    return {tuple(f) for f in (*frames, *sampled) if domain.counts(f)}


@pytest.mark.parametrize(
    "statement",
    [
        "theorem t {n : Nat} (f g : Fin n → Nat) (h : ∀ i : Fin n, f i = g i) : True",
        "theorem t {n : Nat} (m : Fin n → Bool) (xs : List (Fin n)) (h : ∀ i ∈ xs, m i = true) : True",
        "theorem t (a b c d : Nat) (h : a = b + c) (g : b = 2 * d) : True",
        "theorem t {P : Type} (p q r : P) (xs : List P) (h : p = q) (g : q = r) : True",
    ],
)
def test_a_law_has_as_many_inputs_as_the_profile_asks_for(statement: str) -> None:
    domain = domain_of(law_of(statement))
    without = Streams(replace(PROFILE, least=0), 0)
    assert len(counting(domain, without)) < PROFILE.least
    assert len(counting(domain, Streams(PROFILE, 0))) == PROFILE.least


def test_they_are_the_same_each_time_and_larger_than_those_enumerated() -> None:
    domain = domain_of(law_of("theorem t {n : Nat} (f g : Fin n → Nat) (h : ∀ i : Fin n, f i = g i) : True"))
    first, again, other = (list(Streams(PROFILE, seed).sampled(domain)) for seed in (3, 3, 4))
    assert first == again != other
    assert max(f[0] for f in first if f is not None) > 8


def test_a_law_with_few_inputs_at_all_has_no_more() -> None:
    domain = domain_of(law_of("theorem t (a b : Bool) (h : a = true) : True"))
    assert len(Streams(PROFILE, 0).sampled(domain)) <= PROFILE.sampled


def test_a_law_without_premises_has_none_beside_those_sampled() -> None:
    domain = domain_of(law_of("theorem t (a b : Nat) : True"))
    assert len(Streams(PROFILE, 0).sampled(domain)) == PROFILE.sampled


FINITE = {
    "vicregObjective_zero", "diagonalRedundancyPenalty_one", "offDiagonalRedundancyPenalty_zero",
    "diagonalRedundancyPenalty_zero_positive",
}  # fmt: skip
"""Theorems of one input alone."""


@pytest.mark.slow
def test_each_shipped_theorem_has_a_thousand_inputs_that_its_premises_tell_of() -> None:
    spec = load(["shipped"])
    # What is proved: of what is stated here some laws draw two thousand times, and some speak of small sizes alone.
    theorems = [law.id for law in laws_of(spec) if law.kind == "theorem" and not law.stated_by]
    report = check("python", spec="shipped", laws=theorems)
    told = {r.law: sum(e.nontrivial for s in STAGES if (e := r.evidence[s]) is not None) for r in report.results}
    assert {law for law, count in told.items() if count < 1_000} == FINITE
    assert {told[law] for law in FINITE} == {1}
