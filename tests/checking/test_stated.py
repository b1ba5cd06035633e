"""Operations without a body: laws alone speak of them, and what fails is told by the law."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from conformance import check
from conformance.errors import SpecError
from conformance.laws.specfile import load
from conformance.records.report import Report
from tests.asked import is_asked

SPEC = """\
module: Demo
imports: [masking]
operations:
  randomMask:
    lean: "opaque randomMask (n k seed : Nat) (h : k ≤ n) : Mask n"
laws:
  randomMask_count:
    stated: the paper
    lean: |
      theorem randomMask_count (n k seed : Nat) (h : k ≤ n) :
        (List.finRange n).countP (fun i => randomMask n k seed h i) = k
  randomMask_all:
    stated: the paper
    lean: "theorem randomMask_all (n seed : Nat) (i : Fin n) : randomMask n n seed (by omega) i = true"
  randomMask_complement:
    stated: the paper
    lean: |
      theorem randomMask_complement (n k seed : Nat) (hk : k ≤ n) (i : Fin n)
        (h : randomMask n k seed hk i = true) : complement (randomMask n k seed hk) i = false
"""


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    path = tmp_path / "demo.yaml"
    path.write_text(SPEC, encoding="utf-8")
    return path


def chosen(n: int, k: int, seed: int) -> list[bool]:
    """k of n positions, from one that hangs on the seed."""
    assert k <= n
    return [(i + seed) % n < k for i in range(n)]


def one_too_many(n: int, k: int, seed: int) -> list[bool]:
    return chosen(n, min(n, k + (n > 4)), seed)


def report_of(spec: Path, random_mask: object, **others: object) -> Report:
    backend = SimpleNamespace(carrier="python", random_mask=random_mask, **others)
    return check(backend, spec=[spec], profile="quick")


def test_an_operation_of_which_only_laws_speak_conforms(spec: Path) -> None:
    report = report_of(spec, chosen, complement=lambda mask: [not m for m in mask])
    assert {r.law: r.status for r in report.results if is_asked(r) and r.status != "passed"} == {}
    assert report["randomMask_count"].cases > 500
    assert {law.id: law.rests_on for law in report.laws if law.kind == "theorem"} == {
        name: "stated by the paper" for name in ("randomMask_count", "randomMask_all", "randomMask_complement")
    }
    assert {law.origin for law in report.laws if law.kind == "obligation"} == {"derived"}


def test_a_call_is_made_inside_the_precondition_alone(spec: Path) -> None:
    """`chosen` asserts it; so do those that obligations call in between."""
    report = report_of(spec, chosen)
    assert not report.failures
    assert report["randomMask.deterministic"].status == "passed"


def test_what_fails_is_told_by_the_law_with_what_came_back(spec: Path) -> None:
    failure = report_of(spec, one_too_many)["randomMask_count"].failure
    assert failure is not None
    assert (failure.inputs["n"], failure.inputs["k"]) == (5, 0)
    assert [(c.term, sum(c.returned), c.differs, c.is_specified) for c in failure.calls] == [
        ("randomMask n k seed h", 1, False, False)
    ]


def test_the_snippet_fails_where_the_same_comes_back(spec: Path, tmp_path: Path) -> None:
    source = "carrier = 'python'\ndef random_mask(n, k, seed):\n    return [True] * n\n"
    (tmp_path / "wrong.py").write_text(source, encoding="utf-8")
    report = check(str(tmp_path / "wrong.py"), spec=[spec], profile="quick")
    failure = report["randomMask_count"].failure
    assert failure is not None
    ran = subprocess.run([sys.executable, "-c", failure.reproduce], capture_output=True, text=True, check=False)
    assert ran.returncode == 1
    assert "does not hold" in ran.stderr
    (tmp_path / "wrong.py").write_text(source.replace("True", "False"), encoding="utf-8")
    assert subprocess.run([sys.executable, "-c", failure.reproduce], check=False).returncode == 0


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ('definitions:\n  rm:\n    lean: "opaque rm (n : Nat) : Nat"\n', "an operation without a body"),
        ('operations:\n  rm:\n    lean: "def rm (n : Nat) : Nat := n"\n', "`rm` is a definition"),
        ('laws:\n  t:\n    lean: "theorem t (n : Nat) : n = n"\n', "`stated:` is missing"),
        (
            'operations:\n  rm:\n    lean: "opaque rm (n : Nat) : Nat"\n'
            'definitions:\n  d:\n    lean: "def d (n : Nat) : Nat := rm n + 1"\n',
            "unknown name `rm`",
        ),
    ],
)  # fmt: skip
def test_what_belongs_elsewhere_is_refused(entry: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "m.yaml"
    path.write_text(f"module: Demo\n{entry}", encoding="utf-8")
    with pytest.raises(SpecError, match=message):
        load([path])


def test_a_definition_says_nothing_of_what_has_no_body(tmp_path: Path, spec: Path) -> None:
    path = tmp_path / "m.yaml"
    path.write_text(
        'module: Other\nimports: [demo.yaml]\ndefinitions:\n  d:\n    lean: "def d (n : Nat) : Bool := '
        '(List.finRange n).all (randomMask n n 0 (by omega))"\n',
        encoding="utf-8",
    )
    with pytest.raises(SpecError, match="`randomMask` has no body"):
        load([path])
