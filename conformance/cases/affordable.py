"""How many inputs of a domain take as long as a budget means."""

from __future__ import annotations

from conformance.cases.domain import Domain
from conformance.values.known import parts_in

FEW_PARTS = 4
"""Of how many values an input is made up to which budgets are meant; one of more takes as many times longer."""

LEAST = 60
"""So many inputs are affordable whatever they are made of."""


def affordable(domain: Domain, inputs: int) -> int:
    """That many inputs, or as many times fewer as each is made of more than few values."""
    parts = sum([parts_in(b.type) for b in domain.binders if b.name not in domain.sizes])
    return max(min(LEAST, inputs), inputs * FEW_PARTS // max(FEW_PARTS, parts))
