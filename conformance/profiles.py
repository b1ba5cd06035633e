"""How much is tried: budgets in cases, so that a run repeats exactly."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Profile:
    """`examples`: inputs sampled for each law."""

    name: str
    examples: int


PROFILES = {p.name: p for p in (Profile("quick", 25), Profile("default", 120), Profile("deep", 2000))}

DEFAULT_PROFILE = "default"
