"""Numbers at which faults lie: around the ends of machine words, and beyond what they count."""

from __future__ import annotations

_BOUNDARIES = (
    0, 1, 2, 127, 128, 255, 256, 2**15 - 1, 2**15, 2**16 - 1, 2**16, 2**24, 2**24 + 1, 2**31 - 1, 2**31, 2**32 - 1,
    2**32, 2**53, 2**53 + 1, 2**62, 2**63 - 1, 2**63, 2**64,
)  # fmt: skip


def naturals(largest: int | None) -> tuple[int, ...]:
    """256 naturals in rising order, the small ones many times over: those up to 9, those around the ends of dtypes,
    and others of each length up to `largest` (2^64 where nothing limits)."""
    top = 2**64 if largest is None else largest
    small = [k for k in range(10) for _ in range(12)]
    lengths = [(2**k * 5) // 7 for k in range(4, top.bit_length() + 1)]
    found = [k for k in (*_BOUNDARIES, *lengths, top) if 9 < k <= top]
    kept = [k for k in small if k <= top]
    missing = 256 - len(kept) - len(found)
    spread = [top * (k + 1) // (missing + 1) for k in range(missing)]
    return tuple(sorted([*kept, *found, *spread]))
