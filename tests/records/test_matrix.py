"""No planned cell goes missing, none is filled twice, and counts are of what was evaluated."""

from __future__ import annotations

import dataclasses

import pytest

from conformance.records.matrix import check_cells, fill, summary_of
from tests.records.small import HARD, A, B, report, result


def test_fill_keeps_the_planned_order_and_refuses_two_results_for_a_cell() -> None:
    filled = fill([("numpy", A), ("numpy", B), ("numpy", HARD)], [result(HARD), result(A)])
    assert [r.status for r in filled] == ["passed", "harness_error", "passed"]
    with pytest.raises(ValueError, match="two results for law a on numpy"):
        fill([("numpy", A)], [result(A), result(A)])


def test_a_cell_that_nothing_filled_is_a_harness_error() -> None:
    (cell,) = fill([("numpy", A)], [])
    assert (cell.status, cell["law"], cell.note) == ("harness_error", "a", "no result came")


def test_a_result_that_was_not_planned_is_refused() -> None:
    with pytest.raises(ValueError, match="not planned"):
        fill([], [result(A)])


def test_a_cell_in_which_no_law_was_evaluated_counts_as_planned_alone() -> None:
    unmet = dataclasses.replace(result(B, "vacuous"), cases=0)
    summary = summary_of(3, [result(A), unmet])
    assert (summary.planned, summary.run, summary.by_status) == (3, 1, {"passed": 1, "vacuous": 1})


def test_a_report_has_a_result_for_each_cell_unless_it_was_interrupted() -> None:
    of = report(result(A), result(B))
    check_cells(of.laws, of.backends, of.results, False)
    check_cells(of.laws, of.backends, of.results[1:], True)
    with pytest.raises(ValueError, match="expected one result for law a on numpy"):
        check_cells(of.laws, of.backends, of.results[1:], False)
    with pytest.raises(ValueError, match="expected one result for law a on numpy"):
        check_cells(of.laws, of.backends, [*of.results, of.results[0]], True)
    with pytest.raises(ValueError, match="listed twice"):
        check_cells(of.laws[:1] * 2, of.backends, of.results[:1], True)
