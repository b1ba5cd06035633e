"""Values in the forms that words say: as arrays of a library, or as lists, tuples and sets of Python's."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from conformance.carriers.base import Carrier, Form, Kind, Malformed
from conformance.carriers.in_values import Condition, formed
from conformance.carriers.python import PythonCarrier
from conformance.carriers.steps import filled
from conformance.carriers.words import Encoded

_PYTHON = PythonCarrier()
_LISTED = re.compile(r"(\S+) == (\[[^\]]*\])")
"""The items of an array, or a list, and what they are to be."""


def _inner(carrier: Carrier, form: Encoded) -> Carrier:
    """What holds the values of a form, in Python's containers the Python carrier."""
    return carrier if form.container is None else _PYTHON


def held_embedder(carrier: Carrier, form: Encoded) -> Callable[[Any], object]:
    """A function from spec values of a form to new native values."""
    container = form.container
    hold = container if container in (tuple, set) else _inner(carrier, form).embedder(form.held)
    return lambda value: hold(form.given(value, carrier))


def held_rows(carrier: Carrier, form: Encoded, values: Sequence[Any]) -> tuple[Any, ...]:
    """What stands for the rows of a batch."""
    rows = tuple([form.given(value, carrier) for value in values])
    if form.fill is None:
        return rows
    return filled(rows, form.held.rank, bool(form.fill) if form.held.kind.is_bool else form.fill)


def held_copier(carrier: Carrier, form: Encoded) -> Callable[[Any], object] | None:
    """A function that makes another native value like one that was embedded."""
    return carrier.copier(form.held) if form.container is None else None


def held_decoder(carrier: Carrier, form: Encoded, held: Form | None = None) -> Callable[[object], Any]:
    """A function from native values to what they hold, of which `Encoded.read` makes a spec value.

    `held` is the form of what is there, where that is more than one value.
    """
    container = form.container
    read = _set_reader(carrier) if container is set else _inner(carrier, form).decoder(held or form.held)

    def decode(native: object) -> Any:
        try:
            if container is tuple:
                if type(native) is not tuple:
                    carrier.refuse("a tuple", native)
                native = list(native)
            return read(native)
        except Malformed as error:
            raise Malformed(f"form `{form.word}`: {error}") from None

    return decode


def _set_reader(carrier: Carrier) -> Callable[[object], Any]:
    read = carrier.decoder(Form(Kind.INDEX, 0))

    def decode(native: object) -> Any:
        if not isinstance(native, (set, frozenset)):
            carrier.refuse("a set of positions", native)
        return tuple(sorted(map(read, native)))

    return decode


def held_value(carrier: Carrier, form: Encoded, value: Any, sizes: tuple[int, ...]) -> Any:
    """The spec value that stands in what was decoded.

    Raises:
        Malformed: none does.
    """
    try:
        return form.read(value, sizes, carrier)
    except Malformed as error:
        raise Malformed(f"form `{form.word}`: {error}") from None


def held_literal(carrier: Carrier, form: Encoded, value: Any) -> str:
    """Python source of the native value."""
    given = form.given(value, carrier)
    if form.container is set:
        return repr(set(given))
    written = _inner(carrier, form).literal(form.held, given)
    return f"tuple({written})" if form.container is tuple else written


def held_condition(carrier: Carrier, name: str, form: Encoded, value: Any, plain: Condition) -> str:
    """A condition on the variable, of those that `plain` gives for what is held."""
    if form.container in (tuple, set):
        kinds = "tuple" if form.container is tuple else "(set, frozenset)"
        typed = f"isinstance({name}, {kinds}) and " if plain is formed else ""
        return f"{typed}{name} == {held_literal(carrier, form, value)}"
    given = form.given(value, carrier)
    condition = plain(_inner(carrier, form), name, form.held, given)
    return condition if form.is_ordered else _LISTED.sub(r"sorted(\1) == \2", condition)
