"""A seed decides, and nothing else does: no global generator, and none is left changed; other seeds give others.

Where a seed comes as the state of global generators, calls after it go on from where the one before left them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from conformance.checking.evaluation import Violated
from conformance.checking.obligations.base import CheckedObligation, Subject
from conformance.checking.obligations.outcomes import in_words, raised, same
from conformance.lean.closures import Frame, Value
from conformance.lean.syntax import Definition
from conformance.subjects.calls import OperationFailed
from conformance.system.generators import Held, named, seed_all, seeding_sources
from conformance.values.items import all_items_of
from conformance.values.known import formed, former_of
from conformance.values.naming import snake_case

OTHERS = 3
"""How many other seeds an input is asked with."""

ENOUGH, MANY = 8, 8
"""On how many inputs all seeds must give the same for that to be told, and how many items a list or table has by which
it is counted: of fewer there are few to choose among, and the same may come by chance."""

_STATES = 1_000
"""How far apart the states are at which the global generators are left, others for each input."""


def takes_seeds(definition: Definition, definitions: Mapping[str, Definition]) -> bool:
    return any(former_of(b.type).is_seed for b in definition.explicit)


class Seeded:
    """Asks with the global generators at one state and at another, and with other seeds."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self.answered = False
        binders = subject.definition.binders
        self.places = [k for k, b in enumerate(binders) if former_of(b.type).is_seed and not b.implicit]
        self.asked = 0
        self.alike: list[tuple[Value, ...]] = []
        self.differing: tuple[Value, ...] | None = None
        self.still = 0
        self.goes_on = False

    def __call__(self, frame: Frame) -> bool:
        arguments = tuple(frame)
        operation = self.subject.operation
        self.asked += 1
        is_global = operation.calling.seeds_globally
        with Held() as generators:
            generators.seed(self.state(0))
            before = generators.states()
            first = operation.outcome(arguments)
            changed = [name for name, state in generators.states().items() if state != before[name]]
            if changed and not is_global:
                self.tell_changed(arguments, changed[0])
            is_counted = not isinstance(first, tuple) or all_items_of((first,)) >= MANY
            if is_global and not self.goes_on and not isinstance(first, OperationFailed):
                left = generators.states()
                for k in self.places:
                    seed_all(arguments[k])
                self.goes_on = left != generators.states()
                self.still += is_counted
            generators.seed(self.state(1))
            again = operation.outcome(arguments)
            if not same(first, again) and not is_global:
                self.tell_decided(arguments, first, again)
            if not isinstance(first, OperationFailed) and self.differing is None:
                if any(not same(first, operation.outcome(other)) for other in self.others(arguments)):
                    self.differing = arguments
                elif is_counted:
                    self.alike.append(arguments)
        self.answered = self.answered or not raised(first)
        return True

    def state(self, turn: int) -> int:
        return _STATES * (2 * self.asked + turn)

    def others(self, arguments: tuple[Value, ...]) -> list[tuple[Value, ...]]:
        """The arguments with other seeds."""
        found: list[tuple[Value, ...]] = []
        for k in self.places:
            former, type_ = formed(self.subject.definition.binders[k].type)
            for _ in range(OTHERS):
                other = former.another(type_, found[-1][k] if found else arguments[k], lambda size: 0)
                found.append((*arguments[:k], other, *arguments[k + 1 :]))
        return found

    def finish(self) -> None:
        """Whether on no input the seed made a difference, or a call left global generators elsewhere than it did."""
        if self.differing is not None and not self.goes_on and self.still >= ENOUGH:
            self.tell_still(self.differing)
        if self.differing is not None or len(self.alike) < ENOUGH:
            return
        arguments = self.alike[len(self.alike) // 2]
        call = self.subject.lines(arguments)[1]
        lines = ["seen = set()"]
        for other in (arguments, *self.others(arguments)):
            lines += [*self.subject.noting("got", other), "seen.add(got)"]
        lines.append("assert len(seen) > 1, seen")
        message = f"each of {OTHERS + 1} seeds gave the same on each of {len(self.alike)} inputs"
        self.fail(arguments, "violation", message, "results that hang on the seed", f"the same for each: {call}", lines)

    def tell_still(self, arguments: tuple[Value, ...]) -> None:
        bound, call, _ = self.subject.lines(arguments)
        with Held() as generators:
            modules = list(generators.states())
        at = f"({', '.join(named(module).source for module in modules)},)"
        lines = [f"import {module.partition('.')[0]}" for module in modules]
        for k in self.places:
            lines += seeding_sources(str(arguments[k]))
        lines += [f"seeded = {at}", *bound, call, f"assert {at} != seeded"]
        message = f"on each of {self.still} inputs global generators were left as the seed had put them: calls repeat"
        self.fail(arguments, "violation", message, "global generators that go on", "left as they were seeded", lines)

    def tell_changed(self, arguments: tuple[Value, ...], module: str) -> None:
        bound, call, _ = self.subject.lines(arguments)
        generator = named(module)
        lines = [f"import {module.partition('.')[0]}", *bound, f"before = {generator.source}", call,
                 f"assert {generator.source} == before"]  # fmt: skip
        message = f"the call left the global generator of `{module}` changed, though it was given a seed"
        self.fail(arguments, "violation", message, f"`{module}` left as it was", "it was changed", lines)

    def tell_decided(
        self, arguments: tuple[Value, ...], first: Value | OperationFailed, again: Value | OperationFailed
    ) -> None:
        with Held() as generators:
            modules = list(generators.states())
        lines = [f"import {module.partition('.')[0]}" for module in modules]
        for name, number in (("first", self.state(0)), ("again", self.state(1))):
            lines += [named(module).seeding.format(number + k) for k, module in enumerate(modules)]
            lines += self.subject.noting(name, arguments, may_raise=True)
        lines.append("assert again == first, (first, again)")
        otherwise = "and once global generators were seeded otherwise"
        message = f"with the same seed it gave {in_words(first)}, {otherwise} {in_words(again)}"
        self.fail(arguments, "nondeterministic", message, in_words(first), in_words(again), lines)

    def fail(
        self, arguments: tuple[Value, ...], reason: str, message: str, expected: str, actual: str, lines: Sequence[str]
    ) -> None:
        name = snake_case(self.subject.definition.name)
        raise Violated(
            reason, f"{name}: {message}", expected, actual, expected, actual,
            inputs=self.subject.inputs(arguments), reproduce=self.subject.source(*lines),
        )  # fmt: skip


OBLIGATION = CheckedObligation(
    name="seeded",
    level="training",
    meaning="a seed decides what comes back, no global generator does or is changed, and other seeds give others",
    training="Each epoch, worker or rank masks alike, or a run cannot be repeated though it was seeded.",
    applies=takes_seeds,
    check=Seeded,
    calls=2 + OTHERS,
)
