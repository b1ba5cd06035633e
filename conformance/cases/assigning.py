"""Places set to values, from the inside out: a variable, its table at an index, the length of its list, and so on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import cycle, islice
from typing import Any

from conformance.cases.inverses import INVERSES, WRAPS, Candidates
from conformance.cases.permutations import apart
from conformance.cases.rows import Row, replaced
from conformance.cases.schedule import meant
from conformance.lean.closures import Evaluator, Frame, Value
from conformance.lean.evaluate import compile_term
from conformance.lean.nodes import Term, Type
from conformance.lean.syntax import Apply, Builtin, Call, Definition, Projection, Variable, spine
from conformance.lean.variables import free_variables
from conformance.values.known import formed, former_of, item_of
from conformance.values.lacking import Unfit
from conformance.values.table import Table

MAX_LENGTH = 10_000
"""Longest list that is made to meet a premise on its length."""


class Enlarged(Exception):
    """A size was changed."""


class Assigning:
    """Sets places of a frame, given as terms, but for the variables that are `held`."""

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

    def meant(self, term: Call | Apply) -> Term | None:
        """`schedule.meant`, once for each term."""
        if id(term) not in self.unfolded:
            self.unfolded[id(term)] = term, meant(term, self.definitions)
        return self.unfolded[id(term)][1]

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
            case Builtin(name="List.map", arguments=(Variable(name=name), items)) if name not in self.held:
                listed = self.evaluate(items, frame, scope)
                pairs = dict(zip(listed, value, strict=False))
                fits = name in scope and len(listed) == len(value) and [pairs[k] for k in listed] == list(value)
                return fits and all([self.put(scope[name], k, v, frame) for k, v in pairs.items()])
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
        """Sets a table at all these indices, where that is what is demanded of each: `x i = y i`, or where `m i`."""
        inner = {**scope, name: len(frame)}
        match demanded:
            case Builtin(name="→", arguments=(assumed, rest)):
                found = self._put_by(name, rest, scope)
                if found is None or found[0] in free_variables(assumed):
                    return False
                holding = [
                    k for k, is_so in zip(indices, self._at(assumed, indices, frame, inner), strict=True) if is_so
                ]
                return self.put_all(name, rest, holding, frame, scope)
        found = self._put_by(name, demanded, scope)
        if found is None or not isinstance(frame[scope[found[0]]], (tuple, Row)):
            return False
        slot, right = scope[found[0]], found[1]
        if name in free_variables(right):
            values = self._at(right, indices, frame, inner)
        else:
            values = [self.evaluate(right, frame, scope)] * len(indices) if indices else []
        table = frame[slot]
        missing = [(k, value) for k, value in zip(indices, values, strict=True) if table[k] != value]
        if missing:
            row = frame[slot] = Row(table)
            for k, value in missing:
                row[k] = value
        return True

    def _put_by(self, name: str, demanded: Term, scope: dict[str, int]) -> tuple[str, Term] | None:
        """The table that is set at each index, and to what, where that does not hang on the table."""
        match demanded:
            case Builtin(
                name="Eq" | "BEq.beq",
                arguments=(Apply(function=Variable(name=table), argument=Variable(name=index)), right),
            ) if index == name and table in scope and table not in self.held and table not in free_variables(right):
                return table, right
        return None

    def _at(self, term: Term, indices: Sequence[Value], frame: list[Value], scope: dict[str, int]) -> list[Value]:
        """What a term is at each index."""
        found = []
        frame.append(None)
        for k in indices:
            frame[-1] = k
            found.append(self.evaluate(term, frame, scope))
        frame.pop()
        return found

    def enlarge(self, type_: Type, frame: list[Value], scope: dict[str, int]) -> None:
        """Gives positions one more, where there are too few of them for what is wanted.

        Raises:
            Enlarged: it did, and what has that size is to be brought into its type before anything else is done.
        """
        former, plain = formed(type_)
        size = former.size(plain)
        if size is not None and self.assign(size, self.evaluate(size, frame, scope) + 1, frame, scope):
            raise Enlarged

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
        longer = tuple(islice(cycle(have), length))
        former, type_ = formed(items.type)
        if length > len(have) == len(set(have)) and {int}.issuperset(map(type, have)):
            # What no item comes twice in stays so, where its type has as many.
            others = apart(longer)
            longer = others if former.holds(type_, others, lambda size: self.evaluate(size, frame, scope)) else longer
        return self.assign(items, longer, frame, scope)

    def share_out(self, slot: int, listed: Sequence[Value], total: int, frame: list[Value]) -> bool:
        """Gives a table of naturals that total over the listed arguments: one has all of it, the others nothing."""
        counts = Counter(listed)
        alone = next((index for index, count in counts.items() if total % count == 0), None)
        if alone is None:
            return total == 0
        return all([self.put(slot, i, total // counts[i] if i == alone else 0, frame) for i in counts])
