"""Which inputs of a law lie inside a backend's limits, and how an input that does not is brought inside."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from conformance.binding import Limits
from conformance.cases.premises import repair
from conformance.laws import Law
from conformance.lean.evaluate import Frame, Value, compile_term
from conformance.lean.syntax import (
    Binder,
    Definition,
    FinType,
    FunctionType,
    ListType,
    NatType,
    Type,
    subterms,
    type_terms,
    unfold,
    variables_of_type,
)


@dataclass(frozen=True, slots=True)
class Bounds:
    """How far inputs go: the limits of one backend, or what several have in common."""

    limits: Limits
    max_nat: int | None


class Domain:
    """The inputs of a law: frames of its binders' values, checked by the reference meaning of the spec."""

    def __init__(self, law: Law, definitions: Mapping[str, Definition], reference: Mapping[str, Any],
                 bounds: Bounds) -> None:  # fmt: skip
        self.law = law
        self.definitions = definitions
        self.bounds = bounds
        self.names = tuple(b.name for b in law.binders)
        self.sizes = size_variables(law)
        self._seen: list[tuple[Definition, tuple[Value, ...], Value]] = []
        self._watched = {name: self._watch(name, operation) for name, operation in reference.items()}
        self._claim = compile_term(law.claim, self.names, self._watched)
        self._premises = [compile_term(p.statement, self.names, reference) for p in law.premises]
        self._reference = reference

    def _watch(self, name: str, operation: Callable[..., Value]) -> Callable[..., Value]:
        definition = self.definitions[name]

        def watched(*arguments: Value) -> Value:
            result = operation(*arguments)
            self._seen.append((definition, arguments, result))
            return result

        return watched

    def premises_met(self, frame: Frame) -> bool:
        """Whether all premises hold, by the spec's own definitions."""
        return all(premise(frame) for premise in self._premises)

    def construct(self, frame: Frame) -> Frame:
        """Changes values so that the premises hold where that can be read off their statements."""
        for premise in self.law.premises:
            frame = repair(premise.statement, frame, self.names, self.definitions, self._reference)
        return frame

    def admits(self, frame: Frame) -> bool:
        """Whether every value that goes into or comes out of an operation is inside the limits."""
        self._seen.clear()
        self._claim(frame)
        for definition, arguments, result in self._seen:
            for binder, value in zip(definition.binders, arguments, strict=True):
                if binder.type == unfold(binder.type) and isinstance(binder.type, NatType):
                    if not self._size_ok(value):
                        return False
                elif not self._value_ok(binder.type, value):
                    return False
            if not self._value_ok(definition.result, result):
                return False
        return True

    def _size_ok(self, value: Value) -> bool:
        limits = self.bounds.limits
        return not (limits.max_n is not None and value > limits.max_n) and not (limits.nonempty and value == 0)

    def _value_ok(self, type_: Type, value: Value) -> bool:
        limits = self.bounds.limits
        match unfold(type_):
            case NatType():
                return self.bounds.max_nat is None or value <= self.bounds.max_nat
            case ListType(item=item):
                if limits.nonempty and not value:
                    return False
                if limits.distinct_indices and isinstance(unfold(item), FinType) and len(set(value)) < len(value):
                    return False
                return all(self._value_ok(item, v) for v in value)
            case FunctionType(domain=domain, codomain=codomain) if isinstance(unfold(domain), FinType):
                return all(self._value_ok(codomain, v) for v in value)
        return True

    def fit(self, frame: Frame) -> Frame | None:
        """Halves the naturals that are not sizes until the input is inside; None where that does not help."""
        for shift in range(0, 80):
            moved = frame if shift == 0 else [
                value if binder.name in self.sizes else _halve(binder.type, value, shift)
                for binder, value in zip(self.law.binders, frame, strict=True)
            ]  # fmt: skip
            if self.admits(moved):
                return moved
            if shift and moved == [
                value if binder.name in self.sizes else _halve(binder.type, value, 200)
                for binder, value in zip(self.law.binders, frame, strict=True)
            ]:
                return None
        return None


def size_variables(law: Law) -> frozenset[str]:
    """The binders that are sizes: those on which some type in the law depends."""
    names: set[str] = set()
    for binder in law.binders:
        names |= variables_of_type(binder.type)
    for root in (law.claim, *(p.statement for p in law.premises)):
        for term in subterms(root):
            names |= variables_of_type(term.type)
    return frozenset(names)


def _halve(type_: Type, value: Value, times: int) -> Value:
    match unfold(type_):
        case NatType():
            return value >> times
        case ListType(item=item):
            return tuple(_halve(item, v, times) for v in value)
        case FunctionType(domain=domain, codomain=codomain) if isinstance(unfold(domain), FinType):
            return tuple(_halve(codomain, v, times) for v in value)
    return value


def depends_on_size(binder: Binder) -> bool:
    """Whether the binder's type mentions a size."""
    return any(True for _ in type_terms(binder.type))
