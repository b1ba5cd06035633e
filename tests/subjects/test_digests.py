"""What a backend's code is: its module and what that imports, so that a change anywhere in it is told."""

from __future__ import annotations

import functools
import json
import linecache
import operator
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from conformance import check
from conformance.laws.specfile import shipped
from conformance.records.report import Report
from conformance.subjects.digests import digest, digests_of, digests_of_files
from conformance.subjects.loading import load_backend

ADAPTER = "from {helper} import flipped\n\ndef complement(mask):\n    return flipped(mask)\n"
HELPER = "def flipped(mask):\n    return [not bit for bit in mask]\n"


@pytest.fixture(autouse=True)
def _as_it_was(tmp_path: Path) -> Iterator[None]:
    """What a test loads from its folder is forgotten, and so is where it looks."""
    path = list(sys.path)
    yield
    sys.path[:] = path
    for name, module in list(sys.modules.items()):
        if str(getattr(module, "__file__", "")).startswith(str(tmp_path)):
            del sys.modules[name]


def written(folder: Path, **sources: str) -> Path:
    for name, source in sources.items():
        file = folder / f"{name.replace('__', '/', 1) if name.startswith('package__') else name}.py"
        file.parent.mkdir(exist_ok=True)
        file.write_text(source, encoding="utf-8")
    return folder


def sources(named: object) -> dict[str, str]:
    return dict(load_backend(named, shipped().definitions, cwd=True).digests)


@pytest.mark.parametrize("name", ["python", "numpy", "torch"])
def test_a_built_in_is_its_module_and_those_of_draws_practice_and_views(name: str) -> None:
    pytest.importorskip(name) if name != "python" else None
    parts = ("", "draws.", "practice.", "views.")
    assert sorted(sources(name)) == sorted(f"conformance.backends.{part}{name}" for part in parts)


def test_what_a_file_imports_counts_however_deep_and_wherever_the_import_stands(tmp_path: Path) -> None:
    helpers = {
        "deep_one": "import json\nfrom deep_two import flipped\n",
        "deep_two": "def flipped(mask):\n    import deep_three\n    return deep_three.flip(mask)\n",
        "deep_three": "try:\n    import deep_none\nexcept ImportError:\n    flip = lambda m: [not b for b in m]\n",
        "deep_unrelated": "",
    }
    folder = written(tmp_path, mine=ADAPTER.format(helper="deep_one"), **helpers)
    before = sources(f"{folder / 'mine.py'}")
    assert list(before) == ["deep_one", "deep_three", "deep_two", "mine"]
    for changed in helpers:
        written(tmp_path, **{changed: helpers[changed] + "# changed\n"})
        after = sources(f"{folder / 'mine.py'}")
        assert (digest(after, {}) != digest(before, {})) is (changed != "deep_unrelated")
        assert [n for n in before if before[n] != after[n]] == ([changed] if changed != "deep_unrelated" else [])
        before = after


def test_a_module_of_a_package_counts_with_its_package_and_relative_imports(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(tmp_path, package____init__="", package__masks=ADAPTER.format(helper=".help"), package__help=HELPER,
            package__other="")  # fmt: skip
    monkeypatch.chdir(tmp_path)
    assert list(sources("package.masks")) == ["package", "package.help", "package.masks"]


def test_a_module_that_is_loaded_by_other_means_counts(tmp_path: Path) -> None:
    loads = (
        "import importlib.util, pathlib, sys\n"
        "_spec = importlib.util.spec_from_file_location('by_hand', pathlib.Path(__file__).with_name('other_name.py'))\n"
        "_other = importlib.util.module_from_spec(_spec)\n_spec.loader.exec_module(_other)\n"
        "complement = _other.flipped\n"
    )
    written(tmp_path, mine=loads, other_name=HELPER)
    assert list(sources(f"{tmp_path / 'mine.py'}")) == ["by_hand", "mine"]


def test_functions_that_stand_in_no_file_are_known_by_their_source(monkeypatch: pytest.MonkeyPatch) -> None:
    text, cell = "def complement(mask):\n    return [not b for b in mask]\n", "<cell 1>"
    scope: dict[str, Any] = {"__name__": "typed_in"}
    exec(compile(text, cell, "exec"), scope)
    assert sources(SimpleNamespace(complement=scope["complement"])) == {}
    # As notebooks do.
    monkeypatch.setitem(linecache.cache, cell, (len(text), None, text.splitlines(keepends=True), cell))
    assert list(sources(SimpleNamespace(complement=scope["complement"]))) == ["complement"]


def test_functions_of_python_s_own_tell_nothing() -> None:
    assert digests_of(SimpleNamespace(), [operator.not_, json.dumps, functools.partial(map, operator.not_)]) == {}


def test_functions_of_a_test_count_with_its_file() -> None:
    def complement(mask: list[bool]) -> list[bool]:
        return [not b for b in mask]

    @functools.wraps(complement)
    def wrapped(mask: Any) -> Any:
        return complement(mask)

    for function in (complement, wrapped, functools.partial(complement)):
        assert set(sources(SimpleNamespace(complement=function))) == {"tests", __name__}


class Hostile:
    def __getattr__(self, name: str) -> Any:
        if name == "complement":
            return lambda mask: mask
        raise RuntimeError(name)

    @property
    def __dict__(self) -> Any:  # type: ignore[override]
        raise RuntimeError


def test_objects_that_cannot_be_looked_at_are_not_known() -> None:
    assert digests_of(Hostile(), [Hostile()]) in ({}, {__name__: digests_of(Hostile, ())[__name__]})


def test_the_files_of_a_command_count_with_what_they_import(tmp_path: Path) -> None:
    written(tmp_path, server=ADAPTER.format(helper="helper"), helper=HELPER, json="")
    (tmp_path / "masking.mjs").write_text("")
    files = [tmp_path / "server.py", tmp_path / "masking.mjs"]
    assert list(digests_of_files(files)) == ["helper", "masking.mjs", "server.py"]
    assert digest(digests_of_files([]), {}) == ""


def test_which_function_of_a_module_is_the_operation_counts() -> None:
    def other(mask: list[bool]) -> list[bool]:
        return [not b for b in mask]

    one, two = ({"complement": f} for f in (other, lambda mask: [not b for b in mask]))
    modules = digests_of(SimpleNamespace(), one.values())
    assert modules == digests_of(SimpleNamespace(), two.values()) != {}
    assert digest(modules, one) == digest(modules, {**one}) != digest(modules, two)


def run(folder: Path, *arguments: str) -> str:
    command = [sys.executable, "-m", "conformance", *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_compare_and_history_tell_that_a_helper_changed(tmp_path: Path) -> None:
    written(tmp_path, mine=ADAPTER.format(helper="helper"), helper=HELPER)
    chosen = ["mine.py", "--profile", "quick", "--law", "complement"]
    run(tmp_path, "check", *chosen, "--json", "old.json")
    written(tmp_path, helper=HELPER + "\n# faster\n")
    run(tmp_path, "check", *chosen, "--json", "new.json", "--workers", "0")
    assert "mine.py: the code changed (helper)" in run(tmp_path, "compare", "old.json", "new.json")
    assert "code" in run(tmp_path, "history", ".")
    run(tmp_path, "check", *chosen, "--json", "same.json")
    assert "mine.py: the code is the same (helper, mine)" in run(tmp_path, "compare", "new.json", "same.json")


def test_records_without_sources_are_read_and_compared_with_their_own_kind() -> None:
    report = check("python", profile="quick", laws=["allMask"])
    plain = json.loads(report.to_json())
    assert plain["backends"][0]["sources"] == sources("python")
    del plain["backends"][0]["sources"]
    earlier = Report.from_json(json.dumps(plain)).backends[0]
    assert (earlier.sources, earlier.code) == ({}, earlier.digest)
    assert report.backends[0].code == f"imported:{earlier.digest}"
    assert replace(report.backends[0], identity=None).code == f"modules:{earlier.digest}"
