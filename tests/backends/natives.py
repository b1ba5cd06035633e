"""Values as a specimen's library has them, and as Python has them again."""

from __future__ import annotations

import importlib
from typing import Any


def native(implementation: Any, values: list[Any], kind: str) -> Any:
    """Values as the specimen's carrier wants them; the kind is ``bool``, ``index`` or ``loss``."""
    library, _, dtype = getattr(implementation, "carrier", "python").partition(":")
    if library == "python":
        return list(values)
    name = {"bool": "bool", "index": "int64", "loss": dtype or "int64"}[kind]
    module = importlib.import_module(library)
    make = module.array if library == "numpy" else module.tensor
    return make(values, dtype=getattr(module, name))


def plain(value: Any) -> Any:
    return value.tolist() if hasattr(value, "tolist") else value
