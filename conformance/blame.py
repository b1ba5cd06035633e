"""Which of a backend's limits leave a law without inputs: the fewest without which it would have some."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import combinations

from conformance.binding import Backend, Limits
from conformance.cases.domain import Bounds, Claims, Domain
from conformance.cases.enumerate import enumerate_domain
from conformance.laws import Law
from conformance.lean.evaluate import Value
from conformance.lean.syntax import Definition

BUDGET = 500
"""How many of the smallest inputs are looked at for each choice of limits."""


def limits_to_blame(
    law: Law,
    backend: Backend,
    definitions: Mapping[str, Definition],
    reference: Mapping[str, Callable[..., Value]],
    *,
    nontrivially: bool = False,
) -> tuple[str, ...]:
    """Names of the fewest limits without which the law has inputs, or those of which its premises say something.

    Empty where it has none without any limits; all limits where its inputs cannot be enumerated.
    """
    shown = tuple(backend.limits.shown())
    # Where the spec says of an input inside the limits that its premises hold, it is the backend that says otherwise.
    for count in range(0 if law.asked else 1, len(shown) + 1):
        for names in combinations(shown, count):
            limits = _without(backend.limits, names)
            bounds = Bounds(limits, replace(backend, limits=limits).max_nat)
            domain = Domain([law], Claims(definitions, reference, bounds))
            enumeration = enumerate_domain(domain, BUDGET)
            if enumeration is None:
                return shown
            frames = (frame for chunk in enumeration for frame in chunk.frames)
            inside = (frame for frame in frames if domain.admits(frame) and domain.met_by_definition(frame))
            if any(domain.nontrivial(frame) for frame in inside) if nontrivially else any(True for _ in inside):
                return names
    return ()


def _without(limits: Limits, names: tuple[str, ...]) -> Limits:
    unlimited = Limits()
    return replace(limits, **{name: getattr(unlimited, name) for name in names})
