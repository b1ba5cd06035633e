"""A report in the terminal: what is told of the evidence."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest

from conformance.records.report import Report
from conformance.records.result import Crossing, Missing, StageEvidence
from conformance.terminal import console as terminal
from conformance.terminal.console import console
from conformance.terminal.report import show_report
from tests.records.small import NOTHING, A, report, result

MISSING = (
    Missing("limit", 12, "n = 224², perPatchLoss: just below the largest that the dtype holds"),
    Missing("budget", 3, "n = 14², idxs: 75 % of the positions"),
)


def crossed(crossing: Crossing | None) -> Report:
    evidence = replace(NOTHING, wide=StageEvidence(200, 200, "n ≤ 131,072", 200), crossed=crossing)
    return report(replace(result(A), evidence=evidence))


def shown(of: Report, detail: int) -> list[str]:
    out = io.StringIO()
    show_report(of, console(out), detail)
    return out.getvalue().splitlines()


def test_verbose_tells_what_was_crossed_within_80_columns(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(terminal, "PLAIN_WIDTH", 80)
    lines = shown(crossed(Crossing(2, 1_195, 1_210, MISSING)), 1)
    start = next(k for k, line in enumerate(lines) if line.startswith("a on numpy"))
    assert lines[start + 1 :] == [
        "  wide           200 of 200 inputs: n ≤ 131,072",
        "  crossed      1,195 of 1,210 pairs met",
        "    missing 12 outside the limits or the dtype, as n = 224², perPatchLoss: just",
        "      below the largest that the dtype holds",
        "    missing 3 beyond the profile or its time, as n = 14², idxs: 75 % of the",
        "      positions",
    ]
    assert max(map(len, lines[start:])) <= 80


def test_all_laws_together_are_one_sentence_at_any_detail_but_the_least() -> None:
    some = crossed(Crossing(3, 1_195, 1_210, MISSING))
    sentence = "Crossed, sizes with shapes, shapes with layouts and so on: 1,195 of 1,210 triples met"
    assert sentence in "\n".join(shown(some, 0))
    assert "(missing: 12 outside the limits or the dtype, 3 beyond the profile or its time)." in " ".join(
        shown(some, 0)
    )
    assert not any("Crossed" in line for line in (*shown(some, -1), *shown(crossed(None), 1)))
