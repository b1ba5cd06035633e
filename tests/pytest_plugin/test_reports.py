"""What pytest tells of a law that fails: law and input first, and one cause once."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from conformance.pytest_plugin.reports import FIELD, put_under_causes
from tests.pytest_plugin.projects import FEW, project, ran

pytest_plugins = ["pytester"]


def test_the_short_summary_has_law_and_input(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    project(pytester, 'module="masking", laws="maskedLoss"')
    done = ran(pytester, *FEW)
    done.stdout.fnmatch_lines(
        ["FAILED test_mine.py::test_conforms[[]maskedLoss[]] - maskedLoss fails on n=1, idxs=[[]0, 0[]], perPatchLoss*"]
    )


def test_laws_that_fail_through_one_cause_are_told_beneath_it(pytester: pytest.Pytester) -> None:
    project(pytester)
    told = ran(pytester, "--conformance", "mine.py", *FEW, "-k", "maskedLoss or maskedLoss_append").stdout
    told.fnmatch_lines(
        [
            "maskedLoss fails on n=1, idxs=[[]0, 0[]], perPatchLoss=[[]1[]]",
            "  reproduce",
            "*- fail through it -*",
            "maskedLoss_cons, maskedLoss_append",
            "maskedLoss_cons fails on *",
            "  through maskedLoss, which fails itself",
            "  maskedLoss (i :: idxs) perPatchLoss: gave 1, its definition says 2",
        ]
    )
    assert told.str().count("reproduce") == 1


def test_the_cause_is_known_where_only_the_consequence_is_asked(pytester: pytest.Pytester) -> None:
    project(pytester)
    done = ran(pytester, "--conformance", "mine.py", *FEW, "-k", "maskedLoss_append")
    done.assert_outcomes(failed=1)
    done.stdout.fnmatch_lines(["  through maskedLoss, which fails itself"])


@dataclass
class Report:
    nodeid: str
    sections: list[tuple[str, str]] = field(default_factory=list)


def report(backend: str, law: str, cause: str = "") -> Report:
    found = Report(f"conformance[{backend}]::{law}")
    setattr(found, FIELD, [backend, law, cause])
    return found


def test_reports_are_put_behind_their_cause_backend_by_backend() -> None:
    other = Report("test_other.py::test")
    failed = [
        report("a", "loss_cons", "loss"), other, report("b", "loss"), report("a", "loss"),
        report("b", "loss_cons", "loss"), report("b", "mean_nil", "mean"),
    ]  # fmt: skip
    put_under_causes(failed)
    assert [one.nodeid for one in failed] == [
        other.nodeid, "conformance[b]::loss", "conformance[b]::loss_cons", "conformance[a]::loss",
        "conformance[a]::loss_cons", "conformance[b]::mean_nil",
    ]  # fmt: skip
    assert failed[1].sections == failed[3].sections == [("fail through it", "loss_cons")]
