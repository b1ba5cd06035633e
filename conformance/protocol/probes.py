"""Calls to try a process with, derived from the types of a spec's definitions and answered by its reference."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest
from typing import Any

from conformance.cases.claims import Bounds, Claims
from conformance.cases.domain import Domain
from conformance.cases.enumerate import enumerate_domain
from conformance.laws.laws import Law, derived_laws
from conformance.laws.specfile import Spec
from conformance.lean.closures import Frame, Value
from conformance.lean.syntax import Definition
from conformance.lean.variables import sizes_of
from conformance.subjects.messages import MAX_NUMBER
from conformance.values.known import Sizes, formed, is_index_list, scalars_of, sizes_in
from conformance.values.limits import Limits
from conformance.values.naming import snake_case

ENUMERATED = 60
"""How many small inputs of an operation are chosen from."""

CHOSEN = 6
"""How many of them are tried."""

CHOSEN_BIG = 2
"""How many inputs of an operation are tried with numbers that a double does not hold."""


@dataclass(frozen=True, slots=True)
class Probe:
    """A call, by snake_case name, with arguments as the Python carrier has them, and what the spec says it gives."""

    operation: str
    arguments: tuple[Any, ...]
    expected: Any = None


class Probes:
    """Calls of those operations of a spec that a process lists, inside its limits."""

    def __init__(self, spec: Spec, operations: Sequence[str], limits: Limits) -> None:
        self.known = [snake_case(name) for name in spec.definitions]
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
            found += [
                self._probe(definition, spoiled, None)
                for frame in frames[-1:]
                for spoiled in _spoiled(definition, frame)
            ]
        return found

    def _frames(self, domain: Domain) -> list[Frame]:
        enumeration = enumerate_domain(domain, ENUMERATED)
        return [f for chunk in enumeration or () for f in chunk.frames if domain.admits(f)]

    def _spread(self, definition: Definition, domain: Domain) -> list[Probe]:
        frames = self._frames(domain)
        step = max(1, len(frames) // CHOSEN)
        return [self._probe(definition, f, self._reference[definition.name](*f)) for f in frames[::-step][:CHOSEN]]

    def _beyond(self, definition: Definition, domain: Domain) -> Iterator[Probe]:
        for frame in self._frames(domain):
            raised = _raised(definition, frame)
            if raised is None or not domain.admits(raised):
                continue
            expected = self._reference[definition.name](*raised)
            if type(expected) is int and expected > MAX_NUMBER and int(float(expected)) != expected:
                yield self._probe(definition, raised, expected)

    def _probe(self, definition: Definition, frame: Frame, expected: Value) -> Probe:
        explicit = [v for v, b in zip(frame, definition.binders, strict=True) if not b.implicit]
        return Probe(snake_case(definition.name), tuple(map(_native, explicit)), _native(expected))


def _subject(law: Law) -> Definition:
    assert law.subject is not None
    return law.subject


def _raised(definition: Definition, frame: Frame) -> Frame | None:
    """The input with its naturals beyond what a double holds exactly; None where it has none but sizes."""
    sizes, changed = sizes_of(definition), False
    values = list(frame)
    for k, binder in enumerate(definition.binders):
        former, type_ = formed(binder.type)
        if binder.name not in sizes and scalars_of(type_).is_natural:
            values[k] = former.numbered(type_, frame[k], lambda items: [MAX_NUMBER + 2 + 2 * v for v in items])
            changed = changed or values[k] != frame[k]
    return values if changed else None


def _spoiled(definition: Definition, frame: Frame) -> Iterator[Frame]:
    """The input with the number of positions as an index in each place for one."""
    size_of = Sizes([b.name for b in definition.binders]).of(frame)
    for k, binder in enumerate(definition.binders):
        former, type_ = formed(binder.type)
        if (size := former.size(type_)) is not None:
            yield [*frame[:k], size_of(size), *frame[k + 1 :]]
        elif is_index_list(type_):
            yield [*frame[:k], (*frame[k], size_of(sizes_in(type_)[0])), *frame[k + 1 :]]


def _native(value: Value) -> Any:
    return [_native(v) for v in value] if isinstance(value, tuple) else value
