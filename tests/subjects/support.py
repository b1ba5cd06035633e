"""The programs that the tests of the protocol speak to."""

from __future__ import annotations

import shlex
import shutil
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NODE = ROOT / "examples" / "node" / "masking.mjs"

needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")


def python_words(fault: str = "") -> list[str]:
    """The Python implementation, with a fault."""
    return [sys.executable, "-S", str(Path(__file__).with_name("implementation.py")), *([fault] if fault else [])]


def python_process(fault: str = "") -> str:
    """The same as a backend's name."""
    return f"process:{shlex.join(python_words(fault))}"


def node_words() -> list[str]:
    return ["node", str(NODE)]
