"""What reading and rendering a file of results costs, and how that grows with the file."""

from __future__ import annotations

import dataclasses
import functools
import io
import time
from collections.abc import Callable

from conformance import check
from conformance.records.comparison import compare
from conformance.records.histories import history_of
from conformance.records.matrix import summary_of
from conformance.records.report import Report
from conformance.reports import annotations
from conformance.reports import history as history_page
from conformance.reports.formats import RESULTS
from conformance.terminal.console import console
from conformance.terminal.report import show_report

FORMS: dict[str, Callable[[Report], object]] = {
    "read": lambda report: Report.from_json(report.to_json()),
    **{one.option: functools.partial(one.render, path=one.names("r")[-1]) for one in RESULTS if one.option != "json"},
    "annotations": annotations.render,
    "terminal": lambda report: show_report(report, console(io.StringIO())),
    "compare": lambda report: compare(report, dataclasses.replace(report, results=[])).to_markdown(),
    "history": lambda report: history_page.render(history_of([("a", report), ("b", report)])),
}


class _Faulty:
    """Adds each position once; selects by the wrong end."""

    name = "faulty"

    def masked_loss(self, idxs: list[int], losses: list[int]) -> int:
        return sum(losses[i] for i in set(idxs))

    def complement(self, mask: list[bool]) -> list[bool]:
        return mask[::-1]


def a_run(*modules: str) -> Report:
    """A quick run of a correct backend and a faulty one, on all modules where none is named."""
    return check("python", _Faulty(), profile="quick", seed=0, module=modules)


def grown(run: Report, times: int) -> Report:
    """The run with so many times as many backends: each as it is, by other names."""
    backends = tuple(
        dataclasses.replace(b, name=f"{b.name}{k}") for k in range(times) for b in run.backends
    )  # fmt: skip
    results = [dataclasses.replace(r, backend=f"{r.backend}{k}") for k in range(times) for r in run.results]
    apart = [
        dataclasses.replace(a, left=f"{a.left}{k}", right=f"{a.right}{k}") for k in range(times) for a in run.agreement
    ]
    summary = summary_of(len(results), results)
    return dataclasses.replace(run, backends=backends, results=results, agreement=apart, summary=summary)


def seconds(form: str, report: Report) -> float:
    """CPU seconds of this process to render the report in a form."""
    start = time.process_time()
    FORMS[form](report)
    return time.process_time() - start
