"""Whether what a definition gives can be beyond every natural that goes into it, as a total can."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence

from conformance.lean.nodes import Term, Type
from conformance.lean.syntax import (
    Apply,
    Builtin,
    Call,
    Definition,
    Instance,
    Lambda,
    Literal,
    Projection,
    Variable,
    spine,
)
from conformance.lean.types import NAT, FunctionType, NumberType, ProductType, SequenceType, StructureType, unfold
from conformance.lean.variables import sizes_of


class Reach(enum.IntEnum):
    """How far the naturals in a value go: as sizes, lengths and numerals do, as those that went in, or beyond them."""

    COUNTS = 0
    GIVEN = 1
    BEYOND = 2


_ADDING = frozenset({
    "HAdd.hAdd", "HMul.hMul", "HPow.hPow", "Nat.succ", "List.sum", "Finset.sum", "Finset.prod",
    "HSub.hSub@ℝ", "HMul.hMul@ℝ", "HDiv.hDiv@ℝ", "HPow.hPow@ℝ",
})  # fmt: skip
_LESSENING = frozenset({
    "HSub.hSub", "HDiv.hDiv", "HMod.hMod", "Nat.pred", "HDiv.hDiv@Int", "Int.tdiv", "Int.fdiv", "Int.natAbs",
    "Int.toNat", "Rat.num", "Rat.den", "Rat.floor", "Rat.ceil",
})  # fmt: skip
_COUNTING = frozenset({"List.length", "List.count", "List.countP", "List.findIdx?", "Fin.val"})


def adds_up(definition: Definition, definitions: Mapping[str, Definition]) -> bool:
    """Whether a result can be beyond the largest natural among the arguments; false only where none ever is.

    Sizes are no such argument, and what comes of sizes, lengths and numerals alone is no total.
    """
    if definition.body is None:
        return False
    sizes = sizes_of(definition)
    known = {b.name: Reach.COUNTS if b.name in sizes else _given(b.type) for b in definition.binders}
    return _Growth(definitions).reach(definition.body, known) is Reach.BEYOND


class _Growth:
    def __init__(self, definitions: Mapping[str, Definition]) -> None:
        self.definitions = definitions
        self._of_calls: dict[tuple[str, tuple[Reach, ...]], Reach] = {}

    def reach(self, term: Term, known: Mapping[str, Reach]) -> Reach:
        if not _holds_naturals(term.type):
            return Reach.COUNTS
        match term:
            case Variable(name=name):
                return known[name]
            case Literal():
                return Reach.COUNTS
            case Lambda(name=name, domain=domain, body=body):
                return self.reach(body, {**known, name: _given(domain)})
            case Apply():
                function, arguments = spine(term)
                return self.applied(function, [self.reach(a, known) for a in arguments], known)
            case Instance(values=values):
                return max([self.reach(v, known) for v in values], default=Reach.COUNTS)
            case Projection(structure=structure):
                return self.reach(structure, known)
            case Call(name=name, arguments=arguments):
                return self.of_call(name, tuple(self.reach(a, known) for a in arguments))
            case Builtin(name=name, arguments=arguments):
                return self.of_builtin(name, arguments, known)
        return Reach.BEYOND

    def of_call(self, name: str, arguments: tuple[Reach, ...]) -> Reach:
        key = name, arguments
        if key not in self._of_calls:
            called = self.definitions[name]
            if called.body is None:
                return Reach.BEYOND
            known = {b.name: a for b, a in zip(called.binders, arguments, strict=True)}
            self._of_calls[key] = self.reach(called.body, known)
        return self._of_calls[key]

    def of_builtin(self, name: str, arguments: Sequence[Term], known: Mapping[str, Reach]) -> Reach:
        if name in _COUNTING:
            return Reach.COUNTS
        if name == "ite":
            return max(self.reach(a, known) for a in arguments[1:])
        if name in ("List.map", "Option.map"):
            return self.applied(arguments[0], [self.reach(arguments[1], known)], known)
        if name in ("List.foldr", "List.foldl"):
            return self.folded(arguments, known, item_first=name == "List.foldr")
        if name in ("List.filter", "List.take", "List.drop"):
            return self.reach(arguments[1], known)
        reaches = [self.reach(a, known) for a in arguments]
        if name in _LESSENING:
            below_numeral = name == "HMod.hMod" and isinstance(arguments[1], Literal) and arguments[1].value > 0
            return Reach.COUNTS if below_numeral else reaches[0]
        if name == "min" and unfold(arguments[0].type) == NAT:
            return min(reaches)
        most = max(reaches, default=Reach.COUNTS)
        return Reach.BEYOND if name in _ADDING and most is not Reach.COUNTS else most

    def folded(self, arguments: Sequence[Term], known: Mapping[str, Reach], *, item_first: bool) -> Reach:
        function, first, items = arguments
        item, total = self.reach(items, known), self.reach(first, known)
        while True:
            after = max(total, self.applied(function, [item, total] if item_first else [total, item], known))
            if after is total:
                return total
            total = after

    def applied(self, function: Term, arguments: Sequence[Reach], known: Mapping[str, Reach]) -> Reach:
        """How far what a function gives goes."""
        if not arguments:
            return self.reach(function, known)
        if isinstance(function, Lambda):
            return self.applied(function.body, arguments[1:], {**known, function.name: arguments[0]})
        # A table has what it was given with; what another function makes of a natural is not known.
        return Reach.BEYOND if any(arguments) else self.reach(function, known)


def _given(type_: Type) -> Reach:
    return Reach.GIVEN if _holds_naturals(type_) else Reach.COUNTS


def _holds_naturals(type_: Type) -> bool:
    match unfold(type_):
        case NumberType():
            return True
        case ProductType(parts=parts) | StructureType(fields=parts):
            return any(_holds_naturals(part) for part in parts if isinstance(part, Type))
        case SequenceType(item=item) | FunctionType(codomain=item):
            return _holds_naturals(item)
    return False
