"""The typed tree: types and terms of the statement language.

Every term knows its type. Operators are applications of built-in functions (`Builtin`), whose notation and
meaning stand in `prelude`; applications of a spec's own definitions are `Call` nodes, so that the operations
that a statement needs are its calls. Implicit arguments are explicit here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from conformance.text.numbers import is_writable


@dataclass(frozen=True, slots=True)
class Type:
    """Base of all types."""


@dataclass(frozen=True, slots=True)
class NatType(Type):
    """`Nat`: unbounded natural numbers."""


@dataclass(frozen=True, slots=True)
class BoolType(Type):
    """`Bool`."""


@dataclass(frozen=True, slots=True)
class PropType(Type):
    """`Prop`; every proposition of the language is decidable and evaluates to a Python bool."""


@dataclass(frozen=True, slots=True)
class FinType(Type):
    """`Fin size`: the natural numbers below `size`."""

    size: Term


@dataclass(frozen=True, slots=True)
class ListType(Type):
    """`List item`."""

    item: Type


@dataclass(frozen=True, slots=True)
class FunctionType(Type):
    """`domain → codomain`, not dependent."""

    domain: Type
    codomain: Type


@dataclass(frozen=True, slots=True)
class AbbreviationType(Type):
    """An applied `abbrev`, such as `Mask n`, kept as written together with what it stands for."""

    name: str
    arguments: tuple[Term, ...]
    expansion: Type


@dataclass(frozen=True, slots=True)
class TypeVariable(Type):
    """A type parameter of a built-in function's signature."""

    name: str


@dataclass(frozen=True, slots=True)
class TypeHole(Type):
    """A type still to be inferred; none is left in an elaborated tree."""

    id: int


@dataclass(frozen=True, slots=True)
class Term:
    """Base of all terms."""

    type: Type


@dataclass(frozen=True, slots=True)
class Variable(Term):
    """A bound variable."""

    name: str


@dataclass(frozen=True, slots=True)
class Literal(Term):
    """A numeral of type `Nat` or `Fin k`."""

    value: int


@dataclass(frozen=True, slots=True)
class Builtin(Term):
    """A built-in function applied to all its arguments; `name` is its key in `prelude.BUILTINS`."""

    name: str
    arguments: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Call(Term):
    """A definition of the spec applied to all its arguments; `implicit` says which of them are not written."""

    name: str
    arguments: tuple[Term, ...]
    implicit: tuple[bool, ...]

    @property
    def explicit(self) -> tuple[Term, ...]:
        """The arguments that are written, and that a backend's operation takes."""
        return tuple(a for a, hidden in zip(self.arguments, self.implicit, strict=True) if not hidden)


@dataclass(frozen=True, slots=True)
class Apply(Term):
    """A function value applied to one argument, such as `perPatchLoss i`."""

    function: Term
    argument: Term


@dataclass(frozen=True, slots=True)
class Lambda(Term):
    """`fun name => body`."""

    name: str
    domain: Type
    body: Term


@dataclass(frozen=True, slots=True)
class ForAll(Term):
    """`∀ name : domain, body`."""

    name: str
    domain: Type
    body: Term


@dataclass(frozen=True, slots=True)
class Hole(Term):
    """A term still to be inferred; none is left in an elaborated tree."""

    id: int


@dataclass(frozen=True, slots=True)
class Binder:
    """A name that a declaration binds, with its type."""

    name: str
    type: Type
    implicit: bool = False


@dataclass(frozen=True, slots=True)
class Premise:
    """A hypothesis that a theorem binds, such as `(h : ∀ i ∈ idxs, perPatchLoss i = 0)`."""

    name: str
    statement: Term


@dataclass(frozen=True, slots=True)
class Definition:
    """An elaborated `def`."""

    name: str
    binders: tuple[Binder, ...]
    result: Type
    body: Term

    @property
    def explicit(self) -> tuple[Binder, ...]:
        """The binders that a caller writes, and that a backend's operation takes."""
        return tuple(b for b in self.binders if not b.implicit)


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """An elaborated `abbrev` of a type."""

    name: str
    binders: tuple[Binder, ...]
    body: Type


@dataclass(frozen=True, slots=True)
class Theorem:
    """An elaborated `theorem`: `context` keeps binders and premises in the order written."""

    name: str
    context: tuple[Binder | Premise, ...]
    conclusion: Term


NAT = NatType()
BOOL = BoolType()
PROP = PropType()

Node = TypeVar("Node", Type, Term)


def unfold(type_: Type) -> Type:
    """The type with abbreviations at its head replaced by what they stand for."""
    while isinstance(type_, AbbreviationType):
        type_ = type_.expansion
    return type_


def has_more_parts(type_: Type, most: int) -> bool:
    """Whether a type with all its abbreviations written out is made of more types than that."""
    pending, seen = [type_], 0
    while pending and seen <= most:
        seen += 1
        match unfold(pending.pop()):
            case ListType(item=item):
                pending.append(item)
            case FunctionType(domain=domain, codomain=codomain):
                pending += [domain, codomain]
    return seen > most


def children(term: Term) -> tuple[Term, ...]:
    """The direct subterms."""
    match term:
        case Builtin(arguments=arguments) | Call(arguments=arguments):
            return arguments
        case Apply(function=function, argument=argument):
            return (function, argument)
        case Lambda(body=body) | ForAll(body=body):
            return (body,)
        case _:
            return ()


def subterms(term: Term) -> Iterator[Term]:
    """The term and everything below it, outermost first, left to right."""
    pending = [term]
    while pending:
        current = pending.pop()
        yield current
        pending.extend(reversed(children(current)))


def called(term: Term) -> frozenset[str]:
    """The names of the definitions that the term applies."""
    return frozenset(t.name for t in subterms(term) if isinstance(t, Call))


def free_variables(node: Term | Type) -> frozenset[str]:
    """Names of the variables on which a term or a type depends: those free in it, or in a type within it.

    Types count because evaluation reads them, as `∀ i : Fin n, …` runs through `n` numbers, and because a variable
    belongs to the binder to which its type belongs.
    """
    match node:
        case FinType(size=size):
            return free_variables(size)
        case ListType(item=item):
            return free_variables(item)
        case FunctionType(domain=domain, codomain=codomain):
            return free_variables(domain) | free_variables(codomain)
        case AbbreviationType(arguments=arguments, expansion=expansion):
            return free_variables(expansion).union(*map(free_variables, arguments))
        case Type():
            return frozenset()
        case Variable(name=name, type=type_):
            return free_variables(type_) | {name}
        case (
            Lambda(name=name, domain=domain, body=body, type=type_)
            | ForAll(name=name, domain=domain, body=body, type=type_)
        ):
            return free_variables(domain) | free_variables(type_) | (free_variables(body) - {name})
        case _:
            return free_variables(node.type).union(*map(free_variables, children(node)))


def variables_of_types(term: Term) -> frozenset[str]:
    """Names of the free variables on which the types of a term's parts depend."""
    match term:
        case (
            Lambda(name=name, domain=domain, body=body, type=type_)
            | ForAll(name=name, domain=domain, body=body, type=type_)
        ):
            return free_variables(domain) | free_variables(type_) | (variables_of_types(body) - {name})
        case _:
            return free_variables(term.type).union(*map(variables_of_types, children(term)))


def sizes_of(declared: Definition | Theorem) -> frozenset[str]:
    """The binders of a declaration that are sizes: those on which some type in it depends."""
    if isinstance(declared, Definition):
        types, terms = [*(b.type for b in declared.binders), declared.result], [declared.body]
    else:
        types = [c.type for c in declared.context if isinstance(c, Binder)]
        terms = [*(c.statement for c in declared.context if isinstance(c, Premise)), declared.conclusion]
    return depended_on(types, terms) & {
        b.name for b in (declared.binders if isinstance(declared, Definition) else declared.context)
    }


def depended_on(types: Iterable[Type], terms: Iterable[Term]) -> frozenset[str]:
    """Names of the variables on which the types, or the types of the terms' parts, depend."""
    return frozenset().union(*map(free_variables, types), *map(variables_of_types, terms))


def fresh(name: str, taken: frozenset[str]) -> str:
    """`name`, or `name_1`, `name_2`, … where it is taken."""
    if name not in taken:
        return name
    number = 1
    while f"{name}_{number}" in taken:
        number += 1
    return f"{name}_{number}"


def map_types(term: Term, mapping: Mapping[str, Term]) -> Term:
    """`substitute` for the types inside a term that is not itself a binder."""
    return replace(term, type=substitute(term.type, mapping))


def substitute(node: Node, mapping: Mapping[str, Term]) -> Node:
    """Replaces free variables by terms, in types too, renaming bound variables that would capture."""
    if not mapping:
        return node
    match node:
        case FinType(size=size):
            return FinType(fold(substitute(size, mapping)))
        case ListType(item=item):
            return ListType(substitute(item, mapping))
        case FunctionType(domain=domain, codomain=codomain):
            return FunctionType(substitute(domain, mapping), substitute(codomain, mapping))
        case AbbreviationType(name=name, arguments=arguments, expansion=expansion):
            substituted = tuple(fold(substitute(a, mapping)) for a in arguments)
            return AbbreviationType(name, substituted, substitute(expansion, mapping))
        case Type():
            return node
        case Variable(name=name):
            return mapping[name] if name in mapping else map_types(node, mapping)
        case Builtin(name=name, arguments=arguments, type=type_):
            return Builtin(substitute(type_, mapping), name, tuple(substitute(a, mapping) for a in arguments))
        case Call(arguments=arguments, type=type_):
            substituted = tuple(substitute(a, mapping) for a in arguments)
            return replace(node, type=substitute(type_, mapping), arguments=substituted)
        case Apply(function=function, argument=argument, type=type_):
            return Apply(substitute(type_, mapping), substitute(function, mapping), substitute(argument, mapping))
        case Lambda(name=name, domain=domain, body=body, type=type_):
            bound, inner = _under_binder(name, domain, body, mapping)
            return Lambda(substitute(type_, mapping), bound, substitute(domain, mapping), substitute(body, inner))
        case ForAll(name=name, domain=domain, body=body, type=type_):
            bound, inner = _under_binder(name, domain, body, mapping)
            return ForAll(type_, bound, substitute(domain, mapping), substitute(body, inner))
        case Term():
            return map_types(node, mapping)


def _under_binder(name: str, domain: Type, body: Term, mapping: Mapping[str, Term]) -> tuple[str, Mapping[str, Term]]:
    """What a bound variable is called, and what is replaced below it, so that it captures nothing that is put there."""
    free = free_variables(body)
    inner = {k: v for k, v in mapping.items() if k != name and k in free}
    captured = frozenset().union(*map(free_variables, inner.values()))
    if name not in captured:
        return name, inner
    renamed = fresh(name, captured | free)
    return renamed, {**inner, name: Variable(substitute(domain, mapping), renamed)}


def apart(term: Term, names: frozenset[str]) -> Term:
    """The term with bound variables renamed where they shadow one of the names or each other, as elaboration does."""
    match term:
        case Lambda(name=name, domain=domain, body=body) | ForAll(name=name, domain=domain, body=body):
            bound = fresh(name, names)
            inner = body if bound == name else substitute(body, {name: Variable(domain, bound)})
            return replace(term, name=bound, body=apart(inner, names | {bound}))
        case Builtin(arguments=arguments) | Call(arguments=arguments):
            return replace(term, arguments=tuple(apart(a, names) for a in arguments))
        case Apply(function=function, argument=argument):
            return replace(term, function=apart(function, names), argument=apart(argument, names))
        case _:
            return term


def fold(term: Term) -> Term:
    """Evaluates arithmetic on `Nat` literals, so that `Fin (2 + 1)` and `Fin 3` are one type.

    Numbers that are too long to be written stay as they are.
    """
    if not isinstance(term, Builtin) or unfold(term.type) != NAT:
        return term
    arguments = tuple(fold(a) for a in term.arguments)
    if all(isinstance(a, Literal) for a in arguments):
        values = [a.value for a in arguments if isinstance(a, Literal)]
        folded = None
        match term.name, values:
            case "HAdd.hAdd", [a, b]:
                folded = a + b
            case "HSub.hSub", [a, b]:
                folded = max(0, a - b)
            case "HMul.hMul", [a, b]:
                folded = a * b
        if folded is not None and is_writable(folded):
            return Literal(NAT, folded)
    return replace(term, arguments=arguments)
