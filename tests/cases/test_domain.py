"""Which inputs lie inside a backend's limits."""

from __future__ import annotations

from conformance.values.limits import Limits
from tests.cases.support import domain_of, law_of, shipped_law


def test_what_has_no_body_is_asked_for_no_position_where_limits_ask_for_one() -> None:
    domain = domain_of(shipped_law("randomMask.well_formed"), Limits(nonempty=True))
    n, k, seed = map(domain.names.index, ("n", "k", "seed"))
    assert (n, k, seed) == (0, 1, 2)
    assert not domain.admits([0, 0, 5])
    assert domain.admits([1, 0, 5])


def test_a_size_is_no_natural_on_the_way_to_a_mask() -> None:
    domain = domain_of(shipped_law("complement"), Limits(max_nat=0), 0)
    assert domain.names == ("n", "m")
    assert domain.admits([5, (True,) * 5])


def test_what_is_added_to_a_position_is_held_as_positions_are() -> None:
    law = shipped_law("slidingWindowMask")
    assert [b.name for b in law.binders] == ["n", "w"]
    bytewise, widest = domain_of(law, Limits(), 255), domain_of(law, Limits(), 2**63 - 1)
    assert bytewise.admits([1000, 200])
    assert not bytewise.admits([1000, 256])
    assert widest.admits([3, 2**62])
    assert not widest.admits([3, 2**63 - 1])


def test_naturals_of_arrays_are_inside_on_the_way_as_well() -> None:
    law = law_of("theorem t {n : Nat} (f : Fin n → Nat) : documentMask (fun i => f i + 1) = documentMask f")
    domain = domain_of(law, Limits(), 255)
    assert domain.admits([2, (1, 254)])
    assert not domain.admits([2, (1, 255)])


def test_a_size_is_no_natural_beside_naturals_of_arrays() -> None:
    domain = domain_of(shipped_law("documentMask"), Limits(max_nat=3), 3)
    assert domain.names == ("n", "doc")
    assert domain.admits([10, (3,) * 10])
    assert not domain.admits([2, (4, 0)])
