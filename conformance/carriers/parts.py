"""The values that one is made of, told without its form: what came back has any."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from types import SimpleNamespace

from conformance.carriers.callables import is_callable
from conformance.carriers.forms import name_of

MISSING = object()
"""What a structure has in the place of a field that it lacks."""

_SCALARS = frozenset({bool, int, float, Fraction, type(None)})
"""Types of which no value is made of others, whatever attributes their classes have."""

_IN_LISTS = (int, float, Fraction, type(None), list)
"""Of what a list of Python's own is, which is no row of others."""


class Parts:
    """Takes values apart into those of a library, where structures have some of these attributes.

    A list is taken apart where the library has arrays; else only one of what is no scalar and no list.
    """

    def __init__(self, structures: Sequence[tuple[str, ...]], has_arrays: bool) -> None:
        self._structures = [(attributes, frozenset(attributes)) for attributes in structures]
        self._has_arrays = has_arrays

    def of(self, native: object) -> tuple[tuple[str, ...] | None, Sequence[object]] | None:
        """The attributes of a value and what it has there; None instead of attributes where that comes in a row.

        A callable has none. It is None altogether for a value of the library.
        """
        kind = type(native)
        if kind in _SCALARS:
            return None
        if isinstance(native, (tuple, list)) and (isinstance(native, tuple) or self._has_arrays or _is_made(native)):
            return None, native
        if kind is SimpleNamespace:
            # A structure goes in as one, and mostly comes back so: what it has is all in its dictionary.
            held = native.__dict__
            for attributes, names in self._structures:
                if held.keys() >= names:
                    return attributes, [held[name] for name in attributes]
            return None
        if _is_array(kind):
            # It has many attributes of its own, one of them perhaps called as a field is.
            return None
        for attributes, _ in self._structures:
            found = [field_of(native, name) for name in attributes]
            if all(value is not MISSING for value in found):
                return attributes, found
        return ((), ()) if is_callable(native) else None


def field_of(native: object, attribute: str) -> object:
    """A field of a structure, which is an object with that attribute or a mapping with it or the field's own name as a
    key; a mark where there is none."""
    if type(native) is not SimpleNamespace and isinstance(native, Mapping):
        return native.get(attribute, native.get(name_of(attribute), MISSING))
    return getattr(native, attribute, MISSING)


def _is_made(native: list[object]) -> bool:
    """Whether a list holds what is no scalar and no list."""
    kinds = set(map(type, native))
    return any(issubclass(kind, tuple) or not issubclass(kind, _IN_LISTS) for kind in kinds)


def _is_array(kind: type) -> bool:
    """Whether values of a class are arrays."""
    return hasattr(kind, "shape") and hasattr(kind, "dtype")
