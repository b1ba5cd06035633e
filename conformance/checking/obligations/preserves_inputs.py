"""The arguments are left as they were."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping

from conformance.checking.evaluation import Violated
from conformance.checking.obligations.base import CheckedObligation, Subject
from conformance.lean.evaluate import Frame
from conformance.lean.syntax import Definition
from conformance.records.values import lean_text
from conformance.subjects.calls import OperationFailed
from conformance.values.known import holds_items
from conformance.values.membership import plain


def takes_parts(definition: Definition, definitions: Mapping[str, Definition]) -> bool:
    return any(holds_items(b.type) for b in definition.explicit)


class PreservesInputs:
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
                change = carrier.change(native, saved) if carrier.holds_same(native, saved.copy) else None
                if change is None:
                    told, message, expected, became = binder.name, "", plain(value), carrier.plain(native)
                    was, check = lean_text(expected), carrier.check_source(names[k], operation.forms[k], value)
                else:
                    told, message = f"{binder.name}.{change.attribute}", f": {change}"
                    expected = was = change.was
                    became, check = change.became, change.source(names[k])
                raise Violated(
                    "mutated_input", f"argument `{binder.name}` was changed by the call{message}", expected, became,
                    f"{told} = {was} after the call", f"{told} = {became} after the call",
                    reproduce=subject.source(*bound, call, check),
                )  # fmt: skip
        return True

    def finish(self) -> None:
        return


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
