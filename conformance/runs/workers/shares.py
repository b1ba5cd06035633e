"""Laws in shares of like work, for workers that check one backend side by side."""

from __future__ import annotations

from collections.abc import Sequence

from conformance.cases.telescope import telescope
from conformance.checking.laws import makes_own_calls
from conformance.laws.laws import Law
from conformance.values.known import former_of


def shares_of(laws: Sequence[Law], most: int) -> list[list[Law]]:
    """The laws in at most that many shares of like work, in their order.

    Laws over the same variables are in one share, as a worker enumerates and draws inputs once for them, and calls an
    operation once for the same arguments; an obligation whose check makes calls of its own may be in any.
    """
    units: dict[object, list[Law]] = {}
    for law in laws:
        units.setdefault(law.id if makes_own_calls(law) else telescope(law), []).append(law)
    heaviest_first = sorted(units.values(), key=_work, reverse=True)
    shares: list[list[Law]] = [[] for _ in range(min(most, len(heaviest_first)))]
    for unit in heaviest_first:
        min(shares, key=lambda share: (_work(share), len(share))).extend(unit)
    place = {law.id: k for k, law in enumerate(laws)}
    return [sorted(share, key=lambda law: place[law.id]) for share in shares]


def _work(laws: Sequence[Law]) -> int:
    """What laws cost beside each other: lists have more values than tables, and sizes and indices few."""
    return sum(max((former_of(b.type).work for b in law.binders), default=0) for law in laws)
