"""What a typed tree means, said a second time: a value for a term, by its names' values in a dictionary.

It shares nothing with `conformance.lean.evaluate` or the meanings of `prelude`. Functions are Python callables, or the
tuple of their values where an input has them so, and equality of functions goes through their domain.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import product
from math import ceil, floor, prod, trunc
from typing import Any

from conformance.lean.nodes import Term, Type
from conformance.lean.syntax import (
    Apply,
    Binder,
    Builtin,
    Call,
    Definition,
    Exists,
    ForAll,
    Lambda,
    Literal,
    Premise,
    Variable,
)
from conformance.lean.types import (
    AbbreviationType,
    BoolType,
    FinType,
    FunctionType,
    NatType,
    ProductType,
    PropType,
    SequenceType,
    UnitType,
)

Names = Mapping[str, Any]


def _remainder(a: int, b: int) -> int:
    return a if b == 0 else a - b * (a // b)


def _once(items: Sequence[Any]) -> tuple[Any, ...]:
    kept: list[Any] = []
    for item in items:
        if item not in kept:
            kept.append(item)
    return tuple(kept)


MEANINGS: dict[str, Callable[..., Any]] = {
    "HAdd.hAdd": lambda a, b: a + b,
    "HSub.hSub": lambda a, b: max(a - b, 0),
    "HMul.hMul": lambda a, b: a * b,
    "HDiv.hDiv": lambda a, b: 0 if b == 0 else a // b,
    "HMod.hMod": _remainder,
    "HPow.hPow": lambda a, b: 1 if b == 0 else a * MEANINGS["HPow.hPow"](a, b - 1),
    "Neg.neg": lambda a: 0 - a,
    "HSub.hSub@ℝ": lambda a, b: a + -b,
    "HMul.hMul@ℝ": lambda a, b: a * b,
    "HDiv.hDiv@ℝ": lambda a, b: 0 if b == 0 else Fraction(a) / b,
    "HPow.hPow@ℝ": lambda a, b: 1 if b == 0 else a * MEANINGS["HPow.hPow@ℝ"](a, b - 1),
    "Nat.cast": lambda a: a,
    "Int.cast": lambda a: a,
    "Rat.cast": lambda a: a,
    # The quotients differ in where they round: such that the remainder is not negative, to 0, and down.
    "HDiv.hDiv@Int": lambda a, b: 0 if b == 0 else floor(Fraction(a, b)) if b > 0 else ceil(Fraction(a, b)),
    "HMod.hMod@Int": lambda a, b: a - b * MEANINGS["HDiv.hDiv@Int"](a, b),
    "Int.tdiv": lambda a, b: 0 if b == 0 else trunc(Fraction(a, b)),
    "Int.tmod": lambda a, b: a - b * MEANINGS["Int.tdiv"](a, b),
    "Int.fdiv": lambda a, b: 0 if b == 0 else floor(Fraction(a, b)),
    "Int.fmod": lambda a, b: a - b * MEANINGS["Int.fdiv"](a, b),
    "Int.natAbs": lambda a: -a if a < 0 else a,
    "Int.toNat": lambda a: 0 if a < 0 else a,
    "mkRat": lambda a, b: 0 if b == 0 else Fraction(a, b),
    "Rat.num": lambda a: Fraction(a).numerator,
    "Rat.den": lambda a: Fraction(a).denominator,
    "Rat.floor": lambda a: a // 1,
    "Rat.ceil": lambda a: -(-a // 1),
    "Prod.mk": lambda a, b: (a, b),
    "Prod.fst": lambda p: p[0],
    "Prod.snd": lambda p: p[1],
    "Unit.unit": lambda: (),
    "HAdd.hAdd@Fin": lambda n, a, b: (a + b) % n,
    "HSub.hSub@Fin": lambda n, a, b: a - b if a >= b else n + a - b,
    "HMul.hMul@Fin": lambda n, a, b: (a * b) % n,
    "HDiv.hDiv@Fin": lambda n, a, b: 0 if b == 0 else a // b,
    "HMod.hMod@Fin": lambda n, a, b: _remainder(a, b),
    "OfNat.ofNat@Fin": lambda n, a: a - n * (a // n),
    "min": lambda a, b: a if a < b else b,
    "max": lambda a, b: b if a < b else a,
    "Nat.succ": lambda a: a + 1,
    "Nat.pred": lambda a: 0 if a == 0 else a - 1,
    "id": lambda a: a,
    "stopgrad": lambda a: a,
    "LT.lt": lambda a, b: a < b,
    "LE.le": lambda a, b: not b < a,
    "GT.gt": lambda a, b: b < a,
    "GE.ge": lambda a, b: not a < b,
    "Not": lambda p: not p,
    "Iff": lambda p, q: p is q,
    "True": lambda: True,
    "False": lambda: False,
    "true": lambda: True,
    "false": lambda: False,
    "not": lambda b: not b,
    "and": lambda a, b: a and b,
    "or": lambda a, b: a or b,
    "decide": lambda p: p,
    "Fin.val": lambda i: i,
    "Array.push": lambda xs, a: (*xs, a),
    "Array.pop": lambda xs: tuple(x for place, x in enumerate(xs) if place + 1 < len(xs)),
    "Array.toList": lambda xs: xs,
    "List.toArray": lambda xs: xs,
    "List.nil": lambda: (),
    "List.cons": lambda a, xs: (a, *xs),
    "List.append": lambda xs, ys: xs + ys,
    "List.map": lambda f, xs: tuple(applied(f, x) for x in xs),
    "List.filter": lambda f, xs: tuple(x for x in xs if applied(f, x)),
    "List.all": lambda xs, f: not any(not applied(f, x) for x in xs),
    "List.any": lambda xs, f: True in [applied(f, x) for x in xs],
    "List.sum": lambda xs: 0 if not xs else xs[0] + MEANINGS["List.sum"](xs[1:]),
    "List.sum@Fin": lambda n, xs: MEANINGS["List.sum"](xs) % n,
    "List.foldr": lambda f, e, xs: applied(applied(f, xs[0]), MEANINGS["List.foldr"](f, e, xs[1:])) if xs else e,
    "List.foldl": lambda f, e, xs: MEANINGS["List.foldl"](f, applied(applied(f, e), xs[0]), xs[1:]) if xs else e,
    "List.elem": lambda a, xs: a in list(xs),
    "List.contains": lambda xs, a: a in list(xs),
    "List.count": lambda a, xs: sum(1 for x in xs if x == a),
    "List.isEmpty": lambda xs: xs == (),
    "List.tail": lambda xs: xs if xs == () else xs[1:],
    "List.headD": lambda xs, a: a if xs == () else xs[0],
    "List.countP": lambda f, xs: sum(1 for x in xs if applied(f, x)),
    "List.Nodup": lambda xs: all(x not in xs[:k] for k, x in enumerate(xs)),
    "List.Perm": lambda xs, ys: len(xs) == len(ys) and all(xs.count(x) == ys.count(x) for x in xs),
    "List.zip": lambda xs, ys: () if xs == () or ys == () else ((xs[0], ys[0]), *MEANINGS["List.zip"](xs[1:], ys[1:])),
    "List.getD": lambda xs, k, a: {place: x for place, x in enumerate(xs)}.get(k, a),
    "List.flatten": lambda lists: tuple(x for xs in lists for x in xs),
    "none": lambda: (),
    "some": lambda a: (a,),
    "Option.isSome": lambda found: found != (),
    "Option.isNone": lambda found: found == (),
    "Option.getD": lambda found, a: next(iter(found), a),
    "Option.map": lambda f, found: tuple(applied(f, x) for x in found),
    "Option.toList": lambda found: found,
    "List.head?": lambda xs: () if xs == () else (xs[0],),
    "List.getLast?": lambda xs: () if xs == () else (xs[len(xs) - 1],),
    "List.find?": lambda f, xs: next(((x,) for x in xs if applied(f, x)), ()),
    "List.findIdx?": lambda f, xs: next(((place,) for place, x in enumerate(xs) if applied(f, x)), ()),
    "xs[i]": lambda xs, k: dict(enumerate(xs))[k],
    "xs[i]?": lambda xs, k: tuple(x for place, x in enumerate(xs) if place == k),
    "xs[i]!": lambda xs, k, a: dict(enumerate(xs)).get(k, a),
    "xor": lambda a, b: (a or b) and not (a and b),
    "List.reverse": lambda xs: tuple(reversed(xs)),
    "List.length": lambda xs: sum(1 for _ in xs),
    "List.take": lambda k, xs: tuple(x for place, x in enumerate(xs) if place < k),
    "List.drop": lambda k, xs: tuple(x for place, x in enumerate(xs) if place >= k),
    "List.replicate": lambda k, a: tuple(a for _ in range(k)),
    "List.eraseDups": _once,
    "List.range": lambda k: tuple(range(k)),
    "List.finRange": lambda k: tuple(range(k)),
}


def applied(function: Any, argument: Any) -> Any:
    """The value of a function at an argument."""
    return function(argument) if callable(function) else function[argument]


class Interpreter:
    """Evaluates terms by the definitions' bodies."""

    def __init__(self, definitions: Mapping[str, Definition]) -> None:
        self.definitions = definitions

    def value(self, term: Term, names: Names) -> Any:
        match term:
            case Variable(name=name):
                return names[name]
            case Literal(value=value):
                return value
            case Apply(function=function, argument=argument):
                return applied(self.value(function, names), self.value(argument, names))
            case Lambda(name=name, body=body):
                return lambda argument: self.value(body, {**names, name: argument})
            case ForAll(name=name, body=body):
                return all(self.value(body, {**names, name: v}) for v in self.candidates(term, names))
            case Exists(name=name, body=body):
                return not all(not self.value(body, {**names, name: v}) for v in self.candidates(term, names))
            case Builtin(name="ite", arguments=(condition, yes, no)):
                return self.value(yes if self.value(condition, names) else no, names)
            case Builtin(name=name, arguments=(*sizes, function)) if name.startswith("Finset."):
                assert isinstance(function.type, FunctionType)
                of = self.value(function, names)
                values = [applied(of, x) for x in self.members(function.type.domain, names)]
                found = sum(values) if name.startswith("Finset.sum") else prod(values)
                return found % self.value(sizes[0], names) if sizes else found
            case Call(name=name, arguments=arguments):
                definition = self.definitions[name]
                given = [self.value(a, names) for a in arguments]
                return self.value(definition.body, dict(zip([b.name for b in definition.binders], given, strict=True)))
            case Builtin(name="And", arguments=(p, q)):
                return self.value(p, names) and self.value(q, names)
            case Builtin(name="Or", arguments=(p, q)):
                return self.value(p, names) or self.value(q, names)
            case Builtin(name="→", arguments=(p, q)):
                return self.value(q, names) if self.value(p, names) else True
            case Builtin(name="Eq" | "BEq.beq", arguments=(a, b)):
                return self.equal(a.type, self.value(a, names), self.value(b, names), names)
            case Builtin(name="Ne" | "bne", arguments=(a, b)):
                return not self.equal(a.type, self.value(a, names), self.value(b, names), names)
            case Builtin(name="∈", arguments=(a, items)):
                return self.among(a, items, names)
            case Builtin(name="∉", arguments=(a, items)):
                return not self.among(a, items, names)
            case Builtin(name=name, arguments=arguments):
                return MEANINGS[name](*[self.value(a, names) for a in arguments])
        raise TypeError(f"no term: {term!r}")

    def among(self, item: Term, items: Term, names: Names) -> bool:
        wanted = self.value(item, names)
        return any(self.equal(item.type, wanted, v, names) for v in self.value(items, names))

    def equal(self, type_: Type, a: Any, b: Any, names: Names) -> bool:
        match type_:
            case AbbreviationType(expansion=expansion):
                return self.equal(expansion, a, b, names)
            case FunctionType(domain=domain, codomain=codomain):
                arguments = self.members(domain, names)
                return all(self.equal(codomain, applied(a, x), applied(b, x), names) for x in arguments)
            case ProductType(left=left, right=right):
                return self.equal(left, a[0], b[0], names) and self.equal(right, a[1], b[1], names)
            case SequenceType(item=item):
                return len(a) == len(b) and all(self.equal(item, x, y, names) for x, y in zip(a, b, strict=True))
        return bool(a == b)

    def candidates(self, term: ForAll | Exists, names: Names) -> Iterable[Any]:
        """Values of a quantified variable, and no fewer than those that its bound lets through."""
        match term.body:
            case Builtin(
                name="→" | "And", arguments=(Builtin(name="LT.lt" | "LE.le", arguments=(Variable(), bound)), _)
            ):
                if isinstance(term.domain, NatType):
                    return range(self.value(bound, names) + 3)
            case Builtin(name="→" | "And", arguments=(Builtin(name="∈", arguments=(Variable(), bound)), _)):
                if not isinstance(term.domain, FinType | BoolType):
                    return self.value(bound, names)
        return self.members(term.domain, names)

    def members(self, type_: Type, names: Names, natural: int | None = None) -> Sequence[Any]:
        """All values of a type; naturals, and the lengths of lists, up to a number where one is given."""
        match type_:
            case AbbreviationType(expansion=expansion):
                return self.members(expansion, names, natural)
            case BoolType() | PropType():
                return (True, False)
            case FinType(size=size):
                return range(self.value(size, names))
            case UnitType():
                return ((),)
            case ProductType(left=left, right=right):
                return list(product(self.members(left, names, natural), self.members(right, names, natural)))
            case NatType() if natural is not None:
                return range(natural + 1)
            case SequenceType(item=item) if natural is not None:
                items = self.members(item, names, min(natural, 1))
                return [v for length in range(natural + 1) for v in product(items, repeat=length)]
            case FunctionType(domain=domain, codomain=codomain):
                values = self.members(codomain, names, None if natural is None else min(natural, 1))
                return list(product(values, repeat=len(self.members(domain, names))))
        raise TypeError(f"not all values of {type_!r} can be tried")

    def holds(self, context: Sequence[Binder | Premise], conclusion: Term, names: Names, natural: int) -> bool:
        """A theorem on all inputs with naturals and lengths up to a number; leading `∀` and `→` are its context."""
        match context:
            case [Binder(name=name, type=type_), *rest]:
                values = self.members(type_, names, natural)
                return all([self.holds(rest, conclusion, {**names, name: v}, natural) for v in values])
            case [Premise(statement=statement), *rest]:
                return not self.value(statement, names) or self.holds(rest, conclusion, names, natural)
        match conclusion:
            case ForAll(name=name, domain=domain, body=body):
                values = self.members(domain, names, natural)
                return all([self.holds((), body, {**names, name: v}, natural) for v in values])
            case Builtin(name="→", arguments=(assumed, rest)):
                return not self.value(assumed, names) or self.holds((), rest, names, natural)
        return bool(self.value(conclusion, names))
