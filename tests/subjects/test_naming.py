"""What a text names is found without running it, and what is wrong with it is said before anything runs."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from conformance.errors import UsageError
from conformance.subjects.naming import find, installed_built_ins, named_files, resolve

RUNS = "raise SystemExit('it ran')\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The current folder, in which a module, a package and a file with colons in its path lie that must not run."""
    monkeypatch.chdir(tmp_path)
    path, modules = list(sys.path), set(sys.modules)
    for name in ("naming_module.py", "naming_package/__init__.py", "naming_package/inner.py", "a:b/c.py"):
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(RUNS)
    yield tmp_path
    sys.path[:] = path
    for name in set(sys.modules) - modules:
        del sys.modules[name]


@pytest.mark.parametrize(
    "text",
    ["python", "naming_module", "naming_module:any", "naming_package", "naming_package.inner", "naming_module.py",
     "naming_module.py:any", "a:b/c.py", "a:b/c.py:any", f"process:{sys.executable} -c pass"],
)  # fmt: skip
def test_what_is_there_is_found_and_does_not_run(folder: Path, text: str) -> None:
    find(text, cwd=True)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("nunpy", "unknown backend `nunpy`; did you mean `numpy`?"),
        ("naming_nothing", "unknown backend `naming_nothing`; expected python, numpy, torch, a module, or a path to a"),
        ("nothing.py", "backend `nothing.py`: there is no file `nothing.py`"),
        ("a:b/d.py:any", "backend `a:b/d.py:any`: there is no file `a:b/d.py`"),
        ("naming_package.py", "backend `naming_package.py`: there is no file `naming_package.py`"),
        ("process:no-such-command --x", "there is no command `no-such-command`; is it installed, and on the PATH?"),
        ("process:", "backend `process:`: "),
    ],
)
def test_what_is_not_there_is_refused(folder: Path, text: str, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        find(text, cwd=True)
    assert message in str(caught.value)


def test_a_built_in_without_its_library_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert installed_built_ins() == (["python"], ["numpy", "torch"])
    for look in (find, lambda text: resolve(text, False)):
        with pytest.raises(UsageError, match=r"needs torch, which is not installed: pip install '.*\[torch\]'"):
            look("torch")


def test_a_module_of_the_current_folder_is_found_only_where_that_is_asked_for(folder: Path) -> None:
    with pytest.raises(UsageError, match="unknown backend"):
        find("naming_module")


@pytest.mark.parametrize("text", ["mine.py", "mine"])
@pytest.mark.parametrize(
    ("source", "error", "line"),
    [
        ("import naming_lacking\n", "ModuleNotFoundError: No module named 'naming_lacking'", 1),
        ("x = 1\n\ndef f(:\n", "SyntaxError: invalid syntax", 3),
        ("\nraise RuntimeError('no licence')\n", "RuntimeError: no licence", 2),
        ("import sys\nsys.exit('gone')\n", "SystemExit: gone", 2),
    ],
)
def test_what_raises_where_it_is_imported_is_told_with_its_line(
    folder: Path, text: str, source: str, error: str, line: int
) -> None:
    (folder / "mine.py").write_text(source)
    with pytest.raises(UsageError) as caught:
        resolve(text, True)
    told, _, place = str(caught.value).rpartition(" (")
    assert told == f"backend `{text}` could not be imported: {error}"
    assert place.endswith(f"mine.py:{line})")


def test_a_part_of_a_module_is_resolved_with_the_source_that_gives_it(folder: Path) -> None:
    (folder / "mine.py").write_text("class A:\n    class B:\n        x = 5\ndef masked(): ...\n")
    assert resolve("mine:A.B.x", True) == (5, "from mine import A.B.x as backend")
    target, source = resolve("mine:A", True)
    assert (target.__class__, source) == (type, "from mine import A as backend\nbackend = backend()")
    target, source = resolve("mine.py:A", True)
    assert source == "from conformance import load_backend\nbackend = load_backend('mine.py:A')"
    with pytest.raises(UsageError, match=r"`mine` has no attribute `maskd`; did you mean `masked`\?"):
        resolve("mine:maskd", True)


@pytest.mark.parametrize(
    ("text", "files"),
    [
        ("python", []),
        ("naming_module", ["naming_module.py"]),
        ("naming_package", ["naming_package/__init__.py"]),
        ("naming_package.inner:any", ["naming_package/inner.py"]),
        ("a:b/c.py:any", ["a:b/c.py"]),
        ("process:python naming_module.py none.py", ["naming_module.py"]),
    ],
)
def test_the_files_that_stand_in_a_text(folder: Path, text: str, files: list[str]) -> None:
    assert [path.as_posix() for path in named_files(text)] == files
