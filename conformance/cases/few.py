"""A few inputs of each domain, of the kinds that wide ones are of and no larger than a moment is enough for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from conformance.cases.domain import Domain
from conformance.cases.plan import WideCase
from conformance.cases.wide import wide_cases
from conformance.system import originals

MOST_SIZE = 100
"""How large a size is at most."""


class Few:
    """The first inputs of domains, each made when it is first asked for and kept."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._begun: dict[object, tuple[list[WideCase], Iterator[WideCase]]] = {}

    def of(self, domain: Domain, start: int, stop: int) -> Sequence[WideCase]:
        """Those with the numbers from `start` up to `stop`, that one not included; fewer where there are no more."""
        if domain.inputs_key not in self._begun:
            self._begun[domain.inputs_key] = [], wide_cases(domain, 1, self._seed, most=MOST_SIZE)
        made, further = self._begun[domain.inputs_key]
        with originals.in_place():
            made.extend(islice(further, max(0, stop - len(made))))
        return made[start:stop]
