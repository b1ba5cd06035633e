"""Seeds come as integers, as generators of the library, or as the state of global ones."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from conformance import check
from conformance.errors import UsageError
from conformance.records.report import Report
from tests.asked import is_asked

SPEC = """\
module: Demo
imports: [masking]
operations:
  randomMask:
    lean: "opaque randomMask (n k : Nat) (seed : Seed) (h : k ≤ n) : Mask n"
laws:
  randomMask_count:
    stated: the paper
    lean: |
      theorem randomMask_count (n k : Nat) (seed : Seed) (h : k ≤ n) :
        (List.finRange n).countP (fun i => randomMask n k seed h i) = k
"""


def report_of(tmp_path: Path, random_mask: Any, forms: dict[str, str], carrier: str) -> Report:
    path = tmp_path / "demo.yaml"
    path.write_text(SPEC, encoding="utf-8")
    backend = SimpleNamespace(carrier=carrier, random_mask=random_mask, forms=forms)
    return check(backend, spec=[path], profile="quick", require="training")


def of_python(n: int, k: int, rng: random.Random) -> list[bool]:
    assert isinstance(rng, random.Random)
    chosen = set(rng.sample(range(n), k))
    return [i in chosen for i in range(n)]


def of_numpy(n: int, k: int, *, generator: np.random.Generator) -> Any:
    mask = np.zeros(n, bool)
    mask[generator.permutation(n)[:k]] = True
    return mask


def of_numpy_globally(n: int, k: int) -> Any:
    mask = np.zeros(n, bool)
    mask[np.random.permutation(n)[:k]] = True
    return mask


def of_torch(n: int, k: int, generator: Any) -> Any:
    torch = pytest.importorskip("torch")
    mask = torch.zeros(n, dtype=torch.bool)
    mask[torch.randperm(n, generator=generator)[:k]] = True
    return mask


def of_torch_globally(n: int, k: int) -> Any:
    torch = pytest.importorskip("torch")
    mask = torch.zeros(n, dtype=torch.bool)
    mask[torch.rand(n).argsort()[:k]] = True
    return mask


@pytest.mark.parametrize(
    ("random_mask", "word", "carrier"),
    [
        (of_python, "generator", "python"),
        (of_numpy, "keyword(generator)/generator", "numpy"),
        (of_numpy_globally, "global", "numpy"),
        (of_torch, "generator", "torch"),
        (of_torch_globally, "global", "torch"),
    ],
)
def test_a_seed_comes_as_the_backend_says(tmp_path: Path, random_mask: Any, word: str, carrier: str) -> None:
    pytest.importorskip(carrier if carrier != "python" else "random")
    report = report_of(tmp_path, random_mask, {"seed": word}, carrier)
    asked = [r for r in report.results if is_asked(r)]
    assert {r.law: r.status for r in asked if r.status != "passed"} == {}
    assert report.exit_status() == 0


def test_a_global_seed_is_in_the_snippet(tmp_path: Path) -> None:
    source = (
        "import numpy as np\ncarrier = 'numpy'\nforms = {'random_mask.seed': 'global'}\n"
        "def random_mask(n, k):\n    return np.random.rand(n) < 0.5\n"
    )
    (tmp_path / "wrong.py").write_text(source, encoding="utf-8")
    (tmp_path / "demo.yaml").write_text(SPEC, encoding="utf-8")
    report = check(str(tmp_path / "wrong.py"), spec=[tmp_path / "demo.yaml"], profile="quick")
    failure = report["randomMask_count"].failure
    assert failure is not None
    assert "__import__('numpy').random.seed(" in failure.reproduce
    ran = subprocess.run([sys.executable, "-c", failure.reproduce], capture_output=True, text=True, check=False)
    assert "does not hold" in ran.stderr


@pytest.mark.parametrize(
    ("forms", "message"),
    [
        ({"n": "generator"}, "`generator` is a form of seeds, and `random_mask.n` is none"),
        ({"seed": "generator/list"}, "`generator` is the form of a whole value"),
        ({"seed": "float01"}, "`float01` is no form of `random_mask.seed : Seed`, which comes as `array`, `generator`"),
    ],
)
def test_what_is_no_form_of_a_seed_is_refused(tmp_path: Path, forms: dict[str, str], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        report_of(tmp_path, of_python, forms, "python")
