"""Statements with the bodies of definitions in the place of their calls, and what in them takes functions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from conformance.lean.nodes import Term, Type
from conformance.lean.quantifiers import bound_of
from conformance.lean.substitution import substitute
from conformance.lean.syntax import (
    BINDING,
    Apply,
    Binder,
    Builtin,
    Call,
    Definition,
    Exists,
    ForAll,
    Instance,
    Lambda,
    Projection,
    TypeTerm,
    Variable,
    children,
    with_children,
)
from conformance.lean.types import BOOL, SORT, ArrayType, FunctionType, ListType, TypeVariable, unfold
from conformance.lean.variables import free_variables


class Undefined(Exception):
    """A statement calls an operation that has no body; `name` is the operation's."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def unfolded(term: Term, definitions: Mapping[str, Definition]) -> Term:
    """The term without calls, in which functions are applied to no argument that could stand in their bodies.

    `∀ x ∈ xs, p x` and `∃ x ∈ xs, p x` are `List.all` and `List.any`, and `fun x => f x` is `f`.

    Raises:
        Undefined: it calls an operation without a body.
    """
    inner = with_children(term, [unfolded(part, definitions) for part in children(term)])
    match inner:
        case Call(name=name, arguments=arguments):
            called = definitions[name]
            if called.body is None:
                raise Undefined(name)
            given = {b.name: _argument(a) for b, a in zip(called.binders, arguments, strict=True)}
            return unfolded(substitute(called.body, given), definitions)
        case Apply(function=Lambda(name=name, body=body), argument=argument):
            return unfolded(substitute(body, {name: argument}), definitions)
        case Projection(structure=Instance(values=values)):
            return values[inner.place]
        case Builtin(name="Prod.fst" | "Prod.snd", arguments=(Builtin(name="Prod.mk", arguments=pair),)):
            return pair[inner.name == "Prod.snd"]
        case Lambda(name=name, body=Apply(function=function, argument=Variable(name=argument))):
            return function if argument == name and name not in free_variables(function) else inner
        case ForAll() | Exists():
            return _of_items(inner)
    return inner


def _argument(term: Term) -> Term:
    """An argument, and one that is a type's name as the type."""
    if isinstance(term, Variable) and term.type == SORT:
        return TypeTerm(SORT, TypeVariable(term.name))
    return term


def _of_items(term: ForAll | Exists) -> Term:
    bound = bound_of(term)
    if bound is None or bound[0] != "∈":
        return term
    assert isinstance(term.body, Builtin)
    holds = Builtin(BOOL, "decide", (term.body.arguments[1],))
    test = Lambda(FunctionType(term.domain, BOOL), term.name, term.domain, holds)
    return Builtin(BOOL, "List.all" if isinstance(term, ForAll) else "List.any", (bound[1], test))


@dataclass(frozen=True)
class Occurrence:
    """A function where it is used; `bound` are the variables that binders around it bind."""

    term: Builtin
    bound: tuple[Binder, ...]


def occurrences(term: Term, bound: Sequence[Binder] = ()) -> Iterator[Occurrence]:
    """The built-in functions of a term, outermost first."""
    if isinstance(term, Builtin):
        yield Occurrence(term, tuple(bound))
    inner = [*bound, Binder(term.name, term.domain)] if isinstance(term, BINDING) else bound
    for part in children(term):
        yield from occurrences(part, inner)


def matched(pattern: Term, term: Term, names: frozenset[str], found: dict[str, Term | Type]) -> bool:
    """Whether a term is what a pattern says, in which names stand for terms and types; what they stand for is put into
    `found`.

    Arguments that are no functions need not be alike: what is said of the pattern is said for all of those.
    """
    if not _types_match(pattern.type, term.type, names, found):
        return False
    match pattern:
        case Variable(name=name) if name in names:
            return found.setdefault(name, term) == term
        case Builtin(name=name, arguments=arguments):
            if not isinstance(term, Builtin) or term.name != name:
                return False
            for one, other in zip(arguments, term.arguments, strict=True):
                trial = dict(found)
                if matched(one, other, names, trial):
                    found.update(trial)
                elif isinstance(one.type, FunctionType):
                    return False
            return True
    return pattern == term


def _types_match(pattern: Type, type_: Type, names: frozenset[str], found: dict[str, Term | Type]) -> bool:
    pattern, type_ = unfold(pattern), unfold(type_)
    if isinstance(pattern, TypeVariable) and pattern.name in names:
        return found.setdefault(pattern.name, type_) == type_
    # A list and an array are the same to the solver.
    alike = isinstance(pattern, (ListType, ArrayType)) and isinstance(type_, (ListType, ArrayType))
    if not (alike or type(pattern) is type(type_)) or len(pattern.parts) != len(type_.parts):
        return False
    if not pattern.parts:
        return pattern == type_
    for one, other in zip(pattern.parts, type_.parts, strict=True):
        if isinstance(one, Type):
            if not isinstance(other, Type) or not _types_match(one, other, names, found):
                return False
        elif isinstance(one, Variable) and one.name in names:
            if not isinstance(other, Term) or found.setdefault(one.name, other) != other:
                return False
        elif one != other:
            return False
    return True
