"""Spec values as the requests of the protocol have them."""

from __future__ import annotations

from typing import Any

from conformance.carriers.composed import composed
from conformance.carriers.python import JsonCarrier
from conformance.lean.closures import Value
from conformance.lean.nodes import Type
from conformance.subjects.messages import encode_value
from conformance.values.known import form_of


def written_of(type_: Type, value: Value) -> Any:
    """A value of a type that carriers have a form for, as JSON."""
    form = form_of(type_)
    assert form is not None
    return encode_value(composed(JsonCarrier(), [form]).embedder(form)(value))
