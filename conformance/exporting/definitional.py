"""Proofs by definition: statements of which both sides become the same where definitions are unfolded.

Only steps are taken that Lean's own definitional equality takes, so that `rfl` closes what is found here: definitions
unfolded, functions applied, fields of structures taken and put together again, abbreviations, and the equations of core
functions that are proved by `rfl` there (`RULES`).
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import islice

from conformance.lean.helpers import MAX_PARTS
from conformance.lean.nodes import Term, Type
from conformance.lean.substitution import apart, substitute
from conformance.lean.syntax import (
    BINDING,
    Apply,
    Builtin,
    Call,
    Definition,
    ForAll,
    Instance,
    Lambda,
    Literal,
    Projection,
    Theorem,
    TypeTerm,
    Variable,
    children,
    subterms,
    with_children,
)
from conformance.lean.types import NAT, AbbreviationType, ListType, StructureType
from conformance.lean.variables import free_variables

Arguments = tuple[Term, ...]


class TooLong(Exception):
    """What stands where definitions are unfolded has too many parts."""


def proof_of(theorem: Theorem, definitions: Mapping[str, Definition]) -> str:
    """A proof of a theorem in which its variables and premises are bound; empty where unfolding does not show it."""
    try:
        conclusion = Unfolding(definitions)(theorem.conclusion)
    except (TooLong, RecursionError):
        return ""
    return _proof(conclusion, is_closed=not theorem.context)


def _proof(claim: Term, *, is_closed: bool) -> str:
    match claim:
        case Builtin(name="True"):
            return "trivial"
        case Builtin(name="Eq", arguments=(one, other)) if _are_one(one, other):
            return "rfl"
        case Builtin(name="Iff", arguments=(one, other)) if _are_one(one, other):
            return "Iff.rfl"
        case Builtin(name="LT.lt", arguments=(Literal(value=a) as one, Literal(value=b))) if is_closed:
            return "by decide" if one.type == NAT and a < b else ""
        case Builtin(name="And", arguments=parts):
            proofs = [_proof(part, is_closed=is_closed) for part in parts]
            return f"⟨{', '.join(proofs)}⟩" if all(proofs) else ""
        case ForAll(body=body) | Builtin(name="→", arguments=(_, body)):
            proof = _proof(body, is_closed=False)
            return f"fun _ => {proof}" if proof else ""
    return ""


def _are_one(one: Term, other: Term) -> bool:
    names = free_variables(one) | free_variables(other)
    return apart(one, names) == apart(other, names)


class Unfolding:
    """Terms with definitions unfolded, as far as Lean does that by itself."""

    def __init__(self, definitions: Mapping[str, Definition]) -> None:
        self.definitions = definitions
        self.left = MAX_PARTS

    def __call__(self, term: Term) -> Term:
        """The term in which nothing is left to unfold.

        Raises:
            TooLong: it has too many parts then, or takes too many steps.
        """
        self.left -= 1
        if self.left < 0 or len(list(islice(subterms(term), MAX_PARTS))) == MAX_PARTS:
            raise TooLong
        inner = with_children(_plain(term), [self(part) for part in children(term)])
        stepped = self.step(inner)
        return inner if stepped is None else self(stepped)

    def step(self, term: Term) -> Term | None:
        """What a term becomes whose parts are unfolded, by one step; None where none is left."""
        match term:
            case Call(name=name, arguments=arguments):
                called = self.definitions[name]
                if called.body is None:
                    return None
                return substitute(called.body, {b.name: a for b, a in zip(called.binders, arguments, strict=True)})
            case Apply(function=Lambda(name=name, body=body), argument=argument):
                return substitute(body, {name: argument})
            case Lambda(name=name, body=Apply(function=function, argument=Variable(name=argument))) if (
                name == argument and name not in free_variables(function)
            ):
                return function
            case Projection(structure=Instance(values=values)):
                return values[term.place]
            case Instance(values=values):
                return _taken_apart(term, values)
            case Builtin(name=name, arguments=arguments) if name in RULES:
                return RULES[name](term, arguments)
        return None


def _taken_apart(term: Instance, values: Arguments) -> Term | None:
    """The structure all of whose fields are put together again."""
    match values:
        case (Projection(structure=whole), *_) if isinstance(term.type, StructureType) and whole.type == term.type:
            fields = zip(values, term.type.names, strict=True)
            if all(isinstance(v, Projection) and (v.structure, v.field) == (whole, name) for v, name in fields):
                return whole
    return None


def _plain(term: Term) -> Term:
    """The term with abbreviations of types written out, but for those in its parts."""
    if isinstance(term, TypeTerm):
        return replace(term, value=_plain_type(term.value))
    plain = replace(term, type=_plain_type(term.type))
    return replace(plain, domain=_plain_type(plain.domain)) if isinstance(plain, BINDING) else plain


def _plain_type(type_: Type) -> Type:
    if isinstance(type_, AbbreviationType):
        return _plain_type(type_.expansion)
    return type_.rebuilt([_plain_type(p) if isinstance(p, Type) else p for p in type_.parts])


# What core Lean proves by `rfl`, with the names of these theorems.

_NOTHING = Literal(NAT, 0)


def _of_literals(meaning: Callable[[int, int], int]) -> Callable[[Builtin, Arguments], Term | None]:
    """Arithmetic of numerals (`Nat.add`, `Nat.sub` and `Nat.mul`, which Lean works out), and `a + 0` and `a - 0`, which
    are `a` (`Nat.add_zero`, `Nat.sub_zero`)."""

    def rule(term: Builtin, arguments: Arguments) -> Term | None:
        match arguments:
            case (Literal(value=a) as one, Literal(value=b) as other) if one.type == other.type == NAT:
                return Literal(NAT, meaning(a, b))
            case (first, second) if second == _NOTHING and meaning is not operator.mul:
                return first
        return None

    return rule


def _mapped(term: Builtin, arguments: Arguments) -> Term | None:
    """`List.map_nil` and `List.map_cons`."""
    match arguments:
        case (_, Builtin(ListType(), "List.nil")):
            return Builtin(term.type, "List.nil", ())
        case (function, Builtin(ListType(), "List.cons", (first, rest))) if isinstance(term.type, ListType):
            image = Apply(term.type.item, function, first)
            return Builtin(term.type, "List.cons", (image, with_children(term, [function, rest])))
    return None


def _summed(term: Builtin, arguments: Arguments) -> Term | None:
    """`List.sum_nil` and `List.sum_cons`."""
    match arguments:
        case (Builtin(ListType(item), "List.nil"),) if item == NAT:
            return _NOTHING
        case (Builtin(ListType(item), "List.cons", (first, rest)),) if item == NAT:
            return Builtin(NAT, "HAdd.hAdd", (first, with_children(term, [rest])))
    return None


def _appended(term: Builtin, arguments: Arguments) -> Term | None:
    """`List.nil_append` and `List.cons_append`."""
    match arguments:
        case (Builtin(ListType(), "List.nil"), other):
            return other
        case (Builtin(ListType(), "List.cons", (first, rest)), other):
            return Builtin(term.type, "List.cons", (first, with_children(term, [rest, other])))
    return None


RULES: Mapping[str, Callable[[Builtin, Arguments], Term | None]] = {
    "HAdd.hAdd": _of_literals(operator.add),
    "HSub.hSub": _of_literals(lambda a, b: max(a - b, 0)),
    "HMul.hMul": _of_literals(operator.mul),
    "List.map": _mapped,
    "List.sum": _summed,
    "List.append": _appended,
}
"""Steps of built-in functions, each an equation of core Lean's that `rfl` proves."""
