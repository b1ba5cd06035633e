"""Premises met by construction: a premise is read as instructions for the values that it speaks of.

`∀ i ∈ xs, f i = e` sets f at every item of xs, `m i = true` sets m at i, `a < b` lowers a, `xs.length = k` cuts xs or
goes on with its items. What cannot be read so is left as it is, and the caller drops inputs that still miss a premise,
counting them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from itertools import cycle, islice
from typing import Any

from conformance.cases.inverses import DEMANDS, INVERSES, WRAPS, Candidates
from conformance.cases.rows import Row, replaced
from conformance.cases.schedule import meant
from conformance.lean.closures import Evaluator, Frame, Value
from conformance.lean.evaluate import compile_term, run_through
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
    spine,
)
from conformance.lean.variables import free_variables
from conformance.values.known import formed, former_of, item_of
from conformance.values.lacking import Unfit
from conformance.values.table import Table

MAX_LENGTH = 10_000
"""Longest list that is made to meet a premise on its length."""

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
    worker.make(premise, True, changed, {name: k for k, name in enumerate(names)})
    return [tuple(v) if isinstance(v, Row) else v for v in changed[: len(frame)]]


class _Repair:
    def __init__(
        self, definitions: Mapping[str, Definition], reference: Mapping[str, Any], held: frozenset[str]
    ) -> None:
        self.definitions = definitions
        self.held = held
        self.reference = reference
        self.compiled: dict[tuple[int, int], tuple[Term, Evaluator]] = {}
        self.unfolded: dict[int, tuple[Term, Term | None]] = {}

    def evaluate(self, term: Term, frame: Frame, scope: Mapping[str, int]) -> Value:
        # The scope of a subterm is the same within one repair wherever the frame is as long.
        key = id(term), len(frame)
        if key not in self.compiled:
            names = [""] * (1 + max(scope.values(), default=-1))
            for name, slot in scope.items():
                names[slot] = name
            self.compiled[key] = term, compile_term(term, names, self.reference)
        return self.compiled[key][1](frame)

    def values(self, term: ForAll, frame: Frame, scope: Mapping[str, int]) -> list[Value]:
        if not is_finite(term.domain):
            return []
        return list(run_through(term.domain, scope, self.reference)(frame))

    def make(self, term: Term, wanted: bool, frame: list[Value], scope: dict[str, int]) -> None:
        """Changes `frame` in place so that `term` is `wanted`."""
        match term:
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
            case Call() | Apply(function=Call()) if (meant := self.meant(term)) is not None:
                self.make(meant, wanted, frame, scope)
            case Apply() | Variable() | Projection() | Builtin() if former_of(term.type).is_bool:
                self.assign(term, wanted, frame, scope)

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
        for value in values[:MOST_WITNESSES]:
            tried = [*frame, value]
            self.make(term.body, True, tried, {**scope, term.name: slot})
            if self.evaluate(term, tried[:slot], scope):
                frame[:] = tried[:slot]
                return

    def meant(self, term: Call | Apply) -> Term | None:
        """`schedule.meant`, once for each term."""
        if id(term) not in self.unfolded:
            self.unfolded[id(term)] = term, meant(term, self.definitions)
        return self.unfolded[id(term)][1]

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
        self.assign(right, low + step, frame, scope)

    def assign(self, place: Term, value: Value, frame: list[Value], scope: dict[str, int]) -> bool:
        """Sets a variable, a variable's table at an index, the length of a variable's list, or the total of a
        variable's table over a list; False where the place is none of these, or cannot be so."""
        match place:
            case Variable(name=name) if name in scope:
                if former_of(place.type).is_function or name in self.held:
                    return False
                frame[scope[name]] = value
                return True
            case Apply(function=Variable(name=name), argument=argument) if name in scope and name not in self.held:
                return self.put(scope[name], self.evaluate(argument, frame, scope), value, frame)
            case Projection(structure=whole, place=k):
                return self.assign_part(whole, k, value, frame, scope)
            case Apply(function=Apply()):
                table, arguments = spine(place)
                if not isinstance(table, Variable) or table.name not in scope or table.name in self.held:
                    return False
                first, *rest = [self.evaluate(argument, frame, scope) for argument in arguments]
                slot = scope[table.name]
                if not isinstance(frame[slot], (tuple, Row)):
                    return False
                return self.put(slot, first, replaced(frame[slot][first], rest, value), frame)
            case Builtin(name="List.length", arguments=(items,)):
                return self.resize(items, value, frame, scope)
            case Builtin(name="Option.isSome" | "Option.isNone" as name, arguments=(option,)):
                former, type_ = formed(option.type)
                have = self.evaluate(option, frame, scope)
                if bool(have) != (value == (name == "Option.isSome")):
                    have = former.another(type_, have, lambda size: self.evaluate(size, frame, scope))
                return have is not None and self.assign(option, have, frame, scope)
            case Builtin(
                name="List.sum", arguments=(Builtin(name="List.map", arguments=(Variable(name=name), items)),)
            ) if name in scope and name not in self.held:
                return self.share_out(scope[name], self.evaluate(items, frame, scope), value, frame)
            case Builtin(name=name, arguments=arguments) if (
                inverse := INVERSES.get(name.partition("@")[0])
            ) is not None:
                if name.endswith(WRAPS):
                    return False
                candidates = inverse([self.evaluate(a, frame, scope) for a in arguments], value)
                return self.assign_one(arguments, candidates, frame, scope)
            case Call() if (meant := self.meant(place)) is not None:
                return self.assign(meant, value, frame, scope)
        return False

    def assign_one(
        self, places: Sequence[Term], candidates: Candidates, frame: list[Value], scope: dict[str, int]
    ) -> bool:
        """Sets places as the first of the candidates says that can be had."""
        for wanted in candidates:
            before = list(frame)
            if all([self.assign_number(places[k], value, frame, scope) for k, value in wanted]):
                return True
            frame[:] = before
        return False

    def assign_number(self, place: Term, value: Value, frame: list[Value], scope: dict[str, int]) -> bool:
        """`assign`, where a number is of the type that the place has."""
        former, type_ = formed(place.type)
        is_number = former.is_natural or former.is_index
        if is_number and not former.holds(type_, value, lambda size: self.evaluate(size, frame, scope)):
            return False
        return self.assign(place, value, frame, scope)

    def assign_part(self, whole: Term, k: int, value: Value, frame: list[Value], scope: dict[str, int]) -> bool:
        """Sets one part of a pair or structure."""
        before = self.evaluate(whole, frame, scope)
        return self.assign(whole, (*before[:k], value, *before[k + 1 :]), frame, scope)

    def put(self, slot: int, index: Value, value: Value, frame: list[Value]) -> bool:
        """Sets a table at an index."""
        table = frame[slot]
        if isinstance(table, Table):
            frame[slot] = table.replaced(index, value)
            return True
        if not isinstance(table, (tuple, Row)):
            return False
        if isinstance(table, tuple):
            table = frame[slot] = Row(table)
        table[index] = value
        return True

    def put_all(
        self, name: str, demanded: Term, indices: Sequence[Value], frame: list[Value], scope: dict[str, int]
    ) -> bool:
        """Sets a table at all these indices to one value, where that is what is demanded of each."""
        match demanded:
            case Builtin(
                name="Eq" | "BEq.beq",
                arguments=(Apply(function=Variable(name=table), argument=Variable(name=index)), right),
            ) if (
                index == name
                and table in scope
                and table not in self.held
                and not free_variables(right) & {table, name}
            ):
                slot = scope[table]
                if not isinstance(frame[slot], (tuple, Row)):
                    return False
                value = self.evaluate(right, frame, scope) if indices else None
                missing = [k for k in indices if frame[slot][k] != value]
                if missing:
                    row = frame[slot] = Row(frame[slot])
                    for k in missing:
                        row[k] = value
                return True
        return False

    def resize(self, items: Term, length: int, frame: list[Value], scope: dict[str, int]) -> bool:
        """Gives a list that many items: its own over and over, or the least of their type where it has none."""
        if length > MAX_LENGTH:
            return False
        have = self.evaluate(items, frame, scope)
        if not have and length:
            former, type_ = formed(item_of(items.type))
            try:
                have = (former.least(type_, lambda size: self.evaluate(size, frame, scope)),)
            except Unfit:
                return False
        return self.assign(items, tuple(islice(cycle(have), length)), frame, scope)

    def share_out(self, slot: int, listed: Sequence[Value], total: int, frame: list[Value]) -> bool:
        """Gives a table of naturals that total over the listed arguments: one has all of it, the others nothing."""
        counts = Counter(listed)
        alone = next((index for index, count in counts.items() if total % count == 0), None)
        if alone is None:
            return total == 0
        return all([self.put(slot, i, total // counts[i] if i == alone else 0, frame) for i in counts])
