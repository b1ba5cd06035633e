"""Runs that go on by a ledger: further each time, anew where code or statements change, and failing as before."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from conformance import check
from conformance.errors import UsageError
from conformance.records.histories import history_of, with_ledger
from conformance.records.ledger import Ledger
from conformance.records.report import Report
from conformance.records.saved import read_results
from conformance.reports.history import render
from tests.cli.commands import Ran, run

RIGHT = """
name = "mine"

def complement(mask):
    return [not m for m in mask]
"""
LATE = RIGHT.replace("return", "return mask if mask == [True, True, False] * 3 else")
DRAWN = RIGHT.replace("return", "return mask if sum(mask) == 13 else")


def checked(cwd: Path, file: str, *more: str) -> Ran:
    return run("check", "mine.py", "--law", "complement", "--profile", "quick", "--ledger", "led", "--workers", "0",
               "--json", file, *more, cwd=cwd)  # fmt: skip


def report(path: Path) -> Report:
    return read_results(path)


def bounds(path: Path) -> str:
    (result,) = report(path).results
    assert result.parts == ()
    assert result.evidence.exhaustive is not None
    return result.evidence.exhaustive.bounds


def test_each_run_goes_further_and_says_how_far_all_have_come(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(RIGHT, encoding="utf-8")
    told = []
    for turn in range(4):
        ran = checked(tmp_path, f"{turn}.json")
        assert (ran.status, ran.err) == (0, "")
        assert f"Ledger: run {turn + 1}: 1 law went further" in ran.out
        told.append(bounds(tmp_path / f"{turn}.json"))
    assert told == [
        "every input with n ≤ 8 over 1 run",
        "1,000 of 2,047 of every input with n ≤ 10; every input with n ≤ 8 over 1 run",
        "2,000 of 2,047 of every input with n ≤ 10; every input with n ≤ 8 over 1 run",
        "every input with n ≤ 10 over 4 runs",
    ]
    assert [report(tmp_path / f"{turn}.json").seed for turn in range(4)] == [0, 1, 2, 3]
    saved = [(f"{turn}.json", report(tmp_path / f"{turn}.json")) for turn in range(4)]
    history = with_ledger(history_of(saved), Ledger.read(tmp_path / "led"))
    assert "every input with n ≤ 10 over 4 runs" in render(history)
    shown = run("history", ".", "--ledger", "led", cwd=tmp_path)
    assert "  [##########] mine, complement: every input with n ≤ 10 over 4 runs" in shown.out


def test_a_law_fails_where_it_failed_and_is_tried_there_again(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(LATE, encoding="utf-8")
    statuses = [checked(tmp_path, f"{turn}.json").status for turn in range(3)]
    assert statuses == [0, 1, 1]
    first, again = (report(tmp_path / f"{turn}.json").results[0].failure for turn in (1, 2))
    assert first == again
    (tmp_path / "mine.py").write_text(RIGHT, encoding="utf-8")
    mended = checked(tmp_path, "3.json")
    assert mended.status == 0
    assert "Ledger: mine starts anew: its code, or what it runs with, is another" in mended.out
    assert bounds(tmp_path / "3.json") == "every input with n ≤ 8 over 1 run"


def test_a_drawn_input_on_which_a_law_failed_is_asked_first(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(DRAWN, encoding="utf-8")
    seen = [checked(tmp_path, f"{turn}.json", "--seed", f"{100 * turn}").status for turn in range(6)]
    assert 1 in seen
    assert set(seen[seen.index(1) :]) == {1}
    notes = [report(tmp_path / f"{turn}.json").results[0].note for turn in range(6)]
    assert "found by an earlier run, and not by this one" in notes


def test_a_law_that_holds_and_is_known_to_fail_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(RIGHT, encoding="utf-8")
    (tmp_path / "known.yaml").write_text("expect: [{backend: mine, law: complement, reason: was wrong}]")
    assert checked(tmp_path, "0.json", "--expect", "known.yaml").status == 1
    assert report(tmp_path / "0.json").results[0].status == "unexpected_pass"
    assert len(list((tmp_path / "led").iterdir())) == 1


def test_what_is_no_ledger_is_told_and_a_shard_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(RIGHT, encoding="utf-8")
    (tmp_path / "led").mkdir()
    (tmp_path / "led" / "notes.txt").write_text("", encoding="utf-8")
    assert "Ledger: notes.txt does not count: no file of a ledger" in checked(tmp_path, "0.json").out
    refused = checked(tmp_path, "1.json", "--shard", "1/2")
    assert refused.status == 2
    assert "`ledger` goes on by whole runs, and `shard` is a part of one" in refused.err
    with pytest.raises(UsageError, match="is not a folder"):
        Ledger.read(tmp_path / "mine.py")


def test_python_goes_on_by_a_ledger_too(tmp_path: Path) -> None:
    found = [check("python", laws="complement", profile="quick", ledger=tmp_path / "led") for _ in range(2)]
    assert [one.seed for one in found] == [0, 1]
    assert found[1]["complement"].evidence.exhaustive.bounds.startswith("1,000 of 2,047 of every input with n ≤ 10; ")
    with pytest.raises(UsageError, match="`ledger` goes on by whole runs"):
        check("python", ledger=tmp_path / "led", shard="1/2")


def test_of_code_that_cannot_be_read_nothing_is_kept(tmp_path: Path) -> None:
    made: dict[str, Any] = {}
    exec("def complement(mask):\n    return [not m for m in mask]\n", made)
    for _ in range(2):
        found = check(
            SimpleNamespace(complement=made["complement"]), laws="complement", profile="quick", ledger=tmp_path
        )
        assert found.results[0].evidence.exhaustive.bounds == "every input with n ≤ 8 over 1 run"
    assert list(tmp_path.iterdir()) == []
