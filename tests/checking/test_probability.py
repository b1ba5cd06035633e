"""Laws about how likely something is over all seeds: estimated by draws, with next to no false alarm."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from conformance import check
from conformance.errors import SpecError
from conformance.laws.specfile import load
from conformance.records.result import Result

SPEC = """\
module: Demo
imports: [masking]
operations:
  randomMask:
    lean: "opaque randomMask (n k : Nat) (seed : Seed) (h : k ≤ n) : Mask n"
laws:
  randomMask_uniform:
    stated: the paper
    lean: |
      theorem randomMask_uniform (n k : Nat) (h : k ≤ n) (i : Fin n) :
        Seed.probability (fun seed => randomMask n k seed h i = true) = k / n
  randomMask_reaches:
    stated: the paper
    lean: |
      theorem randomMask_reaches (n k : Nat) (h : k ≤ n) (hk : 0 < k) :
        ∀ i : Fin n, 1 / n ≤ Seed.probability (fun seed => randomMask n k seed h i = true)
"""
Chosen = Callable[[int, int, int], list[int]]


def sampled(n: int, k: int, seed: int) -> list[int]:
    return random.Random(seed).sample(range(n), k)


def without_the_last(n: int, k: int, seed: int) -> list[int]:
    return random.Random(seed).sample(range(max(n - 1, k)), k)


def without_the_seed(n: int, k: int, seed: int) -> list[int]:
    return random.Random(7).sample(range(n), k)


def results(chosen: Chosen, tmp_path: Path) -> dict[str, Result]:
    path = tmp_path / "demo.yaml"
    path.write_text(SPEC, encoding="utf-8")

    def random_mask(n: int, k: int, seed: int) -> list[bool]:
        there = set(chosen(n, k, seed))
        return [i in there for i in range(n)]

    report = check(SimpleNamespace(carrier="python", random_mask=random_mask), spec=[path], profile="quick")
    return {r.law: r for r in report.results if r.kind == "theorem"}


def test_a_uniform_choice_conforms(tmp_path: Path) -> None:
    found = results(sampled, tmp_path)
    assert {law: r.status for law, r in found.items()} == dict.fromkeys(found, "passed")
    assert all(r.cases >= 20 for r in found.values())


@pytest.mark.parametrize("chosen", [without_the_last, without_the_seed])
def test_a_position_that_never_comes_is_found(chosen: Chosen, tmp_path: Path) -> None:
    found = results(chosen, tmp_path)
    assert {law: r.status for law, r in found.items()} == dict.fromkeys(found, "failed")
    failure = found["randomMask_uniform"].failure
    assert failure is not None
    assert (failure.inputs["n"], failure.expected) == (2, "1/2")
    assert "check(backend" in failure.reproduce


@pytest.mark.parametrize(
    "statement",
    [
        "theorem t (n : Nat) (h : Seed.probability (fun s => n = n) = 1) : n = n",
        "theorem t (n : Nat) : ¬ Seed.probability (fun s => n = n) = 1",
        "theorem t (n : Nat) : Seed.probability (fun s => n = n) + 1 = 2",
        "theorem t (n : Nat) : Seed.probability (fun s => n = n) = Seed.probability (fun s => 0 = 0)",
        "theorem t (n : Nat) : 0 < Seed.probability (fun s => n = n)",
    ],
)
def test_a_probability_is_compared_and_nothing_else(statement: str, tmp_path: Path) -> None:
    path = tmp_path / "m.yaml"
    path.write_text(f'module: Demo\nlaws:\n  t:\n    stated: here\n    lean: "{statement}"\n', encoding="utf-8")
    with pytest.raises(SpecError, match="can only be compared"):
        load([path])
