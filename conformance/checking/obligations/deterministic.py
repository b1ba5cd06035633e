"""The same arguments give the same result, whenever asked."""

from __future__ import annotations

import random
from collections.abc import Callable
from math import inf
from time import perf_counter

from conformance.checking.evaluation import Violated
from conformance.checking.obligations.base import HERE, CheckedObligation, Made, Subject
from conformance.checking.obligations.holding import Counted, Held, Kept, made_again
from conformance.checking.obligations.outcomes import in_words, raised, same
from conformance.checking.obligations.refills import Refills
from conformance.lean.closures import Frame, Value
from conformance.lean.syntax import Definition
from conformance.lean.variables import sizes_of
from conformance.subjects.calls import OperationFailed
from conformance.system.pacing import OutOfTime
from conformance.values.membership import plain

BLOCK, CHEAP = 256, 0.000_25
"""How many calls lie between two looks at the clock, and how many seconds each may take to be made over and over."""

SMALL, SOME = 3, 4
"""How many inputs are asked over and over, and how many items each has at least."""

FAILED = 32
"""How many inputs on which the operation failed are asked again at the end."""

TURNS, FEW = 192, 64
"""How often it is asked among calls of other operations at least, and how many items an input has that comes twice."""


OF_A_SIZE, BELOW = 12, 2_048
"""How many inputs are asked after operations that were given nothing but their size, and how many items one has."""


class Deterministic:
    """Asks at once again, with arrays that held something else, and at the end again in another order.

    That is among calls of the backend's other operations. What calls gave is held, and looked at again after later
    calls.
    """

    KEPT, ITEMS = 2_000, 2_000_000
    """How many calls are made again at the end, and how many items they have, at most."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self.answered = False
        self.asked: list[tuple[Made, Value | OperationFailed]] = []
        self.items = 0
        self.made = Counted(subject)
        self.watched = Held(self.has_changed, self.read_again)
        self.refills = Refills(subject)

    def __call__(self, frame: Frame) -> bool:
        arguments = tuple(frame)
        operation = self.subject.operation
        natives = operation.embed(arguments)
        contents = self.refills.contents(natives)
        try:
            native = operation.call(natives)
            first: Value | OperationFailed = operation.decode(native, arguments)
        except OperationFailed as failed:
            native, first = None, failed
        made = self.made(arguments)
        if not isinstance(first, OperationFailed):
            self.hold(made, native, first)
        self.compare(arguments, first, operation.outcome(arguments), "asked again at once")
        if len(self.asked) < self.KEPT and self.items + made.items <= self.ITEMS:
            self.asked.append((made, first))
            self.items += made.items
        for refilled in self.refills.outcomes(arguments, contents, first):
            if not same(refilled.first, refilled.again):
                lines = [*self.refills.lines(arguments, refilled), *self.checked(refilled.first)]
                self.fail(
                    arguments, refilled.first, refilled.again, "asked with arrays that had other items before", lines
                )
        self.answered = self.answered or not raised(first)
        return True

    def hold(self, made: Made, native: object, value: Value) -> None:
        """Holds what a call gave, with a copy of it; what has no items, and so never changes, is not."""
        carrier = self.subject.operation.carrier
        try:
            copy = carrier.copied(native)
        except Exception:
            # It reads as a value, but is of a class that cannot be copied.
            return
        if copy is not native:
            self.watched.keep(Kept(made, (native,), (copy,), value))

    def has_changed(self, native: object, copy: object) -> bool:
        try:
            return not self.subject.operation.carrier.holds_same(native, copy)
        except Exception:
            # What it holds now is told by reading it again.
            return True

    def read_again(self, kept: Kept, place: int) -> None:
        """Reads an earlier result again: a buffer that calls share holds something else by now."""
        operation, arguments = self.subject.operation, kept.made.arguments
        try:
            again: Value | OperationFailed = operation.decode(kept.natives[place], arguments)
        except OperationFailed as failed:
            again = failed
        if same(kept.value, again):
            return

        def made(call: Made) -> Callable[[], bool]:
            native = operation.call(operation.embed(call.arguments))
            copy = operation.carrier.copied(native)
            return lambda: self.has_changed(native, copy)

        later, count = made_again(self.subject, kept.made, self.watched.after(kept.made), made)
        bound, call, _ = self.subject.lines_of(kept.made)
        others, _, _ = self.subject.lines_of(later)
        lines = [*bound, f"got = {call}", *others, f"for _ in range({2 * count}):", f"    {call}"]
        self.fail(arguments, kept.value, again, "its result was read again after later calls",
                  [*lines, *self.checked(kept.value)])  # fmt: skip

    def finish(self) -> None:
        """What is held is looked at, and every input asked again, as `ask_again` and `ask_on` say."""
        layout = self.subject.operation.layout
        try:
            self.watched.finish()
            self.ask_again()
            self.ask_after_their_size()
            self.ask_on()
        finally:
            self.subject.operation.layout = layout
            self.asked.clear()

    def ask_again(self) -> None:
        """Every input again, shuffled, each call after one of another operation on small inputs; small ones more often.

        What another operation leaves behind may show on few of its inputs.
        """
        rng = random.Random(len(self.asked))
        # What is malformed is told with what it holds, which may take long.
        failed = [asked for asked in self.asked if isinstance(asked[1], OperationFailed)]
        order = [*(asked for asked in self.asked if not isinstance(asked[1], OperationFailed)), *failed[:FAILED]]
        small = [asked for asked in order if asked[0].items <= FEW and not isinstance(asked[1], OperationFailed)]
        order += rng.choices(small, k=max(0, TURNS - len(order))) if small else ()
        rng.shuffle(order)
        others = self.subject.others
        for turn, (made, first) in enumerate(order):
            if self.subject.pace.is_over():
                raise OutOfTime
            if others:
                other, inputs = others[turn % len(others)]
                other.outcome(rng.choice(inputs))
            self.ask(made, first, "asked again after other calls")

    def ask_after_their_size(self) -> None:
        """Some inputs, each after every other operation that takes nothing but sizes was given the size of this one.

        What such an operation leaves behind may be taken for what is asked of its size next.
        """
        own = sizes_of(self.subject.definition)
        makers = [other for other, _ in self.subject.others if makes_of(len(own), other.definition)]
        some = [asked for asked in self.asked if FEW < asked[0].items <= BELOW] if makers else []
        for made, first in some[:: 1 + len(some) // OF_A_SIZE]:
            named = zip(self.subject.definition.binders, made.arguments, strict=True)
            sizes = [value for binder, value in named if binder.name in own]
            for other in makers:
                if self.subject.pace.is_over():
                    raise OutOfTime
                other.outcome(sizes)
                self.ask(made, first, "asked again after other calls")

    def ask_on(self) -> None:
        """Small inputs over and over, until as many calls were made as a counter of 16 bits goes round.

        Not where a call takes long: that may be hours.
        """
        operation = self.subject.operation
        # Of no items at all every answer is the same.
        some = [asked for asked in self.asked if asked[0].items >= SOME] or self.asked
        small = sorted(some, key=lambda asked: asked[0].items)[:SMALL]
        # The quickest of all blocks tells, as a machine that is busy for a while makes no call dear.
        quickest, began = inf, 0.0
        while small and operation.calls < self.subject.least_calls:
            made, first = small[operation.calls % len(small)]
            self.ask(made, first, "asked again after many calls", 2 * self.subject.least_calls)
            if not operation.calls % BLOCK:
                if self.subject.pace.is_over():
                    raise OutOfTime
                if began:
                    quickest = min(quickest, perf_counter() - began)
                    if quickest > CHEAP * BLOCK:
                        break
                began = perf_counter()

    def ask(self, made: Made, first: Value | OperationFailed, when: str, times: int = 1) -> None:
        self.subject.operation.layout = made.layout
        arguments = made.arguments
        self.compare(arguments, first, self.subject.operation.outcome(arguments), when, times)

    def compare(
        self, arguments: tuple[Value, ...], first: Value | OperationFailed, again: Value | OperationFailed,
        when: str, times: int = 1,
    ) -> None:  # fmt: skip
        if not same(first, again):
            noting, may_raise = self.subject.noting, isinstance(first, OperationFailed)
            again_noted = noting("again", arguments, may_raise=may_raise)
            checked = "assert again == first, (first, again)"
            rest = [HERE, *again_noted, checked]
            if times > 1:
                rest = [f"for _ in range({times}):", *(f"    {line}" for line in (*again_noted, checked))]
            lines = [*noting("first", arguments, may_raise=may_raise), *rest]
            self.fail(arguments, first, again, when, lines)

    def checked(self, outcome: Value | OperationFailed) -> list[str]:
        if isinstance(outcome, OperationFailed):
            return []
        return [self.subject.operation.check_source("got", outcome)]

    def fail(
        self, arguments: tuple[Value, ...], first: Value | OperationFailed, again: Value | OperationFailed,
        when: str, lines: list[str],
    ) -> None:  # fmt: skip
        told, other = in_words(first), in_words(again)
        raise Violated(
            "nondeterministic", f"the same arguments gave {other} when {when}, and {told} before", plain(first)
            if not isinstance(first, OperationFailed) else told, plain(again) if not isinstance(again, OperationFailed)
            else other, f"{told}, as before", f"{other}, when {when}",
            inputs=self.subject.inputs(arguments), reproduce=self.subject.source(*lines),
        )  # fmt: skip


def makes_of(count: int, definition: Definition) -> bool:
    """Whether an operation takes that many sizes, and nothing else."""
    names = {binder.name for binder in definition.binders}
    return len(names) == count > 0 and names == sizes_of(definition)


OBLIGATION = CheckedObligation(
    name="deterministic",
    level="core",
    meaning="the same arguments give the same result, whenever asked",
    training="A run cannot be repeated or resumed, and the loss that is logged is not the one that is optimised.",
    check=Deterministic,
    calls=4,
    among_others=True,
    asks_others=True,
)
