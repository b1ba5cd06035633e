"""A backend that replaces built-ins or library functions decides nothing by it, and is to blame for what that does."""

from __future__ import annotations

import builtins
import functools
import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from conformance.checking import evaluation
from conformance.records.report import Report
from conformance.records.result import Result
from conformance.system import originals

BACKEND = """
import importlib
from conformance.backends import {base} as base

carrier = {base!r}

def replace(*arguments, **keywords):
    setattr(importlib.import_module({module!r}), {name!r}, lambda *a, **k: True)

{at_load}

def complement(mask):
    {at_call}
    return {result}

selected = base.selected
"""
REPLACED = [
    ("builtins", "sum"), ("builtins", "len"), ("builtins", "all"), ("builtins", "any"), ("builtins", "isinstance"),
    ("builtins", "int"), ("builtins", "bool"), ("builtins", "tuple"), ("builtins", "sorted"), ("builtins", "type"),
    ("json", "dumps"), ("json", "loads"), ("os", "getpid"), ("os", "write"), ("time", "perf_counter"),
    ("time", "monotonic"), ("operator", "eq"), ("functools", "reduce"), ("itertools", "islice"), ("hashlib", "sha256"),
]  # fmt: skip
LIBRARY = [("numpy", "array"), ("numpy", "asarray"), ("numpy", "array_equal"), ("numpy", "frombuffer")]
SOME = [
    ("builtins", "len"),
    ("builtins", "isinstance"),
    ("json", "loads"),
    ("time", "perf_counter"),
    ("numpy", "array"),
]


CHILD = """
import importlib, json, sys
from conformance import check

paths, kept = json.loads(sys.argv[1]), {}
for module, name in json.loads(sys.argv[2]):
    kept[module, name] = getattr(importlib.import_module(module), name)
told = []
for path in paths:
    results = check(path, laws=["complement*"], profile="quick").results
    for (module, name), value in kept.items():
        setattr(importlib.import_module(module), name, value)
    told.append([[r.law, r.status, r.note] for r in results if r.status != "not_provided"])
print(json.dumps(told))
"""
"""Checks backends one after another in a process of its own: what they replace is put back in between."""


def checked(folder: Path, paths: list[str]) -> list[list[list[str]]]:
    """Law, status and note of the results of each backend."""
    replaced = json.dumps([*REPLACED, *LIBRARY, ("builtins", "print")])
    command = [sys.executable, "-c", CHILD, json.dumps(paths), replaced]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=200)
    assert done.returncode == 0, done.stderr[-3_000:]
    found: list[list[list[str]]] = json.loads(done.stdout)
    return found


def written(folder: Path, module: str, name: str, *, right: bool, at_call: bool) -> str:
    base = "numpy" if module == "numpy" else "python"
    result = "base.complement(mask)" if right else "[m for m in mask]" if base == "python" else "mask.copy()"
    path = folder / f"replacing_{module}_{name}_{right}_{at_call}.py"
    path.write_text(BACKEND.format(
        base=base, module=module, name=name, result=result,
        at_load="" if at_call else "replace()", at_call="replace()" if at_call else "pass",
    ))  # fmt: skip
    return str(path)


def failures(results: list[Result]) -> set[str]:
    return {r.law for r in results if r.status not in ("passed", "not_provided")}


@pytest.mark.parametrize(
    ("cases", "at_call"),
    [
        pytest.param(SOME, True, id="some at a call"),
        pytest.param([*REPLACED, *LIBRARY], True, id="at a call", marks=pytest.mark.slow),
        pytest.param([*REPLACED, *LIBRARY], False, id="at load", marks=pytest.mark.slow),
    ],
)
def test_a_wrong_backend_passes_by_no_replacement_and_the_harness_is_not_blamed(
    tmp_path: Path, cases: list[tuple[str, str]], at_call: bool
) -> None:
    paths = [written(tmp_path, module, name, right=False, at_call=at_call) for module, name in cases]
    for (module, name), results in zip(cases, checked(tmp_path, paths), strict=True):
        statuses = {law: status for law, status, _ in results}
        assert {statuses["complement"], statuses["complement_selected_iff"]} <= {"failed", "crashed"}, (module, name)
        assert set(statuses.values()) <= {"failed", "crashed", "passed", "vacuous"}, (module, name)
        assert all(f"{module}.{name}" in note for _, status, note in results if status == "crashed")


def test_a_right_backend_that_replaces_what_it_does_not_need_passes(tmp_path: Path) -> None:
    harmless = [("builtins", "all"), ("builtins", "print"), ("json", "dumps"), ("os", "getpid")]
    paths = [written(tmp_path, *one, right=True, at_call=at_call) for one in harmless for at_call in (False, True)]
    for results in checked(tmp_path, paths):
        assert {status for _, status, _ in results} == {"passed"}, results


@pytest.mark.slow
@pytest.mark.parametrize(("module", "name"), REPLACED)
def test_in_a_worker_it_is_the_same(tmp_path: Path, module: str, name: str) -> None:
    backend = written(tmp_path, module, name, right=False, at_call=True)
    command = [sys.executable, "-m", "conformance", "check", backend, "--profile", "quick", "--law", "complement",
               "--law", "complement.*", "--json", "r.json"]  # fmt: skip
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120)
    assert (done.returncode, "Traceback" in done.stderr) == (1, False), done.stdout
    assert "complement" in failures(Report.from_json((tmp_path / "r.json").read_text(encoding="utf-8")).results)


def test_modules_of_the_harness_have_built_ins_of_their_own() -> None:
    assert evaluation.ClaimCheck.__call__.__builtins__ is not vars(builtins)  # type: ignore[attr-defined]
    assert originals.replaced.__builtins__ is not vars(builtins)  # type: ignore[attr-defined]


def test_what_was_replaced_is_put_back_for_our_work_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    originals.remember()
    # Libraries that other tests have imported here may have replaced something.
    others = set(originals.replaced())
    before, after = builtins.len, functools.partial(builtins.len)
    monkeypatch.setattr(builtins, "len", after)
    assert set(originals.replaced()) - others == {"builtins.len"}
    with originals.in_place():
        assert builtins.len is before
        assert originals.replaced() == ()
    assert builtins.len is after


def test_a_library_is_remembered_as_it_is_once_it_was_imported(tmp_path: Path) -> None:
    source = (
        "import conformance, builtins\nfrom conformance import originals\noriginals.remember()\nimport numpy\n"
        "assert originals.replaced() == ()\nnumpy.array = 1\nassert originals.replaced() == ('numpy.array',)\n"
    )
    subprocess.run([sys.executable, "-c", source], cwd=tmp_path, check=True)


def test_what_a_library_replaces_while_it_is_imported_is_no_backend_s_doing(tmp_path: Path) -> None:
    pytest.importorskip("torch")
    source = (
        "import inspect\nfrom conformance import originals\noriginals.remember()\nbefore = inspect.getfile\n"
        "import torch\nassert inspect.getfile is not before\nassert originals.replaced() == ()\n"
    )
    subprocess.run([sys.executable, "-c", source], cwd=tmp_path, check=True)


def test_the_loader_of_a_module_is_its_own() -> None:
    module: ModuleType = evaluation
    assert module.__spec__ is not None
    assert module.__spec__.loader is module.__loader__
    assert "originals" not in type(module.__loader__).__module__
