"""What snippets of failures and tests of your own assert beside a value: that it has the form of another one.

It knows no library: an array is anything with `dtype` and `shape`.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

__all__ = ["assert_form"]

_LONGEST = 200


def assert_form(value: object, like: object, *, dtype: str = "") -> None:
    """Raises where a value is not of the form of another one, whatever numbers they hold.

    Args:
        value: what a function gave.
        like: a value of the form that is expected. An array stands for arrays of its class, dtype, number of
            dimensions and device; a `bool`, `int` or `float` for itself and for an array or scalar of shape `()` of a
            dtype of its kind; a list for lists of what its first item stands for; a tuple for as many parts; a
            `SimpleNamespace` for an object, or a mapping, with its fields; a function for what can be called.
        dtype: the name of a dtype, as `float32`, that an array of shape `()` has in the place of a number, where that
            is of floats.

    Raises:
        AssertionError: the form is another one; the message says what was expected and what came.
        TypeError: `like` stands for no form, as a `str` or a `dict`, or `dtype` is no text.
    """
    __tracebackhide__ = True
    if not isinstance(dtype, str):
        raise TypeError(f"`dtype` must be the name of a dtype, as 'float32', not {_shown(dtype)}")
    _hold(value, like, dtype, "")


def _hold(value: Any, like: Any, dtype: str, place: str) -> None:
    __tracebackhide__ = True
    if _is_array(like):
        _expect(_is_array(value) and isinstance(value, type(like)), value, type(like).__name__, place)
        _expect(value.dtype == like.dtype, value, f"dtype {like.dtype}", place)
        _expect(len(value.shape) == len(like.shape), value, f"{len(like.shape)} dimensions", place)
        for name in ("device", "layout"):
            wanted = getattr(like, name, None)
            _expect(wanted == getattr(value, name, None), value, f"{name} {wanted}", place)
    elif isinstance(like, list):
        _expect(isinstance(value, list), value, "a list", place)
        for k, item in enumerate(value if like else ()):
            _hold(item, like[min(k, len(like) - 1)], dtype, f"{place}[{k}]")
    elif isinstance(like, tuple):
        _expect(isinstance(value, (list, tuple)) and len(value) == len(like), value, f"{len(like)} parts", place)
        for k, (part, of) in enumerate(zip(value, like, strict=True)):
            _hold(part, of, dtype, f"{place}[{k}]")
    elif isinstance(like, (set, frozenset)):
        _expect(isinstance(value, (set, frozenset)), value, "a set", place)
    elif isinstance(like, SimpleNamespace):
        for name, of in vars(like).items():
            _hold(_field(value, name, place), of, dtype, f"{place}.{name}")
    elif callable(like):
        _expect(callable(value), value, "something that can be called", place)
    elif like is None:
        _expect(value is None, value, "None", place)
    elif isinstance(like, (int, float, Fraction)):
        _hold_scalar(value, like, dtype, place)
    else:
        expected = "an array, a bool, a number, a list, a tuple, a set, a SimpleNamespace, a function or None"
        raise TypeError(f"`like` must be {expected}{_at(place)}, not {_shown(like)}")


_KINDS = {int: ("int", "uint"), float: ("float", "bfloat", "int", "uint"), Fraction: ("float", "bfloat", "int", "uint")}
"""How the dtypes begin that a number of a type may come in."""


def _hold_scalar(value: Any, like: object, dtype: str, place: str) -> None:
    __tracebackhide__ = True
    if _is_array(value):
        _expect(tuple(value.shape) == (), value, f"one {type(like).__name__}", place)
        name = str(value.dtype).rpartition(".")[2]
        kinds = ("bool",) if isinstance(like, bool) else () if dtype else _KINDS.get(type(like), ())
        _expect(
            name.startswith(kinds) or (type(like) is not bool and name == dtype), value, _scalar(like, dtype), place
        )
    elif isinstance(like, bool):
        _expect(type(value) is bool, value, "bool", place)
    else:
        classes = int if isinstance(like, int) else (int, float, Fraction)
        is_number = isinstance(value, classes) and not isinstance(value, bool)
        _expect(is_number, value, _scalar(like, dtype), place)


def _scalar(like: object, dtype: str) -> str:
    return type(like).__name__ + (f" or {dtype}" if dtype and not isinstance(like, bool) else "")


def _field(value: Any, name: str, place: str) -> Any:
    __tracebackhide__ = True
    plain = name.removesuffix("_")
    for known in dict.fromkeys((plain, name)):
        if isinstance(value, Mapping):
            if known in value:
                return value[known]
        elif hasattr(value, known):
            return getattr(value, known)
    raise AssertionError(f"expected a field `{name}`{_at(place)}, got {_shown(value)}")


def _is_array(value: object) -> bool:
    return not isinstance(value, type) and hasattr(value, "dtype") and hasattr(value, "shape")


def _expect(holds: bool, value: object, wanted: str, place: str) -> None:
    __tracebackhide__ = True
    if not holds:
        raise AssertionError(f"expected {wanted}{_at(place)}, got {_shown(value)}")


def _at(place: str) -> str:
    return f" at {place}" if place else ""


def _shown(value: object) -> str:
    """Value, class, and dtype and shape of an array."""
    text = repr(value)
    short = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
    details = [type(value).__name__]
    if _is_array(value):
        details += [f"dtype {value.dtype}", f"shape {tuple(value.shape)}"]  # type: ignore[attr-defined]
    return f"{short} ({', '.join(details)})"
