"""Python source of conditions on values: with the form that they are to have, or on what they hold alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from conformance.carriers.base import Carrier, Form
from conformance.carriers.reals import to_written

Condition = Callable[[Carrier, str, Form, Any], str]
"""Of a carrier, the name of a variable, a form and a value: what holds exactly when the variable is that."""


def formed(carrier: Carrier, name: str, form: Form, value: Any) -> str:
    """That the variable has the form and the value."""
    return carrier.check_source(name, form, value).removeprefix("assert ").removesuffix(f", {name}")


def valued(carrier: Carrier, name: str, form: Form, value: Any) -> str:
    """That the variable, which is of the form, has the value."""
    if not carrier.has_arrays:
        return f"{name} == {carrier.literal(form, value)}"
    written = to_written(form, value)
    if form.rank:
        return f"{carrier.in_memory.format(name)}.tolist() == {written!r}"
    # A comparison of an array would round the number to the array's dtype.
    return f"{type(written).__name__ if type(written) in (bool, int) else 'float'}({name}) == {written!r}"
