"""Values that are made of others, in any library: structures as objects with fields, pairs as tuples, lists of these.

A structure goes in as an object with its fields as attributes, and comes out as any object with them, or as a mapping.
A row of pairs of alike scalars is an array with two columns where the library has arrays. A function may be a callable.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from types import SimpleNamespace
from typing import Any, cast

from conformance.carriers.base import Carrier, Form, Malformed, UnsupportedForm
from conformance.carriers.callables import Lookup, Returned, is_callable
from conformance.carriers.forms import (
    AnyForm,
    Called,
    Perhaps,
    Record,
    Row,
    Rows,
    encoded_in,
    is_plain,
    kinds_of,
    stacked,
    structures_in,
)
from conformance.carriers.held import held_copier, held_decoder, held_embedder, held_rows
from conformance.carriers.in_source import InSource
from conformance.carriers.natives import Snapshot
from conformance.carriers.nested import Empty
from conformance.carriers.parts import MISSING, Parts, field_of
from conformance.carriers.words import Encoded

_BY_ITEM = "`forms` may say for each field which item of a tuple it is, as `item(0)`"

Embedder = Callable[[Form | Encoded], Callable[[Any], object]]
"""What embeds values of a plain form, or of one that words say."""


def composed(carrier: Carrier, forms: Sequence[AnyForm]) -> Composed:
    """The carrier, for values of these forms; of plain ones it does all by itself that one for others does."""
    return cast("Composed", carrier) if all(map(is_plain, forms)) else Composed(carrier, forms)


def embedder(carrier: Carrier, form: AnyForm, plain: Embedder) -> Callable[[Any], object]:
    """A function from spec values of a form to native values, of which those of plain forms are embedded so."""
    if isinstance(form, (Form, Encoded)):
        return plain(form)
    if isinstance(form, Record):
        fields = [embedder(carrier, field, plain) for field in form.fields]
        if not form.names:
            return lambda value: tuple([embed(v) for embed, v in zip(fields, value, strict=True)])
        names = form.attributes

        def embed_record(value: Any) -> object:
            natives = [embed(v) for embed, v in zip(fields, value, strict=True)]
            return SimpleNamespace(**dict(zip(names, natives, strict=True)))

        return embed_record
    if isinstance(form, Perhaps):
        some = embedder(carrier, form.item, plain)
        return lambda value: some(value[0]) if value else None
    if isinstance(form, Called):
        table, called = _table(carrier, form, plain), form
        return lambda value: Lookup(table(value), called)
    if isinstance(form, Rows):
        return _rows(carrier, form, plain)
    if carrier.has_arrays and (whole := stacked(form)) is not None:
        embed, empty = plain(whole), Empty((0, len(cast("Record", form.item).fields)))
        return lambda value: embed(value or empty)
    each = embedder(carrier, form.item, plain)
    return partial(_listed, each)


def _rows(carrier: Carrier, form: Rows, plain: Embedder) -> Callable[[Any], object]:
    """What embeds the rows of a batch, from spec values."""
    row, held = form.row, form.held
    if held is not None:
        said, embed = cast("Encoded", row), plain(held)
        return lambda value: embed(held_rows(carrier, said, value))
    if isinstance(row, Row) and carrier.has_arrays and (whole := stacked(row)) is not None:
        columns, embed = len(cast("Record", row.item).fields), plain(Form(whole.kind, 3))
        return lambda value: embed(value if any(value) else Empty((len(value), 0, columns)))
    return partial(_listed, embedder(carrier, row, plain))


def _table(carrier: Carrier, form: Called, plain: Embedder) -> Callable[[Any], object]:
    """What embeds the values of a callable: one array or list of lists of scalars, and else lists of what it gives."""
    if isinstance(form.table, Form):
        return plain(form.table)
    each = embedder(carrier, form.item, plain)
    for _ in range(form.arity):
        each = partial(_listed, each)
    return each


def _listed(each: Callable[[Any], object], value: Any) -> list[object]:
    return [each(v) for v in value]


class Composed(InSource):
    """A library's values, and those that are made of them in some forms."""

    def __init__(self, carrier: Carrier, forms: Sequence[AnyForm]) -> None:
        self.base = carrier
        for said in Carrier.__annotations__:
            setattr(self, said, getattr(carrier, said))
        self.max_index = _largest_index(carrier, forms)
        self._kinds = kinds_of(forms)
        found = dict.fromkeys(attributes for form in forms for attributes in structures_in(form))
        self._structures = sorted(found, key=len, reverse=True)
        self._parts_of = Parts(self._structures, carrier.has_arrays).of
        self._has_state = type(carrier).state is not Carrier.state

    def embedder(self, form: AnyForm) -> Callable[[Any], object]:
        return embedder(self.base, form, self._embedder)

    def _embedder(self, form: Form | Encoded) -> Callable[[Any], object]:
        return held_embedder(self.base, form) if isinstance(form, Encoded) else self.base.embedder(form)

    def copier(self, form: AnyForm) -> Callable[[Any], object] | None:
        if isinstance(form, Encoded):
            return held_copier(self.base, form)
        return self.base.copier(form) if isinstance(form, Form) else None

    def decoder(self, form: AnyForm) -> Callable[[object], Any]:
        if isinstance(form, Form):
            return self.base.decoder(form)
        if isinstance(form, Encoded):
            return held_decoder(self.base, form)
        if isinstance(form, Record):
            return self._record(form) if form.names else self._pair(form)
        if isinstance(form, Called):
            return self._called(form)
        if isinstance(form, Perhaps):
            return self._perhaps(form)
        if isinstance(form, Rows):
            return self._rows(form)
        if self.has_arrays and (whole := stacked(form)) is not None:
            return self._array(form, whole)
        return self._list(self.decoder(form.item))

    def _rows(self, form: Rows) -> Callable[[object], Any]:
        row = form.row
        if form.held is not None:
            return held_decoder(self.base, cast("Encoded", row), form.held)
        if isinstance(row, Row) and self.has_arrays and (whole := stacked(row)) is not None:
            return self._array(row, Form(whole.kind, 3))
        return self._list(self.decoder(row))

    def _list(self, each: Callable[[object], Any]) -> Callable[[object], Any]:
        def decode(native: object) -> Any:
            if not issubclass(type(native), (list, tuple)):
                self.refuse("a list", native)
            return tuple([_read(each, item, f"item {k}") for k, item in enumerate(cast("list[object]", native))])

        return decode

    def _record(self, form: Record) -> Callable[[object], Any]:
        fields = [(name, self.decoder(field)) for name, field in zip(form.attributes, form.fields, strict=True)]
        wanted = f"an object or a mapping with the fields {', '.join(form.attributes)}"

        def decode(native: object) -> Any:
            found = [(name, field_of(native, name), read) for name, read in fields]
            missing = [name for name, value, _ in found if value is MISSING]
            if missing:
                told = f"which lacks {', '.join(f'`{name}`' for name in missing)}"
                self.refuse(wanted, native, told if type(native) is not tuple else f"{told}; {_BY_ITEM}")
            return tuple([_read(read, value, f"field `{name}`") for name, value, read in found])

        return decode

    def _pair(self, form: Record) -> Callable[[object], Any]:
        fields = [self.decoder(field) for field in form.fields]

        def decode(native: object) -> Any:
            items = native if issubclass(type(native), (tuple, list)) else None
            if items is None or len(cast("tuple[object, ...]", items)) != len(fields):
                self.refuse(f"a tuple of {len(fields)}", native)
            parts = zip(fields, cast("tuple[object, ...]", items), strict=True)
            return tuple([_read(read, item, f"item {k}") for k, (read, item) in enumerate(parts)])

        return decode

    def _perhaps(self, form: Perhaps) -> Callable[[object], Any]:
        read = self.decoder(form.item)

        def decode(native: object) -> Any:
            if native is None:
                return ()
            try:
                return (read(native),)
            except Malformed as error:
                raise Malformed(f"{error}, and not None") from None

        return decode

    def _called(self, form: Called) -> Callable[[object], Any]:
        read = self.decoder(form.item)

        def decode(native: object) -> Any:
            if not is_callable(native):
                self.refuse("a callable, as `forms` has it", native)
            return Returned(cast("Callable[..., object]", native), read)

        return decode

    def _array(self, form: Row, whole: Form) -> Callable[[object], Any]:
        read, columns = self.base.decoder(whole), len(cast("Record", form.item).fields)

        def decode(native: object) -> Any:
            shape = getattr(native, "shape", ())
            if isinstance(shape, tuple) and len(shape) == whole.rank and shape[-1] != columns:
                self.refuse(f"an array with {columns} columns", native)
            return read(native)

        return decode

    @property
    def needed(self) -> tuple[str, ...]:
        """Import statements that `literal` needs beyond those of the library's carrier."""
        simple = ("from types import SimpleNamespace",) if self._structures else ()
        return (*simple, *self.base.needed_for(self._kinds))

    def imports(self) -> tuple[str, ...]:
        return (*self.needed, *self.base.imports())

    # What is held of values without their form

    def snapshot(self, native: object) -> Snapshot:
        return Snapshot(self.copied(native), self.state(native))

    def copied(self, native: object) -> object:
        parts = self._parts_of(native)
        if parts is None:
            return set(native) if type(native) is set else self.base.copied(native)
        names, values = parts
        if names is not None:
            return SimpleNamespace(**dict(zip(names, map(self.copied, values), strict=True))) if names else native
        copies = [self.copied(value) for value in values]
        return copies if type(native) is list else tuple(copies)

    def holds_same(self, native: object, copy: object) -> bool:
        parts, others = self._parts_of(native), self._parts_of(copy)
        if parts is None or others is None:
            return parts is others and self.base.holds_same(native, copy)
        (names, values), (other_names, other_values) = parts, others
        if names == ():
            return native is copy
        return (
            names == other_names
            and len(values) == len(other_values)
            and all(map(self.holds_same, values, other_values))
        )

    def state(self, native: object) -> Mapping[str, object]:
        is_ours = type(native) is SimpleNamespace
        parts = self._parts_of(native) if self._has_state or is_ours else None
        if parts is None:
            return self.base.state(native)
        names, values = parts
        # What is noted on an object beside its fields goes with it to who changes these.
        told: dict[str, object] = {"__dict__.__len__()": len(vars(native))} if is_ours else {}
        for k, value in enumerate(values):
            for what, it in self.state(value).items():
                told[f"__getitem__({k}).{what}" if names is None else f"{names[k]}.{what}"] = it
        return told

    def _leaves(self, native: object) -> list[object]:
        parts = self._parts_of(native)
        return [native] if parts is None else [leaf for value in parts[1] for leaf in self._leaves(value)]

    def _containers(self, native: object) -> list[int]:
        """The lists and sets of Python's that a value has where the library has others, by where they are."""
        parts = self._parts_of(native)
        inside = [] if parts is None else [where for value in parts[1] for where in self._containers(value)]
        return [id(native), *inside] if type(native) is set or (type(native) is list and parts is not None) else inside

    def shares_memory(self, a: object, b: object) -> bool:
        # A number lies nowhere that can be written to, and of two long lists of them each would meet each.
        ones, others = ([v for v in self._leaves(value) if self.base.stretches(v)] for value in (a, b))
        if any(self.base.shares_memory(x, y) for x in ones for y in others):
            return True
        return not set(self._containers(a)).isdisjoint(self._containers(b))

    def stretches(self, native: object) -> Sequence[tuple[int, int]]:
        leaves = [stretch for leaf in self._leaves(native) for stretch in self.base.stretches(leaf)]
        return [*leaves, *((where, where + 1) for where in self._containers(native))]

    def separate_source(self, a: str, b: str) -> str:
        return self.base.separate_source(a, b)

    def refill(self, native: object, other: object) -> None:
        if type(native) is set:
            native.clear()
            native.update(cast("set[object]", other))
        elif self._parts_of(native) is None:
            self.base.refill(native, other)
        elif isinstance(native, list):
            native[:] = cast("list[object]", other)
        else:
            raise UnsupportedForm("nothing is written into a structure or a tuple")

    def altered(self, native: object) -> object:
        if self._parts_of(native) is None:
            return self.base.altered(native)
        return super().altered(native)

    def refill_source(self, name: str, source: str) -> str:
        return self.base.refill_source(name, source)

    def settled(self, native: object) -> object:
        for leaf in self._leaves(native):
            self.base.settled(leaf)
        return native

    def is_usable(self) -> bool:
        return self.base.is_usable()


def _read(decode: Callable[[object], Any], native: object, where: str) -> Any:
    try:
        return decode(native)
    except Malformed as error:
        raise Malformed(f"{where}: {error}") from None


def _largest_index(carrier: Carrier, forms: Sequence[AnyForm]) -> int | None:
    """The largest index that all lists of indices can hold."""
    known = [form.largest for form in encoded_in(forms) if form.largest is not None]
    return min([*known, *([] if carrier.max_index is None else [carrier.max_index])], default=None)
