"""Operations that are called for many inputs at once: what goes in and comes out is what it is of one input."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from conformance.carriers import carrier
from conformance.carriers.base import Form, Kind, Malformed, UnsupportedForm
from conformance.cases.profiles import Profile
from conformance.checking.checker import Checker
from conformance.checking.laws import laws_of
from conformance.laws.specfile import Spec, load
from conformance.records.result import Result
from conformance.subjects.loading import load_backend

PROFILE = Profile("small", exhaustive=200, sampled=0, wide=0)
SPEC = """
module: Own
source: {project: own, page: own.md}
about: Operations of many kinds.
definitions:
  neg: {about: Negates., lean: "def neg {n : Nat} (m : Fin n → Bool) : Fin n → Bool := fun i => !m i"}
  flag: {about: Chooses., lean: "def flag (b : Bool) (k : Nat) : Nat := if b then k + 1 else 0"}
  diff: {about: Subtracts., lean: "def diff (a b : Int) : Int := a - b"}
theorems:
  alike: {about: Says what is false., lean: "theorem alike {n : Nat} (m k : Fin n → Bool) : neg m = neg k"}
  flagged: {about: Says what is true., lean: "theorem flagged (k : Nat) : flag true k = k + 1"}
  perhaps:
    about: Says what is true.
    lean: "theorem perhaps (o : Option Nat) (k : Nat) : flag true (o.getD k) = o.getD k + 1"
  by_truth: {about: Says what is true., lean: "theorem by_truth (f : Bool → Nat) : flag true (f false) = f false + 1"}
"""


@pytest.fixture
def spec(tmp_path: Path) -> Spec:
    (tmp_path / "own.yaml").write_text(SPEC, encoding="utf-8")
    return load([tmp_path / "own.yaml"])


def result(spec: Spec, law: str, *, by_columns: bool = True, **of_backend: Any) -> Result:
    given = {"carrier": "numpy", "batched": True, **of_backend}
    backend = load_backend(SimpleNamespace(**given), spec.operations)
    if not by_columns:
        backend.carrier.columns = None
    (chosen,) = (one for one in laws_of(spec) if one.id == law)
    return replace(Checker(backend, spec, PROFILE, 0).check(chosen), seconds=0.0)


def in_one_buffer() -> Any:
    """A negation whose results all lie where the latest of their shape does."""
    buffers: dict[tuple[int, ...], Any] = {}

    def neg(m: Any) -> Any:
        found = buffers.setdefault(m.shape, m.copy())
        np.logical_not(m, out=found)
        return found

    return neg


def test_a_result_that_is_written_over_is_known_as_it_came(spec: Spec) -> None:
    alone = result(spec, "alike", by_columns=False, neg=in_one_buffer())
    assert alone.status != "passed"
    assert result(spec, "alike", neg=in_one_buffer()) == alone


def test_a_truth_value_that_all_rows_share_is_one(spec: Spec) -> None:
    def flag(b: Any, k: Any) -> Any:
        return k + (2 if b is True else 0)

    shared = {"flag.b": "shared"}
    alone = result(spec, "flagged", by_columns=False, flag=flag, forms=shared)
    assert alone.status == "failed"
    assert result(spec, "flagged", flag=flag, forms=shared) == alone


@pytest.mark.parametrize("law", ["perhaps", "by_truth"])
def test_inputs_that_are_no_arrays_and_tables_by_truth_values_are_told_alike(spec: Spec, law: str) -> None:
    def flag(b: Any, k: Any) -> Any:
        return np.where(b, k + 1, 0)

    alone = result(spec, law, by_columns=False, flag=flag)
    assert alone.status == "passed"
    assert result(spec, law, flag=flag) == alone


def test_numbers_that_a_dtype_does_not_hold_are_not_given(spec: Spec) -> None:
    seen: list[Any] = []

    def diff(a: Any, b: Any) -> Any:
        seen.extend([a, b])
        return a - b

    result(spec, "diff.well_formed", diff=diff, carrier="numpy:uint8")
    assert max((int(a.max(initial=0)) for a in seen), default=0) < 100


@pytest.mark.parametrize("name", ["numpy", "torch"])
@pytest.mark.parametrize(
    ("dtype", "numbers"),
    [("int8", [128]), ("uint8", [-1]), ("uint8", [256]), ("float16", [2_049]), ("float32", [2**24 + 1])],
)  # fmt: skip
def test_a_dtype_is_given_what_it_holds(name: str, dtype: str, numbers: list[int]) -> None:
    columns = carrier(f"{name}:{dtype}").columns
    assert columns is not None
    form = Form(Kind.NAT, 1)
    smaller = np.array([0, 100])
    assert columns.came(form, columns.given(form, smaller)).tolist() == smaller.tolist()
    with pytest.raises(UnsupportedForm):
        columns.given(form, np.array(numbers))


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("number", [0.5, np.inf, np.nan])
@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_numbers_that_are_not_whole_are_malformed(dtype: str, number: float) -> None:
    columns = carrier(f"numpy:{dtype}").columns
    assert columns is not None
    form = Form(Kind.NAT, 1)
    assert columns.came(form, np.array([3, 4], dtype=dtype)).tolist() == [3, 4]
    with pytest.raises(Malformed):
        columns.came(form, np.array([number], dtype=dtype))


def test_what_cannot_be_read_is_asked_alone(spec: Spec, monkeypatch: pytest.MonkeyPatch) -> None:
    def neg(m: Any) -> Any:
        return ~m

    backend = load_backend(SimpleNamespace(carrier="numpy", batched=True, neg=neg), spec.operations)

    class Unreadable:
        def given(self, form: Form, items: Any) -> Any:
            return items.copy()

        def came(self, form: Form, native: object) -> Any:
            raise RuntimeError("cannot be read")

    monkeypatch.setattr(backend.carrier, "columns", Unreadable())
    (law,) = (one for one in laws_of(spec) if one.id == "neg")
    assert Checker(backend, spec, PROFILE, 0).check(law).status == "passed"
