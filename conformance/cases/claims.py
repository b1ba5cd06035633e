"""What a backend claims: bounds on inputs, and whether the calls on an input lie inside them."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from conformance.lean.allowance import Undefined
from conformance.lean.closures import Frame, Value
from conformance.lean.evaluate import compile_term
from conformance.lean.grains import Measures
from conformance.lean.magnitude import largest_of
from conformance.lean.nodes import Term, Type
from conformance.lean.syntax import Binder, Definition, called
from conformance.lean.variables import free_variables, sizes_of
from conformance.lean.weight import Weights
from conformance.values.former import Check
from conformance.values.known import formed, former_of, sizes_in
from conformance.values.limits import Held, Limits

_IN_SUMS = 24
"""Bits of the floats in which short ones are added up."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How far inputs go: the limits of one backend, or what several have in common.

    With `few_shapes`, sizes and lengths are those of `cases.shapes`, as a library compiles anew for each.
    """

    limits: Limits
    max_nat: int | None
    few_shapes: bool = False
    significand: int = 53
    """How many bits of a real number are exact."""
    has_fractions: bool = False
    """Whether rational numbers need not be among those that floats hold."""
    any_reals: bool = False
    """Whether nothing need be exact, as of inputs in which other numbers are put."""
    has_negatives: bool = True
    """Whether integers may be below 0."""

    @property
    def unlimited(self) -> bool:
        """Whether every input is inside."""
        return self.max_nat is None and self.has_negatives and not self.limits.shown()

    @property
    def for_any_reals(self) -> Bounds:
        """The same for laws in whose inputs other numbers are put: what floats hold bounds neither sizes nor counts."""
        most = self.max_nat
        if most is not None and self.significand < _IN_SUMS:
            # Short floats hold few naturals, and larger numbers.
            limit = self.limits.max_nat
            most = 2**_IN_SUMS if limit is None else min(limit, 2**_IN_SUMS)
        return replace(self, any_reals=True, max_nat=most)

    @property
    def enumerated_alike(self) -> tuple[object, ...]:
        """What of the bounds decides which small inputs are enumerated: bounds beyond them do not."""
        small = None if self.max_nat is None or self.max_nat >= 2**16 else self.max_nat
        bits = self.significand if self.significand < 24 else None
        limits = self.limits
        kinds = self.has_fractions, self.has_negatives, self.any_reals
        return limits.max_n, limits.nonempty, limits.distinct_indices, small, self.few_shapes, bits, kinds


class Claims:
    """What a backend claims of each operation, by the limits and by the reference meaning of the spec."""

    def __init__(
        self, definitions: Mapping[str, Definition], reference: Mapping[str, Callable[..., Value]], bounds: Bounds
    ) -> None:
        self.definitions = definitions
        self.reference = reference
        self.bounds = bounds
        self.weights = Weights(definitions)
        self._checks: dict[Type, Check | None] = {}
        self._arguments_inside: dict[str, Callable[[Frame], bool] | None] = {}

    def inside(self, name: str) -> Callable[[Sequence[Value]], bool] | None:
        """Whether a call of the operation with given arguments is claimed: the arguments, and the result by its body.

        None where every call is.
        """
        definition, operation = self.definitions[name], self.reference[name]
        arguments_inside = self.arguments_inside(name)
        result_inside = self.value_check(definition.result)
        if result_inside is None or definition.body is None:
            return arguments_inside

        def check(arguments: Sequence[Value]) -> bool:
            if arguments_inside is not None and not arguments_inside(arguments):
                return False
            return result_inside(operation(*arguments))

        return check

    def arguments_inside(self, name: str) -> Callable[[Frame], bool] | None:
        """Whether the arguments of a call of the operation are inside, and as many positions as its result has; None
        where all are."""
        if name not in self._arguments_inside:
            definition = self.definitions[name]
            check = self.frame_check(definition.binders, sizes_of(definition), definition.result)
            self._arguments_inside[name] = check
        return self._arguments_inside[name]

    def on_the_way(
        self, terms: Sequence[Term], binders: Sequence[Binder], sizes: Collection[str], measures: Measures
    ) -> Callable[[Frame], bool]:
        """A test of whether naturals are inside that terms come by, of whose calls no result tells how large they are.

        Those that are no items of arrays a library holds as it holds positions.
        """
        untold = [t for t in terms if called(t) and not any(self._tells(name) for name in called(t))]
        most = self.bounds.max_nat
        if most is None or not untold:
            return lambda frame: True
        if not any(_holds_naturals(b.type) for b in binders):
            most = max(most, _COUNTED)
        largest = largest_of(untold, [b.name for b in binders], measures, self.definitions, sizes)
        return lambda frame: (found := largest(frame)) is None or found <= most

    def largest_of(
        self, terms: Sequence[Term], names: Sequence[str], measures: Measures
    ) -> Callable[[Frame], int | None]:
        """What no number on the way to what terms come to is above, as `lean.magnitude` has it; None where that does
        not tell whether their calls are inside, of which one may be given or come to what is below 0 and not held."""
        if not self.bounds.has_negatives and any(self._may_be_negative(name) for t in terms for name in called(t)):
            return lambda frame: None
        return largest_of(terms, names, measures, self.definitions)

    def _may_be_negative(self, name: str) -> bool:
        """Whether numbers below 0 may be given to an operation, or come back."""
        definition = self.definitions[name]
        types = map(formed, (definition.result, *(b.type for b in definition.binders)))
        return any(former.inside(type_, Limits(), Held(negatives=False)) is not None for former, type_ in types)

    def _tells(self, name: str) -> bool:
        """Whether a result of an operation may tell how large naturals are on the way to it."""
        return self.definitions[name].body is None or self.value_check(self.definitions[name].result) is not None

    def may_be_made(self, name: str) -> Callable[[Sequence[Value]], bool] | None:
        """Whether a call of the operation with given arguments is claimed and meets its preconditions.

        None where every call is and does. Of a precondition on what has no body nothing is known, and it is met.
        """
        definition, inside = self.definitions[name], self.inside(name)
        names = tuple(b.name for b in definition.binders)
        tests = [compile_term(p.statement, names, self.reference) for _, p in definition.preconditions]
        if not tests:
            return inside

        def check(arguments: Sequence[Value]) -> bool:
            for test in tests:
                with contextlib.suppress(Undefined):
                    if not test(arguments):
                        return False
            return inside is None or inside(arguments)

        return check

    def frame_check(
        self, binders: Sequence[Binder], sizes: frozenset[str], *others: Type
    ) -> Callable[[Frame], bool] | None:
        """A test of whether each value is inside, and as many positions as the types have; None where all are.

        The types are those of the binders and `others`; of the binders those of `sizes` are no values of their own.
        """
        checks = []
        for position, binder in enumerate(binders):
            check = None if binder.name in sizes else self.value_check(binder.type)
            if check is not None:
                checks.append((position, check))
        count = self.position_check(binders, *others)
        if count is not None and not checks:
            return count
        if count is None:
            return (lambda frame: all([check(frame[k]) for k, check in checks])) if checks else None
        return lambda frame: count(frame) and all([check(frame[k]) for k, check in checks])

    def position_check(self, binders: Sequence[Binder], *others: Type) -> Callable[[Frame], bool] | None:
        """A test of whether the types of binders, and others, have as many positions as is claimed.

        It is None where every number is, or where no number of positions hangs on a value.
        """
        largest, least = self.bounds.limits.max_n, 1 if self.bounds.limits.nonempty else 0
        names = tuple(b.name for b in binders)
        counts = dict.fromkeys(size for type_ in (*(b.type for b in binders), *others) for size in sizes_in(type_))
        known = [size for size in counts if free_variables(size) and free_variables(size) <= set(names)]
        numbers = [compile_term(size, names, self.reference) for size in known]
        if not numbers or (largest is None and not least):
            return None
        if largest is None:
            return lambda frame: all([number(frame) >= least for number in numbers])
        return lambda frame: all([least <= number(frame) <= largest for number in numbers])

    def value_check(self, type_: Type) -> Callable[[Value], bool] | None:
        """A test of whether a value of a type is inside; None where all are."""
        if type_ not in self._checks:
            former, plain = formed(type_)
            check = former.inside(plain, self.bounds.limits, Held(self.bounds.max_nat, self.bounds.has_negatives))
            is_vector = former.item(plain) is not None
            self._checks[type_] = _remembering(check) if check is not None and is_vector else check
        return self._checks[type_]


def _holds_naturals(type_: Type) -> bool:
    """Whether there are vectors of naturals in a value."""
    former, plain = formed(type_)
    item = former.item(plain)
    return (item is not None and former_of(item).is_natural) or any(map(_holds_naturals, former.held(plain)))


def all_of(tests: Sequence[Callable[[Frame], bool]]) -> Callable[[Frame], bool]:
    """A test of whether all of some tests hold of an input."""
    return tests[0] if len(tests) == 1 else lambda frame: all(test(frame) for test in tests)


_COUNTED = 2**31 - 1
"""The largest position that every library counts up to."""

_LARGE, _LATEST = 32, 8
"""Items of a vector of which it is remembered whether it is inside, and how many of the latest are."""


def _remembering(check: Check) -> Check:
    """The check, asked once of a large vector that several calls and inputs next to each other have."""
    latest: dict[int, tuple[Value, bool]] = {}

    def remembered(value: Value) -> bool:
        if len(value) < _LARGE:
            return check(value)
        known = latest.get(id(value))
        if known is None:
            if len(latest) >= _LATEST:
                latest.clear()
            # The vector is kept as well, so that no other has its identity.
            known = latest[id(value)] = value, check(value)
        return known[1]

    return remembered
