"""Enumeration: every input up to the bounds that it tells, each once, smallest first."""

from __future__ import annotations

from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.cases.enumerate import Enumeration, enumerate_domain
from conformance.values.limits import Limits
from tests.cases.support import domain_of, law_of, shipped_law


def frames(enumeration: Enumeration) -> list[tuple[object, ...]]:
    return [tuple(frame) for chunk in enumeration for frame in chunk.frames]


def test_masks_and_indices_are_complete_up_to_the_size_told() -> None:
    enumeration = Enumeration(domain_of(shipped_law("selected")), 200)
    assert enumeration.describe() == "every input with n ≤ 4"
    wanted = {(n, bits, i) for n in range(5) for bits in product((False, True), repeat=n) for i in range(n)}
    assert set(frames(enumeration)) == wanted
    assert len(frames(enumeration)) == len(wanted)


def test_lists_and_losses_are_complete_up_to_the_bounds_told() -> None:
    enumeration = Enumeration(domain_of(shipped_law("maskedLoss")), 2_000)
    extent = enumeration.extent
    assert enumeration.describe() == (
        f"every input with n ≤ {extent.size}, a list of length ≤ {extent.length}, naturals ≤ {extent.natural}"
    )
    wanted = {
        (n, idxs, losses)
        for n in range(extent.size + 1)
        for length in range(extent.length + 1)
        for idxs in product(range(n), repeat=length)
        for losses in product(range(extent.natural + 1), repeat=n)
    }
    found = frames(enumeration)
    assert len(found) == len(wanted) <= 2_000
    assert set(found) == wanted


def test_the_first_input_on_which_something_fails_is_a_smallest_one() -> None:
    weights = [sum(map(sum, (f[1], f[2]))) for f in frames(Enumeration(domain_of(shipped_law("maskedLoss")), 2_000))]
    sizes = [f[0] + len(f[1]) for f in frames(Enumeration(domain_of(shipped_law("maskedLoss")), 2_000))]
    assert sizes == sorted(sizes)
    assert weights[0] == 0


@given(st.integers(1, 3_000), st.sampled_from(["complement", "maskedLoss", "maskedLoss_append", "maskedLoss_nil"]))
def test_a_budget_is_kept(budget: int, name: str) -> None:
    enumeration = enumerate_domain(domain_of(shipped_law(name)), budget)
    assert enumeration is None or 1 <= len(frames(enumeration)) <= budget


def test_a_larger_budget_goes_at_least_as_far() -> None:
    extents = [Enumeration(domain_of(shipped_law("maskedLoss_cons")), 10**k).extent for k in range(1, 5)]
    for small, large in pairwise(extents):
        assert (small.size, small.length, small.natural) <= (large.size, large.length, large.natural)


def test_limits_bound_what_is_enumerated() -> None:
    domain = domain_of(shipped_law("maskedLoss"), Limits(max_n=2, nonempty=True), max_nat=1)
    found = [f for f in frames(Enumeration(domain, 1_000)) if domain.admits(f)]
    assert found
    assert all(1 <= n <= 2 and idxs and max(losses) <= 1 for n, idxs, losses in found)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["complement", "selected", "maskedLoss_append", "jepaLoss", "maeLoss"])
def test_every_input_has_its_number(name: str) -> None:
    enumeration = Enumeration(domain_of(shipped_law(name)), 700)
    every = frames(enumeration)
    assert enumeration.total == len(every)
    for number in range(0, len(every), 7):
        assert enumeration.at(number) == every[number]
        assert enumeration.number_of(every[number]) == number
    with pytest.raises(IndexError, match=f"one of {len(every):,} inputs, from 0 on; got {len(every):,}"):
        enumeration.at(len(every))


@given(st.integers(0, 500), st.integers(0, 500))
def test_the_inputs_between_two_numbers(start: int, stop: int) -> None:
    enumeration = Enumeration(domain_of(shipped_law("maskedLoss_cons")), 500)
    chunks = list(enumeration.between(start, stop))
    assert [tuple(f) for chunk in chunks for f in chunk.frames] == frames(enumeration)[start:stop]
    assert sum(chunk.drawn for chunk in chunks) == len(range(start, min(stop, enumeration.total)))


def test_an_input_beyond_the_extent_has_no_number() -> None:
    enumeration = Enumeration(domain_of(shipped_law("selected")), 200)
    with pytest.raises(ValueError, match="is none of every input with n ≤ 4"):
        enumeration.number_of((5, (False,) * 5, 0))


@pytest.mark.parametrize("name", ["complement", "selected", "maskedLoss", "maskedLoss_nil", "maskedLoss_append"])
def test_inputs_are_streamed(name: str) -> None:
    """Of 300,000 inputs no more are there at once than weigh alike, and what few large ones are put together from."""
    largest = most = total = 0
    for chunk in Enumeration(domain_of(shipped_law(name)), 300_000):
        largest, most = max(largest, chunk.drawn), max(most, len(chunk.frames))
        total += chunk.drawn
    assert total > 190_000
    assert largest == most <= 30_000


def test_two_sizes_grow_together() -> None:
    law = law_of("theorem t {n k : Nat} (a : Mask n) (b : Mask k) : complement a = complement a")
    found = frames(Enumeration(domain_of(law), 500))
    assert {f[0] for f in found} == {f[1] for f in found} != {0}


@pytest.mark.parametrize("binder", ["(f : Nat → Nat)", "(f : List Nat → Bool)"])
def test_functions_on_infinite_types_are_not_enumerated(binder: str) -> None:
    assert enumerate_domain(domain_of(law_of(f"theorem t {binder} : True")), 100) is None
