"""What the harness caught, in the terminal."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest

from conformance.records.selftest import FirstFailure, SelftestReport
from conformance.terminal import console as terminal
from conformance.terminal.console import console
from conformance.terminal.selftest import show_selftest
from tests.records.small import law
from tests.records.test_selftest import CAUGHT, CORRECT

LAWS = tuple(law(name) for name in "abcd")


def shown(report: SelftestReport) -> list[str]:
    out = io.StringIO()
    show_selftest(report, console(out))
    return out.getvalue().splitlines()


def test_laws_are_counted_and_told_by_number_where_they_failed() -> None:
    until = {"a": FirstFailure("exhaustive", 1_234)}
    caught = replace(CAUGHT, asked=("a", "c"), stages=("wide",), until=until)
    also = replace(
        caught, name="as-named", found={"a": "violation", "c": "crash"}, named={"a": "violation", "c": "crash"}
    )
    other = replace(caught, name="other", named={"b": "violation", "c": "crash"}, found={"a": "crash", "c": "crash"})
    lines = shown(SelftestReport(1, LAWS, (caught, also, other, CORRECT), (), 0, "quick", {}))
    start = next(k for k, line in enumerate(lines) if "catches" in line)
    assert [line.split() for line in lines[start : start + 5]] == [
        ["law", "catches", "of", "alone", "until"],
        ["1", "a", "3", "3", "1", "exhaustive", "1,234"],
        ["2", "b", "0", "0"],
        ["3", "c", "2", "3"],
        ["4", "d", "0", "0"],
    ]
    assert "Faults found over inputs of all laws in turn: 0 within 1, 3 within 10." in " ".join(lines)
    start = next(k for k, line in enumerate(lines) if line.startswith("faulty backend"))
    assert lines[start + 1 : start + 4] == [
        "one             1",
        "as-named        1 3",
        "other           1! 2? 3",
    ]


def test_many_laws_and_long_names_stay_within_80_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terminal, "PLAIN_WIDTH", 80)
    laws = tuple(law(f"anOperationOfALongName.obligation_{k}") for k in range(400))
    found = {one.id: "violation" for one in laws[::9]}
    specimens = tuple(
        replace(CAUGHT, name=f"library-specimen-of-a-long-name-{k}", found=found, named=found, asked=tuple(found))
        for k in range(3)
    )
    lines = shown(SelftestReport(1, laws, specimens, (), 0, "quick", {}))
    assert max(map(len, lines)) <= 80
    assert all(any(line.startswith(s.name) for line in lines) for s in specimens)
    numbers = " ".join(lines).split()
    assert all(str(k + 1) in numbers for k in range(0, 400, 9))
