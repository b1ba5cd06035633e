"""What a backend is, however its name was typed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

import conformance.backends.python
from conformance import check
from conformance.errors import UsageError
from conformance.laws.specfile import shipped
from conformance.subjects.declared import Declared
from conformance.subjects.digests import digest
from conformance.subjects.identity import identity, identity_of, refuse_twice
from conformance.subjects.loading import load_backend
from conformance.system.places import roots_of

SOURCE = "def all_mask(n):\n    return [True] * n\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of a run, with a module and a package."""
    for name in ("same_mae.py", "same_package/__init__.py", "same_package/inner.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("" if name.endswith("__.py") else SOURCE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    path = list(sys.path)
    yield tmp_path
    sys.path[:] = path
    for name in [name for name in sys.modules if "same_mae" in name or "same_package" in name]:
        del sys.modules[name]


@pytest.mark.parametrize("text", ["same_mae.py", "./same_mae.py", "{}/same_mae.py", "same_mae", "x/../same_mae.py"])
def test_each_way_to_name_a_file_is_one_backend(text: str, folder: Path) -> None:
    assert identity_of(text.format(folder)) == "same_mae.py"
    assert identity_of(f"{text.format(folder)}:Masks") == "same_mae.py:Masks"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("python", "python"),
        ("conformance.backends.python", "python"),
        ("same_package.inner", "same_package/inner.py"),
        ("same_package", "same_package/__init__.py"),
        ("pytest", "pytest/__init__.py"),
        ("process:node ./same_mae.py", "process:node same_mae.py"),
        ("no.such.module", "no.such.module"),
        ("not a module", "not a module"),
    ],
)
def test_what_a_text_names_is_told_without_the_folders_of_the_machine(text: str, told: str, folder: Path) -> None:
    assert identity_of(text) == told


def test_an_object_is_known_by_where_it_stands() -> None:
    assert identity(conformance.backends.python, Declared()) == "python"
    assert identity(SimpleNamespace(), Declared()) == ""
    assert identity(Declared, Declared()).endswith("conformance/subjects/declared.py:Declared")


def test_what_a_project_declares_is_known_by_its_name_there(folder: Path) -> None:
    assert identity("mine", Declared(target="same_mae.py")) == "mine"
    assert identity("./same_mae.py+jit", Declared(target="./same_mae.py", wrap="jit")) == "same_mae.py+jit"


@pytest.mark.parametrize("text", ["same_mae.py", "./same_mae.py", "same_mae", "{}/same_mae.py", "../same_mae.py"])
def test_a_file_of_the_project_is_one_from_each_of_its_folders(
    text: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "inner").mkdir()
    monkeypatch.chdir(folder / "inner")
    roots = roots_of(project=folder)
    seen_from = folder / "inner" if text.startswith("../") else folder
    assert identity_of(text.format(folder), roots, seen_from) == "../same_mae.py"
    assert identity_of(f"{text.format(folder)}:Masks", roots, seen_from) == "../same_mae.py:Masks"


@pytest.mark.parametrize(
    ("text", "told"),
    [("./same_mae.py+compile:eager", "../same_mae.py+compile:eager"), ("same_mae+jit", "same_mae+jit"),
     ("process:node same_mae.py", "process:node ../same_mae.py"), ("…/other.py", "…/other.py")],
)  # fmt: skip
def test_texts_are_seen_from_a_folder(text: str, told: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "inner").mkdir()
    monkeypatch.chdir(folder / "inner")
    assert identity_of(text, roots_of(project=folder), folder) == told


def test_the_code_is_the_same_however_it_was_loaded(folder: Path) -> None:
    for names in (("same_mae", "same_mae.py"), ("same_package.inner", "same_package/inner.py")):
        backends = [load_backend(name, shipped().definitions, cwd=True) for name in names]
        first, second = ((dict(b.digests), digest(b.digests, b.functions), b.identity) for b in backends)
        assert first == second


@pytest.mark.parametrize("names", [("same_mae.py", "./same_mae.py"), ("same_mae", "{}/same_mae.py")])
def test_two_names_of_one_backend_are_refused(names: tuple[str, str], folder: Path) -> None:
    with pytest.raises(UsageError, match=r"are one backend; name it once"):
        check(*(name.format(folder) for name in names), laws="allMask", profile="quick")


def test_a_name_is_given_once_and_two_files_of_one_name_are_two(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="`python` is named twice; name it once"):
        refuse_twice([("python", Declared()), ("python", Declared())])
    for other in ("one", "two"):
        (folder / other).mkdir()
        (folder / other / "mae.py").write_text(SOURCE, encoding="utf-8")
    refuse_twice([(str(folder / other / "mae.py"), Declared()) for other in ("one", "two")])
    refuse_twice([(SimpleNamespace(), Declared())] * 2)
