"""What an implementation does not claim, and which numbers go in and out."""

from __future__ import annotations

from dataclasses import dataclass

CARRIER = "carrier"
"""What is named beside limits where it is the dtype that holds no such numbers."""


@dataclass(frozen=True, slots=True)
class Held:
    """Which whole numbers go in and out: up to `largest` either way, None being any, and none below 0 unless
    `negatives` do."""

    largest: int | None = None
    negatives: bool = True

    def holds(self, number: int) -> bool:
        """Whether a whole number is one of them."""
        return (self.negatives or number >= 0) and (self.largest is None or abs(number) <= self.largest)


@dataclass(frozen=True, slots=True)
class Limits:
    """What an implementation does not claim; `None` and False limit nothing."""

    max_n: int | None = None
    max_nat: int | None = None
    distinct_indices: bool = False
    nonempty: bool = False

    def shown(self) -> dict[str, object]:
        """The limits that limit something, by name."""
        named = {
            "max_n": self.max_n, "max_nat": self.max_nat,
            "distinct_indices": self.distinct_indices, "nonempty": self.nonempty,
        }  # fmt: skip
        return {k: v for k, v in named.items() if v is not None and v is not False}
