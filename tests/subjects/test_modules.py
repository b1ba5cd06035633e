"""The modules that a source imports, directly or not, but for those that an installer put there."""

from __future__ import annotations

import functools
from pathlib import Path

import pytest

from conformance.subjects import modules
from conformance.subjects.modules import is_library, unwrapped, with_imports


def names(folder: Path, sources: dict[str, str], start: str = "start.py") -> list[str]:
    """The modules found from `start`, where those sources lie in a folder."""
    for name, source in sources.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(source)
    module = start.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    return [name for name, _ in with_imports({module: folder / start}, [str(folder)])]


@pytest.mark.parametrize(
    "statement",
    ["import other", "import other as o", "from other import x", "from other import *", "import json, other",
     "def f():\n    import other", "class A:\n    from other import x", "if 0:\n    import other",
     "try:\n    pass\nexcept ImportError:\n    import other", "match 1:\n    case 1:\n        import other",
     "with open('x') as f:\n    import other", "async def f():\n    import other"],
)  # fmt: skip
def test_an_import_counts_wherever_it_stands(tmp_path: Path, statement: str) -> None:
    assert names(tmp_path, {"start.py": statement, "other.py": "", "third.py": ""}) == ["other", "start"]


def test_imports_that_go_round_end(tmp_path: Path) -> None:
    assert names(tmp_path, {"start.py": "import other", "other.py": "import start"}) == ["other", "start"]


def test_what_python_or_an_installer_brings_is_not_followed(tmp_path: Path) -> None:
    assert names(tmp_path, {"start.py": "import json, numpy, conformance, nowhere.at.all"}) == ["start"]


def test_a_source_that_cannot_be_read_imports_nothing(tmp_path: Path) -> None:
    sources = {"start.py": "import broken, other", "broken.py": "import (", "other.py": ""}
    assert names(tmp_path, sources) == ["broken", "other", "start"]


def test_a_module_brings_the_packages_that_it_lies_in_and_not_what_lies_beside_it(tmp_path: Path) -> None:
    sources = {"start.py": "import p.a", "p/__init__.py": "", "p/a.py": "from .b import x", "p/b.py": "", "p/c.py": ""}
    assert names(tmp_path, sources) == ["p", "p.a", "p.b", "start"]


@pytest.mark.parametrize(("statement", "found"), [("from . import b", True), ("from .. import b", False)])
def test_relative_imports_start_at_the_package(tmp_path: Path, statement: str, found: bool) -> None:
    sources = {"p/__init__.py": "", "p/a.py": statement, "p/b.py": "", "b.py": ""}
    assert names(tmp_path, sources, "p/a.py") == ["p", "p.a", *["p.b"][: int(found)]]


def test_no_more_modules_are_followed_than_a_bound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(modules, "MAX_MODULES", 5)
    sources = {f"m{k}.py": f"import m{k + 1}" for k in range(20)}
    assert len(names(tmp_path, sources, "m0.py")) == 6


def test_a_function_is_found_behind_what_wraps_it() -> None:
    def function() -> None: ...

    @functools.wraps(function)
    def wrapper() -> None: ...

    assert unwrapped(functools.partial(functools.partial(wrapper))) is function
    assert unwrapped(Path("x").exists) is Path.exists


def test_what_is_python_s_own() -> None:
    assert is_library(Path(functools.__file__))
    assert not is_library(Path(pytest.__file__))
    assert not is_library(Path(__file__))
