"""The modules of docs/making, which make pages of the site and need no MkDocs."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from types import ModuleType

DOCS = Path(__file__).parents[2] / "docs"
MAKING = DOCS / "making"


def making(name: str) -> ModuleType:
    sys.path.insert(0, str(MAKING))
    try:
        return importlib.import_module(name)
    finally:
        sys.path.remove(str(MAKING))
