"""How much is tried: budgets in cases, so that a run repeats exactly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from conformance.errors import one_of

MANY_CALLS = 2**16 + 2**12
"""More calls than 16 bits can count."""


@dataclass(frozen=True, slots=True)
class Profile:
    """Budgets of one law: inputs enumerated at most, inputs sampled, and how many factors wide inputs cross.

    `least` is how many inputs a law is to have at least of which its premises say something: where those enumerated and
    sampled are fewer, others are made. `timeout` is how many seconds a law may take in a worker where nothing else is
    said, and `calls` how many calls are made at least of an operation that is to give the same each time, where a call
    is cheap. `columns` is how many inputs are enumerated at most where a backend takes many in one call; 0 for as many
    as elsewhere.
    """

    name: str
    exhaustive: int
    sampled: int
    wide: int
    least: int = 0
    timeout: int = 60
    calls: int = 0
    columns: int = 0


PROFILES = {
    p.name: p
    for p in (
        Profile("quick", exhaustive=1_000, sampled=20, wide=1, timeout=20),
        Profile("default", exhaustive=16_400, sampled=100, wide=2, least=1_000, timeout=60),
        Profile(
            "deep",
            exhaustive=300_000,
            sampled=2_000,
            wide=3,
            least=1_000,
            timeout=1_800,
            calls=MANY_CALLS,
            columns=30_000_000,
        ),
    )
}

QUICK_PROFILE: Final = "quick"
DEFAULT_PROFILE: Final = "default"


def chosen_profile(name: object) -> Profile:
    """The profile of that name.

    Raises:
        UsageError: there is none.
    """
    return PROFILES[one_of("profile", name, PROFILES)]
