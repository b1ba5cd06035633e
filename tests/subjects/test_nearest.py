"""What to name instead is told where a module or file is not found, or cannot be loaded as it was named."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from conformance.errors import UsageError
from conformance.subjects.loading import load_target
from conformance.subjects.naming import find

MODULE = "from .helpers import opposite\n\ndef complement(mask):\n    return opposite(mask)\n"
HELPERS = "def opposite(mask):\n    return [not value for value in mask]\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A project with a package in `src`, and one beside it, with modules of relative imports."""
    for package in (tmp_path / "src" / "inner_of_test", tmp_path / "outer_of_test"):
        package.mkdir(parents=True)
        (package / "__init__.py").write_text("", encoding="utf-8")
        (package / "masking.py").write_text(MODULE, encoding="utf-8")
        (package / "helpers.py").write_text(HELPERS, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    yield tmp_path
    for name in [n for n in sys.modules if n.startswith(("inner_of_test", "outer_of_test"))]:
        del sys.modules[name]


def refused(text: str) -> str:
    """The message, whether the name is refused when it is looked for or only when it is loaded."""

    def loaded() -> None:
        find(text, cwd=True)
        load_target(text, cwd=True)

    with pytest.raises(UsageError) as caught:
        loaded()
    return str(caught.value)


def test_a_module_in_src_is_told_how_to_be_found(folder: Path) -> None:
    assert refused("inner_of_test.masking") == (
        "unknown backend `inner_of_test.masking`; `src/inner_of_test/masking.py` is there, and `src` is no place where "
        "modules are found: install the project (`pip install -e .`), run with PYTHONPATH=src, or name the file"
    )


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("outer_of_tst", "outer_of_test"),
        ("outer_of_test.maskng", "outer_of_test.masking"),
        ("pythn", "python"),
        ("outer_of_test/maskng.py", "outer_of_test/masking.py"),
        ("inner_of_test/masking.py", "src/inner_of_test/masking.py"),
    ],
)
def test_the_nearest_name_is_told(folder: Path, text: str, near: str) -> None:
    assert f"; did you mean `{near}`?" in refused(text)


def test_a_path_without_its_ending_is_a_file(folder: Path) -> None:
    assert refused("outer_of_test/masking").endswith("; did you mean the file `outer_of_test/masking.py`?")


def test_a_file_with_relative_imports_is_named_as_a_module(folder: Path) -> None:
    told = refused("outer_of_test/masking.py")
    assert "attempted relative import" in told
    assert told.endswith("relative to its package, so name the module instead: `outer_of_test.masking`")
    assert refused("src/inner_of_test/masking.py").endswith(
        "name the module instead: `inner_of_test.masking`, with the project installed (`pip install -e .`) or with "
        "PYTHONPATH=src"
    )
    (folder / "alone").mkdir()
    (folder / "alone" / "mine.py").write_text(MODULE, encoding="utf-8")
    (folder / "alone" / "helpers.py").write_text(HELPERS, encoding="utf-8")
    assert refused("alone/mine.py").endswith("write them without the `.`, as `from helpers import ...`")


def test_what_a_package_lacks_is_told_as_what_it_is(folder: Path) -> None:
    (folder / "outer_of_test" / "__init__.py").write_text("import there_is_no_such_module\n", encoding="utf-8")
    assert "could not be imported: ModuleNotFoundError: No module named 'there_is_no_such_module'" in refused(
        "outer_of_test.masking"
    )


@pytest.mark.parametrize("text", ["", ".", "..", "/", "a..b", "nothing/of.py", ".py", "\0.py"])
def test_a_name_that_nothing_can_have_is_refused_in_a_message(folder: Path, text: str) -> None:
    assert refused(text)
