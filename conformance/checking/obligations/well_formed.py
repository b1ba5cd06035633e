"""The result has the form of its type: whatever is called and decoded is held against it."""

from __future__ import annotations

from collections.abc import Sequence

from conformance.checking.evaluation import counted_true
from conformance.checking.obligations.base import CheckedObligation, Subject
from conformance.lean.closures import Frame


class WellFormed:
    answered = True

    def __init__(self, subject: Subject) -> None:
        self.subject = subject

    def __call__(self, frame: Frame) -> bool:
        self.subject.call(*frame)
        return True

    def held(self, frames: Sequence[Frame]) -> int:
        return counted_true(self(frame) for frame in frames)

    def finish(self) -> None:
        return


OBLIGATION = CheckedObligation(
    name="well_formed",
    level="core",
    meaning="the result has the form of its type",
    training="A mask of the wrong length or a loss of the wrong type fails far from its cause, or broadcasts to other "
    "patches without a word.",
    check=WellFormed,
    only_calls=True,
)
