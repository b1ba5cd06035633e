"""Namespaces of the array API standard: how one is found, which dtypes it has, and what its arrays allow."""

from __future__ import annotations

import importlib
import warnings
from collections.abc import Sequence
from typing import Any

import array_api_compat as compat

from conformance.carriers.base import CarrierError, MissingLibrary

INTEGERS = ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64")
FLOATS = ("float16", "bfloat16", "float32", "float64")
"""float16 and bfloat16 are beyond the standard; they are to be had where the namespace has them."""


def namespace_of(asked: str, name: str) -> Any:
    """The namespace of that name, as array-api-compat gives it.

    Raises:
        MissingLibrary: no module has that name.
        CarrierError: it cannot be imported, or is no namespace of arrays.
    """
    try:
        module = importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name is not None and (name == error.name or name.startswith(f"{error.name}.")):
            raise MissingLibrary(f"carrier `{asked}` needs {name}, which is not installed") from None
        raise CarrierError(f"carrier `{asked}`: `{name}` could not be imported: {error}") from error
    except Exception as error:
        raise CarrierError(f"carrier `{asked}`: `{name}` could not be imported: {error}") from error
    try:
        return compat.array_namespace(module.asarray([0]))
    except AttributeError:
        raise CarrierError(f"carrier `{asked}`: `{name}` is no array namespace: it has no `asarray`") from None
    except Exception as error:
        raise CarrierError(f"carrier `{asked}`: `{name}` is no array namespace: {error}") from error


def default_float(xp: Any, available: Sequence[str]) -> str:
    """The dtype of arrays of floats for which none is named."""
    made = xp.asarray([0.0]).dtype
    return next(name for name in available if name in FLOATS and getattr(xp, name) == made)


def has_dtype(xp: Any, name: str) -> bool:
    """Whether arrays of that dtype can be made; some libraries name dtypes that they silently narrow."""
    if not hasattr(xp, name):
        return False
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return bool(xp.asarray([0], dtype=getattr(xp, name)).dtype == getattr(xp, name))
        except Exception:
            return False


def is_changeable(example: Any) -> bool:
    """Whether an item of an array can be assigned, as the standard lets arrays refuse."""
    try:
        example[0] = 0
    except (TypeError, ValueError, NotImplementedError, AttributeError):
        return False
    return True
