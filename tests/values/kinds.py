"""Types of every kind of value, by how they are written."""

from __future__ import annotations

from conformance.lean.nodes import Type
from conformance.lean.syntax import Literal
from conformance.lean.types import (
    BOOL,
    INT,
    NAT,
    PROP,
    RAT,
    REAL,
    UNIT,
    FinType,
    FunctionType,
    ListType,
    OptionType,
    ProductType,
    StructureType,
)
from tests.values.integers import INT64

FIN = FinType(Literal(NAT, 3))
GUARD = StructureType(
    "Guard", (), ("chosenIdxs", "lambda", "isOn"), (ListType(FIN), FunctionType(FIN, NAT), ProductType(BOOL, UNIT))
)
TYPES: dict[str, Type] = {
    "Bool": BOOL,
    "Prop": PROP,
    "Nat": NAT,
    "Fin 3": FIN,
    "Int": INT,
    "Int64": INT64,
    "List (Fin 3)": ListType(FIN),
    "List Nat": ListType(NAT),
    "List Bool": ListType(BOOL),
    "List (List (Fin 3))": ListType(ListType(FIN)),
    "Fin 3 → Bool": FunctionType(FIN, BOOL),
    "Fin 3 → Nat": FunctionType(FIN, NAT),
    "Fin 3 → Fin 3": FunctionType(FIN, FIN),
    "Fin 3 → List (Fin 3)": FunctionType(FIN, ListType(FIN)),
    "Bool → Nat": FunctionType(BOOL, NAT),
    "ℝ": REAL,
    "List ℝ": ListType(REAL),
    "Option Nat": OptionType(NAT),
    "Option (Fin 3)": OptionType(FIN),
    "Option (Fin 3 → Bool)": OptionType(FunctionType(FIN, BOOL)),
    "List (Option Bool)": ListType(OptionType(BOOL)),
    "Fin 3 → Option Nat": FunctionType(FIN, OptionType(NAT)),
    "Rat": RAT,
    "List Rat": ListType(RAT),
    "Fin 3 → Rat": FunctionType(FIN, RAT),
    "Fin 3 → ℝ": FunctionType(FIN, REAL),
    "Fin 3 → Fin 3 → ℝ": FunctionType(FIN, FunctionType(FIN, REAL)),
    "Unit → Nat": FunctionType(UNIT, NAT),
    "Fin 3 × Nat": ProductType(FIN, NAT),
    "List (Fin 3 × Fin 3)": ListType(ProductType(FIN, FIN)),
    "Fin 3 → Nat × Bool": FunctionType(FIN, ProductType(NAT, BOOL)),
    "Guard": GUARD,
    "List Guard": ListType(GUARD),
    "Nat → Nat": FunctionType(NAT, NAT),
}
MANY = {name for name in TYPES if "List (List" in name or "→ List" in name} | {"List Guard"}
MANY_NUMBERS = {"Fin 3 → Fin 3 → ℝ"}
"""Types with tens of thousands of values up to the extent of the others."""

FINITE = [name for name in TYPES if name != "Nat → Nat"]
