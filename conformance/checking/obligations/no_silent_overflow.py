"""A total beyond the largest number of the dtype raises or is right."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from conformance.cases.claims import Claims
from conformance.checking.evaluation import Violated
from conformance.checking.obligations.base import CheckedObligation, Subject
from conformance.checking.obligations.beyond import BeyondDomain
from conformance.checking.obligations.outcomes import in_words
from conformance.lean.closures import Frame, Value
from conformance.lean.exactness import Exactness, is_on_grid
from conformance.lean.grains import Measures
from conformance.lean.growth import adds_up
from conformance.lean.syntax import Definition
from conformance.lean.variables import sizes_of
from conformance.records.result import CallRecord
from conformance.records.values import lean_text
from conformance.subjects.calls import OperationFailed
from conformance.values.former import Numbers
from conformance.values.known import formed, scalars_of
from conformance.values.membership import plain, plain_of
from conformance.values.naming import snake_case

_UNBOUNDED = 2**63 - 1
"""Where the carrier has no largest number, totals beyond machine words are asked for."""

_SMALL = 3
"""How many naturals, the smallest ones above 0, stand in turn in the places of large ones."""

_RAISED: tuple[Callable[[int, Sequence[int]], Sequence[int]], ...] = (
    lambda top, items: (top, *(1,) * (len(items) - 1)) if items else (),
    lambda top, items: (top,) * len(items),
    lambda top, items: (top // 2 + 1,) * len(items),
    lambda top, items: (*range(top, max(-1, top - len(items)), -1), *(0,) * max(0, len(items) - top - 1)),
    lambda top, items: (-(-(top + 1) // 3),) * len(items),
)
"""Naturals in the place of a vector's, given the largest one. A third of what is just above it is what three equal ones
come to where a float rounds their product down."""


def totals(definition: Definition, definitions: Mapping[str, Definition]) -> bool:
    return scalars_of(definition.result).is_natural and adds_up(definition, definitions)


def exactly_held(definition: Definition, claims: Claims) -> Callable[[Frame], bool]:
    """A test of whether the floats with which an operation may work on an input hold what it comes to exactly."""
    names, types = [b.name for b in definition.binders], [b.type for b in definition.binders]
    bounds, told = claims.bounds, [] if definition.body is None else [definition.body]
    if not is_on_grid(told, (*types, definition.result), has_fractions=bounds.has_fractions):
        return lambda frame: True
    most_steps = Exactness(told, names, Measures(types), claims.definitions)

    def is_exact(frame: Frame) -> bool:
        steps = most_steps(frame)
        return steps is not None and steps <= 2**bounds.significand

    return is_exact


def _exactly(name: str, value: object) -> str:
    """An assert statement that compares as Python integers: a float array would round what it is compared with."""
    if isinstance(value, list):
        return f"assert [int(v) for v in {name}] == {value!r}, {name}"
    return f"assert int({name}) == {value!r}, {name}"


class NoSilentOverflow(BeyondDomain):
    """Raises the naturals of an input until the spec's result is beyond what the carrier holds."""

    nothing_said = "on no input that was tried is the spec's result beyond what the carrier holds"

    def __init__(self, subject: Subject) -> None:
        super().__init__(subject)
        definition = subject.definition
        self.sizes = sizes_of(definition)
        self.largest = subject.claims.bounds.max_nat
        self.reference = subject.claims.reference[definition.name]
        self._is_exact = exactly_held(definition, subject.claims)

    def derived(self, frame: Frame) -> Iterator[tuple[tuple[Value, ...], str]]:
        if self.subject.backend.limits.max_nat is None:
            for arguments in self.raised(frame):
                if self._is_exact(arguments):
                    yield arguments, "a total beyond the carrier"

    def inside(self, frame: Frame) -> tuple[Value, ...] | None:
        return tuple(frame)

    def origin(self, arguments: Sequence[Value]) -> Frame:
        return self.numbered(arguments, lambda items: (0,) * len(items))

    def numbered(self, arguments: Sequence[Value], numbers: Numbers) -> list[Value]:
        """The arguments with others in the place of their naturals."""
        found = []
        for binder, value in zip(self.subject.definition.binders, arguments, strict=True):
            former, type_ = formed(binder.type)
            found.append(value if binder.name in self.sizes else former.numbered(type_, value, numbers))
        return found

    def ask(self, arguments: tuple[Value, ...], told: str) -> bool:
        expected = self.specified(arguments)
        if not self.beyond(expected):
            return False
        outcome = self.subject.operation.outcome(arguments)
        if isinstance(outcome, OperationFailed):
            if outcome.ended:
                raise self.ended(arguments, told, outcome) from outcome
            if outcome.reason != "exception":
                self.fail(arguments, expected, outcome)
        elif outcome != expected:
            self.fail(arguments, expected, outcome)
        return True

    def _of_small_ones(self, arguments: tuple[Value, ...]) -> Iterator[CallRecord]:
        """The call with small numbers in the places of the large ones, where it gives something else than its
        definition says too: what is wrong then is no matter of the carrier."""
        subject = self.subject
        twin = tuple(self.numbered(arguments, lambda items: [k % _SMALL + 1 for k in range(len(items))]))
        expected, outcome = self.specified(twin), subject.operation.outcome(twin)
        if self.beyond(expected) or isinstance(outcome, OperationFailed) or outcome == expected:
            return
        told = partial(plain_of, subject.definition.result)
        name = snake_case(subject.definition.name)
        inputs = subject.inputs(twin)
        term = f"{name}({', '.join(lean_text(inputs[b.name]) for b in subject.definition.explicit)})"
        yield CallRecord(term, told(outcome), told(expected), differs=True, operation=name)

    def demands(self, arguments: tuple[Value, ...]) -> bool:
        return self.beyond(self.specified(arguments))

    def specified(self, arguments: tuple[Value, ...]) -> Value:
        """The spec's result, 0 where that takes too many steps to tell: the operation may count up to a natural."""
        try:
            return self.reference(*arguments)
        except OverflowError:
            return 0

    def beyond(self, value: Value) -> bool:
        largest = _UNBOUNDED if self.largest is None else self.largest
        if isinstance(value, tuple):
            return any(self.beyond(v) for v in value)
        return bool(value > largest)

    def raised(self, frame: Frame) -> Iterator[tuple[Value, ...]]:
        top = _UNBOUNDED if self.largest is None else self.largest
        for shape in _RAISED:
            yield tuple(self.numbered(frame, partial(shape, top)))

    def fail(self, arguments: tuple[Value, ...], expected: Value, outcome: Value | OperationFailed) -> None:
        bound, call, _ = self.subject.lines(arguments)
        batch = self.subject.operation.batch
        name = "got" if batch is None or batch.reduction else "got[0]"
        lines = [*bound, "try:", f"    got = {call}", "except BaseException:", "    pass", "else:",
                 f"    {_exactly(name, plain(expected))}"]  # fmt: skip
        told = in_words(outcome)
        reason = outcome.reason if isinstance(outcome, OperationFailed) else "violation"
        raise Violated(
            reason, f"a total of {lean_text(plain(expected))}, beyond the carrier, came back as {told}",
            plain(expected), told, f"{lean_text(plain(expected))}, or an exception", told,
            inputs=self.subject.inputs(arguments), reproduce=self.subject.source(*lines),
            calls=tuple(self._of_small_ones(arguments)),
        )  # fmt: skip

    def finish(self) -> None:
        return


OBLIGATION = CheckedObligation(
    name="no_silent_overflow",
    level="hardened",
    meaning="a total beyond the largest number of the dtype raises or is right",
    training="A large batch in a small dtype reports a loss that wraps around or stands still, and training follows "
    "it.",
    applies=totals,
    check=NoSilentOverflow,
    calls=4,
    asks_others=True,
    judges_others=True,
)
