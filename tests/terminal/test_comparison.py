"""A comparison in the terminal."""

from __future__ import annotations

import io

from conformance.records.comparison import compare
from conformance.terminal.comparison import show_comparison
from conformance.terminal.console import console
from tests.records.compared import real_runs
from tests.records.test_comparison import report, result


def test_the_terminal_tells_it_within_80_columns() -> None:
    out = io.StringIO()
    show_comparison(compare(*real_runs()), console(out))
    lines = out.getvalue().splitlines()
    assert lines == [
        "2 broke",
        "  the spec is the same",
        "  b: the code changed (conformance.backends.python, tests,",
        "    tests.records.compared)",
        "",
        "Broke (2)",
        "  maskedLoss on b: passed, now failed",
        "    violation on n = 1, idxs = [0, 0], perPatchLoss = [1]",
        "    expected (idxs.map perPatchLoss).sum = 2",
        "    gave maskedLoss idxs perPatchLoss = 1",
        "  maskedLoss_cons on b: passed, now failed",
        "    through maskedLoss",
    ]
    wide = compare(report(), report(*(result(f"law_{k}", "failed", n=k) for k in range(30))))
    out = io.StringIO()
    show_comparison(wide, console(out))
    assert max(map(len, out.getvalue().splitlines())) <= 80
    assert "law_29 (failed)" in out.getvalue()
