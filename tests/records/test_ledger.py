"""A ledger: files that can be put together in any order, of which what is none of a ledger never counts."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from conformance.errors import UsageError
from conformance.records.ledger import Entry, Ledger, Reached

ENTRY = Entry("1", "a", "numpy", "said", "code", 0, "every input with n ≤ 3", 100, 0, 40, 30, 20, {"n = 0": 1})
NEXT = replace(ENTRY, run="2", start=40, drawn=60, cases=60, nontrivial=60, covered={"n = 0": 2})
ABOVE = replace(ENTRY, run="3", rung=1, extent="every input with n ≤ 5", total=400, drawn=100)


def test_runs_of_several_files_come_to_one(tmp_path: Path) -> None:
    for run in (ENTRY, NEXT, ABOVE):
        assert Ledger.read(tmp_path).write([run]) is not None
    ledger = Ledger.read(tmp_path)
    assert (ledger.runs, ledger.problems) == (3, ())
    assert sorted(ledger.entries, key=lambda entry: entry.run) == [ENTRY, NEXT, ABOVE]
    assert ledger.of("said", "code").text == "100 of 400 of every input with n ≤ 5; every input with n ≤ 3 over 2 runs"
    assert ledger.of("said", "other").text == ""
    assert Ledger.read(tmp_path / "none").entries == ()


def test_the_first_input_that_is_left_follows_those_without_a_gap() -> None:
    assert Reached((NEXT,)).first_left == 0
    assert Reached((NEXT, ENTRY)).first_left == 100
    assert Reached((NEXT, ENTRY)).is_done
    assert not Reached((ENTRY,)).is_done
    assert not Reached((ENTRY, replace(NEXT, total=101))).is_done


def test_what_was_tried_twice_counts_once() -> None:
    twice = Reached((ENTRY, replace(ENTRY, run="9"), NEXT))
    evidence = twice.evidence()
    assert evidence is not None
    assert (evidence.cases, evidence.drawn, evidence.nontrivial) == (90, 100, 80)
    assert twice.covered == {"n = 0": 3}


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda line: line.replace('"drawn": 40', '"drawn": 99'), "the line was changed after it was written"),
        (lambda line: line[:50], "not JSON"),
        (lambda line: "[]", "no line of a ledger"),
        (lambda line: json.dumps({**json.loads(line), "more": 1}), "unknown or missing fields: more"),
        (lambda line: line.replace('"drawn": 40', '"drawn": "x"'), "expected int, found str"),
    ],
)
def test_a_line_that_is_none_is_told_and_never_counts(tmp_path: Path, change: object, why: str) -> None:
    path = Ledger.read(tmp_path).write([ENTRY, NEXT])
    assert path is not None
    first, second = sorted(path.read_text(encoding="utf-8").splitlines(), key=lambda line: '"drawn": 60' in line)
    path.write_text(f"{change(first)}\n{second}\n", encoding="utf-8")  # type: ignore[operator]
    ledger = Ledger.read(tmp_path)
    assert ledger.entries == (NEXT,)
    ((name, told),) = ledger.problems
    assert name == f"{path.name}:1"
    assert why in told


def test_numbers_that_do_not_fit_together_never_count(tmp_path: Path) -> None:
    Ledger.read(tmp_path).write([replace(ENTRY, drawn=101)])
    ledger = Ledger.read(tmp_path)
    assert ledger.entries == ()
    assert "the numbers do not fit together, for the law a" in ledger.problems[0][1]


def test_files_of_others_are_told(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    (tmp_path / ".gitattributes").write_text("", encoding="utf-8")
    (tmp_path / "bytes.jsonl").write_bytes(b"\xff\xfe")
    assert [name for name, _ in Ledger.read(tmp_path).problems] == ["bytes.jsonl", "notes.txt"]
    with pytest.raises(UsageError, match="is not a folder; name one to keep a ledger in"):
        Ledger.read(tmp_path / "notes.txt")
