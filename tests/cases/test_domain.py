"""Which inputs lie inside a backend's limits."""

from __future__ import annotations

from conformance.values.limits import Limits
from tests.cases.support import domain_of, shipped_law


def test_what_has_no_body_is_asked_for_no_position_where_limits_ask_for_one() -> None:
    domain = domain_of(shipped_law("randomMask.well_formed"), Limits(nonempty=True))
    n, k, seed = map(domain.names.index, ("n", "k", "seed"))
    assert (n, k, seed) == (0, 1, 2)
    assert not domain.admits([0, 0, 5])
    assert domain.admits([1, 0, 5])
