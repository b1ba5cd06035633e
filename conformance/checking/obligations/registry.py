"""The obligations that there are, in the order of an operation's laws: another one is its file and a line here."""

from __future__ import annotations

from importlib import import_module

from conformance.checking.obligations.base import CheckedObligation

WELL_FORMED = "well_formed"
"""The obligation that each operation has."""

_FILES = (
    WELL_FORMED,
    "preserves_inputs",
    "deterministic",
    "rejects_out_of_range",
    "shares_no_memory",
    "no_silent_overflow",
    "seeded",
    "independent_rows",
    "ignores_unread",
    "gradient",
    "rounding",
)


def _obligation(file: str) -> CheckedObligation:
    obligation: CheckedObligation = import_module(f"{__package__}.{file}").OBLIGATION
    return obligation


OBLIGATIONS: dict[str, CheckedObligation] = {o.name: o for o in map(_obligation, _FILES)}
"""The obligations by name."""
