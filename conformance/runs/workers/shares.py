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
    operation once for the same arguments; where they are more than a share, an obligation whose check makes calls of
    its own may be in any.
    """
    groups: dict[object, list[Law]] = {}
    for law in laws:
        groups.setdefault(telescope(law), []).append(law)
    fair = weight(laws) / max(1, most)
    units = [unit for group in groups.values() for unit in (_parted(group) if weight(group) > fair else [group])]
    heaviest_first = sorted(units, key=weight, reverse=True)
    shares: list[list[Law]] = [[] for _ in range(min(most, len(heaviest_first)))]
    for unit in heaviest_first:
        min(shares, key=lambda share: (weight(share), len(share))).extend(unit)
    place = {law.id: k for k, law in enumerate(laws)}
    return [sorted(share, key=lambda law: place[law.id]) for share in shares]


def _parted(laws: Sequence[Law]) -> list[list[Law]]:
    """Each of the laws that make calls of their own by itself, and all others together."""
    others = [law for law in laws if not makes_own_calls(law)]
    return [*([others] if others else []), *[[law] for law in laws if makes_own_calls(law)]]


def weight(laws: Sequence[Law]) -> int:
    """What laws cost beside each other: lists have more values than tables, and sizes and indices few."""
    return sum(max((former_of(b.type).work for b in law.binders), default=0) for law in laws)
