"""The obligations that Lean's types and purity discharge silently, as checks of one operation.

Nothing here knows an operation: which arguments are vectors, indices or naturals follows from the definition's types.
"""

from __future__ import annotations

import contextlib
import random
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import Protocol

from conformance.cases.domain import Claims, inputs_of, plain
from conformance.checking.evaluation import Check, Violated
from conformance.laws.laws import Law, snake_case
from conformance.lean.evaluate import Evaluator, Frame, Value, compile_term
from conformance.lean.syntax import Definition, FinType, FunctionType, ListType, NatType, unfold
from conformance.lean.variables import sizes_of
from conformance.records.results import lean_text
from conformance.subjects.backend import Backend
from conformance.subjects.calls import ENDINGS, OperationFailed
from conformance.subjects.operation import Operation
from conformance.system.pacing import OutOfTime, Pace


@dataclass(frozen=True, slots=True)
class Subject:
    """The operation that an obligation speaks of, and what surrounds it.

    `call` is the operation, or what remembers its outcomes; `others` are the backend's other operations, each with
    inputs to call it on. `pace` says when the law's time is over.
    """

    backend: Backend
    operation: Operation
    call: Callable[..., Value]
    claims: Claims
    others: Sequence[tuple[Operation, Sequence[Frame]]] = ()
    pace: Pace = field(default_factory=Pace)

    @property
    def definition(self) -> Definition:
        return self.operation.definition

    def inputs(self, arguments: Sequence[Value]) -> dict[str, object]:
        return inputs_of(self.definition.binders, arguments)

    def lines(self, arguments: Sequence[Value]) -> tuple[list[str], str, list[str]]:
        """Source that binds each explicit argument to its name, the call, and the names of the arguments."""
        carrier, operation = self.backend.carrier, self.operation
        explicit = [(b, v) for b, v in zip(self.definition.binders, arguments, strict=True) if not b.implicit]
        names = [f"{snake_case(b.name)}_" if b.name in ("backend", "got") else snake_case(b.name) for b, _ in explicit]
        bound = [
            f"{name} = {carrier.layout_source(carrier.literal(form, v), operation.layout if form.rank == 1 else '')}"
            for name, form, (_, v) in zip(names, operation.forms, explicit, strict=True)
        ]
        return bound, f"backend.{snake_case(self.definition.name)}({', '.join(names)})", names

    def source(self, *lines: str) -> str:
        return "\n".join([*self.backend.carrier.imports(), self.backend.expression, "", *lines]) + "\n"


class _WellFormed:
    calls = 0
    answered = True

    def __init__(self, subject: Subject) -> None:
        self.subject = subject

    def __call__(self, frame: Frame) -> bool:
        self.subject.call(*frame)
        return True

    def finish(self) -> None:
        return


class _PreservesInputs:
    calls = 1

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self.answered = False

    def __call__(self, frame: Frame) -> bool:
        subject, operation = self.subject, self.subject.operation
        carrier = operation.carrier
        natives = operation.embed(frame)
        before = [carrier.snapshot(n) for n in natives]
        # What it raises is another law's matter, but its arguments must stay what they are all the same.
        with contextlib.suppress(OperationFailed):
            operation.call(natives)
            self.answered = True
        for k, (binder, native, saved) in enumerate(zip(operation.definition.explicit, natives, before, strict=True)):
            if not carrier.unchanged(native, saved):
                bound, call, names = subject.lines(frame)
                value = next(v for b, v in zip(operation.definition.binders, frame, strict=True) if b is binder)
                lines = [*bound, call, carrier.check_source(names[k], operation.forms[k], value)]
                was, became = lean_text(plain(value)), carrier.plain(native)
                raise Violated(
                    "mutated_input", f"argument `{binder.name}` was changed by the call", plain(value), became,
                    f"{binder.name} = {was} after the call", f"{binder.name} = {became} after the call",
                    reproduce=subject.source(*lines),
                )  # fmt: skip
        return True

    def finish(self) -> None:
        return


class _Deterministic:
    """Asks at once again, and at the end again in another order among calls of the backend's other operations."""

    KEPT = 2_000
    calls = 4

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self.answered = False
        self.asked: list[tuple[tuple[Value, ...], str, Value | OperationFailed]] = []
        self.refilled: dict[tuple[int, ...], tuple[Value, ...]] = {}
        self.earlier: deque[tuple[object, tuple[Value, ...], Value]] = deque(maxlen=3)

    def __call__(self, frame: Frame) -> bool:
        arguments = tuple(frame)
        operation = self.subject.operation
        try:
            native = operation.call(operation.embed(arguments))
            first: Value | OperationFailed = operation.decode(native, arguments)
        except OperationFailed as failed:
            native, first = None, failed
        second = operation.outcome(arguments)
        self.compare(arguments, first, second, "asked again at once")
        self.reread(arguments)
        if not isinstance(first, OperationFailed):
            self.earlier.append((native, arguments, first))
        if len(self.asked) < self.KEPT:
            self.asked.append((arguments, operation.layout, first))
        self.refill(arguments, first)
        self.answered = self.answered or not _raised(first)
        return True

    def reread(self, later: tuple[Value, ...]) -> None:
        """Reads earlier results again: a buffer that calls share holds something else by now."""
        operation = self.subject.operation
        for native, arguments, first in self.earlier:
            try:
                again: Value | OperationFailed = operation.decode(native, arguments)
            except OperationFailed as failed:
                again = failed
            if not _same(first, again):
                bound, call, _ = self.subject.lines(arguments)
                others, _, _ = self.subject.lines(later)
                self.fail(arguments, first, again, "its result was read again after later calls",
                          [*bound, f"got = {call}", *others, *[call] * 2, *self.checked(first)])  # fmt: skip

    def refill(self, arguments: tuple[Value, ...], fresh: Value | OperationFailed) -> None:
        """Asks with arrays that had other items in an earlier call, as a training loop reuses its buffers."""
        operation, carrier = self.subject.operation, self.subject.backend.carrier
        if operation.layout:
            return
        natives = operation.embed(arguments)
        lengths = tuple(
            len(v) if isinstance(v, tuple) else -1
            for v, b in zip(arguments, operation.definition.binders, strict=True)
            if not b.implicit
        )
        before = self.refilled.get(lengths)
        self.refilled[lengths] = arguments
        if before is None or before == arguments or max(lengths, default=-1) < 1:
            return
        if any(form.rank > 1 for form in operation.forms):
            return
        used = operation.embed(before)
        try:
            operation.call(used)
        except OperationFailed:
            return
        for k, form in enumerate(operation.forms):
            if form.rank != 1:
                used[k] = natives[k]
                continue
            try:
                carrier.refill(used[k], natives[k])
            except Exception:
                # The call has made the array one that cannot be written to.
                return
        try:
            again: Value | OperationFailed = operation.decode(operation.call(used), arguments)
        except OperationFailed as failed:
            again = failed
        if _same(fresh, again):
            return
        bound, call, names = self.subject.lines(before)
        new, _, _ = self.subject.lines(arguments)
        refilled = [
            carrier.refill_source(name, line.partition(" = ")[2]) if form.rank == 1 else line
            for name, line, form in zip(names, new, operation.forms, strict=True)
        ]
        self.fail(arguments, fresh, again, "asked with arrays that had other items before",
                  [*bound, call, *refilled, f"got = {call}", *self.checked(fresh)])  # fmt: skip

    def finish(self) -> None:
        """Every input again, shuffled, each call after one of another operation on small inputs."""
        rng = random.Random(len(self.asked))
        order = list(self.asked)
        rng.shuffle(order)
        others = self.subject.others
        operation = self.subject.operation
        before = operation.layout
        try:
            for turn, (arguments, layout, first) in enumerate(order):
                if self.subject.pace.is_over():
                    raise OutOfTime
                if others:
                    other, inputs = others[turn % len(others)]
                    other.outcome(inputs[turn % len(inputs)])
                operation.layout = layout
                self.compare(arguments, first, operation.outcome(arguments), "asked again after other calls")
        finally:
            operation.layout = before
            self.asked.clear()
            self.earlier.clear()

    def compare(
        self, arguments: tuple[Value, ...], first: Value | OperationFailed, again: Value | OperationFailed, when: str
    ) -> None:
        if not _same(first, again):
            bound, call, _ = self.subject.lines(arguments)
            lines = [*bound, f"first = {call}", "for _ in range(1000):", f"    again = {call}",
                     "    assert repr(again) == repr(first), (first, again)"]  # fmt: skip
            self.fail(arguments, first, again, when, lines)

    def checked(self, outcome: Value | OperationFailed) -> list[str]:
        if isinstance(outcome, OperationFailed):
            return []
        return [self.subject.backend.carrier.check_source("got", self.subject.operation.result_form, outcome)]

    def fail(
        self, arguments: tuple[Value, ...], first: Value | OperationFailed, again: Value | OperationFailed,
        when: str, lines: list[str],
    ) -> None:  # fmt: skip
        told, other = _told(first), _told(again)
        raise Violated(
            "nondeterministic", f"the same arguments gave {other} when {when}, and {told} before", plain(first)
            if not isinstance(first, OperationFailed) else told, plain(again) if not isinstance(again, OperationFailed)
            else other, f"{told}, as before", f"{other}, when {when}",
            inputs=self.subject.inputs(arguments), reproduce=self.subject.source(*lines),
        )  # fmt: skip


class _SharesNoMemory:
    """Holds on to the last few calls, and writes into some results before the same is asked again."""

    WRITTEN, LONGEST = 64, 1_000
    calls = 2

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self.answered = False
        self.earlier: deque[tuple[list[object], tuple[Value, ...]]] = deque(maxlen=3)
        self.written = 0

    def __call__(self, frame: Frame) -> bool:
        arguments = tuple(frame)
        first = self.once(arguments)
        written = self.write_into(first, arguments)
        try:
            again = self.once(arguments)
            if written is not None:
                self.compare(arguments, *written, again)
        finally:
            if written is not None:
                self.take_back(first, written[0])
        return True

    def once(self, arguments: tuple[Value, ...]) -> object:
        """The result of a call, None where there is none that can be looked at.

        Raises:
            Violated: it shares memory with an argument, or with what an earlier call took or gave.
        """
        subject, operation = self.subject, self.subject.operation
        carrier = operation.carrier
        natives = operation.embed(arguments)
        try:
            result = operation.call(natives)
        except OperationFailed:
            return None
        self.answered = True
        if not operation.is_measured(result, arguments):
            # It is malformed, as `well_formed` tells, and may be too large to look through.
            return None
        if type(result) in _HAS_NO_MEMORY:
            return None
        of_result, of_natives = self.memory(result), [self.memory(native) for native in natives]
        for k, (binder, of_native) in enumerate(zip(operation.definition.explicit, of_natives, strict=True)):
            if self.shared(of_result, of_native):
                bound, call, names = subject.lines(arguments)
                self.fail(arguments, f"argument `{binder.name}`",
                          [*bound, f"got = {call}", carrier.separate_source("got", names[k])])  # fmt: skip
        for memories_before, arguments_before in self.earlier:
            for k, of_before in enumerate(memories_before):
                if self.shared(of_result, of_before):
                    bound, call, names = subject.lines(arguments)
                    before, _, _ = subject.lines(arguments_before)
                    kept = [*before, call, f"earlier = {names[k - 1]}"] if k else [*before, f"earlier = {call}"]
                    self.fail(arguments, "an argument of an earlier call" if k else "an earlier result",
                              [*kept, *bound, f"got = {call}", carrier.separate_source("got", "earlier")])  # fmt: skip
        self.earlier.append(([of_result, *(of_natives if self.written < self.WRITTEN else ())], arguments))
        return result

    def write_into(self, result: object, arguments: tuple[Value, ...]) -> tuple[Value, Value] | None:
        """What a vector held, and what is written into it in its place; None where nothing can be."""
        operation = self.subject.operation
        if result is None or operation.result_form.rank != 1 or self.written == self.WRITTEN:
            return None
        self.written += 1
        try:
            value = operation.decode(result, arguments)
            if not 0 < len(value) <= self.LONGEST:
                return None
            other = tuple([not v if isinstance(v, bool) else 1 - min(v, 1) for v in value])
            operation.carrier.refill(result, operation.carrier.embed(operation.result_form, other))
        except Exception:
            # It is malformed, as `well_formed` tells, or cannot be written to.
            return None
        return value, other

    def take_back(self, result: object, value: Value) -> None:
        """Writes into a result again what it held: other laws ask the same backend, and none of them wrote into it."""
        operation = self.subject.operation
        with contextlib.suppress(Exception):
            operation.carrier.refill(result, operation.carrier.embed(operation.result_form, value))

    def compare(self, arguments: tuple[Value, ...], value: Value, written: Value, result: object) -> None:
        """Holds what a call gave after its first result was written into against that result.

        Raises:
            Violated: it hangs on what was written.
        """
        operation = self.subject.operation
        try:
            again = value if result is None else operation.decode(result, arguments)
            # What is another one each time is told by `deterministic`.
            hangs_on_it = again != value and again == operation.outcome(arguments)
        except OperationFailed:
            return
        if not hangs_on_it:
            return
        bound, call, _ = self.subject.lines(arguments)
        form, carrier = operation.result_form, self.subject.backend.carrier
        lines = [*bound, f"first = {call}", carrier.refill_source("first", carrier.literal(form, written)),
                 f"got = {call}", carrier.check_source("got", form, value)]  # fmt: skip
        gave, specified = lean_text(plain(again)), lean_text(plain(value))
        raise Violated(
            "aliased", f"later results are made of the result: after it was written into, the same call gave {gave}",
            plain(value), plain(again), f"{specified}, whatever was written into an earlier result", gave,
            reproduce=self.subject.source(*lines),
        )  # fmt: skip

    def memory(self, native: object) -> object:
        """What the carrier tells of a value's memory, None where it has none that can be looked at."""
        if type(native) in _HAS_NO_MEMORY:
            return None
        try:
            return self.subject.operation.carrier.memory(native)
        except KeyboardInterrupt:
            raise
        except BaseException:
            return None

    def shared(self, a: object, b: object) -> bool:
        try:
            return a is not None and b is not None and self.subject.operation.carrier.overlaps(a, b)
        except KeyboardInterrupt:
            raise
        except BaseException:
            # What cannot even be looked at is malformed, as `well_formed` tells.
            return False

    def fail(self, arguments: tuple[Value, ...], with_what: str, lines: list[str]) -> None:
        message = f"the result shares memory with {with_what}: what is written into one is seen in the other"
        raise Violated("aliased", message, "memory of its own", f"shared with {with_what}",
                       "a result with memory of its own", f"one that shares memory with {with_what}",
                       reproduce=self.subject.source(*lines))  # fmt: skip

    def finish(self) -> None:
        self.earlier.clear()


_HAS_NO_MEMORY = (bool, int)


class BeyondDomain:
    """A check of calls beyond the domain, each derived from an input inside it and told in a few words.

    A call that is refused must leave nothing behind: a call inside the domain is made before them and again after them.
    """

    subject: Subject
    answered: bool
    nothing_beyond = ""
    """What is told where the spec leads from no input to a call beyond the domain; empty where it always does."""

    def says_something(self, frame: Frame) -> bool:
        """Whether an input leads to a call of which something is demanded."""
        return any(self.demands(arguments) for arguments, _ in self.derived(frame))

    def demands(self, arguments: tuple[Value, ...]) -> bool:
        """Whether something is demanded of a call."""
        return True

    def derived(self, frame: Frame) -> Iterator[tuple[tuple[Value, ...], str]]:
        """The calls that an input leads to, by all arguments of the definition."""
        raise NotImplementedError

    def origin(self, arguments: Sequence[Value]) -> Frame:
        """An input that leads to a call, if any does."""
        raise NotImplementedError

    def ask(self, arguments: tuple[Value, ...], told: str) -> bool:
        """Makes one call; whether something is demanded of it.

        Raises:
            Violated: the operation does not do what is demanded.
        """
        raise NotImplementedError

    def inside(self, frame: Frame) -> tuple[Value, ...] | None:
        """The arguments of a call inside the domain that an input stands for; None where there is none."""
        raise NotImplementedError

    def __call__(self, frame: Frame) -> bool:
        inside = self.inside(frame)
        before = None if inside is None else self.subject.operation.outcome(inside)
        # An operation that raises on what it must take says nothing by raising on what it must not.
        self.answered = self.answered or inside is None or not _raised(before)
        last: tuple[tuple[Value, ...], str] | None = None
        for arguments, told in self.derived(frame):
            if self.ask(arguments, told):
                last = arguments, told
        if last is not None and inside is not None and not isinstance(before, OperationFailed):
            self.compare(inside, before, *last)
        return last is not None

    def compare(self, inside: tuple[Value, ...], before: Value, refused: tuple[Value, ...], told: str) -> None:
        """Asks again what was asked before the calls beyond the domain.

        Raises:
            Violated: it gives something else.
        """
        again = self.subject.operation.outcome(inside)
        if _same(before, again):
            return
        first, call, _ = self.subject.lines(refused)
        bound, _, _ = self.subject.lines(inside)
        form = self.subject.operation.result_form
        lines = [*first, "try:", f"    {call}", "except BaseException:", "    pass", *bound, f"got = {call}",
                 self.subject.backend.carrier.check_source("got", form, before)]  # fmt: skip
        gave, other = _told(before), _told(again)
        raise Violated(
            "nondeterministic", f"after a call with {told}, the same arguments gave {other}, and {gave} before",
            plain(before), other if isinstance(again, OperationFailed) else plain(again),
            f"{gave}, as before", f"{other}, after a call beyond the domain",
            inputs=self.subject.inputs(inside), reproduce=self.subject.source(*lines),
        )  # fmt: skip

    def ended(self, arguments: tuple[Value, ...], told: str, failed: OperationFailed) -> Violated:
        """What is told of a call that raised what ends its caller's program, which is no refusal."""
        bound, call, _ = self.subject.lines(arguments)
        lines = [*bound, "try:", f"    {call}", f"except ({', '.join(e.__name__ for e in ENDINGS)}) as ending:",
                 '    raise AssertionError(f"the call ends the program: {ending!r}") from None',
                 "except BaseException:", "    pass"]  # fmt: skip
        message = f"a call with {told} ended the program that made it: {failed.message}"
        return Violated(
            "exception", message, "an exception", failed.message, f"an exception, for {told}", failed.message,
            inputs=self.subject.inputs(arguments), reproduce=self.subject.source(*lines),
        )  # fmt: skip


class _RejectsOutOfRange(BeyondDomain):
    """Puts an index that is out of range in the place of each index argument, and into each vector of indices.

    An input is a frame of the binders that are not indices themselves.
    """

    calls = 8

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self.answered = False
        definition = subject.definition
        self.binders = definition.binders
        self.given = [k for k, b in enumerate(self.binders) if not isinstance(unfold(b.type), FinType)]
        names = tuple(self.binders[k].name for k in self.given)
        # For each argument that has indices: its place, how many positions they count, and how one goes outside.
        self.places: list[tuple[int, Evaluator, _Outside]] = []
        for k, binder in enumerate(self.binders):
            match unfold(binder.type):
                case FinType(size=size):
                    self.places.append((k, compile_term(size, names, {}), _ALONE))
                case ListType(item=item):
                    fin = unfold(item)
                    if isinstance(fin, FinType):
                        self.places.append((k, compile_term(fin.size, names, {}), _IN_LIST))
                case FunctionType(codomain=codomain):
                    fin = unfold(codomain)
                    if isinstance(fin, FinType):
                        self.places.append((k, compile_term(fin.size, names, {}), _IN_TABLE))

    def inside(self, frame: Frame) -> tuple[Value, ...] | None:
        free = [bound for k, bound, _ in self.places if k not in self.given]
        return None if any(bound(frame) == 0 for bound in free) else tuple(self.placed(frame))

    def placed(self, frame: Frame) -> list[Value]:
        """All arguments; an index that is an argument of its own is 0."""
        arguments: list[Value] = [0] * len(self.binders)
        for k, value in zip(self.given, frame, strict=True):
            arguments[k] = value
        return arguments

    def derived(self, frame: Frame) -> Iterator[tuple[tuple[Value, ...], str]]:
        arguments = self.placed(frame)
        for place, bound, outside in self.places:
            others = [b for k, b, _ in self.places if k != place and k not in self.given]
            if any(b(frame) == 0 for b in others):
                continue
            size = bound(frame)
            before, after = arguments[:place], arguments[place + 1 :]
            for bad in _beyond(size, self.subject.backend.carrier.max_index):
                told = f"index {bad} of {size} positions"
                for value in outside.put(arguments[place], bad):
                    yield (*before, value, *after), told

    def origin(self, arguments: Sequence[Value]) -> Frame:
        given = [arguments[k] for k in self.given]
        mended = list(arguments)
        for place, bound, outside in self.places:
            mended[place] = outside.taken_back(arguments[place], bound(given))
        return [mended[k] for k in self.given]

    def ask(self, arguments: tuple[Value, ...], told: str) -> bool:
        try:
            native = self.subject.operation.call(self.subject.operation.embed(arguments))
        except OperationFailed as failed:
            if failed.refused:
                return True
            if failed.ended:
                raise self.ended(arguments, told, failed) from failed
            native = failed.message
        bound, call, _ = self.subject.lines(arguments)
        lines = [*bound, "try:", f"    got = {call}", "except BaseException:", "    pass", "else:",
                 f'    raise AssertionError(f"{told} was accepted: {{got!r}}")']  # fmt: skip
        shown = self.subject.backend.carrier.plain(native)
        raise Violated(
            "accepted_out_of_range", f"{told} was accepted", "an exception", shown, f"an exception, for {told}", shown,
            inputs=self.subject.inputs(arguments), reproduce=self.subject.source(*lines),
        )  # fmt: skip

    def finish(self) -> None:
        return


class _NoSilentOverflow(BeyondDomain):
    """Raises the naturals of an input until the spec's result is beyond what the carrier holds."""

    calls = 4
    nothing_beyond = "on no input that was tried is the spec's result beyond what the carrier holds"

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self.answered = False
        definition = subject.definition
        self.sizes = sizes_of(definition)
        self.largest = subject.claims.bounds.max_nat
        self.reference = subject.claims.reference[definition.name]

    def derived(self, frame: Frame) -> Iterator[tuple[tuple[Value, ...], str]]:
        if self.subject.backend.limits.max_nat is None:
            for arguments in self.raised(frame):
                yield arguments, "a total beyond the carrier"

    def inside(self, frame: Frame) -> tuple[Value, ...] | None:
        return tuple(frame)

    def origin(self, arguments: Sequence[Value]) -> Frame:
        return [
            value if binder.name in self.sizes else _raise(binder.type, value, lambda k: 0)
            for binder, value in zip(self.subject.definition.binders, arguments, strict=True)
        ]

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
            yield tuple(
                value if binder.name in self.sizes else _raise(binder.type, value, partial(shape, top))
                for binder, value in zip(self.subject.definition.binders, frame, strict=True)
            )

    def fail(self, arguments: tuple[Value, ...], expected: Value, outcome: Value | OperationFailed) -> None:
        bound, call, _ = self.subject.lines(arguments)
        lines = [*bound, "try:", f"    got = {call}", "except BaseException:", "    pass", "else:",
                 f"    {_exactly('got', plain(expected))}"]  # fmt: skip
        told = _told(outcome)
        reason = outcome.reason if isinstance(outcome, OperationFailed) else "violation"
        raise Violated(
            reason, f"a total of {lean_text(plain(expected))}, beyond the carrier, came back as {told}",
            plain(expected), told, f"{lean_text(plain(expected))}, or an exception", told,
            inputs=self.subject.inputs(arguments), reproduce=self.subject.source(*lines),
        )  # fmt: skip

    def finish(self) -> None:
        return


class ObligationCheck(Protocol):
    """A class of checks; `calls` is about how many calls of its own a check makes for an input."""

    calls: int

    def __call__(self, subject: Subject) -> Check: ...


CHECKS: dict[str, ObligationCheck] = {
    "well_formed": _WellFormed,
    "preserves_inputs": _PreservesInputs,
    "deterministic": _Deterministic,
    "rejects_out_of_range": _RejectsOutOfRange,
    "shares_no_memory": _SharesNoMemory,
    "no_silent_overflow": _NoSilentOverflow,
}
"""The check of each obligation of `laws.OBLIGATIONS`."""


def makes_own_calls(law: Law) -> bool:
    """Whether the check of a law makes calls of its own, which no other law can share."""
    return law.obligation is not None and CHECKS[law.obligation].calls > 0


def in_turn(laws: Iterable[Law]) -> list[Law]:
    """The order in which laws are checked: first those that make calls of their own, and that write into results.

    A buffer that has grown in other calls, or a cache that they have filled, hides what is wrong with it.
    """
    return sorted(laws, key=lambda law: (not makes_own_calls(law), law.obligation != "shares_no_memory"))


_UNBOUNDED = 2**63 - 1
"""Where the carrier has no largest number, totals beyond machine words are asked for."""

_RAISED: tuple[Callable[[int, int], int], ...] = (
    lambda top, k: top if k == 0 else 1,
    lambda top, k: top,
    lambda top, k: top // 2 + 1,
    lambda top, k: max(0, top - k),
)
"""Values for the k-th natural of an input, given the largest one."""


def _exactly(name: str, value: object) -> str:
    """An assert statement that compares as Python integers: a float array would round what it is compared with."""
    if isinstance(value, list):
        return f"assert [int(v) for v in {name}] == {value!r}, {name}"
    return f"assert int({name}) == {value!r}, {name}"


@dataclass(frozen=True, slots=True)
class _Outside:
    """How an index that is out of range is put into an argument, and taken back from one, given the positions."""

    put: Callable[[Value, int], Iterator[Value]]
    taken_back: Callable[[Value, int], Value]


def _in_its_place(value: Value, bad: int) -> Iterator[Value]:
    yield bad


def _inserted(items: Value, bad: int) -> Iterator[Value]:
    for position in dict.fromkeys((0, len(items) // 2, len(items))):
        yield (*items[:position], bad, *items[position:])


def _exchanged(items: Value, bad: int) -> Iterator[Value]:
    for position in dict.fromkeys((0, len(items) // 2, len(items) - 1)) if items else ():
        yield (*items[:position], bad, *items[position + 1 :])


_ALONE = _Outside(_in_its_place, lambda value, size: value)
_IN_LIST = _Outside(_inserted, lambda items, size: tuple(v for v in items if 0 <= v < size))
_IN_TABLE = _Outside(_exchanged, lambda items, size: tuple(v if 0 <= v < size else 0 for v in items))


@lru_cache
def _beyond(size: int, largest: int | None) -> tuple[int, ...]:
    """Indices out of range of that many positions: next to it, and those that a narrower integer would wrap inside.

    Those that a carrier with that largest index cannot hold are left out.
    """
    top = 2**63 - 1 if largest is None else largest
    found = (-1, size, size + 1, -size, -size - 1, 256, 2**16, 2**31, 2**32, top, -top - 1)
    return tuple(dict.fromkeys(i for i in found if not 0 <= i < size and -top - 1 <= i <= top))


def _raise(type_: object, value: Value, number: Callable[[int], int]) -> Value:
    match unfold(type_):  # type: ignore[arg-type]
        case NatType():
            return number(0)
        case ListType(item=item) if not isinstance(unfold(item), FinType):
            return tuple(number(k) if isinstance(unfold(item), NatType) else v for k, v in enumerate(value))
        case FunctionType(domain=domain, codomain=codomain) if isinstance(unfold(domain), FinType):
            if isinstance(unfold(codomain), NatType):
                return tuple([number(k) for k in range(len(value))])
    return value


def _same(a: Value | OperationFailed, b: Value | OperationFailed) -> bool:
    if isinstance(a, OperationFailed) or isinstance(b, OperationFailed):
        return isinstance(a, OperationFailed) and isinstance(b, OperationFailed) and a.reason == b.reason
    return bool(a == b)


def _raised(outcome: Value | OperationFailed) -> bool:
    return isinstance(outcome, OperationFailed) and outcome.reason == "exception"


def _told(outcome: Value | OperationFailed) -> str:
    return outcome.message if isinstance(outcome, OperationFailed) else lean_text(plain(outcome))
