"""The arguments are left as they were, by the call and by later ones."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping, Sequence
from typing import NoReturn

from conformance.checking.evaluation import Violated
from conformance.checking.obligations.base import CheckedObligation, Made, Subject
from conformance.checking.obligations.holding import Counted, Held, Kept, made_again
from conformance.lean.closures import Frame, Value
from conformance.lean.syntax import Definition
from conformance.records.values import lean_text
from conformance.subjects.calls import OperationFailed
from conformance.values.known import has_parts
from conformance.values.membership import plain


def takes_parts(definition: Definition, definitions: Mapping[str, Definition]) -> bool:
    return any(has_parts(b.type) for b in definition.explicit)


class PreservesInputs:
    """Looks at the arguments after their call, and at those of hundreds of calls again after later ones."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self.answered = False
        carrier = subject.operation.carrier
        self.made = Counted(subject)
        self.watched = Held(lambda native, saved: not carrier.unchanged(native, saved), self.changed_later)

    def __call__(self, frame: Frame) -> bool:
        arguments = tuple(frame)
        kept = self.called(self.made(arguments), arguments)
        for k, (native, saved) in enumerate(zip(kept.natives, kept.were, strict=True)):
            if not self.subject.operation.carrier.unchanged(native, saved):
                bound, call, _ = self.subject.lines(frame)
                self.tell(kept, k, "the call", [*bound, call])
        self.watched.keep(kept)
        return True

    def called(self, made: Made, arguments: tuple[Value, ...]) -> Kept:
        """A call, with its arguments and copies of what they were."""
        operation = self.subject.operation
        natives = operation.embed(arguments)
        before = [operation.carrier.snapshot(n) for n in natives]
        # What it raises is another law's matter, but its arguments must stay what they are all the same.
        with contextlib.suppress(OperationFailed):
            operation.call(natives)
            self.answered = True
        return Kept(made, natives, before)

    def changed_later(self, kept: Kept, place: int) -> NoReturn:
        def again(made: Made) -> Callable[[], bool]:
            anew = self.called(made, made.arguments)
            return lambda: not self.subject.operation.carrier.unchanged(anew.natives[place], anew.were[place])

        later, count = made_again(self.subject, kept.made, self.watched.after(kept.made), again)
        bound, call, names = self.subject.lines_of(kept.made)
        others, _, _ = self.subject.lines_of(later)
        lines = [*bound, call, f"earlier = {names[place]}", *others,
                 f"for _ in range({count}):", f"    {call}", f"{names[place]} = earlier"]  # fmt: skip
        self.tell(kept, place, "a later call", lines)

    def tell(self, kept: Kept, place: int, by: str, lines: Sequence[str]) -> NoReturn:
        """Raises what is told of an argument that a call has changed, whose source the lines are."""
        subject, operation = self.subject, self.subject.operation
        carrier, native, saved = operation.carrier, kept.natives[place], kept.were[place]
        binder = operation.definition.explicit[place]
        value = next(v for b, v in zip(operation.definition.binders, kept.made.arguments, strict=True) if b is binder)
        _, _, names = subject.lines_of(kept.made)
        change = carrier.change(native, saved) if carrier.holds_same(native, saved.copy) else None
        if change is None:
            told, message, expected, became = binder.name, "", plain(value), carrier.plain(native)
            given = operation.given(place, value)
            was, check = lean_text(expected), carrier.check_source(names[place], operation.forms[place], given)
        else:
            told, message = f"{binder.name}.{change.attribute}", f": {change}"
            expected = was = change.was
            became, check = change.became, change.source(names[place])
        raise Violated(
            "mutated_input", f"argument `{binder.name}` was changed by {by}{message}", expected, became,
            f"{told} = {was} after {by}", f"{told} = {became} after {by}",
            inputs=subject.inputs(kept.made.arguments), reproduce=subject.source(*lines, check),
        )  # fmt: skip

    def finish(self) -> None:
        self.watched.finish()


OBLIGATION = CheckedObligation(
    name="preserves_inputs",
    level="core",
    meaning="the arguments are left as they were",
    training="A mask or loss that is changed in place is wrong for whatever reads it next: the decoder, the metric, "
    "the gradient.",
    applies=takes_parts,
    check=PreservesInputs,
    calls=1,
)
