"""What a carrier is: the translation between spec values and a library's values.

Spec values are `bool`, `int`, and tuples of them; native values are whatever the library uses. Carriers are the
only place that knows a dtype.
"""

from __future__ import annotations

import abc
import enum
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NoReturn


class Kind(enum.Enum):
    """What the scalars of a value are."""

    BOOL = "bool"
    INDEX = "index"
    NAT = "natural number"


@dataclass(frozen=True, slots=True)
class Form:
    """The form of a value: its scalars' kind and its number of dimensions."""

    kind: Kind
    rank: int


class Malformed(Exception):
    """A native value that has not the form that its type demands."""


class UnsupportedForm(Exception):
    """A form that a library has no values for, such as a ragged list of lists."""


class CarrierError(ValueError):
    """A carrier text that names no carrier, or one that is not to be had here."""


class MissingLibrary(CarrierError):
    """A carrier whose library is not installed."""


@dataclass(frozen=True, slots=True)
class NativeDescription:
    """Type, dtype and device of a native value."""

    type: str
    dtype: str | None
    device: str | None


class Carrier(abc.ABC):
    """A library's forms. `max_nat` is the largest natural that its dtype holds exactly, None for any."""

    text: str
    library: str
    max_nat: int | None = None
    dtype: str | None = None
    device: str | None = None

    @abc.abstractmethod
    def embedder(self, form: Form) -> Callable[[Any], object]:
        """A function from spec values of a form to new native values."""

    @abc.abstractmethod
    def decoder(self, form: Form) -> Callable[[object], Any]:
        """A function from native values to spec values; it raises `Malformed` for another form."""

    @abc.abstractmethod
    def literal(self, form: Form, value: Any) -> str:
        """Python source of the native value."""

    @abc.abstractmethod
    def check_source(self, name: str, form: Form, value: Any) -> str:
        """An assert statement that holds exactly when the variable has that form and value."""

    @abc.abstractmethod
    def snapshot(self, native: object) -> object:
        """What `unchanged` compares with later."""

    def imports(self) -> tuple[str, ...]:
        """Import statements that `literal` and `check_source` need."""
        return ()

    def unchanged(self, native: object, snapshot: object) -> bool:
        """Whether a value is still what it was when the snapshot was taken."""
        return self.snapshot(native) == snapshot

    def embed(self, form: Form, value: Any) -> object:
        """A new native value."""
        return self.embedder(form)(value)

    def describe(self, native: object) -> NativeDescription:
        """Type, dtype and device of a value."""
        dtype, device = getattr(native, "dtype", None), getattr(native, "device", None)
        kind = type(native)
        module = "" if kind.__module__ == "builtins" else f"{kind.__module__}."
        return NativeDescription(
            module + kind.__qualname__,
            None if dtype is None else str(dtype),
            None if device is None else str(device),
        )

    def plain(self, native: object) -> str:
        """A short text of any object, safe against a `__repr__` that raises."""
        try:
            text = repr(native)
        except Exception:
            text = f"a {type(native).__name__} that cannot be shown"
        text = " ".join(text.split())
        return text if len(text) <= 200 else f"{text[:197]}..."

    def refuse(self, wanted: str, native: object) -> NoReturn:
        """Raises `Malformed`: what was expected and what came, with type, dtype and shape."""
        about = self.describe(native)
        details = [about.type]
        if about.dtype is not None:
            details.append(f"dtype {about.dtype}")
        shape = getattr(native, "shape", None)
        if isinstance(shape, tuple):
            details.append(f"shape {tuple(shape)}")
        if about.device not in (None, "cpu"):
            details.append(f"on {about.device}")
        raise Malformed(f"expected {wanted}, got {self.plain(native)} ({', '.join(details)})")


def check_naturals(carrier: Carrier, value: Any, wanted: str, native: object) -> None:
    """Refuses negative numbers anywhere in a decoded value."""
    if isinstance(value, tuple):
        for item in value:
            check_naturals(carrier, item, wanted, native)
    elif value < 0:
        carrier.refuse(wanted, native)


def to_tuples(value: Any) -> Any:
    """Nested lists as nested tuples."""
    return tuple(map(to_tuples, value)) if isinstance(value, list) else value


def to_lists(value: Any) -> Any:
    """Nested tuples as nested lists."""
    return [to_lists(v) for v in value] if isinstance(value, tuple) else value


def is_rectangular(value: Any, rank: int) -> bool:
    """Whether nested tuples of that rank have equal lengths at each depth."""
    if rank <= 1:
        return True
    return len({len(v) for v in value}) <= 1 and all(is_rectangular(v, rank - 1) for v in value)
