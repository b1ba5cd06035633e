"""Laws are tests without a test file, whose ids can be given back to pytest."""

from __future__ import annotations

import pytest

from tests.pytest_plugin.projects import FEW, project, ran

pytest_plugins = ["pytester"]

FAILING = "conformance[mine.py]::maskedLoss_append"


def test_an_id_is_given_back(pytester: pytest.Pytester) -> None:
    project(pytester)
    listed = ran(pytester, "--conformance", "mine.py", *FEW, "-k", "maskedLoss_append", "--collect-only")
    assert FAILING in listed.stdout.lines
    for also in (("--conformance", "mine.py"), ()):
        ran(pytester, *also, *FEW, FAILING).assert_outcomes(failed=1)
    ran(pytester, *FEW, FAILING, "conformance[mine.py]::complement").assert_outcomes(failed=1, passed=1)


def test_the_id_of_a_decorated_test_is_given_back(pytester: pytest.Pytester) -> None:
    project(pytester, 'module="masking"')
    ran(pytester, *FEW, "test_mine.py::test_conforms[complement]").assert_outcomes(passed=1)


def test_an_id_that_is_none_has_the_nearest(pytester: pytest.Pytester) -> None:
    project(pytester)
    done = ran(pytester, *FEW, "conformance[mine.py]::maskedLoss_apend")
    done.assert_outcomes(errors=1)
    done.stdout.fnmatch_lines([f"there is no test *maskedLoss_apend`; did you mean `{FAILING.replace('[', '[[]')}`[?]"])


def test_what_failed_last_time_is_asked_again(pytester: pytest.Pytester) -> None:
    project(pytester)
    asked = ("--conformance", "mine.py", *FEW, "--conformance-law", "maskedLoss_*")
    pytester.runpytest_inprocess("-q", *asked).assert_outcomes(failed=2, passed=3)
    pytester.runpytest_inprocess("-q", *asked, "--lf").assert_outcomes(failed=2)
    first = pytester.runpytest_inprocess("-q", *asked, "--ff", "-x")
    first.assert_outcomes(failed=1)


@pytest.mark.slow
def test_ids_are_the_same_under_xdist(pytester: pytest.Pytester) -> None:
    project(pytester)
    asked = ("--conformance", "mine.py", *FEW, "--conformance-law", "maskedLoss_*", "-v", "-p", "no:cacheprovider")
    done = pytester.runpytest_subprocess(*asked, "-n", "2")
    done.assert_outcomes(failed=2, passed=3)
    done.stdout.re_match_lines([r"\[gw\d\] .* PASSED conformance\[mine.py\]::maskedLoss_nil *$"])
    done.stdout.fnmatch_lines(["FAILED conformance[[]mine.py[]]::maskedLoss_append - maskedLoss_append fails o*"])
    pytester.runpytest_subprocess(*asked[2:], FAILING, "-n", "2").assert_outcomes(failed=1)


@pytest.mark.parametrize(
    ("backend", "message"),
    [
        ("pythn", "unknown backend `pythn`; did you mean `python`?"),
        ("empty", "nothing to check: backend `empty` has none of the spec's operations"),
        ("broken", "backend `broken` could not be imported: ZeroDivisionError: division by zero"),
    ],
)
def test_a_wrong_backend_is_one_error_of_collection(pytester: pytest.Pytester, backend: str, message: str) -> None:
    pytester.makepyfile(empty="", broken="1 / 0")
    done = ran(pytester, "--conformance", backend, *FEW)
    done.assert_outcomes(errors=1)
    assert message in done.stdout.str()
    assert "Traceback" not in done.stdout.str()


def test_without_a_name_a_project_must_have_backends(pytester: pytest.Pytester) -> None:
    done = ran(pytester, "--conformance")
    assert done.ret == pytest.ExitCode.USAGE_ERROR
    done.stderr.fnmatch_lines(["ERROR: `--conformance` without BACKEND checks the backends of *, and there are none*"])
