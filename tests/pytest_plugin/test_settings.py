"""How laws are checked is said in the decorator, in options, in ini keys and in the project's configuration."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from conformance.pytest_plugin.settings import SETTINGS
from tests.pytest_plugin.projects import FEW, project, ran

pytest_plugins = ["pytester"]

PAGE = (Path(__file__).parents[2] / "docs" / "pytest.md").read_text(encoding="utf-8")

LAWS = """
module: Mine.Laws
theorems:
  complement_twice:
    about: Twice is not at all.
    lean: "theorem complement_twice {n : Nat} (m : Mask n) : complement (complement m) = m"
"""
KNOWN = """
expect:
  - backend: mine
    law: maskedLoss
    reason: repeats count once
    issue: https://example.org/1
"""
FORMS = """
[tool.conformance]
profile = "quick"
spec = "laws.yaml"

[tool.conformance.backends.ones]
target = "ones"
forms = { mask = "int01" }
"""


def test_laws_of_ones_own_are_chosen_in_the_decorator(pytester: pytest.Pytester) -> None:
    project(pytester, 'spec="laws.yaml", profile="quick"', laws=LAWS)
    done = ran(pytester, "-v")
    done.assert_outcomes(passed=1)
    done.stdout.fnmatch_lines(["collected 1 item", "test_mine.py .*"])


def test_options_say_what_the_decorator_does_not(pytester: pytest.Pytester) -> None:
    project(pytester, 'module="masking"')
    ran(pytester, "--conformance-profile", "quick", "--conformance-law", "complement*").assert_outcomes(
        passed=6, skipped=1
    )


def test_an_argument_goes_before_an_option_that_before_a_key_and_that_before_the_configuration(
    pytester: pytest.Pytester,
) -> None:
    project(pytester, 'laws="complement"', pytest="[pytest]\nconformance_profile = deep\nconformance_law = nothing\n",
            pyproject="[tool.conformance]\nprofile = 'default'\n")  # fmt: skip
    pytester.makeconftest(
        "from conformance.pytest_plugin.settings import settings_under\n\n"
        "def pytest_report_header(config):\n"
        "    return [settings_under(config, said).profile + '!' for said in ({}, {'profile': 'default'})]\n"
    )
    header = ran(pytester, "-v", "--collect-only", "--conformance-profile", "quick").stdout
    header.fnmatch_lines(["quick!", "default!"])
    ran(pytester, "-v", "--collect-only").stdout.fnmatch_lines(["deep!"])
    (pytester.path / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    ran(pytester, "-v", "--collect-only").stdout.fnmatch_lines(["default!"])


def test_the_project_s_backends_are_checked_as_it_says(pytester: pytest.Pytester) -> None:
    project(pytester, pyproject=FORMS, laws=LAWS)
    pytester.makepyfile(ones="def complement(mask):\n    return [1 - value for value in mask]\n")
    ran(pytester, "--conformance", "--conformance-law", "complement_twice").assert_outcomes(passed=1)
    ran(pytester, "conformance[ones]::complement_twice").assert_outcomes(passed=1)


def test_forms_are_an_argument_and_an_option(pytester: pytest.Pytester) -> None:
    project(pytester)
    pytester.makepyfile(mine="def complement(mask):\n    return [1 - value for value in mask]\n")
    asked = ("--conformance", "mine", *FEW, "--conformance-law", "complement")
    ran(pytester, *asked, "--conformance-form", "mask=int01").assert_outcomes(passed=1)
    ran(pytester, *asked).assert_outcomes(failed=1)


@pytest.mark.parametrize("typed", ["./mine.py", "mine.py", "mine"])
def test_a_known_failure_is_of_a_backend_however_it_is_typed(pytester: pytest.Pytester, typed: str) -> None:
    project(pytester, known=KNOWN)
    asked = ("--conformance-expect", "known.yaml", "--conformance-law", "maskedLoss", *FEW)
    ran(pytester, "--conformance", typed, *asked).assert_outcomes(xfailed=1)


@pytest.mark.parametrize(
    "files",
    [
        {"pyproject": "[tool.conformance]\nexpect = 'known.yaml'\n"},
        {"pytest": "[pytest]\nconformance_expect = known.yaml\n"},
    ],
)
def test_known_failures_of_a_configuration_are_of_files_beside_it(
    pytester: pytest.Pytester, files: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    project(pytester, known=KNOWN.replace("backend: mine", "backend: ./mine.py"), **files)
    inner = pytester.mkdir("inner")
    (inner / "mine.py").write_text((pytester.path / "mine.py").read_text())
    monkeypatch.chdir(inner)
    asked = ("--conformance-law", "maskedLoss", "--rootdir", str(pytester.path), *FEW)
    ran(pytester, "--conformance", "../mine.py", *asked).assert_outcomes(xfailed=1)
    ran(pytester, "--conformance", "./mine.py", *asked).assert_outcomes(failed=1)


def test_paths_that_the_configuration_names_and_that_are_not_there_are_told_with_its_line(
    pytester: pytest.Pytester,
) -> None:
    project(pytester, pyproject="[tool.conformance]\nexpect = 'known.yml'\n", known=KNOWN)
    done = ran(pytester, "--conformance", "mine", *FEW)
    done.stderr.fnmatch_lines(
        ["*pyproject.toml:2: [[]tool.conformance] `expect`: there is no file `known.yml`; did you mean `known.yaml`[?]"]
    )


def test_a_known_failure_is_an_expected_one_and_one_that_is_mended_fails(pytester: pytest.Pytester) -> None:
    project(pytester, 'expect="known.yaml", laws=["maskedLoss", "maskedLoss_append"], profile="quick"', known=KNOWN)
    done = ran(pytester, "-rx")
    # What fails through a known failure is not known itself.
    done.assert_outcomes(xfailed=1, failed=1)
    done.stdout.fnmatch_lines(["XFAIL *[[]maskedLoss] - repeats count once (https://example.org/1)"])
    pytester.makepyfile(
        mine="def masked_loss(idxs, per_patch_loss):\n    return sum(per_patch_loss[i] for i in idxs)\n"
    )
    done = ran(pytester, "-k", "test_conforms[maskedLoss]")
    done.assert_outcomes(failed=1)
    done.stdout.fnmatch_lines(
        ["known.yaml:2: `maskedLoss` on `mine` holds, which was expected to fail; delete the en*"]
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ('profile="quik"', "`profile` must be one of quick, default, deep, not 'quik'; did you mean `quick`?"),
        ('laws="complemnt"', "no law matches `complemnt` (`laws`); did you mean `complement`?"),
        ('module="maskng"', "no module matches `maskng` (`module`); did you mean `masking`?"),
        ('spec="none.yaml"', "none.yaml: cannot be read: no such file"),
        ('expect="known.yaml"', "known.yaml:2: there is no law `maskdLoss`; did you mean `maskedLoss`?"),
        ('laws="complement", forms={"mask": "flot01"}', "unknown form `flot01`; did you mean `float01`?"),
    ],
)
def test_a_wrong_name_is_one_error_of_collection(pytester: pytest.Pytester, arguments: str, message: str) -> None:
    project(pytester, arguments, known=KNOWN.replace("maskedLoss", "maskdLoss"))
    done = ran(pytester)
    done.assert_outcomes(errors=1)
    assert message in done.stdout.str()
    assert "in <module>" not in done.stdout.str()


def test_a_wrong_configuration_is_one_error_too(pytester: pytest.Pytester) -> None:
    project(pytester, 'laws="complement"', pyproject="[tool.conformance]\nprfile = 'quick'\n")
    ran(pytester).stdout.fnmatch_lines(["*pyproject.toml:2: * `prfile`: unknown key; did you mean `profile`[?]"])
    refused = ran(pytester, "--conformance", "mine")
    assert refused.ret == pytest.ExitCode.USAGE_ERROR
    refused.stderr.fnmatch_lines(["ERROR: *pyproject.toml:2: *did you mean `profile`[?]"])


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("profile", "quik", "`profile` must be one of quick, default, deep, not 'quik'; did you mean `quick`?"),
        ("seed", "x", "`--conformance-seed` must be a natural number, not 'x'"),
        ("timeout", "soon", "`--conformance-timeout` must be a number of seconds above 0, not 'soon'"),
        ("form", "mask", "`--conformance-form` must be KEY=WORD, as `mask=float01`, not 'mask'"),
        ("require", "hard", "`require` must be one of core, hardened, training, not 'hard'"),
    ],
)
def test_a_wrong_option_is_refused_before_anything_is_collected(
    pytester: pytest.Pytester, option: str, value: str, message: str
) -> None:
    project(pytester)
    done = ran(pytester, "--conformance", "mine", f"--conformance-{option}", value)
    assert (done.ret, message in done.stderr.str()) == (pytest.ExitCode.USAGE_ERROR, True)


def test_the_page_has_every_setting() -> None:
    rows = PAGE.split("| argument |")[1].split("\n\n")[0].splitlines()[2:]
    assert [re.findall(r"`([^`]+)`", row) for row in rows] == [[s.argument, s.option, s.key] for s in SETTINGS]
