"""How far an evaluation may go: numbers that are counted to, steps in all, bits of the numbers that it makes."""

from __future__ import annotations

from conformance.text.numbers import MAX_WRITABLE_BITS, number_text

MAX_COUNT = 1_000_000
"""How far a statement may count."""

MAX_BITS = MAX_WRITABLE_BITS
"""Bits of the largest natural that is reckoned with, so that each can be written out."""

LARGE = 2**64
"""Naturals from here on are looked at as they grow; below, nothing is asked of a product."""


class TooMuch(OverflowError):
    """An evaluation that counts further, takes more steps, or makes larger numbers than is tried."""


class Undefined(TooMuch):
    """An evaluation by the definitions that comes to an operation without a body, of which they say nothing."""


def counted(count: int) -> int:
    """The number, if a statement may count that far.

    Raises:
        TooMuch: it may not.
    """
    if count > MAX_COUNT:
        shown = number_text(count) if count >= LARGE else f"{count:,}"
        raise TooMuch(f"it counts to {shown}, and at most {MAX_COUNT:,} is tried")
    return count


class Allowance:
    """Counts what an evaluation goes through, and allows so many steps in all."""

    def __init__(self, most: int = MAX_COUNT) -> None:
        self._most = self._left = most

    def __call__(self, count: int) -> int:
        """The number, which is used up.

        Raises:
            TooMuch: so much is not left.
        """
        self._left -= counted(count)
        if self._left < 0:
            raise TooMuch(f"it takes more than {self._most:,} steps, and no more are tried")
        return count


class Ration:
    """An allowance that each evaluation has anew, of which so many steps are used up in all."""

    def __init__(self, in_all: float) -> None:
        self._left = in_all
        self._each = Allowance()

    def anew(self) -> None:
        """An evaluation begins.

        Raises:
            TooMuch: all steps are used up.
        """
        self._each = Allowance()
        self._look()

    def _look(self) -> None:
        if self._left < 0:
            raise TooMuch("all steps that are tried of one law are used up")

    def __call__(self, count: int) -> int:
        """The number, which is used up.

        Raises:
            TooMuch: so much is not left, for this evaluation or for all.
        """
        self._left -= counted(count)
        self._each(count)
        self._look()
        return count


def bounded(number: int) -> int:
    """The natural, if it is not too large to be reckoned with.

    Raises:
        TooMuch: it is.
    """
    if number.bit_length() > MAX_BITS:
        raise TooMuch(f"it makes a number of {number.bit_length():,} bits, and at most {MAX_BITS:,} are reckoned with")
    return number
