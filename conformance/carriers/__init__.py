"""Carriers by their text form, `library[:dtype[:device]]`."""

from __future__ import annotations

from conformance.carriers.base import Carrier, CarrierError, Form, Kind, Malformed, MissingLibrary, UnsupportedForm
from conformance.carriers.natives import NativeDescription
from conformance.carriers.nested import shape_of
from conformance.carriers.registry import LIBRARIES, carrier

__all__ = [
    "LIBRARIES",
    "Carrier",
    "CarrierError",
    "Form",
    "Kind",
    "Malformed",
    "MissingLibrary",
    "NativeDescription",
    "UnsupportedForm",
    "carrier",
    "shape_of",
]
