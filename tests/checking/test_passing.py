"""Wide inputs pass by: where they are many, no more of them are there at once than one and a few."""

from __future__ import annotations

from conformance.cases.packed import Packed
from conformance.cases.plan import WideCase
from conformance.cases.profiles import Profile
from conformance.cases.streams import Streams
from conformance.checking.passing import ALIKE, Passing
from tests.cases.support import domain_of, shipped_law

DOMAIN = domain_of(shipped_law("complement"))
CASES = [WideCase([n, (n % 2 == 0,) * n], (0,), (0,)) for n in range(30)]


def all_false(frame: list[object]) -> bool:
    return True not in frame[1]  # type: ignore[operator]


def test_those_chosen_come_in_order_and_then_some_whose_items_are_alike() -> None:
    passing = Passing(DOMAIN, Packed(CASES), {3, 5}, all_false)
    found = [case.frame[0] for case in passing if case.frame is not None]
    assert found == [3, 5, 0, *range(1, 2 * ALIKE - 1, 2)][: 2 + ALIKE]
    assert (passing.sizes(), passing.sizes({5})) == ((3, 5), (5,))
    assert [case.number for case in passing.seen] == list(range(len(CASES)))
    assert not any(case.frame for case in passing.seen)


def test_inputs_that_are_made_anew_have_no_values_once_they_are_past() -> None:
    streams = Streams(Profile("small", exhaustive=0, sampled=0, wide=3), 0)
    domain = domain_of(shipped_law("maskedLoss"))
    every = streams.wide(domain)
    passing = Passing(domain, every, None, lambda frame: False)
    most = 0
    for _ in passing:
        most = max(most, sum(case.frame is not None for case in passing.seen[-50:]))
    assert 1 <= most <= 2
    assert len(passing.seen) > 2_000
    assert not any(case.frame for case in passing.seen)
    assert streams.wide_outline(domain).spread.count == len(passing.seen)
    assert sum(1 for case in every if case.frame is not None) > 2_000
