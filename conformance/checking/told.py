"""What domains tell of their inputs, once for all laws that these are kept for."""

from __future__ import annotations

from collections.abc import Callable
from weakref import WeakKeyDictionary

from conformance.cases.domain import Domain, Told
from conformance.cases.plan import WideCase


class ToldOnce:
    """Gives what a domain tells of its inputs, once where they have numbers, as long as something keeps them."""

    def __init__(self) -> None:
        self._told: WeakKeyDictionary[object, dict[object, list[Told | None]]] = WeakKeyDictionary()
        # Few things are told of many inputs.
        self._same: dict[Told, Told] = {}

    def __call__(self, domain: Domain, keeper: object | None) -> Callable[[WideCase], Told]:
        """What tells it of each input of the domain; `keeper` is what keeps these, None if nothing does."""
        tell = domain.told
        if keeper is None:
            return lambda case: tell(case.frame or ())
        known = self._told.setdefault(keeper, {}).setdefault((domain.key, domain.bounds), [])

        def told(case: WideCase) -> Told:
            number = case.number
            found = known[number] if 0 <= number < len(known) else None
            if found is None:
                found = tell(case.frame or ())
                found = self._same.setdefault(found, found)
                if number >= 0:
                    known.extend([None] * (number + 1 - len(known)))
                    known[number] = found
            return found

        return told
