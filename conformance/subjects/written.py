"""Spec values as the requests of the protocol have them."""

from __future__ import annotations

from typing import Any

from conformance.carriers.composed import embedder
from conformance.carriers.python import JsonCarrier
from conformance.lean.closures import Value
from conformance.lean.nodes import Type
from conformance.subjects.messages import encode_value
from conformance.values.known import form_of


def written_of(type_: Type, value: Value) -> Any:
    """A value of a type that carriers have a form for, as JSON."""
    form, json = form_of(type_), JsonCarrier()
    assert form is not None
    return encode_value(embedder(json, form, json.embedder)(value))
