"""Laws over integers, on backends of plain Python and of arrays."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from conformance import check
from conformance.errors import SpecError
from conformance.laws.specfile import load
from tests.asked import is_asked

SPEC = """\
module: Integers
definitions:
  opposite: {lean: 'def opposite {n : Nat} (v : Fin n → Int) : Fin n → Int := fun i => -v i'}
  drift: {lean: 'def drift (a b : ℤ) : ℤ := a - b'}
  magnitudes: {lean: 'def magnitudes (xs : List Int) : List Nat := xs.map Int.natAbs'}
  halves: {lean: 'def halves (a : Int) : Int := a / 2'}
theorems:
  opposite_opposite: {lean: 'theorem opposite_opposite {n : Nat} (v : Fin n → Int) : opposite (opposite v) = v'}
  drift_neg: {lean: 'theorem drift_neg (a b : Int) : -drift a b = drift b a'}
  drift_pos: {lean: 'theorem drift_pos (a b : Int) (h : b < a) : 0 < drift a b'}
  magnitudes_neg:
    lean: 'theorem magnitudes_neg (xs : List Int) : magnitudes (xs.map (fun a => -a)) = magnitudes xs'
  halves_rest: {lean: 'theorem halves_rest (a : Int) : 2 * halves a + a % 2 = a'}
"""
NEEDS_TORCH = pytest.mark.skipif(find_spec("torch") is None, reason="PyTorch is not installed")
PLAIN = SimpleNamespace(
    opposite=lambda v: [-a for a in v],
    drift=lambda a, b: a - b,
    magnitudes=lambda xs: [abs(a) for a in xs],
    halves=lambda a: a // 2,
)


@pytest.fixture
def spec(tmp_path: Path) -> str:
    path = tmp_path / "integers.yaml"
    path.write_text(SPEC, encoding="utf-8")
    return str(path)


def test_a_right_backend_conforms_and_negative_inputs_are_met(spec: str) -> None:
    report = check(PLAIN, spec=spec)
    report.assert_conforms(level="hardened")
    assert {r.status for r in report.results if is_asked(r)} == {"passed"}
    law = report["drift_pos"]
    assert law.evidence.covered["negative"] > 100


def test_arrays_have_them_too(spec: str) -> None:
    numpy = pytest.importorskip("numpy")
    arrays = SimpleNamespace(
        opposite=numpy.negative,
        drift=lambda a, b: a - b,
        magnitudes=numpy.abs,
        halves=lambda a: a // 2,
        carrier="numpy",
    )
    report = check(PLAIN, arrays, spec=spec)
    report.assert_conforms()
    assert all(a.agrees for a in report.agreement)


UNSIGNED = [
    "numpy:uint8", "numpy:uint64", pytest.param("torch:uint8", marks=NEEDS_TORCH),
    pytest.param("array_api:array_api_strict:uint16", marks=pytest.mark.slow),
    pytest.param("jax:uint8", marks=pytest.mark.slow),
]  # fmt: skip


def unsigned(carrier: str, **changed: Any) -> SimpleNamespace:
    """The backend of arrays on an unsigned carrier, whose own library has no part in what it gives."""
    library = carrier.split(":")[-2]
    arrays: Any = pytest.importorskip("jax.numpy" if library == "jax" else library)
    dtype = getattr(arrays, carrier.split(":")[-1])

    def made(items: list[int]) -> Any:
        # No library here would take a number that its dtype lacks for another in silence, but PyTorch.
        assert min(items, default=0) >= 0
        return arrays.tensor(items, dtype=dtype) if library == "torch" else arrays.asarray(items, dtype=dtype)

    given = {
        "opposite": lambda v: made([-int(a) for a in v]), "drift": lambda a, b: a - b,
        "magnitudes": lambda xs: made([abs(int(a)) for a in xs]), "halves": lambda a: a // 2,
    }  # fmt: skip
    return SimpleNamespace(**given | {"carrier": carrier, "name": "unsigned"} | changed)


@pytest.mark.parametrize("carrier", UNSIGNED)
def test_on_an_unsigned_dtype_no_negative_number_is_asked(carrier: str, spec: str) -> None:
    asked: list[int] = []
    report = check(
        unsigned(carrier, drift=lambda a, b: asked.extend((a, b, a - b)) or a - b), PLAIN, spec=spec, profile="quick"
    )
    assert {r.status for r in report.results if is_asked(r)} == {"passed"}
    assert report.exit_status() == 0
    assert min(asked) == 0 < 10 < max(asked)
    told = f"not covered: `negative` (outside the limit carrier={carrier})"
    assert [r.note for r in report.results if (r.backend, r.law) == ("unsigned", "drift")] == [told]
    assert all(a.agrees and a.cases for a in report.agreement)


def test_a_fault_on_an_unsigned_dtype_is_found_on_numbers_that_it_holds(spec: str) -> None:
    report = check(unsigned("numpy:uint8", halves=lambda a: -(-a // 2)), spec=spec, laws="halves", profile="quick")
    failure = report["halves"].failure
    assert failure is not None
    assert (failure.inputs, failure.expected, failure.actual) == ({"a": 1}, 0, 1)


def test_a_law_of_negative_numbers_alone_is_vacuous_there_and_blames_the_dtype(tmp_path: Path) -> None:
    pytest.importorskip("numpy")
    path = tmp_path / "s.yaml"
    lean = "theorem drift_back (a b : Int) (h : a < b) : drift a b < 0"
    path.write_text(f"{SPEC}  drift_back: {{lean: '{lean}'}}\n", encoding="utf-8")
    result = check(unsigned("numpy:uint8"), spec=path, laws="drift_back", profile="quick").results[0]
    told = "no input inside the limit carrier=numpy:uint8"
    assert (result.status, result.limited, result.note) == ("vacuous", True, told)


def test_a_quotient_that_rounds_to_zero_is_found_on_the_smallest_input(spec: str) -> None:
    truncating = SimpleNamespace(**{**vars(PLAIN), "halves": lambda a: int(a / 2)})
    failure = check(truncating, spec=spec, laws="halves").results[0].failure
    assert failure is not None
    assert (failure.inputs, failure.expected, failure.actual) == ({"a": -1}, -1, 0)


def test_a_natural_where_an_integer_is_wanted_stays_a_fault(spec: str) -> None:
    clamped = SimpleNamespace(**{**vars(PLAIN), "drift": lambda a, b: max(a - b, 0)})
    report = check(clamped, spec=spec)
    assert {r.law for r in report.results if r.status == "failed"} >= {"drift", "drift_neg"}


def test_a_law_over_another_type_is_refused_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    path.write_text("module: M\ntheorems:\n  t: {lean: 'theorem t (a : Nat → Rat) : a = a'}\n", encoding="utf-8")
    with pytest.raises(SpecError, match="equality"):
        load([str(path)])
