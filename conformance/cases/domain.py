"""Which inputs lie inside a backend's limits, and how an input that does not is brought inside."""

from __future__ import annotations

import contextlib
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from conformance.cases.premises import repair, trivially_met
from conformance.laws.laws import Law
from conformance.laws.partitions import Classifier
from conformance.lean.allowance import Ration, TooMuch, counted
from conformance.lean.evaluate import Frame, Value, compile_term, reference_operations
from conformance.lean.quantifiers import bound_of
from conformance.lean.render import render
from conformance.lean.syntax import (
    Binder,
    BoolType,
    Builtin,
    Call,
    Definition,
    FinType,
    ForAll,
    FunctionType,
    Lambda,
    ListType,
    NatType,
    Premise,
    Term,
    Type,
    children,
    subterms,
    unfold,
)
from conformance.lean.values import fitted, has_types
from conformance.lean.variables import depended_on, free_variables, sizes_of
from conformance.lean.weight import is_heavy
from conformance.values.limits import Limits


@dataclass(frozen=True, slots=True)
class Bounds:
    """How far inputs go: the limits of one backend, or what several have in common."""

    limits: Limits
    max_nat: int | None

    @property
    def unlimited(self) -> bool:
        """Whether every input is inside."""
        return self.max_nat is None and not self.limits.shown()

    @property
    def enumerated_alike(self) -> tuple[object, ...]:
        """What of the bounds decides which small inputs are enumerated: bounds beyond them do not."""
        small = None if self.max_nat is None or self.max_nat >= 2**16 else self.max_nat
        return self.limits.max_n, self.limits.nonempty, self.limits.distinct_indices, small


class Claims:
    """What a backend claims of each operation, by the limits and by the reference meaning of the spec."""

    def __init__(
        self, definitions: Mapping[str, Definition], reference: Mapping[str, Callable[..., Value]], bounds: Bounds
    ) -> None:
        self.definitions = definitions
        self.reference = reference
        self.bounds = bounds
        self._sizes = {name: sizes_of(d) for name, d in definitions.items()}

    def inside(self, name: str) -> Callable[[Sequence[Value]], bool] | None:
        """Whether a call of the operation with given arguments is claimed: the arguments and the spec's result.

        None where every call is.
        """
        definition, operation = self.definitions[name], self.reference[name]
        arguments_inside = self.frame_check(definition.binders, self._sizes[name], definition.result)
        result_inside = self.value_check(definition.result)
        if result_inside is None:
            return arguments_inside

        def check(arguments: Sequence[Value]) -> bool:
            if arguments_inside is not None and not arguments_inside(arguments):
                return False
            return result_inside(operation(*arguments))

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
        counts = dict.fromkeys(size for type_ in (*(b.type for b in binders), *others) for size in _counts(type_))
        known = [size for size in counts if free_variables(size) and free_variables(size) <= set(names)]
        numbers = [compile_term(size, names, self.reference) for size in known]
        if not numbers or (largest is None and not least):
            return None
        if largest is None:
            return lambda frame: all([number(frame) >= least for number in numbers])
        return lambda frame: all([least <= number(frame) <= largest for number in numbers])

    def value_check(self, type_: Type) -> Callable[[Value], bool] | None:
        """A test of whether a value of a type is inside; None where all are."""
        limits, largest = self.bounds.limits, self.bounds.max_nat
        match unfold(type_):
            case NatType() if largest is not None:
                return lambda value: bool(value <= largest)
            case ListType(item=item):
                least = 1 if limits.nonempty else 0
                distinct = limits.distinct_indices and isinstance(unfold(item), FinType)
                each = _each(item, self.value_check(item), largest)
                if not least and not distinct:
                    return each
                return lambda value: (
                    len(value) >= least
                    and not (distinct and len(set(value)) < len(value))
                    and (each is None or each(value))
                )
            case FunctionType(domain=domain, codomain=codomain) if isinstance(unfold(domain), (FinType, BoolType)):
                return _each(codomain, self.value_check(codomain), largest)
        return None


def _counts(type_: Type) -> list[Term]:
    """The numbers of positions in a type: the sizes of each `Fin` in it."""
    match unfold(type_):
        case FinType(size=size):
            return [size]
        case ListType(item=item):
            return _counts(item)
        case FunctionType(domain=domain, codomain=codomain):
            return [*_counts(domain), *_counts(codomain)]
    return []


def _each(item: Type, check: Callable[[Value], bool] | None, largest: int | None) -> Callable[[Value], bool] | None:
    """A test of whether all items of a vector are inside, from a test of one; None where all are."""
    if check is None:
        return None
    if isinstance(unfold(item), NatType) and largest is not None:
        return lambda value: bool(max(value, default=0) <= largest)
    return lambda value: all([check(v) for v in value])


class Domain:
    """The inputs of the laws that quantify over the same variables under the same premises.

    An input is a frame of the binders' values. It is inside where every call that one of the laws makes, by the
    reference meaning of the spec, is claimed. Of the premises those are `asked` that call operations: an input may well
    miss them by the spec and meet them by a backend, or the other way round, so that a check asks them.
    """

    def __init__(self, laws: Sequence[Law], claims: Claims) -> None:
        first = laws[0]
        self.key = telescope(first)
        self.binders = first.binders
        self.premises = first.assumed
        self.claims = claims
        self.bounds = claims.bounds
        self.names = tuple(b.name for b in first.binders)
        self.sizes = size_variables(first)
        self.classifier = Classifier(self.binders, self.sizes)
        terms = [*(law.claim for law in laws), *(p.statement for p in self.premises)]
        naturals = {b.name for b in first.binders if isinstance(unfold(b.type), NatType)} - self.sizes
        self.counted = frozenset().union(*(counting_variables(t, claims.definitions, {}) for t in terms)) & naturals
        depth = max((_nesting(t, claims.definitions, {}) for t in terms), default=0)
        self.most_looped = None if depth < 2 else max(3, int(MAX_STEPS ** (1 / depth)))
        self.asked = first.asked
        self._plain = tuple(p for p in self.premises if p not in self.asked)
        watched_terms = [*(p.statement for p in self.asked), *dict.fromkeys(law.claim for law in laws)]
        self._outside = False
        self._frame_check = claims.frame_check(self.binders, self.sizes)
        self._terms = terms
        counting = self.sizes | self.counted
        heavy = [t for t in terms if is_heavy(t, self.binders, claims.definitions, counting)]
        self.is_heavy = bool(heavy)
        self._read_off = tuple(p for p in self.premises if p.statement not in heavy)
        self._ration = Ration(MOST_STEPS) if heavy else None
        allowed = counted if self._ration is None else self._ration
        reference = claims.reference if self._ration is None else reference_operations(claims.definitions, allowed)
        watched = {} if claims.bounds.unlimited else {n: self._watch(n, reference[n]) for n in claims.definitions}
        self._claims = [compile_term(t, self.names, watched, allowed) for t in watched_terms] if watched else []
        self._premises = [compile_term(p.statement, self.names, reference, allowed) for p in self._plain]
        self._trivial = [
            trivially_met(p.statement, self.names, claims.reference) for p in self._plain if p in self._read_off
        ]
        self._asked = [compile_term(p.statement, self.names, reference, allowed) for p in self.asked]
        self._reference = reference
        self.undecided = ""
        """Why a premise could not be evaluated on an input, in words."""

    def _begin(self) -> None:
        if self._ration is not None:
            self._ration.anew()

    def _watch(self, name: str, operation: Callable[..., Value]) -> Callable[..., Value]:
        definition = self.claims.definitions[name]
        arguments_inside = self.claims.frame_check(definition.binders, sizes_of(definition), definition.result)
        result_inside = self.claims.value_check(definition.result)

        def watched(*arguments: Value) -> Value:
            result = operation(*arguments)
            if (arguments_inside is not None and not arguments_inside(arguments)) or (
                result_inside is not None and not result_inside(result)
            ):
                self._outside = True
            return result

        return watched

    @cached_property
    def least_sizes(self) -> dict[str, int]:
        """The least value of each size: 1 where with 0 a type has no position, and the limits ask for one."""
        ask_for_one = Bounds(Limits(nonempty=self.bounds.limits.nonempty), None)
        claims = Claims(self.claims.definitions, self.claims.reference, ask_for_one)
        inside = claims.position_check(self.binders)
        return {name: 0 if self._has_positions(inside, {name: 0}, 1) else 1 for name in self.sizes}

    @cached_property
    def most_size(self) -> int | None:
        """The most that all sizes may be at once for no type in the law to go beyond the limits; None without limit."""
        limit = self.bounds.limits.max_n
        if limit is None:
            return None
        inside = self.claims.position_check(
            self.binders, *(part.type for term in self._terms for part in subterms(term))
        )
        least = min(limit, max(self.least_sizes.values(), default=0))
        return bisect_left(range(limit), True, lo=least, key=lambda n: not self._has_positions(inside, {}, n + 1))

    def _has_positions(self, inside: Callable[[Frame], bool] | None, sizes: Mapping[str, int], others: int) -> bool:
        """Whether as many positions are inside as there are with these sizes, and the others all alike."""
        if inside is None:
            return True
        frame = [sizes.get(b.name, others) if b.name in self.sizes else None for b in self.binders]
        with contextlib.suppress(TooMuch):
            return inside(frame)
        return False

    def premises_met(self, frame: Frame) -> bool:
        """Whether all premises hold that call no operation; one that takes too much to evaluate is not known to."""
        try:
            self._begin()
            return all(premise(frame) for premise in self._premises)
        except TooMuch as error:
            self.undecided = self.undecided or str(error)
            return False

    def met_by_definition(self, frame: Frame) -> bool:
        """Whether all premises hold by the spec's own definitions, those that call operations too."""
        return self.premises_met(frame) and all(premise(frame) for premise in self._asked)

    def nontrivial(self, frame: Frame) -> bool:
        """Whether the premises that call no operation, and hold, say something of this input."""
        return not any(trivial(frame) for trivial in self._trivial)

    def construct(self, frame: Frame, premises: Sequence[Premise] | None = None) -> Frame | None:
        """Changes values so that the premises, or those given, hold where that can be read off their statements.

        What a changed size makes too short or too large is brought into its type; None where that cannot be done.
        """
        premises = self.premises if premises is None else premises
        with contextlib.suppress(TooMuch):
            return self._constructed(frame, premises)
        return None

    def _constructed(self, frame: Frame, premises: Sequence[Premise]) -> Frame | None:
        self._begin()
        for _ in range(2):
            for premise in premises:
                # One that may be heavy is not tried over and over.
                if premise in self._read_off:
                    frame = repair(premise.statement, frame, self.names, self.claims.definitions, self._reference)
            if not premises or has_types(self.binders, frame):
                return frame
            mended = fitted(self.binders, frame)
            if mended is None:
                return None
            frame = mended
        return frame

    def could_come(self, frame: Frame) -> bool:
        """Whether an input that was kept, perhaps by somebody else, is of a size that a run could make."""
        kept = zip(self.names, frame, strict=True)
        return all(v <= MAX_KEPT for name, v in kept if type(v) is int and (name in self.sizes or name in self.counted))

    def admits(self, frame: Frame) -> bool:
        """Whether the input is inside."""
        if self.bounds.unlimited:
            return True
        if self._frame_check is not None and not self._frame_check(frame):
            return False
        self._outside = False
        try:
            self._begin()
            for claim in self._claims:
                claim(frame)
                if self._outside:
                    return False
        except TooMuch:
            return False
        return True

    def brought_inside(self, frame: Frame) -> Frame | None:
        """The frame changed so that the premises hold, as far as that can be read off them, inside the limits."""
        constructed = self.construct(frame)
        return None if constructed is None else self.fit(constructed)

    def left_to_ask(self, frame: Frame) -> Frame | None:
        """The same for the premises that call no operation alone: a backend may find others met than the spec does."""
        constructed = self.construct(frame, self._plain)
        return None if constructed is None else self.fit(constructed)

    def fit(self, frame: Frame) -> Frame | None:
        """Halves the naturals that are not sizes until the input is inside; None where that does not help."""
        smallest: Frame | None = None
        for shift in range(0, 80):
            moved = frame if shift == 0 else self._halved(frame, shift)
            if self.admits(moved):
                return moved
            if shift and smallest is None:
                smallest = self._halved(frame, 200)
            if moved == smallest:
                return None
        return None

    def _halved(self, frame: Frame, times: int) -> Frame:
        return [
            value if binder.name in self.sizes else _halve(binder.type, value, times)
            for binder, value in zip(self.binders, frame, strict=True)
        ]


Prepare = Callable[[Frame], Frame | None]
"""Brings an input that was drawn inside a domain; None where it is given up."""

MAX_KEPT = 2**20
"""Positions of an input that was kept, and steps that one of its naturals stands for; runs make inputs below 2^17."""

MOST_STEPS = 5_000_000
"""Steps that the premises of a law may take, on all its inputs together, where they may be heavy."""

MAX_STEPS = 20_000
"""How many steps the loops of a statement that nest take together, at most, on an input that is drawn."""


def counting_variables(
    term: Term, definitions: Mapping[str, Definition], known: dict[str, frozenset[str]]
) -> frozenset[str]:
    """Names of what says how far a statement counts: `k` in `List.range k`, in `∀ j < k, …`, and in `2 ^ k`.

    So does a call whose definition counts up to that argument; `known` holds the variables of definitions.
    """
    found: set[str] = set()
    for part in subterms(term):
        match part:
            case Builtin(name="List.range" | "List.replicate" | "List.finRange", arguments=(count, *_)):
                found |= free_variables(count)
            case Builtin(name="HPow.hPow", arguments=(_, exponent)):
                found |= free_variables(exponent)
            case ForAll() if (bound := bound_of(part)) is not None and bound[0] != "∈":
                found |= free_variables(bound[1])
            case Call(name=name, arguments=arguments):
                called = definitions[name]
                if name not in known:
                    known[name] = counting_variables(called.body, definitions, known)
                for binder, argument in zip(called.binders, arguments, strict=True):
                    if binder.name in known[name]:
                        found |= free_variables(argument)
    return frozenset(found)


def _nesting(term: Term, definitions: Mapping[str, Definition], known: dict[str, int]) -> int:
    """How deep the loops nest that evaluating a term runs: 1 for one after another, as in `xs.map f`."""
    match term:
        case ForAll(body=body):
            guard = bound_of(term)
            rest = children(body)[1] if guard is not None else body
            return 1 + _nesting(rest, definitions, known)
        case Lambda(body=body):
            return 1 + _nesting(body, definitions, known)
        case Call(name=name, arguments=arguments):
            if name not in known:
                known[name] = _nesting(definitions[name].body, definitions, known)
            return max([known[name], *(_nesting(a, definitions, known) for a in arguments)])
        case Builtin(arguments=arguments):
            loops = any(isinstance(unfold(a.type), (ListType, FunctionType)) for a in arguments)
            return max([int(loops), *(_nesting(a, definitions, known) for a in arguments)])
    return max((_nesting(t, definitions, known) for t in children(term)), default=0)


def telescope(law: Law) -> tuple[object, ...]:
    """What laws have in common that can be checked on the same inputs: variables, their types, and premises."""
    binders = tuple((b.name, render_type(b.type)) for b in law.binders)
    premises = tuple(render(p.statement, explicit=True) for p in law.assumed)
    return binders, premises, tuple(sorted(size_variables(law)))


def render_type(type_: Type) -> str:
    """The type as text, abbreviations unfolded."""
    return render(unfold(type_))


def size_variables(law: Law) -> frozenset[str]:
    """The binders that are sizes: those on which some type in the law depends."""
    types = [b.type for b in law.binders]
    return depended_on(types, [law.claim, *(p.statement for p in law.premises)]) & {b.name for b in law.binders}


def _halve(type_: Type, value: Value, times: int) -> Value:
    match unfold(type_):
        case NatType():
            return value >> times
        case ListType(item=item) if not isinstance(unfold(item), FinType):
            return tuple(_halve(item, v, times) for v in value)
        case FunctionType(domain=domain, codomain=codomain) if isinstance(unfold(domain), FinType):
            if isinstance(unfold(codomain), NatType):
                return tuple([v >> times for v in value])
            return tuple(_halve(codomain, v, times) for v in value)
    return value


def inputs_of(binders: Sequence[Binder], frame: Frame) -> dict[str, Any]:
    """An input by variable, as JSON has it: lists for tuples."""
    return {b.name: plain(v) for b, v in zip(binders, frame, strict=True)}


def plain(value: Value) -> Any:
    """A spec value as JSON has it: lists for tuples."""
    if isinstance(value, (tuple, list)):
        return [plain(v) for v in value]
    if value is None or isinstance(value, (bool, int, str)):
        return value
    return repr(value)
