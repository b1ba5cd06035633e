"""The kinds of value that are known, and what they tell of a type and of what it is made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from conformance.carriers.forms import AnyForm
from conformance.lean.closures import Frame, Value
from conformance.lean.evaluate import compile_term
from conformance.lean.nodes import Term, Type
from conformance.lean.prelude import declare
from conformance.lean.types import NAT, unfold
from conformance.values.former import Former, SizeOf

COUNT: Type = NAT
"""The type of what counts, as the rows of a batch."""

_FORMERS: dict[type[Type], Former[Any]] = {}


def register(former: Former[Any]) -> None:
    """Makes a kind of value known, and its type to statements where they do not know it."""
    for type_ in former.types:
        _FORMERS[type_] = former
    if former.declared is not None:
        declare(former.declared, former.functions, *former.spellings)


def formed(type_: Type) -> tuple[Former[Any], Any]:
    """A type with no abbreviation at its head, and its former.

    Raises:
        TypeError: there is none.
    """
    plain = unfold(type_)
    try:
        return _FORMERS[type(plain)], plain
    except KeyError:
        raise TypeError(f"no kind of value is registered for {plain!r}") from None


def without_kind(type_: Type) -> Type | None:
    """A type that a type is made of and of which no inputs can be made, if there is one."""
    plain = unfold(type_)
    if type(plain) not in _FORMERS or _FORMERS[type(plain)].refusal(plain):
        return plain
    parts = (part for part in plain.parts if isinstance(part, Type))
    return next((found for part in parts if (found := without_kind(part)) is not None), None)


def refusal_of(type_: Type) -> str:
    """Why no inputs can be made of a type that `without_kind` gives."""
    former = _FORMERS.get(type(type_))
    return "no kind of value is registered for it" if former is None else former.refusal(type_)


def former_of(type_: Type) -> Former[Any]:
    """The former of a type."""
    return formed(type_)[0]


def holds_items(type_: Type) -> bool:
    """Whether values are vectors."""
    former, plain = formed(type_)
    return former.item(plain) is not None


def item_of(type_: Type) -> Type:
    """What vectors of a type hold."""
    former, plain = formed(type_)
    item = former.item(plain)
    assert item is not None
    return item


def form_of(type_: Type) -> AnyForm | None:
    """How values of a type look inside a library, or None where there is no such form."""
    former, plain = formed(type_)
    return former.form(plain)


def held_in(type_: Type) -> Iterator[tuple[Former[Any], Any]]:
    """The type and those of all that its values hold, with their formers, from the left."""
    former, plain = formed(type_)
    yield former, plain
    for part in former.held(plain):
        yield from held_in(part)


def parts_in(type_: Type) -> int:
    """How many values one is made of, where a vector is as one of what it holds."""
    former, plain = formed(type_)
    return sum(map(parts_in, former.held(plain))) or 1


def has_parts(type_: Type) -> bool:
    """Whether values are made of others, as vectors and structures are."""
    former, plain = formed(type_)
    return bool(former.held(plain))


def is_index_list(type_: Type) -> bool:
    """Whether values are lists of positions."""
    return former_of(type_).is_list and former_of(item_of(type_)).is_index


def holds_indices(type_: Type) -> bool:
    """Whether values are indices, or lists of them."""
    former, plain = formed(type_)
    return former.is_index or (not former.is_function and any(map(holds_indices, former.held(plain))))


def sharing(types: Iterable[Type]) -> int:
    """How many values of the types have indices below the same size, at most."""
    return max(Counter(size for t in types if holds_indices(t) for size in set(sizes_in(t))).values(), default=0)


def scalars_of(type_: Type) -> Former[Any]:
    """The former of what the innermost items of vectors are, and of a scalar its own."""
    former, plain = formed(type_)
    item = former.item(plain)
    return former if item is None else scalars_of(item)


def within_of(type_: Type) -> Iterator[tuple[Former[Any], Any]]:
    """The type and all that it is made of, with their formers, from the left."""
    former, plain = formed(type_)
    yield former, plain
    for part in former.parts(plain):
        yield from within_of(part)


def sizes_in(type_: Type) -> list[Term]:
    """The sizes of the positions in a type."""
    found = [former.size(plain) for former, plain in within_of(type_)]
    return [size for size in found if size is not None]


class Sizes:
    """The numbers of positions that types have, by the values of an input; each is compiled once.

    Args:
        names: the variables of the input, in order.
        reference: the operations that sizes may call, by name.
    """

    def __init__(self, names: Sequence[str], reference: Mapping[str, Callable[..., Value]] | None = None) -> None:
        self._names, self._reference = tuple(names), reference or {}
        self._compiled: dict[int, tuple[Term, Callable[[Frame], Value]]] = {}

    def number(self, size: Term, frame: Frame) -> int:
        """The size, for an input."""
        found = self._compiled.get(id(size))
        if found is None:
            # The term is kept, so that no other has its identity.
            found = self._compiled[id(size)] = size, compile_term(size, self._names, self._reference)
        return int(found[1](frame))

    def of(self, frame: Frame) -> SizeOf:
        """The sizes for one input, or for what of it is there."""
        return lambda size: self.number(size, frame)


def arity_of(type_: Type) -> int:
    """How many arguments functions of a type take one after the other.

    What stands behind an abbreviation is a value: `Fin n → EuclideanRep d` takes one argument, and gives a vector.
    """
    inner = item_of(type_)
    former, plain = formed(inner)
    return 1 + arity_of(inner) if former.is_function and plain is inner else 1
