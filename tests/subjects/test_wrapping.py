"""Backends under a transformation of their library."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from conformance import check, wrapped
from conformance.errors import UsageError

torch = pytest.importorskip("torch")

MINE = """\
import torch

carrier = "torch:float32"

def masked_sum(x, mask):
    return torch.where(mask, x, 0).sum()

def masked_mean(x, mask):
    return x[mask].sum() / max(int(mask.sum()), 1)
"""


def mean(x: Any, mask: Any) -> Any:
    return torch.where(mask, x, 0).sum() / mask.sum().clamp(min=1)


@pytest.mark.parametrize("word", ["compile:eager", "autocast", "vmap"])
def test_what_can_be_transformed_conforms_and_agrees(word: str) -> None:
    plain = SimpleNamespace(name="plain", carrier="torch:float32", masked_mean=mean)
    transformed = wrapped(plain, word)
    transformed.name = word  # type: ignore[attr-defined]
    report = check(plain, transformed, laws=["maskedMean"], profile="quick")
    assert {r.status for r in report.results} == {"passed"}
    assert [a.agrees for a in report.agreement] == [True]


def test_a_shape_that_hangs_on_values_has_no_vmap(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(MINE, encoding="utf-8")
    command = [sys.executable, "-m", "conformance", "check", "mine.py", "--wrap", "vmap", "--profile", "quick"]
    laws = ["--law", "maskedSum", "--law", "maskedMean"]
    done = subprocess.run(
        [*command, *laws, "--json", "r.json"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    results = {(r["backend"], r["law"]): r for r in json.loads((tmp_path / "r.json").read_text())["results"]}
    assert {key: r["status"] for key, r in results.items()} == {
        ("mine.py", "maskedSum"): "passed", ("mine.py", "maskedMean"): "passed",
        ("mine.py+vmap", "maskedSum"): "passed", ("mine.py+vmap", "maskedMean"): "failed",
    }  # fmt: skip
    assert done.returncode == 1
    snippet = results["mine.py+vmap", "maskedMean"]["failure"]["reproduce"]
    assert "backend = wrapped(backend, 'vmap')" in snippet
    again = subprocess.run([sys.executable, "-c", snippet], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "of the indexed tensor [2, 0]" in again.stderr.splitlines()[-1]


def test_a_project_names_a_transformation(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(MINE, encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text(
        '[tool.conformance.backends.mapped]\ntarget = "mine.py"\nwrap = "vmap"\n', encoding="utf-8"
    )
    command = [sys.executable, "-m", "conformance", "check", "--law", "maskedSum", "--profile", "quick"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.stdout.startswith("mapped: conforms: 1 of 1 core laws hold")


@pytest.mark.parametrize(
    ("carrier", "word", "told"),
    [
        ("torch", "jit", "carrier `torch` has no wrapper `jit`: expected one of compile, autocast, vmap"),
        ("python", "compile", "carrier `python` has no wrapper `compile`: it has none"),
    ],
)
def test_a_library_without_it_says_what_it_has(carrier: str, word: str, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        wrapped(SimpleNamespace(carrier=carrier), word)


def test_jax_compiles_and_maps() -> None:
    jax = pytest.importorskip("jax")

    def of_jax(x: Any, mask: Any) -> Any:
        return jax.numpy.where(mask, x, 0).sum() / jax.numpy.maximum(mask.sum(), 1)

    def with_python(x: Any, mask: Any) -> Any:
        return of_jax(x, mask) if bool(mask.any()) else jax.numpy.zeros((), x.dtype)

    for word in ("jit", "vmap"):
        for function, status in ((of_jax, "passed"), (with_python, "failed")):
            backend = wrapped(SimpleNamespace(name="b", carrier="jax:float32", masked_mean=function), word)
            (result,) = check(backend, laws=["maskedMean"], profile="quick").results
            assert result.status == status
