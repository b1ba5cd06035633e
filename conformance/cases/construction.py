"""Inputs changed so that premises hold: one premise after the other, in the order of their schedule."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from conformance.cases.premises import repair
from conformance.cases.schedule import Step, schedule
from conformance.lean.closures import Frame
from conformance.lean.evaluate import compile_term
from conformance.lean.syntax import Binder, Definition, Premise
from conformance.values.membership import fitted, has_types

TURNS = 2
"""How often all premises are gone through: one may undo another where there is no other way."""


class Construction:
    """What makes premises hold, over these variables."""

    def __init__(
        self, premises: Sequence[Premise], binders: Sequence[Binder], definitions: Mapping[str, Definition],
        reference: Mapping[str, Any],
    ) -> None:  # fmt: skip
        self._binders = binders
        self._names = tuple(b.name for b in binders)
        self._definitions, self._reference = definitions, reference
        self.schedule = schedule(premises, self._names, definitions)
        self._tests: dict[Premise, Callable[[Frame], Any]] = {}

    def made(self, frame: Frame, premises: Collection[Premise]) -> Frame | None:
        """The frame changed so that those of the premises hold for which that is known; None where its sizes leave a
        type no value."""
        steps = [step for step in self.schedule if step.premise in premises]
        changed: Frame | None = frame
        for _ in range(TURNS):
            for k, step in enumerate(steps):
                changed = self._step(step, frame, steps[:k])
                if changed is None:
                    return None
                frame = changed
            if all(self._holds(step.premise, frame) for step in steps):
                break
        return frame

    def _step(self, step: Step, frame: Frame, before: Sequence[Step]) -> Frame | None:
        """The frame changed for one premise.

        What those before it speak of is held; where that does not do, one variable of it is let go, if they can all be
        made to hold with it, and otherwise all of them.
        """
        held: frozenset[str] = frozenset().union(*(other.speaks_of for other in before))
        made = self._repaired(step, frame, held)
        if not held or (made is not None and self._holds(step.premise, made)):
            return made
        for name in dict.fromkeys(place.variable for place in step.places if place.variable in held):
            made = self._repaired(step, frame, held - {name})
            for other in before:
                if made is not None and not self._holds(other.premise, made):
                    made = self._repaired(other, made, frozenset())
            if made is not None and all(self._holds(s.premise, made) for s in (step, *before)):
                return made
        return self._repaired(step, frame, frozenset())

    def _repaired(self, step: Step, frame: Frame, held: frozenset[str]) -> Frame | None:
        made = repair(step.premise.statement, frame, self._names, self._definitions, self._reference, held)
        # What a changed size makes too short or too large is brought into its type.
        return made if has_types(self._binders, made) else fitted(self._binders, made)

    def holds(self, premises: Collection[Premise], frame: Frame) -> bool:
        """Whether those of the premises hold for which something is done."""
        return all(self._holds(step.premise, frame) for step in self.schedule if step.premise in premises)

    def _holds(self, premise: Premise, frame: Frame) -> bool:
        test = self._tests.get(premise)
        if test is None:
            test = self._tests[premise] = compile_term(premise.statement, self._names, self._reference)
        return bool(test(frame))
