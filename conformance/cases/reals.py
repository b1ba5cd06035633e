"""Real numbers that floats hold, in the several ways in which their arithmetic goes wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from math import copysign, frexp, ldexp, log2
from random import Random
from zlib import crc32

WIDEST = 24
"""Powers of two by which drawn numbers differ from 1 at most; of short floats half of those that they have."""

MOST_TRIALS = 400
"""How many simpler numbers are tried at most."""


class Reals:
    """Draws numbers with a significand of so many bits, none larger than `largest`."""

    def __init__(self, digits: int, largest: float) -> None:
        self.digits = digits
        end = int(log2(largest))
        self.span, self.highest = min(WIDEST, end // 2), min(WIDEST, end - 1)
        self.ways: tuple[Callable[[Random, int], list[float]], ...] = (
            self.alike, self.wide, self.cancelling, self.offset
        )  # fmt: skip

    def of(self, frame: Sequence[object], count: int) -> list[list[float]]:
        """So many numbers of each way, which are the same for the same input."""
        seed = crc32(repr(tuple(frame)).encode())
        return [way(Random(seed), count) for way in self.ways]

    def drawn(self, rng: Random, exponent: int) -> float:
        significand = rng.getrandbits(self.digits) | 1 << (self.digits - 1)
        return ldexp(significand, exponent + 1 - self.digits) * rng.choice((1, -1))

    def alike(self, rng: Random, count: int) -> list[float]:
        """Numbers of one sign and about one size, of whose sum the error grows most, and which may overflow in half."""
        exponent = rng.randint(-2, self.highest)
        return [abs(self.drawn(rng, exponent)) for _ in range(count)]

    def wide(self, rng: Random, count: int) -> list[float]:
        """Numbers of all sizes."""
        return [self.drawn(rng, rng.randint(-self.span, self.span)) for _ in range(count)]

    def cancelling(self, rng: Random, count: int) -> list[float]:
        """Numbers of which most have their negative among the others."""
        half = self.wide(rng, count // 2)
        several = [*half, *[-number for number in half], *self.wide(rng, count % 2)]
        rng.shuffle(several)
        if several:
            several[rng.randrange(count)] = self.drawn(rng, -self.span)
        return several

    def offset(self, rng: Random, count: int) -> list[float]:
        """Numbers that have the first half of their digits in common.

        Their squares have all digits in common; where more were, a mean that is rounded would be off as well.
        """
        step, several = ldexp(1.0, self.span // 2 + 1 - self.digits), 2 ** (self.digits // 2)
        return [ldexp(1.0, self.span // 2) + rng.randint(-several, several) * step for _ in range(count)]


def simpler(numbers: Sequence[float], fails: Callable[[Sequence[float]], bool]) -> list[float]:
    """Numbers of which fewer are not 0, and which have fewer digits, that fail as the given ones do."""
    found, trials = list(numbers), 0
    for turn, number in enumerate(numbers):
        for simple in _simpler(number):
            trials += 1
            if trials > MOST_TRIALS:
                return found
            tried = [*found[:turn], simple, *found[turn + 1 :]]
            if fails(tried):
                found = tried
                break
    return found


def _simpler(number: float) -> Iterator[float]:
    """Simpler ones than a number, the simplest first."""
    significand, exponent = frexp(number)
    several = [
        0.0,
        copysign(1.0, number),
        *[ldexp(round(ldexp(significand, n)), exponent - n) for n in (1, 2, 4, 8, 12, 16)],
    ]
    yield from (one for one in dict.fromkeys(several) if one != number and (one or number))
