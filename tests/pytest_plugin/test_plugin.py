"""The pytest door: one test a law, from a decorator or from the command line alone."""

from __future__ import annotations

import pytest

from tests.pytest_plugin.projects import FEW, project, ran
from tests.text.test_outside_texts import MANY, MARK, has_no_force

pytest_plugins = ["pytester"]


def test_a_decorated_test_runs_once_for_each_law(pytester: pytest.Pytester) -> None:
    project(pytester, 'module="masking", profile="quick"')
    done = ran(pytester, "test_mine.py")
    assert done.ret == 1
    done.assert_outcomes(failed=3, passed=13, skipped=24, xfailed=2)
    assert "smallest input found" in done.stdout.str()


def test_the_option_adds_the_laws_without_a_test_file(pytester: pytest.Pytester) -> None:
    done = ran(pytester, "--conformance", "python", *FEW, "-k", "complement_selected_iff or maskedLoss_nil")
    done.assert_outcomes(passed=2)


@pytest.mark.parametrize(
    "options", [("test_mine.py", "-rA"), ("--conformance", "mine", "-k", "complement"), ("--conformance", "odd")]
)
def test_what_a_backend_says_has_no_force_in_pytest_s_log(pytester: pytest.Pytester, options: tuple[str, ...]) -> None:
    files = {
        "mine": f"def complement(mask):\n    raise ValueError({MANY!r})\n",
        "odd": f"raise ImportError({MANY!r})\n",
    }
    project(pytester, 'laws=["complement*"]')
    for name, text in files.items():
        (pytester.path / f"{name}.py").write_text(text, encoding="utf-8")
    done = ran(pytester, *FEW, *options)
    assert done.ret in (1, 2)
    told = done.stdout.str() + done.stderr.str()
    has_no_force(told)
    assert MARK in told


def test_laws_are_left_out_by_name(pytester: pytest.Pytester) -> None:
    project(pytester, 'laws=["complement*"], exclude_laws=["*.*"]')
    done = ran(pytester, "--collect-only")
    assert "test_conforms[complement_selected_iff" in done.stdout.str()
    assert "well_formed" not in done.stdout.str()


def test_the_laws_are_those_of_the_revision_that_is_asked_for(pytester: pytest.Pytester) -> None:
    asked = ("--conformance", "python", *FEW, "--conformance-revision")
    listed = ran(pytester, *asked, "C", "-k", "maskedLoss_push or maskedLoss_cons", "--collect-only")
    assert listed.ret == 0
    assert "maskedLoss_push" in listed.stdout.str()
    assert "maskedLoss_cons" not in listed.stdout.str()
    refused = ran(pytester, *asked, "D")
    refused.assert_outcomes(errors=1)
    assert "`revision` must be one of A, B, C" in refused.stdout.str()
