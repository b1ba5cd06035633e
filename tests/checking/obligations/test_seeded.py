"""A seed decides what comes back, and nothing else does."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from conformance import check
from conformance.records.result import Result
from tests.checking.obligations.support import SHUFFLED

SPEC = """\
module: Demo
imports: [masking]
operations:
  randomMask:
    lean: "opaque randomMask (n k : Nat) (seed : Seed) (h : k ≤ n) : Mask n"
"""
BACKEND = """\
import random
import numpy as np

def random_mask(n, k, seed):
    {}
    there = set(chosen)
    return [i in there for i in range(n)]
"""
RIGHT = "chosen = random.Random(seed).sample(range(n), k)"
WRONG = {
    "chosen = random.Random(0).sample(range(n), k)": "gave the same on each of",
    "random.seed(seed); chosen = random.sample(range(n), k)": "global generator of `random` changed",
    "np.random.seed(seed); chosen = set(np.random.permutation(n)[:k])": "global generator of `numpy.random` changed",
    "s = random.getstate(); t = random.random() < 0.5; random.setstate(s); "
    "chosen = random.Random(seed + t).sample(range(n), k)": "once global generators were seeded otherwise",
}


@pytest.fixture
def result(tmp_path: Path) -> Callable[[str], Result]:
    def result(body: str) -> Result:
        (tmp_path / "demo.yaml").write_text(SPEC, encoding="utf-8")
        (tmp_path / "backend.py").write_text(BACKEND.format(body), encoding="utf-8")
        backend = str(tmp_path / "backend.py")
        report = check(backend, spec=[tmp_path / "demo.yaml"], profile="default", laws=["*.seeded"], require="training")
        (found,) = report.results
        assert isinstance(found, Result)
        return found

    return result


def test_what_a_seed_decides_conforms(result: Callable[[str], Result]) -> None:
    found = result(RIGHT)
    assert (found.status, found.level) == ("passed", "training")
    assert found.cases > 20


@pytest.mark.parametrize("body", WRONG)
def test_what_else_decides_is_found_and_shown(body: str, result: Callable[[str], Result]) -> None:
    failure = result(body).failure
    assert failure is not None
    assert WRONG[body] in failure.message
    ran = subprocess.run([sys.executable, "-c", failure.reproduce], capture_output=True, text=True, check=False)
    assert "AssertionError" in ran.stderr


def test_global_generators_are_put_back(result: Callable[[str], Result]) -> None:
    random.seed(1)
    np.random.seed(1)
    wanted = random.random(), np.random.rand()
    random.seed(1)
    np.random.seed(1)
    result(next(iter(WRONG)))
    assert (random.random(), np.random.rand()) == wanted


def test_what_takes_no_seed_has_no_such_obligation() -> None:
    report = check("python", laws=["complement*"], profile="quick")
    assert not [r for r in report.results if r.law.endswith("seeded")]


@pytest.mark.parametrize("is_right", [True, False])
def test_a_structure_that_no_seed_changes_is_found(is_right: bool, tmp_path: Path) -> None:
    def shuffled(n: int, k: int, seed: int) -> dict[str, list[object]]:
        order = random.Random(seed if is_right else 0).sample(range(n), n)
        masked = set(order[k:])
        return {"mask": [i in masked for i in range(n)], "ids_keep": [*order[:k]]}

    (tmp_path / "demo.yaml").write_text(SHUFFLED, encoding="utf-8")
    backend = SimpleNamespace(name="b", shuffled=shuffled)
    (found,) = check(backend, spec=[tmp_path / "demo.yaml"], laws=["*.seeded"], profile="quick").results
    assert found.status == ("passed" if is_right else "failed")
    assert found.failure is None or "gave the same on each of" in found.failure.message


def drawn(n: int, k: int) -> list[bool]:
    there = set(random.sample(range(n), k))
    return [i in there for i in range(n)]


def drawn_alike(n: int, k: int) -> list[bool]:
    """As in a worker that starts each epoch from the state that it was forked with."""
    state = random.getstate()
    try:
        return drawn(n, k)
    finally:
        random.setstate(state)


@pytest.mark.parametrize("random_mask", [drawn, drawn_alike])
def test_calls_go_on_from_where_the_one_before_left_global_generators(random_mask: object, tmp_path: Path) -> None:
    (tmp_path / "demo.yaml").write_text(SPEC, encoding="utf-8")
    backend = SimpleNamespace(name="b", forms={"seed": "global"}, random_mask=random_mask)
    (found,) = check(backend, spec=[tmp_path / "demo.yaml"], laws=["*.seeded"], profile="quick").results
    assert found.status == ("failed" if random_mask is drawn_alike else "passed")
    if found.failure is not None:
        assert "left as the seed had put them" in found.failure.message
        with pytest.raises(AssertionError):
            exec(found.failure.reproduce, {"backend": backend})
