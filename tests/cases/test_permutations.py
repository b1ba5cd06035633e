"""Permutations, partitions and pairs of inverse permutations are built, at the sizes that people run too."""

from __future__ import annotations

import pytest

from conformance.cases.claims import Bounds, Claims
from conformance.cases.domain import Domain
from conformance.cases.permutations import apart, arranged, inverse_of
from conformance.cases.profiles import PROFILES
from conformance.cases.streams import Streams
from conformance.laws.specfile import shipped
from conformance.values.limits import Limits
from tests.cases.support import law_of

SAID = {
    "injective": "(s : Fin n → Fin n) (h : ∀ i j : Fin n, s i = s j → i = j)",
    "injective, denied": "(s : Fin n → Fin n) (h : ∀ i j : Fin n, i ≠ j → s i ≠ s j)",
    "surjective": "(s : Fin n → Fin n) (h : ∀ j : Fin n, ∃ i : Fin n, s i = j)",
    "undone": "(s t : Fin n → Fin n) (h : ∀ i : Fin n, t (s i) = i)",
    "undone both ways": "(s t : Fin n → Fin n) (h : ∀ i : Fin n, t (s i) = i ∧ s (t i) = i)",
    "two premises": "(s t : Fin n → Fin n) (h : ∀ i : Fin n, t (s i) = i) (h' : ∀ i : Fin n, s (t i) = i)",
    "a list": "(xs : List (Fin n)) (h : xs.Nodup) (h' : xs.length = n)",
    "a list of all": "(xs : List (Fin n)) (h : xs.Perm (List.finRange n))",
    "values": "(s : Fin n → Fin n) (h : ((List.finRange n).map s).Nodup)",
    "values of all": "(s : Fin n → Fin n) (h : ((List.finRange n).map s).Perm (List.finRange n))",
    "two lists": "(xs ys : List (Fin n)) (h : (xs ++ ys).Perm (List.finRange n))",
    "two lists, said so": "(xs ys : List (Fin n)) (h : xs.Nodup) (h' : ys.Nodup) (k : ∀ i : Fin n, i ∈ xs ↔ i ∉ ys)",
    "two masks": "(a b : Mask n) (h : ∀ i : Fin n, a i ≠ b i)",
}
BIG = 100


def domain_of(said: str) -> Domain:
    law = law_of(f"theorem t {{n : Nat}} {said} (m : Mask n) : complement (complement m) = m")
    spec = shipped("masking")
    return Domain([law], Claims(spec.definitions, spec.reference, Bounds(Limits(), None)))


@pytest.mark.parametrize("said", SAID.values(), ids=SAID)
def test_they_are_built_at_all_sizes(said: str) -> None:
    domain, streams = domain_of(said), Streams(PROFILES["default"], 0)
    drawn = [f for f in streams.sampled(domain) if f is not None]
    wide = [c.frame for c in streams.wide(domain) if c.frame is not None]
    for frames in (drawn, wide):
        met = [f for f in frames if domain.premises_met(f)]
        assert len(met) >= len(frames) // 3
        assert len({f[0] for f in met}) >= 8
    assert any(f[0] >= BIG for f in wide if domain.premises_met(f))
    assert all(step.places for step in domain.schedule)


def test_what_differs_stays_as_it_was_drawn() -> None:
    """Not all inputs have the same permutation."""
    domain, streams = domain_of(SAID["injective"]), Streams(PROFILES["default"], 0)
    found = {f[1] for f in streams.sampled(domain) if f is not None and f[0] == 5}
    assert len(found) >= 4


def test_repeated_numbers_give_way_to_those_that_are_missing() -> None:
    assert apart((2, 2, 0, 2)) == (2, 1, 0, 3)
    assert apart((7, 7)) == (7, 0)
    assert inverse_of((2, 0, 1), (9, 9, 9, 9)) == (1, 2, 0, 9)
    assert arranged((3, 1, 1), (0, 1, 1, 3)) == (3, 1, 1, 0)
