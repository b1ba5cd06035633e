"""What the schema of results fixes: its version, and the words that a field may hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, get_args

from conformance.words import Kind, Level, Origin, Status

SCHEMA_VERSION = 1
STATUSES: tuple[Status, ...] = get_args(Status)
REASONS = (
    "violation", "exception", "malformed", "mutated_input", "nondeterministic", "aliased",
    "accepted_out_of_range", "timeout", "crash",
)  # fmt: skip
STAGES = ("exhaustive", "sampled", "wide", "numeric")
"""The stages of a law's inputs, in their order."""
MISSING_REASONS = ("limit", "budget", "size")
"""Why a pair of levels was not met: the backend's limits or its dtype exclude it; the profile had no room for it, or
time ran out; the sizes are too small or too large for it."""
CORE: Final = "core"
LEVELS: tuple[Level, ...] = get_args(Level)
REQUIRED = (CORE, "hardened", "training", "hardened,training")
"""The levels that decide the exit status, as one text: `core` is always among them."""
ORIGINS: Mapping[Origin, str] = {
    "proved": "proved in Lean upstream", "derived": "follows from definitions and types", "stated": "stated",
}  # fmt: skip
"""On what a law rests, in words: a proof in Lean, a definition or the types of an operation, or what somebody says."""
PROVED_HERE: Final = "proved from the definitions"
"""The words for a law that this project proved by itself, whatever else it rests on."""
KINDS: tuple[Kind, ...] = get_args(Kind)
ROLES = ("size", "mask", "table", "indices", "index", "natural", "other")
"""What a variable's values are: a number of positions; a choice among positions, a natural for each; a list of
positions, one position; another natural; something else."""

FALSE_STATEMENT: Final = "false_statement"
"""What a law comes to that fails by the spec's own definitions: a fault of the spec, and no verdict on a backend."""
UNANNOUNCED = ("failed", "timed_out", "crashed")
"""What a law comes to that does not hold, where that was not announced."""
HOLDS = ("passed", "unexpected_pass")
"""The statuses of a law that holds, whatever was announced."""
