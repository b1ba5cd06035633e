"""Premises met by construction: a premise is read as instructions for the values that it speaks of.

`∀ i ∈ xs, f i = e` sets f at every item of xs, `m i = true` sets m at i, `a < b` lowers a, `xs.length = k` cuts xs or
goes on with its items. What cannot be read so is left as it is, and the caller drops inputs that still miss a premise,
counting them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from conformance.cases.assigning import Assigning, Enlarged
from conformance.cases.inverses import DEMANDS, DENIALS
from conformance.cases.permutations import Distinct, apart, distinct_in, inverse_of, says_distinct
from conformance.cases.rows import Row
from conformance.lean.closures import Frame, Value
from conformance.lean.evaluate import run_through
from conformance.lean.nodes import Term
from conformance.lean.quantifiers import bound_of, is_finite, witness
from conformance.lean.syntax import (
    Apply,
    Builtin,
    Call,
    Definition,
    Exists,
    ForAll,
    Projection,
    Variable,
    children,
)
from conformance.values.known import formed, former_of

MOST_WITNESSES = 8
"""Of how many values it is tried that they are what there is to be."""


def repair(
    premise: Term,
    frame: Frame,
    names: Sequence[str],
    definitions: Mapping[str, Definition],
    reference: Mapping[str, Any],
    held: Collection[str] = (),
) -> Frame:
    """A frame near the given one on which the premise holds, if the premise can be read as instructions.

    Variables that are `held` are not changed.
    """
    worker = _Repair(definitions, reference, frozenset(held))
    changed = list(frame)
    with suppress(Enlarged):
        worker.make(premise, True, changed, {name: k for k, name in enumerate(names)})
    return [tuple(v) if isinstance(v, Row) else v for v in changed[: len(frame)]]


class _Repair(Assigning):
    """Changes a frame so that a premise holds."""

    def values(self, term: ForAll, frame: Frame, scope: Mapping[str, int]) -> list[Value]:
        if not is_finite(term.domain):
            return []
        return list(run_through(term.domain, scope, self.reference)(frame))

    def make(self, term: Term, wanted: bool, frame: list[Value], scope: dict[str, int]) -> None:
        """Changes `frame` in place so that `term` is `wanted`."""
        match term:
            case ForAll() if wanted and (distinct := distinct_in(term)) is not None:
                self.make_distinct(distinct, frame, scope)
            case ForAll(body=Builtin(name="And", arguments=parts)) if wanted and says_distinct(term):
                for part in parts:
                    self.make(replace(term, body=part), True, frame, scope)
            case ForAll(name=name, body=body) if wanted:
                slot = len(frame)
                inner = {**scope, name: slot}
                guard = bound_of(term)
                if guard is not None and guard[0] == "∈":
                    # Each item of the list meets the guard; asking again would be quadratic in its length.
                    values = list(dict.fromkeys(self.evaluate(guard[1], frame, scope)))
                    demanded = children(body)[1]
                else:
                    values, demanded = self.values(term, frame, scope), body
                if self.put_all(name, demanded, values, frame, scope):
                    return
                for value in values:
                    frame.append(value)
                    self.make(demanded, True, frame, inner)
                    frame.pop()
            case Builtin(name="→", arguments=(assumed, rest)) if wanted:
                if self.evaluate(assumed, frame, scope):
                    self.make(rest, True, frame, scope)
            case Builtin(name="And", arguments=(left, right)) if wanted:
                self.make(left, True, frame, scope)
                self.make(right, True, frame, scope)
            case Builtin(name="Or", arguments=(left, right)):
                self.make(left, wanted, frame, scope)
                if not wanted:
                    self.make(right, False, frame, scope)
            case Builtin(name="Not" | "not", arguments=(inner_term,)):
                self.make(inner_term, not wanted, frame, scope)
            case Builtin(name="Iff", arguments=(left, right)):
                self.make(left, self.evaluate(right, frame, scope) == wanted, frame, scope)
            case Builtin(name="Eq" | "BEq.beq", arguments=(left, right)):
                self.equate(left, right, wanted, frame, scope)
            case Builtin(name="Ne" | "bne", arguments=(left, right)):
                self.equate(left, right, not wanted, frame, scope)
            case Builtin(name="LT.lt" | "LE.le" | "GT.gt" | "GE.ge" as name, arguments=(left, right)):
                self.order(name, left, right, wanted, frame, scope)
            case Exists() if wanted and not self.evaluate(term, frame, scope):
                self.witness(term, frame, scope)
            case Builtin(name=name, arguments=arguments) if wanted and name in DEMANDS:
                given = [self.evaluate(a, frame, scope) for a in arguments]
                self.assign_one(arguments, DEMANDS[name](given), frame, scope)
            case Builtin(name=name, arguments=arguments) if not wanted and name in DENIALS:
                given = [self.evaluate(a, frame, scope) for a in arguments]
                self.assign_one(arguments, DENIALS[name](given), frame, scope)
            case Call() | Apply(function=Call()) if (meant := self.meant(term)) is not None:
                self.make(meant, wanted, frame, scope)
            case Apply() | Variable() | Projection() | Builtin() if former_of(term.type).is_bool:
                self.assign(term, wanted, frame, scope)

    def make_distinct(self, distinct: Distinct, frame: list[Value], scope: dict[str, int]) -> None:
        """Changes functions as a whole, so that one takes no value twice and the other undoes it."""
        slot, other = scope.get(distinct.function), scope.get(distinct.inverse or "")
        if slot is None or not isinstance(frame[slot], (tuple, Row)):
            return
        if distinct.function not in self.held:
            frame[slot] = apart(frame[slot])
        if other is not None and distinct.inverse not in self.held and isinstance(frame[other], (tuple, Row)):
            frame[other] = inverse_of(frame[slot], frame[other])

    def witness(self, term: Exists, frame: list[Value], scope: dict[str, int]) -> None:
        """Makes what is said of some value hold of one: what an equation says that it is, or else any of its type."""
        slot, said, bound = len(frame), witness(term), bound_of(term)
        if said is not None:
            extended, inner = list(frame), dict(scope)
            for name, type_ in said[0]:
                every = run_through(type_, inner, self.reference)(extended)
                if not every:
                    return
                inner[name] = len(extended)
                extended.append(every[len(every) // 2])
            values = [self.evaluate(said[1], extended, inner)]
        elif bound is not None and bound[0] == "∈":
            values = list(dict.fromkeys(self.evaluate(bound[1], frame, scope)))
        elif is_finite(term.domain):
            values = list(run_through(term.domain, scope, self.reference)(frame))
        else:
            return
        if not values:
            self.enlarge(term.domain, frame, scope)
        for value in values[:MOST_WITNESSES]:
            tried = [*frame, value]
            self.make(term.body, True, tried, {**scope, term.name: slot})
            if self.evaluate(term, tried[:slot], scope):
                frame[:] = tried[:slot]
                return

    def equate(self, left: Term, right: Term, wanted: bool, frame: list[Value], scope: dict[str, int]) -> None:
        value = self.evaluate(right, frame, scope)
        if (self.evaluate(left, frame, scope) == value) == wanted:
            return
        for place, other in ((left, None), (right, left)):
            if other is not None:
                value = self.evaluate(other, frame, scope)
            former, type_ = formed(place.type)
            if former.is_bool:
                self.make(place, value == wanted, frame, scope)
                if (self.evaluate(left, frame, scope) == self.evaluate(right, frame, scope)) == wanted:
                    return
                continue
            if not wanted:
                value = former.another(type_, value, lambda size: self.evaluate(size, frame, scope))
                if value is None:
                    continue
            if self.assign(place, value, frame, scope):
                return
        if not wanted:
            self.enlarge(left.type, frame, scope)

    def order(
        self, name: str, left: Term, right: Term, wanted: bool, frame: list[Value], scope: dict[str, int]
    ) -> None:
        if not wanted:
            name = {"LT.lt": "GE.ge", "LE.le": "GT.gt", "GT.gt": "LE.le", "GE.ge": "LT.lt"}[name]
        if name in ("GT.gt", "GE.ge"):
            name, left, right = {"GT.gt": "LT.lt", "GE.ge": "LE.le"}[name], right, left
        if former_of(left.type).is_bool:
            # `a < b` says that `a` is false and `b` true, `a ≤ b` that one of these holds.
            if name == "LE.le" and self.evaluate(left, frame, scope) <= self.evaluate(right, frame, scope):
                return
            self.make(left, False, frame, scope)
            if name == "LT.lt":
                self.make(right, True, frame, scope)
            return
        low, high = self.evaluate(left, frame, scope), self.evaluate(right, frame, scope)
        step = 1 if name == "LT.lt" else 0
        if low < high or (not step and low == high):
            return
        former = former_of(left.type)
        if not (former.is_natural or former.is_index) and self.assign(right, former.above(high, low), frame, scope):
            return
        lower = former.below(low, high, is_strict=bool(step))
        is_there = lower >= 0 or not (former.is_natural or former.is_index)
        if is_there and self.assign(left, lower, frame, scope):
            return
        if former.is_index:
            # Above the last position is none, and below the first one neither.
            others = (((1, low + step),), ((0, 0), (1, step)))
            self.assign_one((left, right), iter(others), frame, scope)
            if not self.evaluate(right, frame, scope) >= self.evaluate(left, frame, scope) + step:
                self.enlarge(left.type, frame, scope)
            return
        self.assign(right, low + step, frame, scope)
