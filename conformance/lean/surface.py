"""Surface syntax: what was written, with its place in the text, before names and types are known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from typing import Any

from conformance.lean.errors import Span

PLACEHOLDER = "·"


@dataclass(frozen=True, slots=True)
class Syntax:
    """Base of all surface nodes."""

    span: Span


@dataclass(frozen=True, slots=True)
class Name(Syntax):
    """An identifier, possibly dotted: `m`, `List.map`, `idxs.reverse`, or the hole `_`.

    The argument that a `·` stands for is named by `PLACEHOLDER` and its place, which no text can name.
    """

    text: str


@dataclass(frozen=True, slots=True)
class Numeral(Syntax):
    """A natural-number literal."""

    value: int


@dataclass(frozen=True, slots=True)
class Application(Syntax):
    """A function applied to one or more arguments by juxtaposition."""

    function: Syntax
    arguments: tuple[Syntax, ...]


@dataclass(frozen=True, slots=True)
class Infix(Syntax):
    """Two operands of an infix notation; `symbol` is the notation's canonical spelling."""

    symbol: str
    left: Syntax
    right: Syntax


@dataclass(frozen=True, slots=True)
class Prefix(Syntax):
    """The operand of a prefix notation."""

    symbol: str
    operand: Syntax


@dataclass(frozen=True, slots=True)
class ListLiteral(Syntax):
    """`[a, b, c]`, or `#[a, b, c]`."""

    items: tuple[Syntax, ...]
    is_array: bool = False


@dataclass(frozen=True, slots=True)
class Indexed(Syntax):
    """`items[place]`, `items[place]?` or `items[place]!`, of which `mark` says which."""

    items: Syntax
    place: Syntax
    mark: str


@dataclass(frozen=True, slots=True)
class Ascription(Syntax):
    """`(term : type)`."""

    term: Syntax
    type: Syntax


@dataclass(frozen=True, slots=True)
class Coerced(Syntax):
    """`↑term`: the term in the type that its place needs."""

    term: Syntax


@dataclass(frozen=True, slots=True)
class Field(Syntax):
    """`(term).field`, or `.1` and the like."""

    term: Syntax
    field: str


@dataclass(frozen=True, slots=True)
class BinderGroup(Syntax):
    """Names bound together: `{n : Nat}`, `(xs ys : List (Fin n))`, or bare names without a type.

    `default` is what stands for an argument that is not given, `(guard : Nat := 0)`; `instance` is that of `[h : T]`.
    """

    names: tuple[Name, ...]
    type: Syntax | None
    implicit: bool
    default: Syntax | None = None
    instance: bool = False


@dataclass(frozen=True, slots=True)
class Function(Syntax):
    """`fun i (j : Fin n) => body`."""

    binders: tuple[BinderGroup, ...]
    body: Syntax


@dataclass(frozen=True, slots=True)
class Universal(Syntax):
    """`∀ i (j : Fin n), body`; `∀ i ∈ xs, body` carries its relation and bound as `guard`."""

    binders: tuple[BinderGroup, ...]
    guard: tuple[str, Syntax] | None
    body: Syntax


@dataclass(frozen=True, slots=True)
class Existential(Universal):
    """`∃ i (j : Fin n), body`, or `∃ i ∈ xs, body`."""


@dataclass(frozen=True, slots=True)
class BigHead(Syntax):
    """`∑ i (j : Fin n),`: what stands before the body of a sum or product over all values of the variables."""

    symbol: str
    binders: tuple[BinderGroup, ...]
    guard: tuple[str, Syntax] | None


@dataclass(frozen=True, slots=True)
class Big(Syntax):
    """A sum or product with its body."""

    head: BigHead
    body: Syntax


@dataclass(frozen=True, slots=True)
class Conditional(Syntax):
    """`if condition then yes else no`, or `if name : condition then …`, which assumes the condition."""

    condition: Syntax
    yes: Syntax
    no: Syntax
    name: Name | None = None


@dataclass(frozen=True, slots=True)
class Local(Syntax):
    """`let name binders : type := value; body`."""

    name: Name
    binders: tuple[BinderGroup, ...]
    type: Syntax | None
    value: Syntax
    body: Syntax


@dataclass(frozen=True, slots=True)
class Tuple(Syntax):
    """`(a, b, c)`, or `()` where there are no items."""

    items: tuple[Syntax, ...]


@dataclass(frozen=True, slots=True)
class Anonymous(Syntax):
    """`⟨a, b⟩`: the structure, or pair, that the place needs, by its fields in their order."""

    items: tuple[Syntax, ...]


@dataclass(frozen=True, slots=True)
class Assignment(Syntax):
    """`name := value`: a field of a structure, or a named argument."""

    name: Name
    value: Syntax


@dataclass(frozen=True, slots=True)
class InstanceLiteral(Syntax):
    """`{ source with a := x, b := y : type }`."""

    source: Syntax | None
    assigned: tuple[Assignment, ...]
    type: Syntax | None


@dataclass(frozen=True, slots=True)
class Proof(Syntax):
    """`(by …)` as an argument, which is not read; `text` is what stands between the parentheses."""

    text: str


@dataclass(frozen=True, slots=True)
class Declaration(Syntax):
    """`def`, `abbrev`, `opaque`, `theorem` or `structure`.

    A theorem has a `type` and no `body`: its proof is not read. An `opaque` has none.
    """

    keyword: str
    name: Name
    binders: tuple[BinderGroup, ...]
    type: Syntax | None
    body: Syntax | None
    fields: tuple[BinderGroup, ...] = ()


def parts(node: Syntax) -> Iterator[Syntax]:
    """What a node is made of, in the order of its fields."""
    for field in fields(node):
        yield from _nodes(getattr(node, field.name))


def _nodes(value: Any) -> Iterator[Syntax]:
    if isinstance(value, Syntax):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _nodes(item)


def moved(node: Any, distance: int) -> Any:
    """What was written, so many characters further on."""
    if isinstance(node, Span):
        return Span(max(0, node.start + distance), max(0, node.end + distance))
    if isinstance(node, tuple):
        return tuple(moved(item, distance) for item in node)
    if isinstance(node, Syntax):
        return replace(node, **{f.name: moved(getattr(node, f.name), distance) for f in fields(node)})
    return node
