"""Backends and options in `pyproject.toml`, and forms on the command line."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from conformance.errors import FileError, UsageError
from conformance.project.configuration import forms_of
from conformance.project.reading import find_configuration

MODULE = """
def complement(mask):
    return [1 - v for v in mask]

def all_mask(n):
    return [1] * n
"""

PROJECT = """
[project]
name = "mine"

[tool.conformance]
profile = "quick"
require = "hardened"
spec = ["masking"]

[tool.conformance.backends.mae]
target = "mine"
forms = { mask = "int01" }

[tool.conformance.backends.opposite]
target = "mine.py"
carrier = "python"
limits = { max_n = 3 }

[tool.conformance.backends.opposite.forms]
m = "complement/int01"
returns = "complement/int01"
"""


def run(folder: Path, *arguments: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "conformance", "check", *arguments, "--workers", "1"],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout + done.stderr


def project(folder: Path, text: str = PROJECT) -> Path:
    (folder / "mine.py").write_text(MODULE, encoding="utf-8")
    (folder / "pyproject.toml").write_text(text, encoding="utf-8")
    return folder


def test_backends_of_the_project_are_checked_without_an_adapter(tmp_path: Path) -> None:
    status, told = run(project(tmp_path))
    assert "mae: conforms" in told
    assert "opposite: does not conform" in told, told
    assert "`allMask n`" in told or "allMask" in told
    assert status == 1


def test_one_of_them_is_named(tmp_path: Path) -> None:
    status, told = run(project(tmp_path), "mae")
    assert (status, "mae: conforms" in told, "opposite" in told) == (0, True, False)
    assert "Forms of mae: mask=int01." in told


def test_a_form_on_the_command_line_goes_before_all_others(tmp_path: Path) -> None:
    status, told = run(project(tmp_path), "mine.py", "--form", "mask=int01", "--law", "complement")
    assert (status, "mine.py: conforms" in told) == (0, True)
    status, told = run(tmp_path, "mae", "--form", "mask=bool", "--law", "complement")
    assert (status, "expected list[bool], got [" in told) == (1, True)
    status, told = run(tmp_path, "opposite", "--form", "mask=int01", "--law", "allMask", "--law", "complement")
    assert status == 0, told


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("mine.py", "--form", "mask"), "`--form` must be KEY=WORD, as `mask=float01`, not 'mask'"),
        (("mine.py", "--form", "mask=flot01"), "`mask` in `forms`: unknown form `flot01`; did you mean `float01`?"),
        (("mine.py", "--form", "mask=uint8"), "carrier `python` has no uint8 for `all_mask.returns`"),
        (("process:node x.js", "--form", "mask=int01"), "a process is given arrays alone"),
    ],
)
def test_wrong_forms_on_the_command_line_are_refused(arguments: tuple[str, ...], message: str, tmp_path: Path) -> None:
    if "process" in arguments[0]:
        arguments = (f"process:{sys.executable} x.py", *arguments[1:])
    status, told = run(project(tmp_path), *arguments)
    assert (status, message in told) == (2, True), told


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ("profile = = 3", "pyproject.toml:6: no TOML: "),
        ("profile = 'quick", "pyproject.toml: no TOML: "),
        ("prfile = 'quick'", "pyproject.toml:6: [tool.conformance] `prfile`: unknown key; did you mean `profile`?"),
        ("profile = 'slow'",
         "pyproject.toml:6: [tool.conformance] `profile`: unknown profile 'slow'; "),
        ("require = 3",
         "pyproject.toml:6: [tool.conformance] `require`: expected a level or a list of them, got 3"),
        ("spec = 3", "pyproject.toml:6: [tool.conformance] `spec`: expected a path or a list of them, got 3"),
        ("expect = 3", "pyproject.toml:6: [tool.conformance] `expect`: expected a path, got 3"),
        ("backends = [3]", "pyproject.toml:6: [tool.conformance] `backends`: expected a list of backends"),
        ("[tool.conformance.backends.mae]\ntarge = 'mine'",
         "pyproject.toml:7: [tool.conformance.backends.mae] `targe`: unknown key; did you mean `target`?"),
        ("[tool.conformance.backends.mae]\nbatched = 3",
         "pyproject.toml:7: [tool.conformance.backends.mae] `batched`: expected true, false, or a list of operations"),
        ("[tool.conformance.backends.mae]\ndouble_backward = 3",
         "pyproject.toml:7: [tool.conformance.backends.mae] `double_backward`: expected true, false, or a list of "),
        ("[tool.conformance.backends.mae]\nforms = 'float01'",
         "pyproject.toml:7: [tool.conformance.backends.mae] `forms`: expected a table, got 'float01'"),
        ("[tool.conformance.backends.mae.forms]\nmask = 5",
         "pyproject.toml:7: [tool.conformance.backends.mae.forms] `mask`: expected a form, as docs/forms.md "),
        ("[tool.conformance.backends]\nmae = 5",
         "pyproject.toml:7: [tool.conformance.backends] `mae`: expected a table, got 5"),
        ("backends.mae = { limits = { max_m = 3 } }",
         "pyproject.toml:6: [tool.conformance.backends.mae.limits] `max_m`: unknown key; did you mean `max_n`?"),
        ("require = ['core', 'hardend']",
         "pyproject.toml:6: [tool.conformance] `require`: unknown require 'hardend'; did you mean `hardened`?"),
        ("workers = -1", "pyproject.toml:6: [tool.conformance] `workers`: expected a number of processes"),
    ],
)  # fmt: skip
def test_what_a_project_says_wrongly_is_refused_with_its_place(
    wrong: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    head = '[project]\nname = "mine"\n\n\n[tool.conformance]\n'
    if wrong.startswith("["):
        head = head.replace("[tool.conformance]\n", "\n")
    with pytest.raises(FileError) as caught:
        find_configuration(project(tmp_path, f"{head}{wrong}\n"))
    assert str(caught.value).startswith(message)


def test_a_wrong_project_ends_the_command_with_status_2(tmp_path: Path) -> None:
    status, told = run(project(tmp_path, PROJECT.replace("carrier", "carier")))
    assert (status, "`carier`: unknown key; did you mean `carrier`?" in told) == (2, True)
    status, told = run(project(tmp_path, PROJECT.replace('"int01" }', '"int10" }')), "mae")
    assert (status, "backend `mae`: `mask` in `forms`: unknown form `int10`; did you mean `int01`?" in told) == (
        2,
        True,
    )


def test_options_of_the_command_line_go_before_those_of_the_project(tmp_path: Path) -> None:
    folder = project(tmp_path, PROJECT.replace('profile = "quick"', 'profile = "default"\nexpect = "nowhere.yaml"'))
    status, told = run(folder, "mae")
    assert (status, "nowhere.yaml" in told) == (2, True)
    (folder / "known.yaml").write_text("failures: []\n", encoding="utf-8")
    status, told = run(folder, "mae", "--profile", "quick", "--expect", "known.yaml", "--spec", "masking")
    assert status in (0, 2)
    assert "nowhere.yaml" not in told


SPEC = """
module: Test.Quantified
imports: [masking]
theorems:
  selected_true:
    about: What a mask chooses, it is true at.
    training: Patches are hidden that were not chosen.
    lean: "theorem selected_true {n : Nat} (m : Mask n) : ¬ ∃ i : Fin n, selected m i ∧ m i = false"
"""


def test_a_snippet_that_checks_again_says_what_the_command_line_said(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text("def selected(m, i):\n    return type(m[i]) is int\n", encoding="utf-8")
    (tmp_path / "spec.yaml").write_text(SPEC, encoding="utf-8")
    status, told = run(
        tmp_path,
        "mine.py",
        "--spec",
        "spec.yaml",
        "--law",
        "selected_true",
        "--form",
        "mask=int01",
        "--json",
        "out.json",
    )
    assert status == 1, told
    report = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert report["backends"][0]["forms"] == {"mask": "int01"}
    source = report["results"][0]["failure"]["reproduce"]
    assert "backend.forms = {'mask': 'int01'}" in source
    done = subprocess.run([sys.executable, "-c", source], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, "AssertionError" in done.stderr) == (1, True), done.stderr


def test_what_is_no_table_is_refused(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool]\nconformance = 3\n", encoding="utf-8")
    with pytest.raises(FileError, match=r"pyproject.toml:\d: \[tool.conformance\]: expected a table, got 3"):
        find_configuration(tmp_path)


def test_other_files_and_other_tables_say_nothing(tmp_path: Path) -> None:
    assert find_configuration(tmp_path).named == ()
    (tmp_path / "pyproject.toml").write_text("[tool.ruff]\nline-length = = 3", encoding="utf-8")
    assert find_configuration(tmp_path).named == ()


def test_forms_of_the_command_line() -> None:
    assert forms_of(("mask=float01", " complement.m = keyword(mask)/int01")) == {
        "mask": "float01",
        "complement.m": "keyword(mask)/int01",
    }
    with pytest.raises(UsageError, match="says of `mask` both `bool` and `set`"):
        forms_of(("mask=bool", "mask=set"))
