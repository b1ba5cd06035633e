"""Which of a backend's limits leave a law without inputs: the fewest without which it would have some."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import chain, combinations

from conformance.cases.claims import Claims
from conformance.cases.domain import Domain
from conformance.cases.enumerate import enumerate_domain
from conformance.checking.bound import bounds_of
from conformance.laws.laws import Law
from conformance.lean.closures import Frame, Value
from conformance.lean.syntax import Definition
from conformance.subjects.backend import Backend
from conformance.values.limits import CARRIER, Limits

BUDGET = 500
"""How many of the smallest inputs are looked at for each choice of limits."""

DRAWN = 24
"""How many inputs are drawn besides: premises that speak of large numbers are met by construction there."""

Speaks = Callable[[Backend, Claims], Callable[[Frame], bool] | None]
"""For a backend of which other limits are taken, on which inputs a law says something; None: on all."""


def limits_to_blame(
    law: Law,
    backend: Backend,
    definitions: Mapping[str, Definition],
    reference: Mapping[str, Callable[..., Value]],
    speaks: Speaks = lambda backend, claims: None,
    *,
    nontrivially: bool = False,
) -> tuple[str, ...]:
    """Names of the fewest limits without which the law has inputs, or those of which its premises say something.

    `carrier` among them stands for the largest number of the dtype, and for the least. Empty where the law has
    inputs within the limits, and where none are found without any.
    """
    names = tuple(backend.limits.shown()) + ((CARRIER,) if backend.carrier.max_nat is not None else ())
    for lifted in chain.from_iterable(combinations(names, count) for count in range(len(names) + 1)):
        left = replace(backend, limits=_without(backend.limits, lifted))
        most = left.limits.max_nat if CARRIER in lifted else left.max_nat
        within = bounds_of(left)
        bounds = replace(within, max_nat=most, has_negatives=CARRIER in lifted or within.has_negatives)
        claims = Claims(definitions, reference, bounds)
        domain = Domain([law], claims)
        says = speaks(left, claims)
        for frame in _inputs(domain):
            if (says is None or says(frame)) and (not nontrivially or domain.nontrivial(frame)):
                return lifted
    return ()


def _inputs(domain: Domain) -> Iterator[Frame]:
    """The smallest inputs inside the bounds, and some that are drawn."""
    from conformance.cases.sample import draw

    for chunk in enumerate_domain(domain, BUDGET) or ():
        yield from (frame for frame in chunk.frames if domain.admits(frame))
    if domain.binders:
        yield from (f for f in draw(domain, DRAWN, 0) if f is not None and domain.premises_met(f) and domain.admits(f))


def _without(limits: Limits, names: tuple[str, ...]) -> Limits:
    unlimited = Limits()
    return replace(limits, **{name: getattr(unlimited, name) for name in names if name != CARRIER})
