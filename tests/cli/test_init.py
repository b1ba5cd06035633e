"""`conformance init`: what is there is looked at and called, and the declaration says why."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.project.reading import find_configuration
from tests.cli.commands import run

OWN = """\
module: Own
operations:
  keepSome: {lean: "opaque keepSome (n k : Nat) (seed : Seed) (h : k ≤ n) : Mask n"}
laws:
  keepSome_count:
    stated: x
    lean: |
      theorem keepSome_count (n k : Nat) (seed : Seed) (h : k ≤ n) :
        (List.finRange n).countP (fun i => keepSome n k seed h i) = k
"""

CODE = """\
import random

print("loaded")


def keep_some(n, k):
    chosen = random.sample(range(n), k)
    return chosen, [0 if i in chosen else 1 for i in range(n)]


def unlike_all(a, b, c, d, e, f, g):
    return a
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "own.yaml").write_text(OWN, encoding="utf-8")
    (tmp_path / "lab.py").write_text(CODE, encoding="utf-8")
    return tmp_path


def test_forms_are_told_by_calls_and_written_as_a_table(folder: Path) -> None:
    told = run("init", "lab.py", "--spec", "own.yaml", cwd=folder)
    assert told.status == 0, told.err
    assert told.out.startswith(
        '[tool.conformance.backends.lab]\ntarget = "lab.py"\ncarrier = "python"  # it imports no'
    )
    assert '"keep_some.seed" = "global"\n"keep_some.returns" = "item(1)/complement/int01"\n' in told.out
    assert "# keep_some is taken for keep_some: its laws hold on" in told.out
    assert "# Not told: unlike_all: no operation is near in name and takes as many arguments." in told.out
    assert not (folder / "pyproject.toml").exists()


def test_what_is_written_is_checked_as_it_stands(folder: Path) -> None:
    (folder / "pyproject.toml").write_text('[project]\nname = "lab"\n', encoding="utf-8")
    assert run("init", "lab.py", "--spec", "own.yaml", "--write", cwd=folder).out == (
        "Wrote pyproject.toml; next: conformance check lab\n"
    )
    assert (folder / "pyproject.toml").read_text(encoding="utf-8").startswith('[project]\nname = "lab"\n\n[tool.')
    assert list(find_configuration(folder).declared) == ["lab"]
    ask = "check", "lab", "--spec", "own.yaml", "--law", "keepSome_count", "--profile", "quick", "--workers", "0"
    assert run(*ask, cwd=folder).status == 0
    again = run("init", "lab.py", "--spec", "own.yaml", "--write", cwd=folder)
    assert (again.status, "has a backend `lab` already" in again.err) == (2, True)


def test_of_two_functions_that_may_be_one_operation_one_is_taken(folder: Path) -> None:
    broken = "\n\ndef keep_many(n, k):\n    return [1] * n, [0] * n\n"
    (folder / "lab.py").write_text(CODE + broken, encoding="utf-8")
    told = run("init", "lab.py", "--spec", "own.yaml", cwd=folder).out
    assert told.count("is taken for keep_some") == 1
    assert "# Not told: keep_many: near `keep_some`, for which keep_some is taken." in told


@pytest.mark.parametrize(
    ("before", "name", "message"),
    [
        ('[tool.conformance]\nbackends = ["numpy"]\n', "lab", "`backends` is a list there"),
        ("[project\n", "lab", "`pyproject.toml` is no TOML, and nothing is added to it"),
        ("", "a b", "`--name` must be of letters, digits, `_` and `-`, not 'a b'"),
    ],
)
def test_nothing_is_written_that_makes_no_toml(folder: Path, before: str, name: str, message: str) -> None:
    (folder / "pyproject.toml").write_text(before, encoding="utf-8")
    done = run("init", "lab.py", "--spec", "own.yaml", "--write", "--name", name, cwd=folder)
    assert (done.status, message in done.err) == (2, True), done.err
    assert (folder / "pyproject.toml").read_text(encoding="utf-8") == before


def test_a_function_of_another_name_gets_a_module(folder: Path) -> None:
    (folder / "lab.py").write_text(CODE.replace("keep_some", "keep_same"), encoding="utf-8")
    assert run("init", "lab.py", "--spec", "own.yaml", "--write", cwd=folder).status == 0
    text = (folder / "lab_backend.py").read_text(encoding="utf-8")
    assert "from lab import keep_same as keep_some\n" in text
    again = run("init", "lab.py", "--spec", "own.yaml", "--write", cwd=folder)
    assert (again.status, "nothing is written over" in again.err) == (2, True)


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("import os\nos._exit(3)\n", "`lab.py` ended its process where it was loaded or called"),
        ("raise ValueError('no')\n", "could not be imported: ValueError: no"),
        ("x = 1\n", "has no function that could be told for an operation"),
        ("def keep_some(n, k):\n    raise ValueError\n", "keep_some: near `keep_some`; in no form"),
    ],
)
def test_what_cannot_be_told_is_one_message(folder: Path, code: str, message: str) -> None:
    (folder / "lab.py").write_text(code, encoding="utf-8")
    told = run("init", "lab.py", "--spec", "own.yaml", cwd=folder)
    assert (told.status, told.out) == (2, "")
    assert message in told.err


def test_a_mean_that_fails_on_nothing_is_not_taken_for_that_of_the_complement(tmp_path: Path) -> None:
    """On most small inputs the mask chooses nothing, where the mean of the rest is a number, and a wrong one."""
    pytest.importorskip("numpy")
    (tmp_path / "lab.py").write_text(
        "import numpy\n\n\ndef masked_mse(pred, target, mask):\n"
        "    return (((pred - target) ** 2).mean(-1) * mask).sum() / mask.sum()\n",
        encoding="utf-8",
    )
    told = run("init", "lab.py", "--spec", "practice", cwd=tmp_path)
    assert "# masked_mse is taken for masked_mse: " in told.out
    assert not any("complement" in line for line in told.out.splitlines() if "Tried: " not in line)


FORMS = """\
import numpy as np


def complement(*, mask):
    return 1 - np.asarray(mask)


def masked_loss(idxs, per_patch_loss):
    assert isinstance(idxs, list)
    return int(sum(per_patch_loss[i] for i in idxs))


def random_mask(n, k, *, generator=None):
    found = np.zeros(n, bool)
    found[generator.permutation(n)[:k]] = True
    return found


def mask_to_indices(mask, *, unused=3):
    return np.flatnonzero(mask).astype("int32")


def visible_indices(mask):
    return [int(i) for i in np.flatnonzero(~mask)]


def scatter_tokens(values, idxs, base):
    return "none"
"""


def test_keywords_lists_and_dtypes_are_tried_and_told(tmp_path: Path) -> None:
    pytest.importorskip("numpy")
    (tmp_path / "lab.py").write_text(FORMS, encoding="utf-8")
    told = run("init", "lab.py", "--carrier", "numpy", cwd=tmp_path)
    assert told.status == 0, told.err
    for line in (
        '"complement.m" = "keyword(mask)"',
        '"complement.returns" = "int01"',
        '"masked_loss.idxs" = "list"',
        '"random_mask.seed" = "keyword(generator)/generator"',
        '"mask_to_indices.returns" = "int32"',
        '"visible_indices.returns" = "list"',
        "#   Tried: idxs as array, list, int32; per_patch_loss as array, list; returns as array.",
    ):
        assert f"\n{line}\n" in told.out, line
    (untold,) = [line for line in told.out.splitlines() if "Not told: scatter_tokens" in line]
    assert "(base as array, by keyword base, list; idxs as array, by keyword idxs, list, int32; values as" in untold
    (tmp_path / "pyproject.toml").write_text(told.out, encoding="utf-8")
    chosen = [part for law in ("complement", "maskedLoss", "randomMask_count") for part in ("--law", law)]
    done = run("check", "lab", *chosen, "--profile", "quick", "--workers", "0", cwd=tmp_path)
    assert done.status == 0, done.out
