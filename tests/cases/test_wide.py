"""Wide inputs: the sizes that people run, shapes that faults hide in, totals up to the largest."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import pytest

from conformance.cases.wide import SIZES, wide_frames
from conformance.checking.laws import laws_of
from conformance.checking.stages import FEWEST
from conformance.laws.specfile import shipped
from conformance.lean.evaluate import Frame
from conformance.values.limits import Limits
from conformance.values.magnitudes import LARGE, LARGEST
from tests.cases.support import domain_of, shipped_law


def drawn(name: str, limits: Limits | None = None, max_nat: int | None = None, cases: int = 72) -> list[Frame]:
    return [f for f in wide_frames(domain_of(shipped_law(name), limits, max_nat), cases, 0) if f is not None]


def test_every_size_is_met_and_the_large_ones_once() -> None:
    sizes = [f[0] for f in drawn("complement")]
    assert {*SIZES, LARGE, LARGEST} < set(sizes)
    assert sizes.count(LARGE) == sizes.count(LARGEST) == 1
    assert {49, 196, 257, 577, 1_024, 1_568, 32_769, 65_537} <= set(sizes)


def test_the_fewest_inputs_that_a_law_has_include_a_large_one() -> None:
    """A function may write into its argument or hand out a view only where a copy would be large."""
    assert LARGE in [f[0] for f in drawn("complement", cases=FEWEST)]


def test_a_position_is_listed_more_often_than_16_bits_count() -> None:
    assert max(max(Counter(f[1]).values()) for f in drawn("maskedLoss")) >= 2**16


def test_a_matrix_of_an_input_s_positions_and_indices_fits_into_memory() -> None:
    """As a one-hot encoding makes one."""
    assert max(f[0] * len(f[1]) for f in drawn("maskedLoss")) * 8 < 2**32
    first = drawn("maskedLoss", cases=FEWEST)
    assert max(f[0] * len(f[1]) for f in first) * 8 < 2**27


def test_masks_are_full_empty_one_hot_and_alternating() -> None:
    masks = [f[1] for f in drawn("complement")]
    assert any(all(m) for m in masks)
    assert any(not any(m) for m in masks)
    assert any(m[-1] and sum(m) == 1 for m in masks)
    assert any(m[::2] == (True,) * len(m[::2]) and not any(m[1::2]) for m in masks)


def test_lists_are_runs_permutations_and_repeats() -> None:
    frames = drawn("maskedLoss")
    lists = [(f[0], f[1]) for f in frames]
    assert any(xs == tuple(range(n)) for n, xs in lists)
    assert any(xs == tuple(range(n - 1, -1, -1)) for n, xs in lists)
    assert any(sorted(xs) == list(range(n)) and xs != tuple(sorted(xs)) and xs != xs[::-1] for n, xs in lists)
    assert any(len(xs) > 1_024 for _, xs in lists)
    assert any(len(xs) > n for n, xs in lists)
    assert any(len(xs) > 196 and len(set(xs)) == 1 for _, xs in lists)


@pytest.mark.parametrize("largest", [255, 2**11, 2**31 - 1, 2**63 - 1])
def test_totals_come_close_to_the_largest_and_never_pass_it(largest: int) -> None:
    totals = [sum(f[2][i] for i in f[1]) for f in drawn("maskedLoss", max_nat=largest, cases=96)]
    assert max(totals) <= largest
    assert max(totals) > largest // 2


@pytest.mark.parametrize("name", ["complement", "maskedLoss"])
def test_some_inputs_are_alike_but_in_the_middle(name: str) -> None:
    """A cache keyed by length and ends, or by what NumPy prints of a long array, takes one for the other."""
    frames = drawn(name)
    siblings = [
        (a, b) for a, b in combinations(frames, 2)
        if a != b and a[0] == b[0] and all(len(u) == len(v) and u[:3] == v[:3] and u[-3:] == v[-3:]
                                           for u, v in zip(a[1:], b[1:], strict=True))
    ]  # fmt: skip
    assert any(a[0] > 1_000 for a, _ in siblings)
    assert len(siblings) >= 6


def test_a_limit_on_n_leaves_the_shapes_and_the_one_long_list() -> None:
    for limit in (33, 49):
        lists = [f[1] for f in drawn("maskedLoss", Limits(max_n=limit))]
        assert sum(len(xs) > 2**16 for xs in lists) == 1
        assert any(xs == tuple(range(limit)) for xs in lists)


def test_sizes_alone_have_a_neighbour() -> None:
    sizes = [n for (n,) in drawn("allMask")]
    assert {n + 1 for n in SIZES} <= set(sizes)


def test_a_list_is_as_long_as_the_mask_and_has_repeats() -> None:
    assert any(len(xs) == n and len(set(xs)) < n for n, xs, _ in drawn("maskedLoss"))


def test_zeros_stand_in_the_middle() -> None:
    tables = [f[2] for f in drawn("maskedLoss")]
    assert any(t[0] and t[-1] and not t[len(t) // 2] for t in tables)


@pytest.mark.parametrize("limits", [Limits(max_n=5), Limits(distinct_indices=True), Limits(nonempty=True)], ids=str)
@pytest.mark.parametrize("name", [law.id for law in laws_of(shipped()) if law.kind != "obligation"])
def test_every_wide_input_is_inside_the_limits(name: str, limits: Limits) -> None:
    domain = domain_of(shipped_law(name), limits, max_nat=10**6)
    frames = [f for f in wide_frames(domain, 16, 0) if f is not None]
    # The law of the empty list has no input on a backend that claims none.
    assert bool(frames) == ((name, limits.nonempty) != ("maskedLoss_nil", True))
    assert all(domain.admits(f) and domain.premises_met(f) for f in frames)


def test_some_sizes_hang_on_the_seed() -> None:
    domain = domain_of(shipped_law("allMask"), None, None)
    by_seed = [{f[0] for f in wide_frames(domain, 72, seed) if f is not None} for seed in (0, 1)]
    assert len(by_seed[0] - by_seed[1]) >= 4
    assert all(33 <= n <= 8_192 for n in by_seed[0] ^ by_seed[1])


def test_the_same_seed_draws_the_same() -> None:
    assert drawn("maskedLoss_append", cases=10) == drawn("maskedLoss_append", cases=10)
