"""Naturals as text, cut where nobody reads them to the end; Python writes no number of more than 4,300 digits."""

from __future__ import annotations

from fractions import Fraction
from math import log10

MAX_DIGITS = 40
"""Digits of a number that is shown whole."""

MAX_WRITABLE_BITS = 14_000
"""Bits of a number that is written in digits: 4,215 of them at most."""

MAX_EXACT_BITS = 1_000_000
"""Bits of a number of which the first digits are found out."""


def number_text(value: int) -> str:
    """`value` in digits; one of more than `MAX_DIGITS` as `123…789 (4,321 digits)`."""
    size = abs(value)
    if size < 10**MAX_DIGITS:
        return str(value)
    sign = "-" if value < 0 else ""
    # The logarithm of a power of two just below: too small by one digit at most.
    digits = int((size.bit_length() - 1) * log10(2)) + 1
    last = f"{size % 1000:03}"
    if size.bit_length() > MAX_EXACT_BITS:
        return f"{sign}…{last} (about {digits:,} digits)"
    if size >= 10**digits:
        digits += 1
    return f"{sign}{size // 10 ** (digits - 3)}…{last} ({digits:,} digits)"


def is_writable(value: int) -> bool:
    """Whether Python writes the number in digits, and JSON with it."""
    return value.bit_length() <= MAX_WRITABLE_BITS


def ratio_text(ratio: Fraction) -> str:
    """A fraction as `1/3`, whole as far as Python writes its numbers."""
    parts = (ratio.numerator, ratio.denominator)
    return "/".join([str(part) if is_writable(part) else number_text(part) for part in parts])
