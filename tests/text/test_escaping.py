"""What has force in a terminal, a log or a page loses it; what people write in any script stays as it is."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from conformance.text.escaping import columns, excerpt, for_log, inline, visible

SEEN = {*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD}
"""Formats that are drawn: signs that stand before or around Arabic and Kaithi numbers."""


def test_every_control_format_surrogate_and_separator_of_unicode_becomes_an_escape() -> None:
    for code in range(0x110000):
        character = chr(code)
        if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp") and code not in SEEN:
            shown = visible(f"a{character}b")
            assert (shown == f"a{character}b") == (character in "\n\t"), hex(code)
            assert shown.encode("utf-8")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31m", r"\x1b[31m"),
        ("\x9b31m", r"\x9b31m"),
        ("a\r\nb\x08", "a\\x0d\nb\\x08"),
        ("\u202e\u2066\u200b", r"\u202e\u2066\u200b"),
        ("\ud800", r"\ud800"),
        ("\U000e0041", r"\U000e0041"),
        ("\u3164\u115f", r"\u3164\u115f"),
        ("a\ufe0f", r"a\ufe0f"),
        ("a\u200db", r"a\u200db"),
    ],
)
def test_an_escape_is_what_python_writes(text: str, shown: str) -> None:
    assert visible(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "∀ n : ℕ, (fun i => !(m i)) → λ x ↦ x₁ ∧ a ≠ b", "naïve Ünïcödé é", "掩码 マスク 마스크", "עברית عربي हिन्दी",
        "👩‍💻 ❤️ 🏳️‍🌈 👍🏽 1️⃣", "x :: xs\n  :: ys", "a::b", "# heading ## [x]", "tab\tand\nline",
    ],
)  # fmt: skip
def test_what_people_write_stays(text: str) -> None:
    assert for_log(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("::error::x", r"\x3a:error::x"),
        ("a\n \t::set-env name=PATH::x", "a\n \t\\x3a:set-env name=PATH::x"),
        ("\u3000::stop-commands::t", "\u3000\\x3a:stop-commands::t"),
        ("a ##[error]b ##vso[task.setvariable]c", r"a \x23#[error]b \x23#vso[task.setvariable]c"),
        ("##teamcity[testFailed]", r"\x23#teamcity[testFailed]"),
        ("###[group]", r"#\x23#[group]"),
    ],
)
def test_a_log_takes_no_line_for_a_command(text: str, shown: str) -> None:
    assert for_log(text) == shown


@given(st.text(st.sampled_from(":# [az\n\r\t\u2028\u202e\x1b")))
@example("::::::")
def test_what_was_made_harmless_once_stays_as_it_is(text: str) -> None:
    assert for_log(for_log(text)) == for_log(text)
    assert "\n" not in inline(text)


def test_a_text_that_is_very_long_is_cut() -> None:
    assert len(visible("x" * 10**6)) < 21_000


@pytest.mark.parametrize(
    ("line", "column", "width", "told"),
    [
        ("m i + j", 3, 1, "m i + j\n  ^"),
        ("a\x1b[1m b", 7, 1, "a\\x1b[1m b\n         ^"),
        ("掩码 b", 4, 1, "掩码 b\n     ^"),
        ("e\u0301 b", 4, 1, "e\u0301 b\n  ^"),
        ("\tb", 2, 1, "\\tb\n  ^"),
        ("ab", 3, 1, "ab\n  ^"),
        ("a\u202eb", 2, 1, "a\\u202eb\n ^^^^^^"),
    ],
)
def test_carets_stand_under_what_is_wrong(line: str, column: int, width: int, told: str) -> None:
    assert excerpt(line, column, width) == told


@given(st.integers(1, 20_000), st.sampled_from("x掩\x1b"))
def test_of_a_long_line_only_what_stands_around_the_carets_is_shown(column: int, filler: str) -> None:
    line = f"{filler * (column - 1)}@{filler * (20_000 - column)}"
    shown, carets = excerpt(line, column).split("\n")
    assert len(shown) < 500
    assert columns(shown[: shown.index("@")]) == carets.index("^")
    assert carets.strip() == "^"
