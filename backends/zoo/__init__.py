"""Named specimens: faulty backends that a harness must catch, and odd but correct ones that it must not flag.

`specimens("numpy")` gives those of one library, which is imported only then. A specimen is checked like any other
backend: its `implementation` is a class that is called without arguments.
"""

from __future__ import annotations

import importlib

from ._registry import Collection, Specimen

LIBRARIES = ("python", "numpy", "torch")

__all__ = ["LIBRARIES", "Specimen", "specimens"]


def specimens(library: str) -> tuple[Specimen, ...]:
    """The specimens of a library, in the order of its modules.

    Raises:
        ValueError: ``library`` is none of `LIBRARIES`.
        ImportError: the library is not installed.
    """
    if library not in LIBRARIES:
        raise ValueError(f"unknown library `{library}`; expected one of {', '.join(LIBRARIES)}")
    collection: Collection = importlib.import_module(f".{library}", __name__).collection
    return collection.specimens
