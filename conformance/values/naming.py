"""How names of a statement are called in Python."""

from __future__ import annotations

import re


def snake_case(lean_name: str) -> str:
    """The name of a backend's function for a Lean definition, or of a field: `maskedLoss` is `masked_loss`.

    Capitals in a row are a word, but for the last one where a word begins with it: `graphSSLObjective` is
    `graph_ssl_objective`.
    """
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", lean_name.replace(".", "_"))
    return words.lower()
