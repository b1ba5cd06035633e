"""A law asked of its smallest inputs in a backend that was just loaded: on which it fails first, after what calls."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, islice

from conformance.checking.bound import BoundLaws
from conformance.checking.explaining import Explainer
from conformance.checking.laws import laws_of
from conformance.checking.trials import Clock, FreshTrials, call_source, suppressed
from conformance.laws.laws import Law
from conformance.lean.closures import Frame, Value
from conformance.subjects.operation import Call
from conformance.system.fresh import Fresh
from conformance.values.known import formed

MOST_INPUTS = 1_000
"""Of how many of its smallest inputs a law is asked at most."""


class Beginnings:
    """The first inputs of the laws of a backend, and the calls that they make."""

    def __init__(self, laws: BoundLaws, explainer: Explainer) -> None:
        self._laws, self._explainer = laws, explainer

    def first_failing(self, law: Law, fresh: Fresh, clock: Clock) -> tuple[Frame, list[Call]] | None:
        """The first of a law's smallest inputs on which it fails, and the calls before it; None where it fails on none.

        It is asked of them alone, else where the operations that it calls were asked of their smallest inputs before,
        else of each after its calls with other values.
        """
        # What premises say that ask operations hangs on what was called as well.
        if law.obligation is not None or law.asked:
            return None
        frames = self.inputs(law)
        bodies = [self._explainer.snippet(law, frame).removeprefix(self._explainer.head) for frame in frames]
        asked = [self.calls(law, frame) for frame in frames]
        for before in self._calls_before(law, asked):
            pieces = [
                "".join(f"{suppressed(call_source(call))}\n" for call in calls) + body
                for calls, body in zip(before, bodies, strict=True)
            ]
            failed = FreshTrials(fresh, [], pieces, clock).first()
            if failed is not None:
                earlier = chain.from_iterable(zip(before[:failed], asked[:failed], strict=True))
                return frames[failed], [*chain.from_iterable(earlier), *before[failed]]
        return None

    def _calls_before(self, law: Law, asked: Sequence[Sequence[Call]]) -> Iterator[list[list[Call]]]:
        nothing: list[list[Call]] = [[] for _ in asked]
        yield nothing
        if asked and (calls := self.of_definitions(law)):
            yield [calls, *nothing[1:]]
        yield [[other for call in calls for other in _with_other_values(call)] for calls in asked]

    def with_other_values(self, law: Law, frame: Frame) -> list[Call]:
        """The calls that a law makes on an input, with other values."""
        calls = self.calls(law, frame)
        if law.subject is not None and law.binders == law.subject.binders:
            calls = [(self._laws.operations[law.subject.name], tuple(frame), "")]
        return [other for call in calls for other in _with_other_values(call)]

    def of_definitions(self, law: Law) -> list[Call]:
        """What the definitions of the operations that a law calls ask of their smallest inputs."""
        defining = [d for d in laws_of(self._laws.spec) if d.is_defining and d.obligation is None]
        found = [d for d in defining if d.operations <= law.operations]
        return [call for d in found if d is not law for frame in self.inputs(d) for call in self.calls(d, frame)]

    def inputs(self, law: Law) -> list[Frame]:
        """The smallest inputs of a law, those first that it is asked first."""
        domain = self._laws.domain(law)
        _, chunks = self._laws.streams.enumerated(domain, MOST_INPUTS) or ("", ())
        every = (frame for chunk in chunks for frame in chunk.frames)
        return list(islice((f for f in every if domain.admits(f) and domain.premises_met(f)), MOST_INPUTS))

    def calls(self, law: Law, frame: Frame) -> list[Call]:
        """The calls that a law makes on an input."""
        found = self._explainer.calls(law, frame)
        return [(self._laws.operations[term.name], arguments, "") for term, arguments in found]


def _with_other_values(call: Call) -> Iterator[Call]:
    """Calls that differ from one in the values of an argument: what is kept for one of them may be given for all."""
    operation, arguments, layout = call
    for k, binder in enumerate(operation.definition.binders):
        value, (former, type_) = arguments[k], formed(binder.type)
        other: Value = former.numbered(type_, value, lambda items: [v + 1 for v in items])
        if isinstance(value, tuple) and value and {bool}.issuperset(map(type, value)):
            other = tuple([not item for item in value])
        if other != value and isinstance(value, tuple):
            yield operation, (*arguments[:k], other, *arguments[k + 1 :]), layout
