"""The forms of values that are made of others: records, such as structures and pairs, and rows of records."""

from __future__ import annotations

from dataclasses import dataclass
from keyword import iskeyword
from typing import ClassVar

from conformance.carriers.base import Form


@dataclass(frozen=True, slots=True)
class Record:
    """Several values at once, under names; a tuple where there are none."""

    fields: tuple[AnyForm, ...]
    names: tuple[str, ...] = ()
    rank: ClassVar[int] = 0

    @property
    def attributes(self) -> tuple[str, ...]:
        """The names as Python has them: one that is a word of Python's ends in an underscore."""
        return tuple(map(attribute_of, self.names))


@dataclass(frozen=True, slots=True)
class Row:
    """Records, or rows of them, in order."""

    item: AnyForm
    rank: ClassVar[int] = 0


AnyForm = Form | Record | Row


def attribute_of(name: str) -> str:
    """The attribute that a field has in Python."""
    return f"{name}_" if iskeyword(name) else name


def name_of(attribute: str) -> str:
    """The field that has this attribute in Python."""
    name = attribute.removesuffix("_")
    return name if iskeyword(name) else attribute


def is_plain(form: AnyForm) -> bool:
    """Whether values are scalars, or vectors of them at any depth."""
    return isinstance(form, Form)


def stacked(form: Row) -> Form | None:
    """The form of a row of pairs of alike scalars as one array, which has the pair as its last dimension."""
    match form.item:
        case Record(fields=(Form(rank=0) as first, *others), names=()) if all(other == first for other in others):
            return Form(first.kind, 2)
    return None
