"""How much is tried: budgets in cases, so that a run repeats exactly."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Profile:
    """Budgets of one law: inputs enumerated at most, inputs sampled, and wide inputs."""

    name: str
    exhaustive: int
    sampled: int
    wide: int


PROFILES = {
    p.name: p
    for p in (
        Profile("quick", exhaustive=1_000, sampled=20, wide=8),
        Profile("default", exhaustive=19_000, sampled=100, wide=48),
        Profile("deep", exhaustive=300_000, sampled=2_000, wide=480),
    )
}

DEFAULT_PROFILE = "default"
