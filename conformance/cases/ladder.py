"""Extents of enumerations that grow from rung to rung, so that runs go on where others ended in any profile."""

from __future__ import annotations

from dataclasses import dataclass

LOWEST, GROWTH = 1_000, 4
"""How many inputs the extent of the lowest rung has at most, and how many times as many that of the next one.

An extent has the inputs of the one below as well, which are tried again in it: about one in `GROWTH`.
"""

HIGHEST = 16
"""The highest rung: beyond it no run comes to an end."""


def most_of(rung: int) -> int:
    """How many inputs the extent of a rung has at most."""
    return int(LOWEST * GROWTH**rung)


def rung_within(budget: int) -> int:
    """The highest rung whose inputs a budget allows in one run."""
    return max([0, *(rung for rung in range(HIGHEST + 1) if most_of(rung) <= budget)])


@dataclass(frozen=True, slots=True)
class Stretch:
    """The inputs that a run tries of the extent of a rung: those from the number `start` up to `stop`."""

    rung: int
    start: int
    stop: int

    def between(self, total: int) -> tuple[int, int]:
        """The number of its first input, and that after its last one."""
        return min(self.start, total), min(self.stop, total)
