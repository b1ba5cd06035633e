"""The report of the Python door: what it answers, what it holds a backend to, and how it is shown."""

from __future__ import annotations

import html
import io
import sys
from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from conformance import Report, check
from conformance.errors import UsageError
from conformance.records import report as records
from conformance.report import COLUMNS, LONGEST_REPR
from conformance.reports.formats import RESULTS
from conformance.terminal.console import Console
from conformance.terminal.report import show_report
from tests.records.small import A, report, result


def wrong_loss(idxs: list[int], per_patch_loss: list[int]) -> int:
    return sum(per_patch_loss[i] for i in set(idxs))


WRONG = SimpleNamespace(name="wrong", masked_loss=wrong_loss)
LAWS = ("maskedLoss", "maskedLoss_nil", "maskedLoss.rejects_out_of_range")


@pytest.fixture(scope="module")
def two() -> Report:
    return check(WRONG, "python", laws=LAWS, profile="quick")


@pytest.fixture(scope="module")
def one(two: Report) -> Report:
    """What the run of two backends found on the first."""
    results = [r for r in two.results if r.backend == "wrong"]
    return replace(two, backends=two.backends[:1], results=results, agreement=[])


# What it answers


def test_a_result_is_found_by_its_law(one: Report, two: Report) -> None:
    assert (one["maskedLoss"].status, one["maskedLoss_nil"].status) == ("failed", "passed")
    assert two["maskedLoss", "python"].status == "passed"
    assert one["seed"] == 0


@pytest.mark.parametrize(
    ("look", "message"),
    [
        (lambda one, two: one["maskedLos"], "did you mean `maskedLoss`?"),
        (lambda one, two: two["maskedLoss", "pyton"], "did you mean `python`?"),
        (lambda one, two: two["maskedLoss"], "where there are several: report['maskedLoss', 'wrong'] or"),
        (lambda one, two: one["maskedLoss"]["statsu"], "Result has no field `statsu`; did you mean `status`?"),
        (lambda one, two: one["maskedLoss"]["x"], "Result has no field `x`; expected one of backend, law"),
        (lambda one, two: one["maskedLoss"][5], "Result has no field a int; expected one of"),
    ],
)
def test_a_name_that_is_not_there_is_a_key_error_with_the_nearest(
    look: Callable[[Report, Report], object], message: str, one: Report, two: Report
) -> None:
    with pytest.raises(KeyError) as caught:
        look(one, two)
    assert message in str(caught.value)
    assert isinstance(caught.value, UsageError)


def test_a_report_has_laws_and_is_no_sequence(two: Report) -> None:
    law, name = two.laws[0].id, two.backends[0].name
    assert law in two
    assert (law, name) in two
    assert "no_such_law" not in two
    assert (law, "no_such_backend") not in two
    with pytest.raises(TypeError, match="not iterable"):
        list(two)  # type: ignore[call-overload]


def test_failures_are_the_laws_that_do_not_hold(two: Report) -> None:
    assert [(r.backend, r.law) for r in two.failures] == [
        ("wrong", "maskedLoss"), ("wrong", "maskedLoss.rejects_out_of_range"),
    ]  # fmt: skip


def test_a_saved_report_is_read_as_one_of_the_same_kind(one: Report) -> None:
    assert Report.from_json(one.to_json()) == one
    assert Report.of(records.Report.from_json(one.to_json())) == one


# What it holds a backend to


def test_assert_conforms_raises_with_the_blocks_of_the_failures(two: Report) -> None:
    two.assert_conforms("python", "hardened")
    for backend in ("wrong", None):
        with pytest.raises(AssertionError) as caught:
            two.assert_conforms(backend)
        verdict, block = str(caught.value).split("\n\n", 1)
        assert verdict.startswith("wrong: does not conform: 1 of 2 core laws failed")
        assert "python" not in verdict
        assert block in two.to_text(100)


def test_assert_conforms_asks_for_the_level() -> None:
    lenient = SimpleNamespace(name="lenient", masked_loss=lambda idxs, losses: sum((losses * 2 + [0])[i] for i in idxs))
    report = check(lenient, laws=LAWS[1:], profile="quick")
    report.assert_conforms()
    with pytest.raises(AssertionError, match="rejects_out_of_range"):
        report.assert_conforms(level="hardened")


# How it is shown


def printed(report: records.Report, width: int) -> str:
    """What the terminal prints where it is no terminal."""
    out = io.StringIO()
    show_report(report, Console(out, width))
    return out.getvalue()


def test_str_is_what_the_terminal_prints_in_80_columns(two: Report) -> None:
    assert f"{two}\n" == printed(two, 80)
    assert f"{two.to_text(120)}\n" == printed(two, 120)
    assert str(two) != two.to_text(120)
    assert "FAIL  maskedLoss  on wrong: violation" in str(two)
    assert max(map(len, two.to_text(80, detail=1).split("\n"))) <= 80


def test_the_text_tells_less_or_more(one: Report) -> None:
    assert len(one.to_text(detail=-1)) < len(one.to_text()) < len(one.to_text(detail=1))


@pytest.mark.parametrize("wrong", [0, -1, 80.0, "80", True, None])
def test_a_width_that_is_none_is_refused(one: Report, wrong: Any) -> None:
    with pytest.raises(UsageError, match=r"^`width` must be a number of columns, such as 80, not "):
        one.to_text(width=wrong)
    with pytest.raises(UsageError, match=r"^`detail` must be a whole number"):
        one.to_text(detail="much")  # type: ignore[arg-type]
    assert "nothing" not in one.to_text(width=1)


def test_repr_is_short_however_much_there_is_to_tell(one: Report) -> None:
    assert repr(one) == f"<conformance report: {one.verdict()}>"
    many = Report.of(report(*(result(A, backend=f"backend {k}") for k in range(50))))
    assert len(many.verdict()) > LONGEST_REPR
    assert len(repr(many)) == LONGEST_REPR


def test_a_notebook_shows_the_text_with_its_markup_escaped() -> None:
    told = Report.of(report(result(A, backend="<b>x</b>")))
    shown = told._repr_html_()
    assert "<b>" not in shown
    assert html.escape(str(told)) in shown


NOTEBOOK = (
    "from conformance import check\n"
    "class Mine:\n"
    "    name = 'mine'\n"
    "    def all_mask(self, n):\n"
    "        return [False] * n\n"
    "report = check(Mine, laws='allMask', profile='quick')",
    "report",
    "print(report)",
    "report['allMsk']",
    "report.assert_conforms()",
)


@pytest.mark.slow
def test_a_notebook_that_runs_shows_a_report() -> None:
    import nbformat
    from jupyter_client import KernelManager
    from nbclient import NotebookClient

    cells = [nbformat.v4.new_code_cell(source) for source in NOTEBOOK]
    notebook = nbformat.v4.new_notebook(cells=cells)
    NotebookClient(notebook, KernelManager(transport="ipc"), timeout=60, allow_errors=True).execute()
    checked, shown, text, unknown, held = (cell["outputs"] for cell in notebook.cells)
    assert checked == []
    assert "mine: does not conform" in shown[0]["data"]["text/html"]
    assert len(shown[0]["data"]["text/plain"]) <= 500
    assert "FAIL  allMask  on mine: violation" in text[0]["text"]
    assert "did you mean `allMask`?" in unknown[0]["evalue"]
    assert (held[0]["ename"], "FAIL  allMask  on mine" in held[0]["evalue"]) == ("AssertionError", True)


# Other forms


@pytest.mark.parametrize("option", ["html", "markdown", "junit", "sarif", "json"])
def test_each_form_is_the_text_of_its_file(option: str, two: Report) -> None:
    (form,) = (one for one in RESULTS if one.option == option)
    made = getattr(two, f"to_{option}")()
    assert made == form.render(two, f"x.{option}")
    assert "maskedLoss" in made


def test_a_frame_has_a_row_for_each_result(two: Report) -> None:
    frame = two.to_frame()
    assert list(frame.columns) == list(COLUMNS)
    assert len(frame) == len(two.results)
    (row,) = frame[(frame.backend == "wrong") & (frame.law == "maskedLoss")].to_dict("records")
    assert (row["status"], row["reason"], row["level"], row["origin"]) == ("failed", "violation", "core", "derived")
    assert list(frame[frame.status == "failed"].law) == [r.law for r in two.failures]


def test_a_frame_without_pandas_says_what_to_install(one: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(UsageError, match=r"needs pandas, which is not installed: pip install 'masking-conformance\[pa"):
        one.to_frame()
