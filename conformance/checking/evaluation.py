"""What a law demands of one input, as a check: a function of the input that raises where the law does not hold."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from itertools import takewhile
from operator import eq, truth
from typing import Any, Protocol

from conformance.laws.laws import Law
from conformance.lean.allowance import Ration, TooMuch, Undefined, counted
from conformance.lean.closures import Frame, Value
from conformance.lean.evaluate import compile_term
from conformance.lean.parts import sides_of
from conformance.lean.reference import reference_operations
from conformance.lean.syntax import TRUE, Definition, called
from conformance.records.result import CallRecord
from conformance.records.values import lean_text
from conformance.subjects.calls import CallFailed, OutsideLimits
from conformance.values.membership import plain_of


class Violated(Exception):
    """A law that does not hold on an input.

    `inputs` and `reproduce` are given where they differ from what the law's variables and calls tell: by an obligation,
    which makes calls of its own. `calls` are those within the domain that went wrong and explain it.
    """

    def __init__(
        self,
        reason: str,
        message: str,
        expected: object,
        actual: object,
        expected_text: str = "",
        actual_text: str = "",
        inputs: Mapping[str, Any] | None = None,
        reproduce: str = "",
        calls: tuple[CallRecord, ...] = (),
    ) -> None:
        super().__init__(message)
        self.reason, self.message = reason, message
        self.expected, self.actual = expected, actual
        self.expected_text, self.actual_text = expected_text, actual_text
        self.inputs, self.reproduce, self.calls = inputs, reproduce, calls


class Check(Protocol):
    """A law as a function of an input.

    `answered` says whether the operation gave any result yet, where the law is kept by one that only raises.
    """

    @property
    def answered(self) -> bool: ...

    def __call__(self, frame: Frame) -> bool:
        """Whether the input counts as one on which the law was evaluated.

        Raises:
            Violated: the law does not hold on it.
            OperationFailed: an operation raised, or returned what is not of its type.
            OutsideLimits: the law makes a call that the backend does not claim.
        """
        ...

    def finish(self) -> None:
        """What can be said only after all inputs; raises as a call does."""
        ...


TOO_MUCH = (TooMuch, RecursionError)
"""What an evaluation ends with that takes more than is tried."""


def counted_true(outcomes: Iterable[bool]) -> int:
    """How many outcomes are true, up to the first that is not or cannot be had."""
    found: list[bool] = []
    with contextlib.suppress(CallFailed, OutsideLimits, *TOO_MUCH):
        found.extend(takewhile(truth, outcomes))
    return len(found)


def too_much(error: Exception) -> str:
    """Why an evaluation was ended, in words."""
    return str(error) if isinstance(error, TooMuch) else "its definitions go too deep, or it needs too much memory"


class ClaimCheck:
    """A definition or theorem, evaluated with the given operations; it fails where one of them raises.

    A definition's body is what the spec says; a theorem relates what the backend gives on both sides. What is not
    among the operations is what the reference says.
    """

    answered = True

    def __init__(
        self,
        law: Law,
        operations: Mapping[str, Callable[..., Value]],
        reference: Mapping[str, Callable[..., Value]],
        allowed: Callable[[int], int] = counted,
    ) -> None:
        names = tuple(b.name for b in law.binders)
        self._law, self._operations, self._reference = law, operations, reference
        operations = {**reference, **operations}
        sides = sides_of(law.claim)
        self._sides = sides
        given, demanded = sides or (law.claim, TRUE)
        self._gave = compile_term(given, names, operations, allowed)
        self._demanded = compile_term(demanded, names, reference if law.kind == "definition" else operations, allowed)

    def __call__(self, frame: Frame) -> bool:
        try:
            actual, expected = self._gave(frame), self._demanded(frame)
        except TOO_MUCH as error:
            return self._not_evaluated(frame, error)
        if actual == expected:
            return True
        raise self._violated(actual, expected)

    def held(self, frames: Sequence[Frame]) -> int:
        # Side by side, each input's left side before its right one, as one at a time.
        return counted_true(map(eq, map(self._gave, frames), map(self._demanded, frames)))

    def _not_evaluated(self, frame: Frame, error: Exception) -> bool:
        """An input on which the statement takes too much is none where the definitions make it so.

        Raises:
            Violated: it is what the operations gave that is too much.
            OverflowError, RecursionError: the operations are the definitions.
        """
        if self._operations is self._reference:
            raise error
        try:
            claim_check(self._law, self._reference, self._reference)(frame)
        except TOO_MUCH:
            return False
        message = f"with what came back the statement cannot be evaluated: {too_much(error)}"
        raise Violated("violation", message, True, None, "a statement that holds", too_much(error)) from None

    @cached_property
    def _texts(self) -> tuple[str, ...]:
        """The claim, or both its sides, in words: a law fails many times while an input is made smaller."""
        return tuple(map(self._law.text, self._sides or (self._law.claim,)))

    def _violated(self, actual: Value, expected: Value) -> Violated:
        if self._sides is None:
            (claim,) = self._texts
            return Violated("violation", f"`{claim}` does not hold", True, False, f"{claim} holds", "it does not")
        left, right = self._texts
        gave, demanded = (plain_of(s.type, v) for s, v in zip(self._sides, (actual, expected), strict=True))
        gives, demands = lean_text(gave), lean_text(demanded)
        message = f"`{left}` is {gives}, `{right}` is {demands}"
        return Violated("violation", message, demanded, gave, f"{right} = {demands}", f"{left} = {gives}")

    def finish(self) -> None:
        return


class AssumingCheck(ClaimCheck):
    """A theorem whose premises call operations: they are asked of the same operations before the claim is.

    They are asked in the order written, up to the first that does not hold: an input of which the operations say so is
    none on which the law was evaluated, and what they would have answered to later ones is not asked.
    """

    def __init__(
        self,
        law: Law,
        operations: Mapping[str, Callable[..., Value]],
        reference: Mapping[str, Callable[..., Value]],
        allowed: Callable[[int], int] = counted,
    ) -> None:
        super().__init__(law, operations, reference, allowed)
        operations = {**reference, **operations}
        names = tuple(b.name for b in law.binders)
        self._asked = [compile_term(p.statement, names, operations, allowed) for p in law.asked]
        self._written = [p for p in law.premises if called(p.statement)]

    def __call__(self, frame: Frame) -> bool:
        try:
            for premise in self._asked:
                if not premise(frame):
                    return False
        except TOO_MUCH as error:
            return self._not_evaluated(frame, error)
        return super().__call__(frame)

    def held(self, frames: Sequence[Frame]) -> int:
        return 0

    @cached_property
    def _assumed(self) -> str:
        return ", ".join(f"`{self._law.text(p.statement)}`" for p in self._written)

    def _violated(self, actual: Value, expected: Value) -> Violated:
        violated = super()._violated(actual, expected)
        violated.message = f"{violated.message}, where {self._assumed} {'holds' if len(self._written) == 1 else 'hold'}"
        return violated


def claim_check(
    law: Law,
    operations: Mapping[str, Callable[..., Value]],
    reference: Mapping[str, Callable[..., Value]],
    allowed: Callable[[int], int] = counted,
) -> ClaimCheck:
    """The check of a definition or theorem with the given operations; `allowed` is that of `compile_term`."""
    return (AssumingCheck if law.asked else ClaimCheck)(law, operations, reference, allowed)


class Guard:
    """Whether a law can be evaluated on an input by the spec's own definitions, within the steps that are tried.

    A backend is not asked where it cannot: what it would have to give may be astronomically large. `refused` is the
    first input on which the law cannot be evaluated, and why; `admitted` says whether there was one on which it can.
    """

    def __init__(self, law: Law, definitions: Mapping[str, Definition], most_steps: int) -> None:
        self._ration = Ration(most_steps)
        reference = reference_operations(definitions, self._ration)
        names = tuple(b.name for b in law.binders)
        terms = [*(p.statement for p in law.asked), law.claim]
        self._terms = [compile_term(t, names, reference, self._ration) for t in terms]
        self._known: dict[Frame, bool] = {}
        self.refused: tuple[Frame, str] | None = None
        self.admitted = False

    def __call__(self, frame: Frame) -> bool:
        """Whether it can be; what was once found of an input is not changed by how many steps are left."""
        key = tuple(frame)
        if key not in self._known:
            self._known[key] = self._is_manageable(key)
        return self._known[key]

    def _is_manageable(self, frame: Frame) -> bool:
        try:
            self._ration.anew()
            for term in self._terms:
                with contextlib.suppress(Undefined):
                    term(frame)
        except TOO_MUCH as error:
            if self.refused is None:
                self.refused = frame, too_much(error)
            return False
        self.admitted = True
        return True


class GuardedCheck:
    """A check of inputs that a guard lets through, within the steps of `ration`."""

    def __init__(self, check: Check, guard: Guard, ration: Ration, before: Callable[[], None]) -> None:
        self.check = check
        self._guard, self._ration, self._before = guard, ration, before

    def __call__(self, frame: Frame) -> bool:
        self._before()
        if not self._guard(frame):
            return False
        self._ration.anew()
        try:
            return self.check(frame)
        except TOO_MUCH:
            return False

    @property
    def answered(self) -> bool:
        return self.check.answered

    def finish(self) -> None:
        self.check.finish()
