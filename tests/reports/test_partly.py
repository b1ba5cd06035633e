"""What was checked in part, and what was not loaded, is told as that wherever results stand in a table, and once."""

from __future__ import annotations

import dataclasses
import io

from conformance.records.result import NOT_LOADED, OUT_OF_TIME, Result
from conformance.reports import annotations, html, markdown
from conformance.terminal.console import Console
from conformance.terminal.report import show_report
from conformance.text.escaping import inline
from tests.reports.runs import law, report, result

WHY = "backend `gone.py` could not be imported: ValueError: no"


def noted(told: Result, note: str, cases: int) -> Result:
    return dataclasses.replace(told, note=note, cases=cases)


PART = noted(result(law("allMask")), f"{OUT_OF_TIME}checked on 1,234 inputs", 1234)
UNLOADED = [
    noted(result(law(name), "crashed", "gone.py"), NOT_LOADED + WHY, 0) for name in ("allMask", "emptyMask", "selected")
]


def terminal(*told: Result) -> str:
    out = io.StringIO()
    show_report(report(*told), Console(out))
    return out.getvalue()


def test_every_table_shows_that_a_law_passed_in_part() -> None:
    told = report(PART)
    assert "allMask  pass 1,234 in part\n" in terminal(PART)
    assert "| allMask | pass 1,234 in part |" in markdown.render(told)
    assert '✓ passed</a> <span class="count">1,234 in part</span>' in html.render(told)


def test_a_backend_that_was_not_loaded_is_no_crash_of_each_law() -> None:
    told = report(*UNLOADED)
    assert terminal(*UNLOADED).count("not loaded\n") == 3
    assert "CRASH" not in terminal(*UNLOADED)
    assert "| selected | **not loaded** |" in markdown.render(told)


def test_a_backend_that_was_not_loaded_is_told_of_once() -> None:
    told = report(*UNLOADED, result(law("allMask")))
    assert annotations.render(told).count("::error ") == 1
    assert markdown.render(told).count("<details>") == 1
    page = html.render(told)
    assert 'id="failures"' not in page
    assert "; gone.py could not be loaded." in page
    assert page.count('id="not-checked"') == 1
    assert inline(WHY).split("`")[-1] in page
