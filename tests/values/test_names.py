"""A kind of value is named by the rooms that stand for it, and by none that use it."""

from __future__ import annotations

import ast
from pathlib import Path

from conformance.lean.types import (
    BoolType,
    FinType,
    FunctionType,
    ListType,
    NatType,
    OptionType,
    ProductType,
    PropType,
    RatType,
    RealType,
    StructureType,
    UnitType,
)

ROOT = Path(__file__).parents[2]
TYPES = (
    NatType,
    OptionType,
    BoolType,
    PropType,
    FinType,
    ListType,
    FunctionType,
    ProductType,
    StructureType,
    UnitType,
    RatType,
    RealType,
)
NAMES = {t.__name__ for t in TYPES} | {"NAT", "BOOL", "PROP", "UNIT", "RAT", "REAL"}
FILES = {f"conformance.values.{name}" for name in ("bool", "nat", "fin", "list", "function", "compound", "real", "rat")}


def names_one(path: Path) -> bool:
    tree = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    taken = [n for n in tree if isinstance(n, ast.ImportFrom) and (n.module or "").startswith("conformance.")]
    return any(n.module in FILES or alias.name in NAMES for n in taken for alias in n.names)


def test_only_the_rooms_of_values_name_a_kind_of_value() -> None:
    """All others ask the types of a law: a kind of value that comes is a file, and no case anywhere else.

    What states a law in Lean, to a solver, or of arrays, says of each type what it is there.
    """
    paths = [path for top in ("conformance", "reports") for path in (ROOT / top).rglob("*.py")]
    naming = {path.relative_to(ROOT).as_posix() for path in paths if names_one(path)}
    rooms = {"lean", "values", "carriers", "exporting", "proving", "columns"}
    assert {name.split("/")[1] for name in naming} <= rooms, naming
    assert naming
