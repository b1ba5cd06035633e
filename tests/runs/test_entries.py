"""Entries as text are read as they were written, and what stays in a file keeps its lines."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest

from conformance.runs.entries import HEADER, changed, flow, whole
from conformance.runs.expectations import Entry, ExpectationsFile

ONE = Entry("mine.py", "complement", "Gone.", "known.yaml", 0)
TWO = Entry(
    "a: b", "maskedLoss", "- no: 'list' # here\n\x1b[31mred\u202e", "known.yaml", 0, "https://example.org/7",
    datetime.date(2030, 12, 31), {"n": 1, "idxs": [0, 0]}, "violation", "reversed",
)  # fmt: skip
FILE = """# Ours.
expect:
  # Of May.
  - backend: mine.py
    law: complement  # the first
    reason: Gone.
    inputs: {n: 1, m: [true]}
  # Of June.
  - {backend: mine.py, law: selected, reason: Flow.}
# The end.
"""


def read(text: str) -> list[Entry]:
    return [
        replace(entry, line=0, shown="", identity="") for entry in ExpectationsFile.parse("known.yaml", text).entries
    ]


@pytest.mark.parametrize("entries", [[], [ONE], [ONE, TWO]])
def test_a_file_that_is_written_anew_is_read_as_it_was_written(entries: list[Entry]) -> None:
    text = whole(None, entries)
    assert text.startswith(HEADER)
    assert read(text) == entries
    assert "\x1b" not in text


def test_a_file_that_is_written_anew_extends_what_it_extended() -> None:
    before = ExpectationsFile.parse("known.yaml", "extend: 'base: one.yaml'\nexpect: []\n")
    after = ExpectationsFile.parse("known.yaml", whole(before, [ONE]))
    assert (after.extended, before.extended) == (("base: one.yaml", 2), ("base: one.yaml", 1))


def test_entries_that_stay_keep_their_lines_and_others_go_with_theirs() -> None:
    file = ExpectationsFile.parse("known.yaml", FILE)
    first, second = file.entries
    assert changed(file, [first, second], {}, []) == FILE
    assert changed(file, [second], {}, []) == FILE.replace(
        FILE[FILE.index("  # Of May") : FILE.index("  # Of June")], ""
    )
    assert changed(file, [], {}, []) == "# Ours.\nexpect: []\n# The end.\n"


def test_another_counterexample_takes_the_place_of_the_old_one_alone() -> None:
    file = ExpectationsFile.parse("known.yaml", FILE)
    fresh = replace(file.entries[0], inputs={"n": 2, "m": [True, False]}, failure="exception")
    text = changed(file, file.entries, {fresh.cell: fresh}, [])
    new = "    inputs: {n: 2, m: [true, false]}\n    failure: exception\n"
    assert text == FILE.replace("    inputs: {n: 1, m: [true]}\n", new)


def test_added_entries_stand_behind_the_others() -> None:
    file = ExpectationsFile.parse("known.yaml", FILE)
    text = changed(file, file.entries, {}, [TWO])
    assert text.startswith(FILE.removesuffix("# The end.\n"))
    assert text.endswith("    layout: reversed\n# The end.\n")
    assert read(text)[2] == TWO


@pytest.mark.parametrize("value", ["", "a", "yes", "é", "\x00\n", "- 1", {"n": [1, True]}, "x" * 1_000, None])
def test_a_value_is_one_line(value: object) -> None:
    assert flow(value).count("\n") == 0
    assert flow(value).isprintable()
