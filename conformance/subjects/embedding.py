"""The embedding of the arguments of a call, and the forms that there must be for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from conformance.carriers.base import Carrier
from conformance.carriers.forms import AnyForm
from conformance.errors import UsageError
from conformance.lean.closures import Value
from conformance.lean.nodes import Type
from conformance.lean.render import render
from conformance.lean.syntax import Definition


def embedding(embedders: Sequence[tuple[int, Callable[[Any], object]]]) -> Callable[[Sequence[Value]], list[object]]:
    """One function that embeds the arguments at these positions."""
    match embedders:
        case [(i, a)]:
            return lambda arguments: [a(arguments[i])]
        case [(i, a), (j, b)]:
            return lambda arguments: [a(arguments[i]), b(arguments[j])]
        case _:
            return lambda arguments: [embed(arguments[position]) for position, embed in embedders]


def required(form: AnyForm | None, type_: Type, definition: Definition, carrier: Carrier) -> AnyForm:
    """The form.

    Raises:
        UsageError: there is none for values of the type.
    """
    if form is None:
        shown = f"`{definition.name}` takes or gives a `{render(type_)}`"
        raise UsageError(f"{shown}, for which carrier `{carrier.text}` has no form")
    return form
