"""Whether evaluating a statement may take very many steps, or make very large values, on inputs as they are drawn.

A statement is read over upper bounds in place of values: of naturals, of the lengths of lists and tables, of their
items. What is not known to stay small is taken to be heavy, which costs time and no more.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from math import prod

from conformance.lean.allowance import MAX_BITS, MAX_COUNT
from conformance.lean.bounds import Bound, Heavy, Items, applied, further, joined, together
from conformance.lean.nodes import Term, Type
from conformance.lean.prelude import BUILTINS, IMMEDIATE, is_applied
from conformance.lean.quantifiers import bound_of, is_finite, witness
from conformance.lean.syntax import (
    Apply,
    Binder,
    Builtin,
    Call,
    Definition,
    Exists,
    ForAll,
    Instance,
    Lambda,
    Literal,
    Projection,
    TypeTerm,
    Variable,
)
from conformance.lean.types import (
    NAT,
    BoolType,
    FinType,
    FunctionType,
    NumberType,
    ProductType,
    PropType,
    SequenceType,
    StructureType,
    TypeVariable,
    UnitType,
    unfold,
)

USUAL = 32
"""Size, length or count of a usual input, for which steps are told."""

LARGEST = 2**17
"""Size, length or count of the largest inputs, for which values are told."""

MOST_STEPS = 400_000
"""Steps on a usual input from which on a statement is heavy."""

_MOST_TERMS = 5_000
"""Terms that are read, those of a definition for each call of it, before a statement is taken to be heavy."""

_NATURAL = 2**64
"""Bound of the naturals that are drawn and count nothing."""

_NO_LARGER = frozenset({
    "HSub.hSub", "HDiv.hDiv", "HDiv.hDiv@Int", "Nat.pred", "id", "Neg.neg", "Nat.cast", "Int.cast", "Rat.cast",
    "Int.natAbs", "Int.toNat", "Int.tdiv", "Int.fdiv", "List.reverse", "List.tail", "List.eraseDups", "Array.pop",
    "Array.toList", "List.toArray",
})  # fmt: skip
"""Functions whose results are no larger than their first arguments."""

_TURNS = 6
"""Turns of a fold from which the others are told."""


def is_heavy(
    term: Term, binders: Sequence[Binder], definitions: Mapping[str, Definition], counting: Collection[str] = ()
) -> bool:
    """Whether a term over those variables may be heavy; `counting` are those that are drawn as sizes are."""
    for largest, most_steps in ((USUAL, MOST_STEPS), (LARGEST, None)):
        reading = Reading(definitions, largest, most_steps)
        try:
            known: dict[str, Bound] = {}
            for binder in binders:
                known[binder.name] = largest if binder.name in counting else reading.given(binder.type, known)
            reading.of(term, known)
        except (Heavy, RecursionError):
            return True
    return False


class Reading:
    """Reads statements over bounds in place of values."""

    def __init__(self, definitions: Mapping[str, Definition], largest: int, most_steps: int | None) -> None:
        self.definitions, self.largest, self.most_steps = definitions, largest, most_steps
        self.steps = self.terms = 0

    def given(self, type_: Type, known: Mapping[str, Bound], most: int | None = None) -> Bound:
        """The bound of a value of the type that is drawn, or of one whose numbers and lengths are at most `most`."""
        match unfold(type_):
            case NumberType():
                return _NATURAL if most is None else most
            case ProductType(parts=parts) | StructureType(fields=parts):
                return tuple(self.given(part, known, most) for part in parts if isinstance(part, Type))
            case FinType(size=size):
                return self.of(size, known)
            case TypeVariable(name=name):
                return known[name]
            case SequenceType(item=item):
                return Items(self.largest if most is None else most, self.given(item, known, most))
            case FunctionType(domain=domain, codomain=codomain):
                value = self.given(codomain, known, most)
                count = self.count_of(domain, known)
                return (lambda _: value) if count is None else Items(count, value)
        return 1

    def count_of(self, domain: Type, known: Mapping[str, Bound]) -> int | None:
        """How many values a type has, None where it is not finite."""
        match unfold(domain):
            case FinType(size=size):
                return self.count(self.of(size, known))
            case BoolType():
                return 2
            case UnitType():
                return 1
            case ProductType(parts=parts) | StructureType(fields=parts):
                counts = [self.count_of(part, known) for part in parts if isinstance(part, Type)]
                return None if None in counts else self.count(prod(c for c in counts if c is not None))
            case TypeVariable(name=name):
                return self.count(known[name])
        return None

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

    def of(self, term: Term, known: Mapping[str, Bound]) -> Bound:
        self.terms += 1
        if self.terms > _MOST_TERMS:
            raise Heavy
        match term:
            case Variable(name=name):
                return known[name]
            case Literal(value=value):
                return value
            case TypeTerm(value=value):
                return self.given(value, known) if is_finite(value) else None
            case Apply(function=function, argument=argument):
                return applied(self.of(function, known), self.of(argument, known))
            case Lambda(name=name, domain=domain, body=body):
                count = self.count_of(domain, known)
                if count is None:
                    return self.applied(term, known)
                argument = self.given(domain, known)
                return Items(count, self.times(count, lambda: self.of(body, {**known, name: argument})))
            case Call(name=name, arguments=arguments):
                self.take(1)
                called = self.definitions[name]
                bounds = [self.of(a, known) for a in arguments]
                within = {b.name: v for b, v in zip(called.binders, bounds, strict=True)}
                if called.body is not None:
                    return self.of(called.body, within)
                # No number or list that comes back is taken to be larger than all that was given together.
                return self.given(called.result, within, together(bounds))
            case ForAll() | Exists():
                return self.quantified(term, known)
            case Instance(values=values):
                return tuple(self.of(v, known) for v in values)
            case Projection(structure=structure, place=place):
                return self.of(structure, known)[place]
            case Builtin(name="ite", arguments=(condition, yes, no)):
                self.of(condition, known)
                return joined(self.of(yes, known), self.of(no, known))
            case Builtin(name=name, arguments=arguments):
                read = [(self.applied if is_applied(name, a) else self.of)(a, known) for a in arguments]
                return self.builtin(name, read, arguments)
        raise Heavy

    def applied(self, term: Term, known: Mapping[str, Bound]) -> Bound:
        """The bound of a function of which no table is made."""
        assert isinstance(term, Lambda)
        return lambda value: self.of(term.body, {**known, term.name: value})

    def quantified(self, term: ForAll | Exists, known: Mapping[str, Bound]) -> Bound:
        guard = bound_of(term)
        if guard is None:
            count = self.count_of(term.domain, known)
            demanded, value = term.body, None if count is None else self.given(term.domain, known)
        else:
            assert isinstance(term.body, Builtin)
            limit, demanded = self.of(guard[1], known), term.body.arguments[1]
            count, value = (limit.length, limit.item) if guard[0] == "∈" else (limit + 1, limit + 1)
            self.count(count)
        if count is None:
            return self.witnessed(term, known)
        if not count:
            return 1
        self.times(count, lambda: self.of(demanded, {**known, term.name: value}))
        return 1

    def witnessed(self, term: ForAll | Exists, known: Mapping[str, Bound]) -> Bound:
        """What is said of something that an equation tells."""
        found = witness(term) if isinstance(term, Exists) else None
        if found is None:
            raise Heavy
        inner = dict(known)
        for name, type_ in found[0]:
            inner[name] = self.count_of(type_, inner)
        self.of(term.body, {**known, term.name: self.of(found[1], inner)})
        return 1

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
        totals, costs = [first], list[int]()
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
