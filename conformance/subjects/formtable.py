"""The table of all arguments, results and fields of a spec's operations, with the forms in which they may come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from conformance.carriers.base import Form
from conformance.carriers.forms import Perhaps, Record
from conformance.lean.nodes import Type
from conformance.lean.render import render
from conformance.lean.syntax import Definition
from conformance.lean.types import head_of
from conformance.subjects.forms import RETURNS, kind_of
from conformance.values.known import arity_of, form_of, formed, item_of
from conformance.values.naming import snake_case

HEADINGS = ("of", "argument or field", "as `array`", "as `callable`", "kind")
"""What a row of the table tells."""

_PLACES = "ijklmnpq"


def form_table(definitions: Iterable[Definition]) -> str:
    """A table in Markdown: the operations in order, each structure before the first that has it."""
    lines = [_row(HEADINGS), _row(["---"] * len(HEADINGS))]
    known: set[str] = set()
    for definition in definitions:
        places = [(snake_case(b.name), b.type) for b in definition.explicit] + [(RETURNS, definition.result)]
        for type_ in [type_ for _, type_ in places]:
            name = head_of(formed(type_)[1])
            if formed(type_)[0].is_structure and name not in known:
                known.add(name)
                lines += _rows(name, fields_of(type_))
        lines += _rows(snake_case(definition.name), places)
    return "\n".join(lines)


def _rows(of: str, places: Iterable[tuple[str, Type]]) -> Iterator[str]:
    for name, type_ in places:
        kind = kind_of(type_)
        yield _row([f"`{of}`", f"`{name}`", *_forms(name, type_), f"`{kind}`" if kind else ""])


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def fields_of(type_: Type) -> list[tuple[str, Type]]:
    """The fields of a structure, by their names for a backend; none of what is no structure."""
    form = form_of(type_)
    names = form.names if isinstance(form, Record) else ()
    former, plain = formed(type_)
    return list(zip(names, former.held(plain), strict=False))


def _forms(name: str, type_: Type) -> tuple[str, str]:
    if not formed(type_)[0].is_function:
        return form_text(type_), ""
    arity, given = arity_of(type_), type_
    for _ in range(arity):
        given = item_of(given)
    called = f"`{name}({', '.join(_PLACES[:arity])})`"
    return form_text(type_), f"{called}, an {form_text(given)}" if formed(given)[0].is_function else called


def form_text(type_: Type) -> str:
    """How values of a type come where nothing else is said: `array (n, Pred) of natural`."""
    former, plain = formed(type_)
    if former.is_function:
        sizes = []
        while former.is_function and (size := former.counted_by(plain)) is not None:
            sizes.append(render(size))
            type_ = item_of(plain)
            former, plain = formed(type_)
        return f"array ({', '.join(sizes)}{',' if len(sizes) == 1 else ''}) of {form_text(type_)}"
    if former.is_list:
        return f"list of {form_text(item_of(plain))}"
    if former.is_structure:
        return f"object `{head_of(plain)}`"
    if isinstance(form_of(type_), Perhaps):
        return f"{' or '.join(map(form_text, former.held(plain)))}, or `None`"
    if former.held(plain):
        return f"pair ({', '.join(map(form_text, former.held(plain)))})"
    size, form = former.size(plain), form_of(type_)
    if size is not None:
        return f"index below {render(size)}" if former.is_index else render(type_)
    return form.kind.name.removesuffix(" number") if isinstance(form, Form) else ""
