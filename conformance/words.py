"""The fixed words of laws and results, as types: what a type checker takes for an argument, and what a field holds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

Kind = Literal["definition", "theorem", "obligation"]
"""What a law is made of."""

Level = Literal["core", "hardened", "training"]
"""In what a law holds a backend: within its domain, beyond it, or in what training asks of it."""

Levels = Level | Sequence[Level]
"""One level, or several."""

Origin = Literal["proved", "derived", "stated"]
"""On what a law rests: a proof in Lean, a definition or the types of an operation, or what somebody says."""

Status = Literal[
    "passed", "failed", "not_provided", "vacuous", "timed_out", "crashed", "expected_failure",
    "unexpected_pass", "harness_error", "false_statement",
]  # fmt: skip
"""What a law comes to on a backend."""

ProfileName = Literal["quick", "default", "deep"]
"""How much is tried."""
