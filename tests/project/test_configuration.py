"""What a project says is found from any of its folders, and read the same by each command."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from conformance.cases.profiles import PROFILES
from conformance.errors import FileError
from conformance.project.form import schema
from conformance.project.reading import find_configuration
from conformance.records.vocabulary import LEVELS
from conformance.subjects.declared import Declared
from conformance.values.limits import Limits
from tests.cli.commands import run

PAGE = (Path(__file__).parents[2] / "docs" / "configuration.md").read_text(encoding="utf-8")

PROJECT = """
[tool.conformance]
backends = ["mine.py:right", "numpy"]
spec = ["masking", "laws.yaml"]
expect = "known.yaml"
profile = "quick"
workers = 0
"""
MODULE = """
class right:
    def complement(self, mask):
        return [not value for value in mask]
"""
LAWS = """
module: Mine.Laws
theorems:
  complement_twice:
    about: Twice is not at all.
    lean: "theorem complement_twice {n : Nat} (m : Mask n) : complement (complement m) = m"
"""


@pytest.fixture
def inner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder below that of a project."""
    (tmp_path / "pyproject.toml").write_text(PROJECT, encoding="utf-8")
    (tmp_path / "mine.py").write_text(MODULE, encoding="utf-8")
    (tmp_path / "laws.yaml").write_text(LAWS, encoding="utf-8")
    (tmp_path / "known.yaml").write_text("expect: []\n", encoding="utf-8")
    folder = tmp_path / "src" / "inner"
    folder.mkdir(parents=True)
    monkeypatch.chdir(folder)
    return folder


def test_paths_are_relative_to_the_file_that_has_them(inner: Path) -> None:
    found = find_configuration(inner)
    assert found.file == inner.parents[1] / "pyproject.toml"
    assert found.named == ("../../mine.py:right", "numpy")
    assert found.spec == ("masking", "../../laws.yaml")
    assert (found.expect, found.profile, found.workers) == ("../../known.yaml", "quick", 0)


def test_the_search_ends_at_the_root_of_the_repository(inner: Path) -> None:
    (inner.parent / ".git").mkdir()
    assert find_configuration(inner).file is None


def test_the_nearest_file_with_the_table_is_read(inner: Path) -> None:
    (inner / "pyproject.toml").write_text("[tool.ruff]\nline-length = 100\n", encoding="utf-8")
    assert find_configuration(inner).named
    (inner / "pyproject.toml").write_text("[tool.conformance]\nprofile = 'deep'\n", encoding="utf-8")
    assert (find_configuration(inner).profile, find_configuration(inner).named) == ("deep", ())


def test_a_file_that_is_named_must_have_the_table(inner: Path) -> None:
    (inner / "other.toml").write_text("[tool.conformance]\nprofile = 'deep'\n", encoding="utf-8")
    assert find_configuration(inner, "other.toml").profile == "deep"
    (inner / "other.toml").write_text("[tool.ruff]\n", encoding="utf-8")
    with pytest.raises(FileError, match=r"other.toml: has no table \[tool.conformance\]"):
        find_configuration(inner, "other.toml")
    with pytest.raises(FileError, match="no such file"):
        find_configuration(inner, "none.toml")


def test_each_command_reads_it(inner: Path) -> None:
    assert "complement_twice" in run("list", "laws", cwd=inner).out
    assert "../../mine.py:right  (of the project)" in run("list", "backends", cwd=inner).out
    assert "Twice is not at all." in run("show", "complement_twice", cwd=inner).out
    done = run("check", "--law", "complement_twice", cwd=inner)
    assert done.status == 0, done.err
    assert "../../mine.py:right: conforms" in done.out
    assert "numpy: conforms" in done.out


def test_the_command_line_goes_before_the_file(inner: Path) -> None:
    (inner / "other.toml").write_text("[tool.conformance]\nspec = ['mae']\n", encoding="utf-8")
    assert "complement_twice" not in run("list", "laws", "--config", "other.toml", cwd=inner).out
    assert "mae" in run("list", "laws", "--config", "other.toml", cwd=inner).out
    assert "complement_twice" not in run("list", "laws", "--spec", "masking", cwd=inner).out


def test_files_and_shipped_modules_are_named_together(inner: Path) -> None:
    listed = run("list", "laws", "--spec", "../../laws.yaml", "--spec", "shipped", "--module", "*", cwd=inner).out
    assert ("complement_twice" in listed, "maeLoss" in listed) == (True, True)
    assert run("show", "complement_twice", "--spec", "masking", "--spec", "../../laws.yaml", cwd=inner).status == 0


def keys(heading: str) -> list[str]:
    rows = PAGE.split(f"| {heading} |")[1].split("\n\n")[0].splitlines()[2:]
    return [re.findall(r"`([\w]+)`", row)[0] for row in rows]


def test_the_page_and_the_schema_have_the_keys_and_words_of_the_code() -> None:
    top, one = schema()["properties"], schema()["$defs"]["backend"]["properties"]
    assert keys("key") == list(top)
    assert keys("key of a backend") == list(one)
    assert set(one) == {field.name for field in fields(Declared)} - {"project", "places"}
    assert set(one["limits"]["properties"]) == {field.name for field in fields(Limits)}
    assert top["profile"]["enum"] == list(PROFILES)
    assert schema()["$defs"]["level"]["enum"] == list(LEVELS)
