"""An implementation whose functions are called under a transformation of their library."""

from __future__ import annotations

from functools import update_wrapper
from typing import Any

from conformance.carriers.base import Carrier, CarrierError
from conformance.carriers.registry import carrier
from conformance.errors import UsageError


class Wrapped:
    """An implementation with each function of it under a transformation, by a word such as `compile`.

    Raises:
        CarrierError: its carrier has no transformation of that name.
    """

    def __init__(self, target: object, word: str, of: Carrier | None = None) -> None:
        self._target, self._word = target, word
        self._carrier = of or carrier(getattr(target, "carrier", "python"))
        self._carrier.known_wrap(word)
        self._known: dict[str, Any] = {}

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._target, name)
        if name.startswith("_") or not callable(found):
            return found
        if name not in self._known:
            # Once, as a function is compiled anew for each wrapper.
            self._known[name] = update_wrapper(_called(self._carrier.wrapped(self._word, found)), found)
        return self._known[name]

    def __dir__(self) -> list[str]:
        return dir(self._target)


def _called(function: Any) -> Any:
    def called(*arguments: Any, **named: Any) -> Any:
        return function(*arguments, **named)

    return called


def wrapped(backend: object, word: str) -> object:
    """An implementation whose functions are called under a transformation of its library.

    Args:
        backend: an object with `carrier`, the library that transforms.
        word: `compile`, `compile:NAME` for a backend of the compiler, `autocast` or `vmap` for PyTorch, `jit` or `vmap`
            for JAX.

    Raises:
        UsageError: its library has no transformation of that name.
    """
    try:
        return Wrapped(backend, word)
    except CarrierError as error:
        raise UsageError(f"`word`: {error}") from None
