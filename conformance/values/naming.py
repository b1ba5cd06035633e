"""How names of a statement are called in Python."""

from __future__ import annotations

import re


def snake_case(lean_name: str) -> str:
    """The name of a backend's function for a Lean definition, or of a field: `maskedLoss` is `masked_loss`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", lean_name.replace(".", "_")).lower()
