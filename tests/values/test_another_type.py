"""A kind of value that is one file and a line of registry is checked like those of the house."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from conformance import check
from conformance.checking.laws import laws_of
from conformance.errors import SpecError
from conformance.laws.specfile import load
from conformance.lean import prelude
from conformance.values import known
from conformance.values.membership import frame_of, has_types, inputs_of
from tests.asked import is_asked
from tests.values.integers import Int64

SPEC = """\
module: Integers
definitions:
  opposite:
    lean: 'def opposite {n : Nat} (v : Fin n → Int64) : Fin n → Int64 := fun i => Int64.neg (v i)'
  drift:
    lean: 'def drift (a b : I64) : I64 := Int64.add a (Int64.neg b)'
  magnitudes:
    lean: 'def magnitudes (xs : List Int64) : List Int64 := xs.map (fun a => Int64.abs a)'
theorems:
  opposite_opposite:
    lean: 'theorem opposite_opposite {n : Nat} (v : Fin n → Int64) : opposite (opposite v) = v'
  drift_neg:
    lean: 'theorem drift_neg (a b : Int64) : Int64.neg (drift a b) = drift b a'
  magnitudes_neg:
    lean: >-
      theorem magnitudes_neg (xs : List Int64) :
      magnitudes (xs.map (fun a => Int64.neg a)) = magnitudes xs
"""


@pytest.fixture
def spec(tmp_path: Path) -> Iterator[str]:
    """A spec over `Int64`, which is known as long as the test runs."""
    registries = (known._FORMERS, prelude.SIMPLE_TYPES, prelude.BUILTINS, prelude.NAMES)
    before = [dict(registry) for registry in registries]
    known.register(Int64())
    path = tmp_path / "integers.yaml"
    path.write_text(SPEC, encoding="utf-8")
    yield str(path)
    for registry, entries in zip(registries, before, strict=True):
        registry.clear()
        registry.update(entries)  # type: ignore[arg-type]


PLAIN = SimpleNamespace(
    opposite=lambda v: [-a for a in v], drift=lambda a, b: a - b, magnitudes=lambda xs: [abs(a) for a in xs]
)
ARRAYS = SimpleNamespace(opposite=np.negative, drift=lambda a, b: a - b, magnitudes=np.abs, carrier="numpy")


def test_two_backends_conform_and_agree(spec: str) -> None:
    report = check(PLAIN, ARRAYS, spec=spec)
    report.assert_conforms(level="hardened")
    assert {r.status for r in report.results if is_asked(r)} == {"passed"}
    assert all(a.agrees for a in report.agreement)
    magnitudes = next(r for r in report.results if r.law == "opposite_opposite")
    assert magnitudes.evidence.exhaustive is not None
    assert magnitudes.evidence.sampled is not None
    assert magnitudes.evidence.wide is not None


def test_a_fault_is_found_and_made_as_small_as_it_can_be(spec: str) -> None:
    narrow = SimpleNamespace(**{**vars(PLAIN), "drift": lambda a, b: max(a - b, -3)})
    report = check(narrow, spec=spec, laws="drift")
    failure = report.results[0].failure
    assert failure is not None
    assert sum(map(abs, failure.inputs.values())) == 4


def test_what_it_says_of_its_parts_must_be_met(spec: str) -> None:
    law = next(law for law in laws_of(load([spec])) if law.id == "drift_neg")
    report = check(PLAIN, spec=spec, laws=law.id)
    assert report.results[0].evidence.covered["negative"] > 0
    only_naturals = SimpleNamespace(**vars(PLAIN), limits={"max_nat": 0})
    assert check(only_naturals, spec=spec, laws=law.id).results[0].status == "vacuous"


def test_its_name_is_one_that_nothing_else_can_take(spec: str, tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    other.write_text("module: M\ndefinitions:\n  Int64: {lean: 'def Int64 (a : Nat) : Nat := a'}\n", encoding="utf-8")
    with pytest.raises(SpecError, match="Int64"):
        load([str(other)])


def test_its_values_go_to_json_and_back(spec: str) -> None:
    law = next(law for law in laws_of(load([spec])) if law.id == "magnitudes")
    assert inputs_of(law.binders, [(3, -4)]) == {"xs": [3, -4]}
    assert frame_of(law.binders, {"xs": [3, -4]}) == ((3, -4),)
    assert has_types(law.binders, [(3, -4)])
    assert not has_types(law.binders, [(3, True)])
