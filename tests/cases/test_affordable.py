"""Budgets count what inputs are made of, and what loops that nest keep small is large once by itself."""

from __future__ import annotations

from conformance.cases.affordable import LEAST, affordable
from conformance.cases.wide import factors_of, wide_cases
from tests.cases.support import domain_of, shipped_law


def test_of_inputs_that_are_made_of_many_values_fewer_are_affordable() -> None:
    assert affordable(domain_of(shipped_law("maskedLoss")), 1_000) == 1_000
    # A contract is made of seven.
    contract = domain_of(shipped_law("predictiveLoss"))
    assert affordable(contract, 700) == 400
    assert affordable(contract, LEAST) == LEAST


def test_a_size_that_nested_loops_keep_small_is_large_once_by_itself() -> None:
    frames = [c.frame for c in wide_cases(domain_of(shipped_law("coordinateSpread")), 2, 0) if c.frame is not None]
    assert {257, 65} <= {frame[0] for frame in frames}
    assert {257, 65} <= {frame[1] for frame in frames}
    assert all(frame[1] < 3 for frame in frames if frame[0] == 257)


def test_the_sizes_of_types_have_classes_of_their_own() -> None:
    sizes = [f for f in factors_of(domain_of(shipped_law("predictiveLoss"))) if f.name.startswith("size of")]
    assert {f.name: f.levels for f in sizes}["size of Context"] == ("1", "2", "3 to 5", "6 and above")


def test_two_vectors_of_one_type_are_nearly_the_same_at_times() -> None:
    frames = [c.frame for c in wide_cases(domain_of(shipped_law("sqDist")), 2, 0) if c.frame is not None]
    apart = [sum(a != b for a, b in zip(z, w, strict=True)) for d, z, w in frames if d > 16]
    assert any(0 < count < 4 for count in apart)
