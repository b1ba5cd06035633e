"""Which laws over the same variables share a domain: those that leave each other the inputs that each has by itself."""

from __future__ import annotations

from collections.abc import Sequence

from conformance.cases.claims import Claims
from conformance.cases.domain import Domain
from conformance.cases.enumerate import enumerate_domain
from conformance.cases.telescope import telescope
from conformance.laws.laws import Law
from conformance.lean.closures import Frame
from conformance.lean.syntax import Call, Literal, subterms

TRIED = 64
"""How many of the smallest inputs tell which laws leave each other few, about."""

FEW = 16
"""Where fewer of them than that meet the premises, others are changed so that they do."""

SHARE = 2
"""At least one in so many of the inputs that a law has by itself must be left, for laws to share a domain."""


WIDE, LARGE = 2**31 - 1, 2**8
"""Bounds up to which naturals go at least, for the smallest inputs not to be tried, and the largest literal there."""


class Sharing:
    """Finds which laws share a domain, once for the same laws within the same bounds."""

    def __init__(self) -> None:
        self._parts: dict[object, list[list[Law]]] = {}

    def domains(self, laws: Sequence[Law], claims: Claims) -> dict[str, Domain]:
        """The domain of each of all laws over the same variables, by the law's id, made anew.

        All share one, but for a law that has few inputs inside the bounds, or none, where others have many: of a domain
        that they shared, these would have as few. What laws share hangs on the bounds and on the laws alone.
        """
        key = telescope(laws[0]), claims.bounds
        parts, whole = self._parts.get(key), None
        if parts is None:
            whole = Domain(laws, claims)
            parts = self._parts[key] = _parted(laws, claims, whole)
        if len(parts) == 1:
            return dict.fromkeys([law.id for law in laws], whole or Domain(laws, claims))
        found: dict[str, Domain] = {}
        for part in parts:
            ids = [law.id for law in part]
            found.update(dict.fromkeys(ids, Domain(part, claims, ids)))
        return found


def _parted(laws: Sequence[Law], claims: Claims, whole: Domain) -> list[list[Law]]:
    """The laws in parts that leave each other inputs, that of the laws that have the most of them first."""
    if len(laws) < 2 or claims.bounds.unlimited or _are_surely_inside(whole):
        return [list(laws)]
    # What may take long has so many steps for all its inputs, none of which are to be used up here.
    tried = Domain(laws, claims) if whole.is_heavy else whole
    try:
        frames = _smallest(tried)
    except (OverflowError, RecursionError, MemoryError):
        # Types whose sizes are beyond what is reckoned with have no inputs.
        return [list(laws)]
    if SHARE * sum(map(tried.admits, frames)) >= len(frames):
        return [list(laws)]
    alone = {law.id: Domain([law], claims) for law in laws}
    inside = {law_id: _inside(domain, frames) for law_id, domain in alone.items()}
    if not any(inside.values()):
        # Nothing tells them apart.
        return [list(laws)]
    parts, left = [], sorted(laws, key=lambda law: -len(inside[law.id]))
    while left:
        first = left[0].id
        together = inside[first]
        chosen = set()
        for law in left:
            common = together & inside[law.id]
            # A law that has none of these may have larger ones, as those that make the same calls have.
            makes_same_calls = alone[law.id].inputs_key == alone[first].inputs_key
            if makes_same_calls if not inside[first] else SHARE * len(common) >= len(inside[first]):
                chosen.add(law.id)
                together = common
        parts.append([law for law in laws if law.id in chosen])
        left = [law for law in left if law.id not in chosen]
    return parts


def _are_surely_inside(domain: Domain) -> bool:
    """Whether the bounds are so wide that the smallest inputs need not be tried: no statement names a large number."""
    bounds = domain.bounds
    if bounds.limits.shown() or not bounds.has_negatives or bounds.max_nat is None or bounds.max_nat < WIDE:
        return False
    definitions = domain.claims.definitions
    pending, seen = list(domain.terms), set()
    while pending:
        for part in subterms(pending.pop()):
            if isinstance(part, Literal) and part.value > LARGE:
                return False
            if isinstance(part, Call) and part.name not in seen:
                seen.add(part.name)
                body = definitions[part.name].body
                pending += [] if body is None else [body]
    return True


def _inside(domain: Domain, frames: Sequence[Frame]) -> frozenset[int]:
    """The numbers of those inputs that are inside a domain."""
    return frozenset([k for k, frame in enumerate(frames) if domain.admits(frame)])


def _smallest(domain: Domain) -> list[Frame]:
    """Some of the smallest inputs that meet the premises; whether they are inside is not asked."""
    enumeration = enumerate_domain(domain, TRIED)
    every = [] if enumeration is None else list(enumeration.frames())
    met = [frame for frame in every if domain.premises_met(frame)]
    if len(met) < FEW and domain.unasked:
        known = set(map(tuple, met))
        for frame in every:
            made = domain.construct_unasked(frame)
            if made is not None and tuple(made) not in known and domain.premises_met(made):
                known.add(tuple(made))
                met.append(made)
    return met
