"""Upper bounds of what built-in functions give, from those of what they are given, and how many steps they take."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from conformance.lean.allowance import MAX_BITS, MAX_COUNT
from conformance.lean.bounds import Bound, Heavy, Items, applied, further, joined
from conformance.lean.nodes import Term
from conformance.lean.prelude import BUILTINS, IMMEDIATE
from conformance.lean.syntax import Literal
from conformance.lean.types import NAT, BoolType, PropType, unfold

USUAL = 32
"""Size, length or count of a usual input, for which steps are told."""

_NO_LARGER = frozenset({
    "HSub.hSub", "HDiv.hDiv", "HDiv.hDiv@Int", "Nat.pred", "id", "Neg.neg", "Nat.cast", "Int.cast", "Rat.cast",
    "stopgrad",
    "Int.natAbs", "Int.toNat", "Int.tdiv", "Int.fdiv", "List.reverse", "List.tail", "List.eraseDups", "Array.pop",
    "Array.toList", "List.toArray",
})  # fmt: skip
"""Functions whose results are no larger than their first arguments."""

_TURNS = 6
"""Turns of a fold from which the others are told."""


class Counting:
    """Bounds of built-in functions; their steps are counted, up to the most that are allowed."""

    def __init__(self, most_steps: int | None) -> None:
        self.most_steps, self.steps = most_steps, 0

    def take(self, steps: int) -> None:
        self.steps += steps
        if self.most_steps is not None and self.steps > self.most_steps:
            raise Heavy

    def count(self, number: int) -> int:
        if self.most_steps is None and number > MAX_COUNT:
            raise Heavy
        self.take(number)
        return number

    def number(self, value: int) -> int:
        if value.bit_length() > MAX_BITS:
            raise Heavy
        return value

    def items(self, length: int, item: Bound) -> Items:
        return Items(self.count(length), item)

    def times(self, count: int, work: Callable[[], Bound]) -> Bound:
        """What comes of work that is done so many times."""
        before = self.steps
        value = work()
        self.take((self.steps - before) * max(0, count - 1))
        return value

    def builtin(self, name: str, values: list[Bound], terms: Sequence[Term]) -> Bound:
        """The bound of a built-in function's result."""
        if name not in IMMEDIATE:
            for value in values:
                if isinstance(value, Items):
                    self.take(value.length)
        if name.endswith("@Fin"):
            return values[0]
        result = BUILTINS[name].result
        if draws := BUILTINS[name].draws:
            return self.times(draws, lambda: applied(values[0], 1)) and draws
        match name, values:
            case ("HAdd.hAdd" | "HSub.hSub@ℝ", [a, b]):
                return self.number(a + b)
            case ("HMul.hMul" | "HMul.hMul@ℝ" | "HDiv.hDiv@ℝ", [a, b]):
                return self.number(a * b)
            case ("Finset.sum", [f]):
                return self.number(f.length * (f.item or 0))
            case ("Finset.prod", [f]):
                return self.builtin("HPow.hPow", [f.item or 0, f.length], terms)
            case ("Prod.mk", pair):
                return tuple(pair)
            case ("Prod.fst", [(a, _)]) | ("Prod.snd", [(_, a)]):
                return a
            case ("Unit.unit", _):
                return 1
            case ("HPow.hPow" | "HPow.hPow@ℝ", [a, b]):
                if a > 1 and a.bit_length() * b > MAX_BITS:
                    raise Heavy
                return self.number(a**b) if a > 1 else 1
            case (_, [a, *_]) if name in _NO_LARGER:
                return a
            case ("HMod.hMod@Int" | "Int.tmod" | "Int.fmod" | "mkRat" | "max", [a, b]):
                return max(a, b)
            case ("Nat.succ" | "Rat.num" | "Rat.den" | "Rat.floor" | "Rat.ceil", [a]):
                return a + 1
            case ("HMod.hMod", [a, b]):
                return min(a, b) if isinstance(terms[1], Literal) and b else a
            case ("min", [a, b]):
                return min(a, b) if unfold(terms[0].type) == NAT else max(a, b)
            case ("List.nil" | "none", _):
                return Items(0, None)
            case ("List.cons", [a, xs]):
                return self.items(xs.length + 1, joined(a, xs.item))
            case ("List.append", [xs, ys]):
                return self.items(xs.length + ys.length, joined(xs.item, ys.item))
            case ("List.map" | "Option.map", [f, xs]):
                return self.items(xs.length, self.each(f, xs))
            case ("List.filter", [f, xs]):
                self.each(f, xs)
                return xs
            case ("List.all" | "List.any", [xs, f]):
                self.each(f, xs)
                return 1
            case ("List.foldr", [f, end, xs]):
                return self.folded(lambda total: applied(applied(f, xs.item), total), end, xs)
            case ("List.foldl", [f, start, xs]):
                return self.folded(lambda total: applied(applied(f, total), xs.item), start, xs)
            case ("List.countP", [f, xs]):
                self.each(f, xs)
                return xs.length
            case ("List.zip", [xs, ys]):
                both = None if xs.item is None or ys.item is None else (xs.item, ys.item)
                return self.items(min(xs.length, ys.length), both)
            case ("some", [a]):
                return Items(1, a)
            case ("Option.toList" | "List.head?" | "List.getLast?" | "xs[i]?", [xs, *_]):
                return Items(min(1, xs.length), xs.item)
            case ("List.find?" | "List.findIdx?", [f, xs]):
                self.each(f, xs)
                return Items(min(1, xs.length), xs.item if name == "List.find?" else xs.length)
            case ("xs[i]", [xs, _]):
                return xs.item
            case ("List.getD" | "xs[i]!", [xs, _, a]) | ("List.headD" | "Option.getD", [xs, a]):
                return joined(xs.item, a)
            case ("List.flatten", [xs]):
                return Items(0, None) if xs.item is None else self.items(xs.length * xs.item.length, xs.item.item)
            case ("List.length" | "List.count", [*_, xs]):
                return xs.length
            case ("List.sum", [xs]):
                return self.number(xs.length * (xs.item or 0))
            case ("List.take", [k, xs]):
                return Items(min(k, xs.length), xs.item)
            case ("Fin.val" | "List.drop", [*_, a]):
                return a
            case ("Array.push", [xs, a]):
                return self.items(xs.length + 1, joined(xs.item, a))
            case ("List.replicate", [k, a]):
                return self.items(k, a)
            case ("List.range" | "List.finRange", [k]):
                return self.items(k, k)
        if isinstance(result, (BoolType, PropType)):
            return 1
        raise Heavy

    def each(self, function: Bound, items: Items) -> Bound:
        return self.times(items.length, lambda: applied(function, items.item)) if items.length else None

    def folded(self, step: Callable[[Bound], Bound], first: Bound, items: Items) -> Bound:
        """What a fold comes to: where its turns add no more than those before, the others are told from them."""
        totals: list[Bound] = [first]
        costs: list[int] = []
        while len(costs) < items.length:
            before = self.steps
            totals.append(joined(totals[-1], step(totals[-1])))
            costs.append(self.steps - before)
            if len(costs) == _TURNS:
                left = items.length - _TURNS
                last = further(totals[-3], totals[-2], totals[-1], left)
                if last is not None:
                    self.take(left * (costs[-1] + max(0, costs[-1] - costs[-2]) * left))
                    return self.checked(last)
                if items.length > 2 * USUAL:
                    raise Heavy
        return totals[-1]

    def checked(self, value: Bound) -> Bound:
        if isinstance(value, Items):
            return self.items(value.length, self.checked(value.item))
        return self.number(value) if isinstance(value, int) else value
