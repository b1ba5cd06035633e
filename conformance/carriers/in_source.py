"""Python source of values that are made of others, and of what holds of them."""

from __future__ import annotations

from typing import Any, cast

from conformance.carriers.base import Carrier, Form
from conformance.carriers.forms import AnyForm, Called, Perhaps, Record, Row, Rows, name_of, stacked
from conformance.carriers.held import held_condition, held_literal, held_rows
from conformance.carriers.in_values import Condition, formed, valued
from conformance.carriers.nested import Empty
from conformance.carriers.words import Encoded


class InSource(Carrier):
    """Writes values in source: those of plain forms as the library's carrier does."""

    base: Carrier

    def literal(self, form: AnyForm, value: Any) -> str:
        if isinstance(form, Form):
            return self.base.literal(form, value)
        if isinstance(form, Encoded):
            return held_literal(self.base, form, value)
        if isinstance(form, Row):
            if self.has_arrays and (whole := stacked(form)) is not None:
                return self.base.literal(whole, value or Empty((0, len(cast("Record", form.item).fields))))
            return f"[{', '.join([self.literal(form.item, v) for v in value])}]"
        if isinstance(form, Rows):
            return self._literal_of_rows(form, value)
        if isinstance(form, Perhaps):
            return self.literal(form.item, value[0]) if value else "None"
        if isinstance(form, Called):
            names = "ijklmnpq"[: form.arity]
            at = f"[{', '.join(names)}]" if self._is_array(form.table) else "".join([f"[{name}]" for name in names])
            return f"(lambda {', '.join(names)}: {self._table_literal(form, value, form.arity)}{at})"
        parts = [self.literal(field, v) for field, v in zip(form.fields, value, strict=True)]
        if not form.names:
            return f"({', '.join(parts)})"
        named = [f"{name}={part}" for name, part in zip(form.attributes, parts, strict=True)]
        return f"SimpleNamespace({', '.join(named)})"

    def _literal_of_rows(self, form: Rows, value: Any) -> str:
        row = form.row
        if form.held is not None:
            return self.base.literal(form.held, held_rows(self.base, cast("Encoded", row), value))
        if isinstance(row, Row) and self.has_arrays and (whole := stacked(row)) is not None:
            columns = len(cast("Record", row.item).fields)
            return self.base.literal(Form(whole.kind, 3), value if any(value) else Empty((len(value), 0, columns)))
        return f"[{', '.join([self.literal(row, v) for v in value])}]"

    def _table_literal(self, form: Called, value: Any, arity: int) -> str:
        if isinstance(form.table, Form):
            return self.literal(form.table, value)
        if arity == 0:
            return self.literal(form.item, value)
        return f"[{', '.join([self._table_literal(form, v, arity - 1) for v in value])}]"

    def check_source(self, name: str, form: AnyForm, value: Any) -> str:
        return f"assert {self.condition(name, form, value, formed)}, {name}"

    def condition(self, name: str, form: AnyForm, value: Any, plain: Condition) -> str:
        """A condition on the variable, made of those that `plain` gives for what it holds."""
        if isinstance(form, Form):
            condition = plain(self.base, name, form, value)
            return f"({condition})" if plain is formed else condition
        if isinstance(form, Perhaps):
            is_there = "" if plain is formed else f"{name} is not None and "
            return is_there + self.condition(name, form.item, value[0], plain) if value else f"{name} is None"
        if isinstance(form, Encoded):
            condition = held_condition(self.base, name, form, value, plain)
            return f"({condition})" if plain is formed else condition
        if isinstance(form, Called):
            rows: list[tuple[tuple[int, ...], Any]] = [((), value)]
            for _ in range(form.arity):
                rows = [((*at, k), item) for at, row in rows for k, item in enumerate(row)]
            called = [self.condition(f"{name}({', '.join(map(str, at))})", form.item, item, plain) for at, item in rows]
            return " and ".join([f"callable({name})", *called])
        if isinstance(form, Row):
            if self.has_arrays and (whole := stacked(form)) is not None:
                return f"({plain(self.base, name, whole, value)})"
            parts = [(f"{name}[{k}]", form.item) for k in range(len(value))]
        elif isinstance(form, Rows):
            row = cast("AnyForm", form.row)
            fill = row.fill if isinstance(row, Encoded) else None
            if fill is not None:
                held = [self.condition(f"{name}[{k}][:{len(v)}]", row, v, plain) for k, v in enumerate(value)]
                beyond = [f"{name}[{k}][{len(v)}:]" for k, v in enumerate(value) if row.rank == 1]
                return " and ".join([f"len({name}) == {len(held)}", *held, *[_all_are(fill, rest) for rest in beyond]])
            parts = [(f"{name}[{k}]", row) for k in range(len(value))]
        elif form.names:
            parts = [
                (f"({_key_source(name, a)} if isinstance({name}, dict) else {name}.{a})", field)
                for a, field in zip(form.attributes, form.fields, strict=True)
            ]
        else:
            parts = [(f"{name}[{k}]", field) for k, field in enumerate(form.fields)]
        conditions = [self.condition(part, field, v, plain) for (part, field), v in zip(parts, value, strict=True)]
        if not (isinstance(form, Record) and form.names):
            conditions.insert(0, f"len({name}) == {len(value)}")
        return " and ".join(conditions)

    def _is_array(self, form: AnyForm) -> bool:
        return self.has_arrays and isinstance(form, Form)


def value_source(carrier: Carrier, name: str, form: AnyForm, value: Any) -> str:
    """An assert statement that holds exactly when the variable, which has that form, has that value."""
    if isinstance(carrier, InSource):
        return f"assert {carrier.condition(name, form, value, valued)}, {name}"
    assert isinstance(form, Form)
    return f"assert {valued(carrier, name, form, value)}, {name}"


def _all_are(number: float, values: str) -> str:
    """A condition that holds exactly when all values are that number."""
    return f"set(map(float, {values})) <= {{{number!r}}}"


def _key_source(name: str, attribute: str) -> str:
    """Source of a field of a mapping."""
    known = name_of(attribute)
    return f"{name}[{known!r}]" if known == attribute else f"{name}.get({known!r}, {name}.get({attribute!r}))"
