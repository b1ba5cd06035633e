"""Laws over fractions, on Python's fractions, on arrays of floats, and on a process that speaks JSON."""

from __future__ import annotations

import math
import shlex
import sys
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from conformance import check
from conformance.carriers import carrier
from conformance.carriers.base import Form, Kind, Malformed
from conformance.lean.types import RAT
from conformance.values.known import formed
from tests.asked import is_asked

SPEC = """\
module: Ratio
definitions:
  hidden: {lean: 'def hidden (n : Nat) (ratio : Rat) : Nat := (ratio * n).floor.toNat'}
  share: {lean: 'def share {n : Nat} (w : Fin n → Rat) (t : Rat) : Fin n → Rat := fun i => t * w i'}
  quotient: {lean: 'def quotient (a b : Rat) : Rat := a / b'}
theorems:
  hidden_le: {lean: 'theorem hidden_le (n : Nat) (ratio : Rat) (h : 0 ≤ ratio ∧ ratio ≤ 1) : hidden n ratio ≤ n'}
  hidden_lt:
    lean: 'theorem hidden_lt (n : Nat) (ratio : Rat) (hn : 0 < n) (h : ratio < 1) (h0 : 0 ≤ ratio) : hidden n ratio < n'
  quotient_of_positive: {lean: 'theorem quotient_of_positive (a : Rat) (h : 0 < a) : quotient a 2 < a'}
  share_of_each:
    lean: |
      theorem share_of_each {n : Nat} (w : Fin n → Rat) (t : Rat) (h : ∀ i, 0 ≤ w i ∧ w i ≤ 1) (ht : 0 ≤ t ∧ t ≤ 1) :
          ∀ i, share w t i ≤ 1
"""


class Plain:
    def hidden(self, n: int, ratio: Fraction) -> int:
        assert type(ratio) is Fraction
        return max(0, math.floor(ratio * n))

    def share(self, w: list[Fraction], t: Fraction) -> list[Fraction]:
        return [t * v for v in w]

    def quotient(self, a: Fraction, b: Fraction) -> Fraction | int:
        return a / b if b else 0


class Numpy(Plain):
    carrier = "numpy"

    def hidden(self, n: int, ratio: Any) -> int:
        assert type(ratio) is float
        return max(0, math.floor(ratio * n))

    def share(self, w: Any, t: Any) -> Any:
        assert w.dtype == np.float64
        return t * w


class Torch(Numpy):
    carrier = "torch"

    def share(self, w: Any, t: Any) -> Any:
        return t * w


class Rounding(Plain):
    """The number is rounded to the nearest, and not down."""

    def hidden(self, n: int, ratio: Fraction) -> int:
        return max(0, round(ratio * n))


class Floats(Plain):
    """A third times 3 is less than 1 in floats."""

    def quotient(self, a: Fraction, b: Fraction) -> float:
        return float(a) / float(b) if b else 0.0


class Texts(Plain):
    def quotient(self, a: Fraction, b: Fraction) -> Any:
        return str(a / b) if b else "0"


class Swapped(Numpy):
    def quotient(self, a: Any, b: Any) -> Any:
        return b / a if a else 0


@pytest.fixture(scope="module")
def spec(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("spec") / "ratio.yaml"
    path.write_text(SPEC, encoding="utf-8")
    return path


@pytest.mark.parametrize("backend", [Plain, Numpy, Torch])
def test_a_right_backend_conforms(backend: type, spec: Path) -> None:
    if backend is Torch:
        pytest.importorskip("torch")
    report = check(backend(), spec=spec, profile="quick", require="hardened")
    told = {r.law: (r.status, r.failure) for r in report.results if r.status not in ("passed", "not_provided")}
    assert not told
    parts = {"negative", "zero", "between 0 and 1", "one", "above 1", "not whole"}
    assert all(report["quotient"].evidence.covered[part] > 20 for part in parts)
    assert report["share"].evidence.covered["both signs"] > 50
    assert report["share"].evidence.wide is not None


def test_backends_with_fractions_and_with_floats_are_compared_on_what_both_hold(spec: Path) -> None:
    report = check(Plain(), Numpy(), spec=spec, profile="quick", laws=["quotient", "share", "hidden"])
    assert {a.operation for a in report.agreement} == {"quotient", "share", "hidden"}
    assert all(a.agrees and a.cases > 100 for a in report.agreement)


@pytest.mark.parametrize(
    ("backend", "law", "reason"),
    [
        (Rounding, "hidden", "violation"),
        (Rounding, "hidden_lt", "violation"),
        (Floats, "quotient", "violation"),
        (Texts, "quotient", "malformed"),
        (Swapped, "quotient", "violation"),
    ],
)
def test_a_fault_is_found(backend: type, law: str, reason: str, spec: Path) -> None:
    failure = check(backend(), spec=spec, profile="quick", laws=[law])[law].failure
    assert failure is not None
    assert failure.reason == reason


def test_a_failure_is_told_on_the_smallest_fraction_and_can_be_run(spec: Path) -> None:
    failure = check(Rounding(), spec=spec, profile="quick", laws=["hidden"])["hidden"].failure
    assert failure is not None
    # 1 / 2 is rounded to the even 0.
    assert (failure.inputs, failure.expected, failure.actual) == ({"n": 1, "ratio": "2/3"}, 0, 1)
    assert "from fractions import Fraction" in failure.reproduce
    lines = failure.reproduce.replace("# `backend` is the object that was given to check()", "")
    with pytest.raises(AssertionError):
        exec(lines, {"backend": Rounding()})
    exec(lines, {"backend": Plain()})


@pytest.mark.parametrize("backend", [Plain, Numpy])
@pytest.mark.parametrize("law", ["hidden_le", "hidden_lt", "quotient_of_positive", "share_of_each"])
def test_bounds_on_fractions_are_met_by_construction(backend: type, law: str, spec: Path) -> None:
    evidence = check(backend(), spec=spec, profile="quick", laws=[law])[law].evidence
    assert evidence.sampled is not None
    assert evidence.wide is not None
    assert evidence.sampled.nontrivial == 20 == evidence.sampled.cases
    assert evidence.sampled.drawn <= 40
    assert evidence.wide.nontrivial >= 4
    if law.startswith("hidden"):
        assert evidence.covered["between 0 and 1"] > 100


@pytest.mark.parametrize("text", ["numpy:float32", "numpy:float16"])
def test_a_narrow_float_gets_fractions_that_it_holds(text: str, spec: Path) -> None:
    backend = Plain()
    seen: list[float] = []
    narrow = SimpleNamespace(
        carrier=text, hidden=lambda n, ratio: seen.append(ratio) or max(0, math.floor(ratio * n)),
        quotient=backend.quotient, share=lambda w, t: w.dtype.type(t) * w,
    )  # fmt: skip
    report = check(narrow, spec=spec, profile="quick", laws=["hidden", "quotient", "share"])
    assert {r.status for r in report.results if is_asked(r)} == {"passed"}
    dtype = np.dtype(text.partition(":")[2])
    assert all(float(dtype.type(ratio)) == ratio for ratio in seen)


PROCESS = """\
import json, math, sys

def answer(call):
    a, b = call["arguments"]
    assert all(type(v) is float for v in (a, b)), call
    return {"id": call["id"], "result": a / b if b else 0}

for line in sys.stdin:
    message = json.loads(line)
    told = {"type": "hello", "protocol": 1, "name": "ratio", "operations": ["quotient"]}
    if message["type"] == "call":
        told = {"type": "answer", "answers": [answer(call) for call in message["calls"]]}
    print(json.dumps(told), flush=True)
"""


def test_a_process_is_given_and_gives_numbers(spec: Path, tmp_path: Path) -> None:
    program = tmp_path / "ratio.py"
    program.write_text(PROCESS, encoding="utf-8")
    subject = f"process:{shlex.join([sys.executable, str(program)])}"
    report = check(subject, spec=spec, profile="quick", laws=["quotient", "quotient_of_positive"], require="hardened")
    assert [(r.law, r.status, r.failure) for r in report.results] == [
        ("quotient", "passed", None), ("quotient_of_positive", "passed", None),
    ]  # fmt: skip
    assert report["quotient"].evidence.covered["not whole"] > 100


WITHIN = """\
module: Within
definitions:
  third: {lean: 'def third (n : Nat) : Nat := ((n : Rat) / 3).floor.toNat'}
"""


def test_fractions_within_a_statement_alone_need_no_floats(tmp_path: Path) -> None:
    path = tmp_path / "within.yaml"
    path.write_text(WITHIN, encoding="utf-8")
    report = check(SimpleNamespace(carrier="numpy", third=lambda n: n // 3), spec=path, profile="quick", laws=["third"])
    (result,) = report.results
    assert result.status == "passed"
    assert result.evidence.covered["zero"] > 0


VECTOR, SCALAR = Form(Kind.RATIONAL, 1), Form(Kind.RATIONAL, 0)


@pytest.mark.parametrize("text", ["python", "numpy", "numpy:float32", "torch", "torch:float32"])
def test_fractions_come_and_go_exactly(text: str) -> None:
    library = carrier(text)
    values = (Fraction(1, 2), -3, 0)
    back = library.decoder(VECTOR)(library.embed(VECTOR, values))
    assert back == values
    assert list(map(type, back)) == [Fraction, int, int]
    assert library.decoder(SCALAR)(library.embed(SCALAR, Fraction(1, 4))) == Fraction(1, 4)
    for wrong in (float("nan"), True, "1/2", None):
        with pytest.raises(Malformed):
            library.decoder(SCALAR)(wrong)


def test_python_has_thirds_and_reads_whatever_number_comes_back() -> None:
    python = carrier("python")
    assert python.embed(VECTOR, (Fraction(1, 3), 2)) == [Fraction(1, 3), Fraction(2)]
    assert python.decoder(VECTOR)([Fraction(1, 3), 0.5, 2]) == (Fraction(1, 3), Fraction(1, 2), 2)
    assert python.literal(VECTOR, (Fraction(1, 3),)) == "[Fraction(1, 3)]"
    with pytest.raises(Malformed, match="expected Fraction, got '1/3'"):
        python.decoder(SCALAR)("1/3")


def test_json_has_them_as_texts() -> None:
    former, type_ = formed(RAT)
    assert [former.to_plain(type_, v) for v in (Fraction(-1, 3), 2)] == ["-1/3", 2]
    assert former.from_plain(type_, "-1/3") == Fraction(-1, 3)
    assert type(former.from_plain(type_, "4/2")) is int
    for wrong in ("1/0", "a third", "9" * 2_000):
        assert not former.holds(type_, former.from_plain(type_, wrong), lambda size: 0)


def test_a_number_is_brought_between_bounds_without_losing_its_sign() -> None:
    former, _ = formed(RAT)
    assert former.below(Fraction(5, 3), 1, is_strict=False) == Fraction(5, 6)
    assert former.below(1, 1, is_strict=True) == Fraction(1, 2)
    assert former.below(3, 0, is_strict=True) == -3
    assert former.above(-3, 0) == 3


def test_off_the_grid_there_are_all_small_fractions() -> None:
    former, type_ = formed(RAT)

    def within(is_on_grid: bool) -> Any:
        return SimpleNamespace(natural=6, is_on_grid=is_on_grid)

    assert former.values(type_, within(False))[1::2] == [
        1, Fraction(1, 2), 2, Fraction(1, 3), 3, Fraction(1, 4),
    ]  # fmt: skip
    assert former.values(type_, within(True))[1::2] == [1, Fraction(1, 2), 2, 3, Fraction(1, 4), Fraction(3, 2)]
