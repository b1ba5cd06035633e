"""Plain values as Lean writes them, on one line, and cut where they are long."""

from __future__ import annotations

from conformance.records.values import LONGEST, cut, lean_text, limits_text, short


def test_values_are_written_as_lean_does() -> None:
    assert lean_text([[True, False], (0, -7), []]) == "[[true, false], [0, -7], []]"
    assert lean_text([1, 10**20_000]) == "[1, 100…000 (20,001 digits)]"


def test_other_texts_stay_on_one_line() -> None:
    assert "\n" not in lean_text("a\nb")


def test_long_values_are_cut_and_say_how_many_there_are() -> None:
    text = short([7] * 5_000)
    assert len(text) < 2 * LONGEST
    assert text.endswith("(5,000 items)")
    assert short([1, 2]) == "[1, 2]"


def test_a_long_text_is_cut_at_its_end() -> None:
    assert cut("a" * 5_000).endswith("a … (5,000 characters)")
    assert cut("a\nb") == lean_text("a\nb")


def test_limits_are_in_order_and_empty_where_all_is_claimed() -> None:
    assert limits_text({"nonempty": True, "max_n": 4}) == "max_n = 4, nonempty = true"
    assert limits_text({}) == ""
