"""The forms of values that are made of others: records (structures and pairs), rows of them, options, callables."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from keyword import iskeyword
from typing import ClassVar

from conformance.carriers.base import Form, Kind
from conformance.carriers.words import Encoded


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
    """Records, options, vectors of unlike lengths, or rows of them, in order."""

    item: AnyForm
    rank: ClassVar[int] = 0


@dataclass(frozen=True, slots=True)
class Perhaps:
    """A value, or `None` where there is none."""

    item: AnyForm
    rank: ClassVar[int] = 0


@dataclass(frozen=True, slots=True)
class Called:
    """A function as a callable of `arity` arguments, over a table of its values with an axis for each."""

    table: AnyForm
    arity: int
    rank: ClassVar[int] = 0

    @property
    def item(self) -> AnyForm:
        """The form of what it gives."""
        form = self.table
        for _ in range(self.arity):
            if isinstance(form, Form):
                form = Form(form.kind, form.rank - 1)
            else:
                assert isinstance(form, Row)
                form = form.item
        return form


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a batch, whose values are no plain ones: one array where those of a row are, and else a list."""

    row: Encoded | Row | Perhaps

    @property
    def rank(self) -> int:
        """How many dimensions an array has."""
        return self.row.rank + 1 if self.held is not None else 0

    @property
    def held(self) -> Form | None:
        """The form of what words make of rows, as one array; None where they are held in a list."""
        if not isinstance(self.row, Encoded) or self.row.container is not None:
            return None
        return Form(self.row.held.kind, self.row.held.rank + 1)


AnyForm = Form | Record | Row | Perhaps | Called | Encoded | Rows


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


def is_of_lists(form: Row) -> bool:
    """Whether a row is one of vectors of scalars, at any depth, which may be of unlike lengths."""
    return is_of_lists(form.item) if isinstance(form.item, Row) else isinstance(form.item, Form)


def kinds_of(forms: Iterable[AnyForm]) -> frozenset[Kind]:
    """The kinds of the scalars that values of some forms are made of."""
    found: set[Kind] = set()
    for form in forms:
        if isinstance(form, (Form, Encoded)):
            found.add(form.kind if isinstance(form, Form) else form.held.kind)
        else:
            found |= kinds_of(_inside(form))
    return frozenset(found)


def encoded_in(forms: Iterable[AnyForm]) -> list[Encoded]:
    """The forms that words say, of values and of what these are made of."""
    found: list[Encoded] = []
    for form in forms:
        if isinstance(form, Encoded):
            found.append(form)
        elif not isinstance(form, Form):
            found += encoded_in(_inside(form))
    return found


def takes_words(form: AnyForm | None) -> bool:
    """Whether words may say of values of a form how they come: of scalars and vectors, and of lists of these."""
    return isinstance(form, Form) or (isinstance(form, Row) and is_of_lists(form))


def _inside(form: Record | Row | Perhaps | Called | Rows) -> tuple[AnyForm, ...]:
    """The forms of what values are made of."""
    if isinstance(form, Record):
        return form.fields
    return (form.row if isinstance(form, Rows) else form.item,)


def structures_in(form: AnyForm) -> list[tuple[str, ...]]:
    """The attributes of each structure that values of a form hold."""
    if isinstance(form, (Row, Perhaps, Called)):
        return structures_in(form.item)
    if isinstance(form, Rows):
        return structures_in(form.row)
    if isinstance(form, Record):
        inside = [attributes for field in form.fields for attributes in structures_in(field)]
        return [form.attributes, *inside] if form.attributes else inside
    return []


def stacked(form: Row) -> Form | None:
    """The form of a row of pairs of alike scalars as one array, which has the pair as its last dimension."""
    match form.item:
        case Record(fields=(Form(rank=0) as first, *others), names=()) if all(other == first for other in others):
            return Form(first.kind, 2)
    return None
