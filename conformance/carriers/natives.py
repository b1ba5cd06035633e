"""What is told of a native value, and what is kept of one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

Called = Callable[..., object]
"""A function of a library's values."""

Weights = Sequence[float]
"""How the items of what a function gives are weighted, in their order."""


class Columns(Protocol):
    """How NumPy arrays of whole numbers or truth values become a library's values of a `Form`, and arrays again."""

    def given(self, form: Any, items: Any) -> object:
        """A new value of that form, of an array of as many dimensions.

        Raises:
            UnsupportedForm: its dtype does not hold each of the numbers.
        """
        ...

    def came(self, form: Any, native: object) -> Any:
        """An array of `int64` or `bool` that holds what a value of that form does, in memory of its own.

        Raises:
            Malformed: the value has another form, or numbers that are not whole.
        """
        ...


@dataclass(frozen=True, slots=True)
class NativeDescription:
    """Type, dtype and device of a native value."""

    type: str
    dtype: str | None
    device: str | None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a native value was: a copy of it, and what it said of itself."""

    copy: object
    state: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Gradients:
    """What a function gave, and its gradient by each of some arguments, as nested lists.

    They come of a first call and of a second one with the same arguments; None where what came back has none.
    """

    result: object
    first: Sequence[Any] | None
    second: Sequence[Any] | None
