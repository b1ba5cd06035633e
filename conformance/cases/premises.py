"""Premises met by construction: a premise is read as instructions for the values that it speaks of.

`∀ i ∈ xs, f i = e` sets f at every item of xs, `m i = true` sets m at i, `a < b` lowers a. What cannot be read so
is left as it is, and the caller drops inputs that still miss a premise, counting them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from conformance.lean.evaluate import Frame, Value, compile_term, run_through
from conformance.lean.syntax import (
    BOOL,
    Apply,
    Builtin,
    Call,
    Definition,
    FinType,
    ForAll,
    FunctionType,
    NatType,
    Term,
    Variable,
    substitute,
    unfold,
)


def repair(
    premise: Term,
    frame: Frame,
    names: Sequence[str],
    definitions: Mapping[str, Definition],
    reference: Mapping[str, Any],
) -> Frame:
    """A frame near the given one on which the premise holds, if the premise can be read as instructions."""
    worker = _Repair(definitions, reference)
    changed = list(frame)
    worker.make(premise, True, changed, {name: k for k, name in enumerate(names)})
    return changed[: len(frame)]


class _Repair:
    def __init__(self, definitions: Mapping[str, Definition], reference: Mapping[str, Any]) -> None:
        self.definitions = definitions
        self.reference = reference

    def evaluate(self, term: Term, frame: Frame, scope: Mapping[str, int]) -> Value:
        names = [""] * (1 + max(scope.values(), default=-1))
        for name, slot in scope.items():
            names[slot] = name
        return compile_term(term, names, self.reference)(frame)

    def make(self, term: Term, wanted: bool, frame: Frame, scope: dict[str, int]) -> None:
        """Changes `frame` in place so that `term` is `wanted`."""
        match term:
            case ForAll(name=name, domain=domain, body=body) if wanted:
                if not isinstance(unfold(domain), FinType):
                    return
                slot = len(frame)
                inner = {**scope, name: slot}
                for value in list(run_through(domain, scope, self.reference)(frame)):
                    frame.append(value)
                    self.make(body, True, frame, inner)
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
            case Call(name=name, arguments=arguments):
                definition = self.definitions[name]
                mapping = {b.name: a for b, a in zip(definition.binders, arguments, strict=True)}
                self.make(substitute(definition.body, mapping), wanted, frame, scope)
            case Apply() | Variable() if unfold(term.type) == BOOL:
                self.assign(term, wanted, frame, scope)

    def equate(self, left: Term, right: Term, wanted: bool, frame: Frame, scope: dict[str, int]) -> None:
        if (self.evaluate(left, frame, scope) == self.evaluate(right, frame, scope)) == wanted:
            return
        for place, other in ((left, right), (right, left)):
            value = self.evaluate(other, frame, scope)
            if unfold(place.type) == BOOL:
                self.make(place, value == wanted, frame, scope) if not isinstance(place, Builtin) else None
                if (self.evaluate(left, frame, scope) == self.evaluate(right, frame, scope)) == wanted:
                    return
                continue
            if not wanted:
                if not isinstance(unfold(place.type), NatType):
                    continue
                value += 1
            if self.assign(place, value, frame, scope):
                return

    def order(self, name: str, left: Term, right: Term, wanted: bool, frame: Frame, scope: dict[str, int]) -> None:
        if not wanted:
            name = {"LT.lt": "GE.ge", "LE.le": "GT.gt", "GT.gt": "LE.le", "GE.ge": "LT.lt"}[name]
        if name in ("GT.gt", "GE.ge"):
            name, left, right = {"GT.gt": "LT.lt", "GE.ge": "LE.le"}[name], right, left
        low, high = self.evaluate(left, frame, scope), self.evaluate(right, frame, scope)
        step = 1 if name == "LT.lt" else 0
        if low + step <= high:
            return
        if high >= step and self.assign(left, high - step, frame, scope):
            return
        self.assign(right, low + step, frame, scope)

    def assign(self, place: Term, value: Value, frame: Frame, scope: dict[str, int]) -> bool:
        """Sets a variable, or a variable's table at an index; False where the place is neither."""
        match place:
            case Variable(name=name) if name in scope:
                if isinstance(unfold(place.type), FunctionType):
                    return False
                frame[scope[name]] = value
                return True
            case Apply(function=Variable(name=name), argument=argument) if name in scope:
                table = frame[scope[name]]
                if not isinstance(table, tuple):
                    return False
                index = self.evaluate(argument, frame, scope)
                frame[scope[name]] = (*table[:index], value, *table[index + 1 :])
                return True
        return False
