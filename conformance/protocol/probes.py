"""Calls to try a process with, derived from the types of a spec's definitions and answered by its reference."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import count, zip_longest
from typing import Any

from conformance.cases.claims import Bounds, Claims
from conformance.cases.domain import Domain
from conformance.cases.enumerate import enumerate_domain
from conformance.laws.laws import Law, derived_laws
from conformance.laws.specfile import Spec
from conformance.lean.allowance import TooMuch
from conformance.lean.closures import Frame, Value
from conformance.lean.nodes import Type
from conformance.lean.syntax import Definition
from conformance.lean.variables import sizes_of
from conformance.subjects.messages import MAX_NUMBER
from conformance.subjects.written import written_of
from conformance.values.former import SizeOf
from conformance.values.known import Sizes, formed, former_of, held_in, item_of
from conformance.values.limits import Limits
from conformance.values.naming import snake_case

ENUMERATED = 100
"""How many small inputs of an operation are chosen from."""

CHOSEN = 6
"""How many of them are tried."""

CHOSEN_BIG = 2
"""How many inputs of an operation are tried with numbers that a double does not hold."""


@dataclass(frozen=True, slots=True)
class Probe:
    """A call, by snake_case name, with arguments as a request has them, and the number that the spec says it gives."""

    operation: str
    arguments: tuple[Any, ...]
    expected: int | None = None


class Probes:
    """Calls of those operations of a spec that a process lists, inside its limits."""

    def __init__(self, spec: Spec, operations: Sequence[str], limits: Limits) -> None:
        self.known = [snake_case(name) for name in spec.operations]
        self._reference = spec.reference
        claims = Claims(spec.definitions, spec.reference, Bounds(limits, limits.max_nat))
        laws = [law for law in derived_laws(spec, ()) if law.kind == "definition" and law.subject is not None]
        listed = [law for law in laws if law.subject is not None and snake_case(law.subject.name) in operations]
        self._domains = [(_subject(law), Domain([law], claims)) for law in listed]

    @cached_property
    def small(self) -> list[Probe]:
        """Calls on small inputs, those of different operations in turns."""
        columns = [self._spread(definition, domain) for definition, domain in self._domains]
        return [probe for row in zip_longest(*columns) for probe in row if probe is not None]

    @cached_property
    def big(self) -> list[Probe]:
        """Calls whose result is beyond what a JSON number holds, and is no number that a double holds."""
        return [probe for row in self._domains for probe in list(self._beyond(*row))[-CHOSEN_BIG:]]

    @cached_property
    def outside(self) -> list[Probe]:
        """Calls with an index that is out of range."""
        found = []
        for definition, domain in self._domains:
            frames = self._frames(domain)
            found += [_probe(definition, spoiled) for frame in frames[-1:] for spoiled in _spoiled(definition, frame)]
        return found

    def _frames(self, domain: Domain) -> list[Frame]:
        enumeration = enumerate_domain(domain, ENUMERATED)
        return [f for chunk in enumeration or () for f in chunk.frames if domain.admits(f) and domain.premises_met(f)]

    def _spread(self, definition: Definition, domain: Domain) -> list[Probe]:
        frames = self._frames(domain)
        step = max(1, len(frames) // CHOSEN)
        return [_probe(definition, frame) for frame in frames[::-step][:CHOSEN]]

    def _beyond(self, definition: Definition, domain: Domain) -> Iterator[Probe]:
        for frame in self._frames(domain):
            raised = _raised(definition, frame)
            if raised is None or not domain.admits(raised) or not domain.premises_met(raised):
                continue
            try:
                expected = self._reference[definition.name](*raised)
            except TooMuch:
                # It counts to the number, or makes as many items.
                continue
            if type(expected) is int and expected > MAX_NUMBER and int(float(expected)) != expected:
                yield _probe(definition, raised, expected)


def _probe(definition: Definition, frame: Frame, expected: int | None = None) -> Probe:
    written = [written_of(b.type, v) for v, b in zip(frame, definition.binders, strict=True) if not b.implicit]
    return Probe(snake_case(definition.name), tuple(written), expected)


def _subject(law: Law) -> Definition:
    assert law.subject is not None
    return law.subject


def _raised(definition: Definition, frame: Frame) -> Frame | None:
    """The input with its naturals distinct and beyond what a double holds; None where it has none but sizes."""
    sizes, changed, number = sizes_of(definition), False, count()
    values = list(frame)
    for k, binder in enumerate(definition.binders):
        former, type_ = formed(binder.type)
        if binder.name not in sizes and any(held.is_natural for held, _ in held_in(type_)):
            values[k] = former.numbered(
                type_, frame[k], lambda items: [MAX_NUMBER + 2 + 2 * (v + next(number)) for v in items]
            )
            changed = changed or values[k] != frame[k]
    return values if changed else None


def _spoiled(definition: Definition, frame: Frame) -> Iterator[Frame]:
    """The input with the number of positions as an index in each place for one."""
    size_of = Sizes([b.name for b in definition.binders]).of(frame)
    for k, binder in enumerate(definition.binders):
        for value in _outside(binder.type, frame[k], size_of):
            yield [*frame[:k], value, *frame[k + 1 :]]


def _outside(type_: Type, value: Value, size_of: SizeOf) -> Iterator[Value]:
    former, plain = formed(type_)
    if former.is_index:
        size = former.size(plain)
        yield value if size is None else size_of(size)
    elif former.is_list:
        inner = item_of(plain)
        if value or former_of(inner).is_index:
            yield from ((*value, item) for item in _outside(inner, value[-1] if value else None, size_of))
    elif former.item(plain) is None:
        # Of an option there may be no part.
        for k, part in enumerate(former.held(plain)[: len(value)] if isinstance(value, tuple) else ()):
            yield from ((*value[:k], held, *value[k + 1 :]) for held in _outside(part, value[k], size_of))
