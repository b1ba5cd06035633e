"""The direction of imports that docs/architecture.md promises."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

ALLOWED = {
    "conformance/lean": ("conformance.lean",),
    "conformance/carriers": ("conformance.carriers",),
    "conformance/results.py": (),
    "conformance/specfile.py": ("conformance.lean", "conformance.errors"),
    "conformance/laws.py": ("conformance.lean", "conformance.specfile"),
    "reports": ("conformance.results",),
    "backends": (),
}


def imported(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    return {n for n in names if n.split(".")[0] == "conformance"}


@pytest.mark.parametrize("room", ALLOWED)
def test_a_room_imports_only_what_it_may(room: str) -> None:
    place = ROOT / room
    files = [place] if place.is_file() else sorted(place.glob("*.py"))
    assert files
    for file in files:
        for name in imported(file):
            assert name.startswith(ALLOWED[room] or ("nothing",)), f"{file.name} imports {name}"
