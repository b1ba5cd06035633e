"""A report in the terminal: what is told of the evidence."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest

from conformance.records.agreement import AgreementRecord
from conformance.records.law import LawRecord
from conformance.records.report import Report
from conformance.records.result import Crossing, Failure, Missing, Result, StageEvidence
from conformance.terminal import console as terminal
from conformance.terminal.console import console
from conformance.terminal.report import show_report
from tests.records.small import HARD, NOTHING, A, B, law, report, result

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


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def failed(of: LawRecord, backend: str = "numpy") -> Result:
    failure = Failure("violation", "they differ", {"n": 1}, [True], [False], "f(1)")
    return replace(result(of, "failed", backend), failure=failure)


def test_failures_come_after_the_table_those_that_decide_last_and_then_the_verdict_again() -> None:
    lines = shown(report(failed(A), failed(HARD)), 0)
    verdict = ["numpy: does not conform: 1 of 1 core laws failed"]
    table = next(k for k, line in enumerate(lines) if line.startswith("Numbers are"))
    optional, decides = (next(k for k, line in enumerate(lines) if line.startswith(head))
                         for head in ("FAIL  a.rejects  on numpy (hardened, not required)", "FAIL  a  on"))  # fmt: skip
    assert table < optional < decides
    assert (lines[:1], lines[-1:]) == (verdict, verdict)
    assert shown(report(result(A)), 0).count("numpy: conforms: 1 of 1 core laws hold") == 1


def test_laws_that_the_same_backends_do_not_provide_share_a_row() -> None:
    more = [law(name) for name in "bcd"]
    told = [result(one, backend="numpy") for one in (A, *more)]
    told += [result(A, backend="mine"), *(result(one, "not_provided", "mine") for one in more)]
    rows = [line.split() for line in shown(report(*told), 0)[3:6]]
    assert rows[1:] == [["a", "pass", "5", "pass", "5"], ["3", "other", "laws", "pass", "not", "provided"]]
    assert [line.split()[0] for line in shown(report(*told), 1)[4:8]] == ["a", "b", "c", "d"]


def test_laws_that_were_not_run_share_a_row() -> None:
    laws = [A, *[law(name) for name in ("c", "d")]]
    ended = replace(report(result(A, "failed")), laws=tuple(laws), incomplete=True, max_failures=1)
    lines = shown(ended, 0)
    assert lines[0].startswith("ended at the first failure: 1 of ")
    assert [line.split() for line in lines if "not run" in line] == [["2", "other", "laws", "not", "run"]]
    assert [line.split()[0] for line in shown(ended, 1) if "not run" in line] == ["c", "d"]


def test_a_failure_is_never_in_a_row_of_several_laws() -> None:
    told = [failed(A), failed(B), result(A, "not_provided", "mine"), result(B, "not_provided", "mine")]
    assert [line.split()[0] for line in shown(report(*told), 0)[4:6]] == ["a", "b"]


def test_what_is_expected_is_green_and_what_was_given_red(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    out = Terminal()
    show_report(report(failed(A)), console(out))
    assert "\x1b[32m  the law expects    [true]" in out.getvalue()
    assert "\x1b[31m  the backend gave   [false]" in out.getvalue()
    monkeypatch.setenv("NO_COLOR", "1")
    plain = Terminal()
    show_report(report(failed(A)), console(plain))
    assert "\x1b[3" not in plain.getvalue()


def test_thin_evidence_is_marked_and_the_mark_explained() -> None:
    thin = replace(result(A), evidence=replace(NOTHING, wide=StageEvidence(0, 20)))
    lines = shown(report(thin), 0)
    assert any(line.split() == ["a", "pass", "5", "thin"] for line in lines)
    assert any(line.startswith("thin: no input was of the sizes that people run") for line in lines)


def test_agreement_is_told_once_for_each_operation() -> None:
    names = ("numpy", "torch", "mine")
    apart = [AgreementRecord("a", name, "mine", 3, False, {"n": 1}, [True], [False]) for name in names[:2]]
    same = AgreementRecord("a", "numpy", "torch", 9, True, None, None, None)
    open_ = [AgreementRecord(name, "numpy", "torch", 0, True, None, None, None, "why not") for name in "bc"]
    of = replace(report(*(result(A, backend=name) for name in names)), agreement=[same, *apart, *open_])
    lines = shown(of, 0)
    start = next(k for k, line in enumerate(lines) if line.startswith("Agreement"))
    assert lines[start:] == [
        "Agreement: 2 of 3 operations give the same on all backends that were compared.",
        "  a: numpy, torch | mine",
        "    on n = 1: numpy gives [true], mine gives [false]",
        "  b, c: why not",
    ]


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
