"""Laws that share inputs are in one share, and shares have like work."""

from __future__ import annotations

import pytest

from conformance.cases.telescope import telescope
from conformance.checking.laws import laws_of
from conformance.laws.specfile import MODULES, load
from conformance.lean.types import ListType, unfold
from conformance.runs.workers.shares import shares_of

LAWS = laws_of(load([m for m in MODULES if m != "practice"]))
CLAIMS = [law for law in LAWS if law.obligation in (None, "well_formed")]


def test_laws_over_the_same_variables_are_in_one_share() -> None:
    shares = shares_of(LAWS, 2)
    for law in CLAIMS:
        (share,) = [share for share in shares if law in share]
        assert [other for other in CLAIMS if telescope(other) == telescope(law) and other not in share] == []


def test_shares_have_like_work() -> None:
    losses, others = (sum(any(isinstance(unfold(b.type), ListType) for b in law.binders) for law in share)
                      for share in shares_of(LAWS, 2))  # fmt: skip
    assert abs(losses - others) <= losses / 8
    assert losses > 8


def test_each_law_is_in_one_share() -> None:
    assert sorted(law.id for share in shares_of(LAWS, 2) for law in share) == sorted(law.id for law in LAWS)


@pytest.mark.parametrize(("most", "shares"), [(1, 1), (2, 2), (99, len({telescope(law) for law in CLAIMS}))])
def test_there_are_no_more_shares_than_groups_of_variables(most: int, shares: int) -> None:
    assert len(shares_of(CLAIMS, most)) == shares


def test_shares_keep_the_order_of_the_laws() -> None:
    for share in shares_of(LAWS, 2):
        assert share == [law for law in LAWS if law in share]


def test_no_laws_are_no_shares() -> None:
    assert shares_of((), 2) == []
