"""Functions as callables: those given look up in a table, and those that come back are asked for all values."""

from __future__ import annotations

import copy
import operator
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from conformance.carriers.base import Form
from conformance.carriers.forms import Called


class Lookup:
    """A function that is given: at some indices it has what its table has there.

    Where tables are arrays, so may be indices, as for the table itself. An index out of range raises: the function has
    no value there, though the table would count from its end.
    """

    def __init__(self, table: object, form: Called) -> None:
        self._table, self._arity = table, form.arity
        item = form.item
        # A row is no view of the table, which nobody is to write to.
        self._given = cast(
            "Callable[[Any], Any]", _as_it_is if isinstance(item, Form) and not item.rank else copy.deepcopy
        )

    def __call__(self, *indices: Any) -> Any:
        if len(indices) != self._arity:
            raise TypeError(f"the function takes {self._arity} arguments, not {len(indices)}")
        found: Any = self._table
        for k, index in enumerate(indices):
            if hasattr(found, "shape"):
                rest = indices[k:]
                for one, size in zip(rest, found.shape, strict=False):
                    _check(one, size)
                found = found[rest]
                break
            _check(index, len(found))
            found = found[index]
        return self._given(found)

    def __repr__(self) -> str:
        return f"a function with the values {self._table!r}"


@dataclass(frozen=True, slots=True)
class Returned:
    """A function that came back, and how each of its values is read; over which arguments, the call's types say."""

    function: Callable[..., object]
    read: Callable[[object], Any]

    def values(self, sizes: tuple[int, ...], before: tuple[int, ...] = ()) -> Any:
        """The table of its values at all arguments below those sizes."""
        if not sizes:
            return self.read(self.function(*before))
        return tuple([self.values(sizes[1:], (*before, k)) for k in range(sizes[0])])


def is_callable(native: object) -> bool:
    """Whether a value is a function, and no array."""
    return callable(native) and not hasattr(native, "shape")


def _as_it_is(value: object) -> object:
    return value


def _check(index: Any, size: int) -> None:
    """Refuses indices out of range; what a compiler has not computed yet it does not know."""
    shape = getattr(index, "shape", None)
    if shape is not None and 0 in shape:
        return
    try:
        ends = (operator.index(index),) if not shape else (int(index.min()), int(index.max()))
    except (AttributeError, TypeError):
        if shape is None:
            raise
        return
    for end in ends:
        if not 0 <= end < size:
            raise IndexError(f"index {end} is out of range for {size} values")
