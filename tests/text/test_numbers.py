"""Numbers as text: whole where somebody reads them, cut where they are long, and never an error."""

from __future__ import annotations

import pytest

from conformance.text.numbers import is_writable, number_text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (-7, "-7"),
        (10**40 - 1, "9" * 40),
        (10**40, "100…000 (41 digits)"),
        (10**41 - 1, "999…999 (41 digits)"),
        (-(10**4_320) - 89, "-100…089 (4,321 digits)"),
        (10**5_000 - 1, "999…999 (5,000 digits)"),
        (7**20_000, "913…001 (16,902 digits)"),
        (10**400_000, "…000 (about 400,000 digits)"),
    ],
    ids=lambda part: part if isinstance(part, str) else "",
)
def test_a_long_number_is_cut(value: int, text: str) -> None:
    assert number_text(value) == text


def test_all_lengths_are_counted_exactly() -> None:
    for digits in range(41, 1_500):
        for value in (10 ** (digits - 1), 10**digits - 1):
            text = str(value)
            assert number_text(value) == f"{text[:3]}…{text[-3:]} ({digits:,} digits)"


def test_a_number_that_python_writes_whole_is_writable() -> None:
    assert is_writable(2**14_000 - 1)
    assert not is_writable(10**20_000)
