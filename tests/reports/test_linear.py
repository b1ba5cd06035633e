"""Work grows as the file does: twice the laws, backends or comparisons are at most about twice the steps.

Steps are the lines of Python that run, counted; no clock is read. What is counted is large enough for a search of all
results per result, law or backend to show.
"""

from __future__ import annotations

import dataclasses
import functools
import io
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest

from conformance.records.agreement import AgreementRecord
from conformance.records.comparison import compare
from conformance.records.histories import history_of
from conformance.records.law import LawRecord
from conformance.records.matrix import Summary, summary_of
from conformance.records.report import Report
from conformance.reports import annotations
from conformance.reports import history as history_page
from conformance.reports.formats import RESULTS
from conformance.reports.page import page_of
from conformance.terminal.console import console
from conformance.terminal.history import show_history
from conformance.terminal.report import show_report
from tests.reports.records import backend, everything, failure, result


def run_of(laws: int, backends: int = 4, parted: int = 0, *, cause: str = "none", status: str = "failed") -> Report:
    """A run in which every second law fails on every backend, each through no other, the first, or the one before."""
    names = [f"b{k}" for k in range(backends)]
    listed = tuple(LawRecord(f"l{k}", "theorem", "core", "s", "", "") for k in range(laws))
    results = []
    for name in names:
        for k, law in enumerate(listed):
            through = {"none": "", "first": "l0", "before": f"l{k - 2}"}[cause] if k > 0 else ""
            told = {"failure": failure({"n": k}, 1, 2), "cause": through} if status == "failed" and k % 2 == 0 else {}
            results.append(result(name, law, status if k % 2 == 0 else "passed", **told))
    apart = [AgreementRecord(f"o{k}", "b0", "b1", 3, False, {"n": k}, 1, 2) for k in range(parted)]
    summary: Summary = summary_of(len(results), results)
    of_all = everything(complaints=())
    return dataclasses.replace(
        of_all, laws=listed, backends=tuple(map(backend, names)), results=results, agreement=apart, summary=summary,
        require="hardened",
    )  # fmt: skip


def steps(work: Callable[[], object]) -> int:
    """How many lines of Python run."""
    count = 0

    def tracer(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal count
        count += 1
        return tracer

    before = sys.gettrace()
    sys.settrace(tracer)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


def _compared(report: Report) -> str:
    passed = [dataclasses.replace(r, status="passed", failure=None, cause="") for r in report.results]
    old = dataclasses.replace(report, results=passed, agreement=[])
    none = dataclasses.replace(report, results=[], agreement=[])
    return compare(old, report).to_markdown() + compare(none, report).to_markdown()


def _history(report: Report) -> str:
    history = history_of([("a", report), ("b", report)])
    show_history(history, console(io.StringIO()))
    return history_page.render(history)


def _page(report: Report) -> None:
    """What a page tells, and what its table asks."""
    page = page_of(report)
    for one in report.backends:
        for law in report.laws:
            page.cell(one.name, law.id)


FORMS: dict[str, Callable[[Report], object]] = {
    "page": _page,
    **{one.option: functools.partial(one.render, path=one.names("r")[-1]) for one in RESULTS},
    "annotations": annotations.render,
    "terminal": lambda report: show_report(report, console(io.StringIO())),
    "quiet": lambda report: show_report(report, console(io.StringIO()), -1),
    "compare": _compared,
    "history": _history,
    "read": lambda report: Report.from_json(report.to_json()),
}
LARGE: dict[str, dict[str, Any]] = {
    "laws": {"laws": 240, "backends": 2},
    "laws through one": {"laws": 240, "backends": 2, "cause": "first"},
    "laws each through the one before": {"laws": 240, "backends": 2, "cause": "before"},
    "backends": {"laws": 4, "backends": 120},
    "comparisons": {"laws": 4, "parted": 240},
    "untested": {"laws": 240, "backends": 2, "status": "vacuous"},
}
SLOW = ("html", "json", "read")
GROWS = {"laws": "laws", "backends": "backends", "comparisons": "parted"}


@pytest.mark.parametrize("form", [pytest.param(f, marks=[pytest.mark.slow] if f in SLOW else []) for f in FORMS])
@pytest.mark.parametrize("large", LARGE)
def test_twice_the_file_is_twice_the_work(form: str, large: str) -> None:
    shape = LARGE[large]
    grows = GROWS.get(large, "laws")
    once = run_of(**{**shape, grows: shape[grows] // 2})
    twice = run_of(**shape)
    FORMS[form](once)
    few, many = (steps(lambda run=run: FORMS[form](run)) for run in (once, twice))
    assert few > 100
    assert many <= 2.15 * few
