"""Wide inputs: sizes that people run, crossed with the shapes that faults hide in and totals up to the largest."""

from __future__ import annotations

import operator
from collections import Counter
from collections.abc import Callable
from itertools import combinations, pairwise
from math import isqrt

import pytest

from conformance.cases.plan import Vectors
from conformance.cases.wide import factors_of, wide_cases
from conformance.checking.laws import laws_of
from conformance.laws.specfile import shipped
from conformance.values.limits import Limits
from tests.cases.support import cases, domain_of, drawn, shipped_law, spec_of
from tests.some import some


def density(mask: tuple[bool, ...]) -> float:
    return sum(mask) / len(mask)


@pytest.mark.parametrize("name", ["complement", "selected", "maskedLoss", "maskedLoss_append"])
@pytest.mark.parametrize("seed", [0, 1])
def test_every_pair_of_levels_is_met_that_some_input_can_have(name: str, seed: int) -> None:
    factors = factors_of(domain_of(shipped_law(name)))
    rows = [case.levels for case in cases(name, seed=seed) if case.levels]
    for first, second in combinations(range(len(factors)), 2):
        met = {(row[first], row[second]) for row in rows} - {None}
        for one in range(len(factors[first].levels)):
            for other in range(len(factors[second].levels)):
                words = {factors[first].levels[one], factors[second].levels[other]}
                # A list of so few has no two items that are alike, nor a total of two.
                is_short = words & {"none", "one", "2 to 16"} and words & {
                    "nearly a run or permutation", "with repeats", "sorted with repeats", "an exact total",
                    "one position over and over", "each several times in a row",
                }  # fmt: skip
                assert (one, other) in met or is_short, (factors[first].name, factors[second].name, words)


@pytest.mark.parametrize("seed", range(3))
def test_three_quarters_of_196_and_more_are_masked_and_listed(seed: int) -> None:
    """As a masked autoencoder does."""
    masks = [f[1] for f in drawn("complement", seed=seed)]
    lists = [(f[0], f[1]) for f in drawn("maskedLoss", seed=seed)]
    for share in (0.03, 0.05, 0.1, 0.15, 0.25, 0.4, 0.5, 0.6, 0.75, 0.85, 0.9, 0.95, 0.97):
        sizes = [len(m) for m in masks if m and abs(density(m) - share) < 0.01]
        assert sum(n > 190 for n in sizes) > 5, share
        assert max(sizes) > 4_096
        assert sum(len(xs) == round(share * n) for n, xs in lists if n > 190) > 5, share


@pytest.mark.parametrize("seed", range(3))
def test_sizes_of_models_and_beyond_what_16_bits_count(seed: int) -> None:
    for name in ("complement", "maskedLoss"):
        sizes = {f[0] for f in drawn(name, seed=seed)}
        assert {196, 256, 576, 729, 1_568, 38_416, 50_176, 131_073} <= sizes
        assert any(2**15 < n < 2**16 and n != 50_176 for n in sizes)
    assert max(f[0] for f in drawn("allMask", strength=3)) == 2**20


@pytest.mark.parametrize("seed", range(3))
def test_positions_beyond_what_15_bits_count_are_told_from_those_that_they_wrap_to(seed: int) -> None:
    lists = [(xs, f) for n, xs, f in drawn("maskedLoss", seed=seed) if 2**15 < n < 2**16]
    assert any(sum(f[k] for k in xs) != sum(f[wrapped(k)] for k in xs) for xs, f in lists)
    masks = [m for n, m in drawn("complement", seed=seed) if 2**15 < n < 2**16 and density(m) < 0.1]
    assert any(m[k] and not m[wrapped(k)] for m in masks for k in range(2**15, len(m)))


@pytest.mark.parametrize("seed", range(5))
def test_a_position_beyond_what_16_bits_count_is_asked_that_is_told_from_the_one_that_it_wraps_to(seed: int) -> None:
    assert any(i >= 2**16 and m[i] != m[i % 2**16] for _, m, i in drawn("selected", seed=seed))


def wrapped(k: int) -> int:
    """A position kept in 16 bits with a sign."""
    return (k + 2**15) % 2**16 - 2**15


def test_sizes_alone_run_one_by_one() -> None:
    sizes = [n for (n,) in drawn("allMask")]
    assert sizes[:1_101] == list(range(1_101))
    assert len(drawn("allMask_selected")) < 300


@pytest.mark.parametrize("seed", range(3))
def test_what_people_run_most_comes_at_each_size(seed: int) -> None:
    masks = [f[1] for f in drawn("complement", seed=seed)]
    lists = [(f[0], f[1]) for f in drawn("maskedLoss", seed=seed)]
    for low, high in ((17, 48), (101, 195), (196, 260), (521, 800), (1_101, 2_100)):
        assert any(low <= len(m) <= high and sum(m) == round(0.75 * len(m)) and runs(m) > len(m) / 8 for m in masks)
        assert any(low <= len(m) <= high and all(map(operator.ne, m, m[1:])) for m in masks)
        kept = [xs for n, xs in lists if low <= n <= high and len(xs) == round(0.25 * n) == len(set(xs))]
        assert any(xs != tuple(sorted(xs)) and xs != tuple(sorted(xs))[::-1] for xs in kept)


@pytest.mark.parametrize("seed", range(5))
def test_lists_end_where_blocks_of_items_do(seed: int) -> None:
    lengths = {len(f[1]) for f in drawn("maskedLoss", seed=seed)}
    for block in (64, 100, 256, 768, 1_000, 1_024):
        assert {block, block + 1} <= lengths
    assert 10_001 in lengths
    assert any(f[0] == 1 and len(f[1]) > 4_096 for f in drawn("maskedLoss", seed=seed))
    assert any(f[0] < 7 and len(f[1]) > 4_096 and all(f[2]) for f in drawn("maskedLoss", seed=seed))


def runs(mask: tuple[bool, ...]) -> int:
    return sum(a != b for a, b in pairwise((False, *mask, False))) // 2


ALTERNATING = (True, False) * 4


def is_upright_block(mask: tuple[bool, ...]) -> bool:
    """Whether the positions are all of some rows and columns of a square grid, and are others with rows for columns."""
    side = isqrt(len(mask))
    rows, columns = ({at(k) for k, m in enumerate(mask) if m} for at in (lambda k: k // side, lambda k: k % side))
    return side * side == len(mask) and rows != columns and sum(mask) == len(rows) * len(columns) > 4


def is_of_units(mask: tuple[bool, ...]) -> bool:
    """Whether each 2 × 2 positions of a square grid are alike."""
    side = isqrt(len(mask))
    first = [k for k in range(len(mask)) if k // side % 2 == k % side % 2 == 0]
    return side % 2 == 0 and side * side == len(mask) and all(mask[k] == mask[k + 1] == mask[k + side] for k in first)


@pytest.mark.parametrize(
    "is_shaped",
    [
        lambda m: all(m),
        lambda m: not any(m),
        lambda m: sum(m) == 1 and not m[0] and not m[-1],
        lambda m: sum(m) == len(m) - 1,
        lambda m: m[::2] != m[1::2] and len(set(m[::2])) == 1 and len(set(m[1::2])) == 1,
        lambda m: runs(m) == 1 and density(m) < 0.9,
        lambda m: runs(m) == 2 and sum(m) > 10,
        lambda m: len(m) % 8 == 0 and m == m[: len(m) // 8] * 8 and 0 < density(m) < 1,
        lambda m: 5 < runs(m) < 60 and 0.2 < density(m) < 0.8,
        is_upright_block,
        lambda m: m[:8] in (ALTERNATING, ALTERNATING[::-1]) and runs(m) < 0.45 * len(m),
        lambda m: is_of_units(m) and 10 < runs(m) < len(m) / 2,
    ],
    ids=[
        "all",
        "none",
        "one",
        "all but one",
        "alternating",
        "a run",
        "two runs",
        "tubes",
        "block",
        "block with full rows, not as wide as high",
        "alternating at first",
        "units",
    ],
)
def test_masks_have_the_shapes_that_models_use(is_shaped: Callable[[tuple[bool, ...]], bool]) -> None:
    masks = [f[1] for f in drawn("complement") if f[0] > 100]
    assert any(map(is_shaped, masks))


def each_comes_several_times(xs: tuple[int, ...]) -> bool:
    """In a row, but for the last one."""
    return any(len(set(xs)) == -(-len(xs) // t) and xs[t - 1 :: t] == xs[::t][: len(xs) // t] for t in (2, 3, 4))


@pytest.mark.parametrize(
    "is_ordered",
    [
        lambda n, xs: xs == tuple(range(n)),
        lambda n, xs: list(xs) == sorted(set(xs)) and 0.7 < len(xs) / n < 0.8,
        lambda n, xs: list(xs) == sorted(set(xs), reverse=True) and len(xs) > 10,
        lambda n, xs: len(set(xs)) == len(xs) == n and xs != tuple(sorted(xs)),
        lambda n, xs: len(set(xs)) < len(xs) < n / 2 and list(xs) == sorted(xs) and len(set(xs)) > 1,
        lambda n, xs: len(xs) > 196 and len(set(xs)) == 1,
        lambda n, xs: len(xs) == n and sum(xs) == sum(range(n)) and len(set(xs)) < n and {xs[0], xs[-1]} != {xs[0]},
        lambda n, xs: not xs and n > 1_000,
        lambda n, xs: 2 <= len(xs) <= 16 and n > 1_000,
        lambda n, xs: len(xs) > 254 and n <= 16,
        lambda n, xs: n < len(xs) < 3 * n and n > 1_000,
        lambda n, xs: (
            len(xs) > 50 and max(Counter(xs).values()) < 5 and each_comes_several_times(xs) and xs[0] > xs[-1]
        ),
    ],
    ids=[
        "run",
        "sorted",
        "reversed",
        "permutation",
        "repeats",
        "one",
        "nearly",
        "none",
        "few",
        "long",
        "above n",
        "interleaved",
    ],
)
def test_lists_have_the_orders_and_lengths_that_faults_hide_in(
    is_ordered: Callable[[int, tuple[int, ...]], bool],
) -> None:
    assert any(is_ordered(f[0], f[1]) for f in drawn("maskedLoss") if f[0])


@pytest.mark.parametrize("seed", range(5))
def test_a_position_is_listed_more_often_than_16_bits_count_and_has_a_loss(seed: int) -> None:
    counts = [(f[2], Counter(f[1])) for f in drawn("maskedLoss", seed=seed)]
    assert any(count >= 2**16 and f[k] for f, several in counts for k, count in several.items())


def test_a_matrix_of_an_input_s_positions_and_indices_fits_into_memory() -> None:
    """As a one-hot encoding makes one; where more than one in three is listed, of few positions."""
    products = sorted(f[0] * len(f[1]) for f in drawn("maskedLoss"))
    assert products[-8] * 8 < 2**31


@pytest.mark.parametrize("largest", [255, 2**11, 2**31 - 1, 2**63 - 1])
def test_totals_come_to_the_largest_from_two_items_and_more_and_never_pass_it(largest: int) -> None:
    totals = [(sum(f[2][i] for i in f[1]), len(f[1])) for f in drawn("maskedLoss", max_nat=largest)]
    assert max(total for total, _ in totals) == largest
    assert sum(total == largest for total, count in totals if count > 1) > 3


def test_items_just_below_the_end_of_a_dtype_have_a_total_above_it() -> None:
    frames = drawn("maskedLoss", max_nat=2**63 - 1)
    for ends in ((2**7, 2**8), (2**15, 2**16), (2**31, 2**32), (2**24,), (2**53,)):
        near = [(f, end) for f in frames for end in ends if f[1] and max(f[2]) <= end + 1]
        just_below = [(f, end) for f, end in near if min(f[2][i] for i in f[1]) >= end - 3]
        assert any(sum(f[2][i] for i in f[1]) > end for f, end in just_below), ends


def test_large_numbers_stand_where_nothing_is_listed() -> None:
    frames = drawn("maskedLoss", max_nat=2**63 - 1)
    assert any(max(f[2]) == 2**63 - 1 and max(f[2][i] for i in f[1]) < 10 for f in frames if f[1] and f[0] > 100)


def test_where_nothing_limits_numbers_have_a_hundred_bits_and_more() -> None:
    assert max(max(f[2], default=0) for f in drawn("maskedLoss")).bit_length() > 100


def test_domains_have_their_masks_in_common() -> None:
    vectors = Vectors(2**22)
    masks, others = (
        {id(c.frame[1]) for c in wide_cases(domain_of(shipped_law(name)), 2, 0, vectors) if c.frame is not None}
        for name in ("complement", "selected")
    )
    assert len(masks & others) > 150


@pytest.mark.parametrize("limits", [Limits(max_n=5), Limits(distinct_indices=True), Limits(nonempty=True)], ids=str)
@pytest.mark.parametrize("name", some(law.id for law in laws_of(shipped()) if law.kind != "obligation"))
def test_every_wide_input_is_inside_the_limits(name: str, limits: Limits) -> None:
    domain = domain_of(shipped_law(name), limits, max_nat=10**6)
    frames = [c.frame for c in wide_cases(domain, 1, 0) if c.frame is not None]
    # The law of the empty list has no input on a backend that claims none, and one without variables has no other.
    is_outside = limits.nonempty and name.endswith("_nil")
    assert bool(frames) == (bool(domain.binders) and not is_outside)
    assert all(domain.admits(f) and domain.premises_met(f) for f in frames)


def test_what_a_limit_excludes_is_told() -> None:
    found = cases("maskedLoss", Limits(max_n=100))
    assert max(c.frame[0] for c in found if c.frame is not None) <= 100
    assert {c.reasons[0] for c in found if c.asked and c.asked[0] > 2} == {"limit"}
    distinct = cases("maskedLoss", Limits(distinct_indices=True))
    assert all(len(set(c.frame[1])) == len(c.frame[1]) for c in distinct if c.frame is not None)


@pytest.mark.parametrize(
    "text",
    [
        "theorem t (xs : List Nat) : xs.reverse.reverse = xs",
        "theorem t (xs : List Bool) : xs.reverse.reverse = xs",
        "theorem t {b n : Nat} (m : Fin b → Mask n) (i : Fin b) (j : Fin n) : m i j = m i j",
        "theorem t {n : Nat} (p : Fin n → Fin n) (i : Fin n) : p i = p i",
        "theorem t (a b : Nat) : a + b = b + a",
    ],
)
def test_values_of_other_types_are_drawn_in_all_their_levels(text: str) -> None:
    (law,) = laws_of(spec_of(text))
    domain = domain_of(law)
    found = [c for c in wide_cases(domain, 2, 0) if c.levels]
    frames = [c.frame for c in found if c.frame is not None]
    assert len(frames) > len(found) * 0.9
    for k, factor in enumerate(factors_of(domain)):
        met = {c.levels[k] for c in found} - {None}
        assert len(met) >= len(factor.levels) - 1, (factor.name, met)
    if "List" in text:
        assert max(len(f[0]) for f in frames) > 1_000


def test_the_same_seed_draws_the_same_and_another_something_else() -> None:
    again = [c.frame for c in wide_cases(domain_of(shipped_law("complement")), 1, 0) if c.frame is not None]
    assert again == drawn("complement", strength=1)
    assert again != drawn("complement", strength=1, seed=1)
