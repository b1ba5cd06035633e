"""The harness can fail: statements that are false are refuted by the definitions, and on every correct backend."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.backends import python as correct
from conformance.cases.profiles import PROFILES
from conformance.checking.checker import Checker
from conformance.checking.laws import laws_of
from conformance.checking.statements import false_statements
from conformance.laws.laws import Law
from conformance.laws.specfile import load
from conformance.lean.evaluate import compile_term
from conformance.records.result import Failure
from conformance.subjects.loading import load_backend

SPEC = load([Path(__file__).with_name("false.yaml")])
LAWS: dict[str, Law] = {law.id: law for law in laws_of(SPEC)}

OTHERS = [pytest.param(carrier, marks=pytest.mark.slow) for carrier in ("numpy:float32", "torch", "torch:int32")]


@pytest.fixture(scope="module", params=["the definitions", "python", "numpy", *OTHERS])
def refuted(request: pytest.FixtureRequest) -> dict[str, Failure]:
    """How the false statements fail by the definitions alone, and where a correct backend is asked."""
    if request.param == "the definitions":
        found = false_statements(SPEC, list(LAWS.values()), PROFILES["quick"], 0)
        return {law: false.failure for law, false in found.items()}
    library, _, dtype = request.param.partition(":")
    module = pytest.importorskip(f"conformance.backends.{library}")
    backend = type("Backend", (), {n: staticmethod(f) for n, f in vars(module).items() if callable(f)})()
    backend.carrier = f"{library}:{dtype}" if dtype else library
    checker = Checker(load_backend(backend, SPEC.definitions), SPEC, PROFILES["default"], 0)
    results = {law.id: checker.check(law) for law in LAWS.values()}
    return {law: r.failure for law, r in results.items() if r.failure is not None and r.status == "false_statement"}


@pytest.mark.parametrize("law", LAWS)
def test_a_false_statement_is_refuted_on_an_input_on_which_it_is_false(refuted: dict[str, Failure], law: str) -> None:
    failure, wanted = refuted[law], LAWS[law]
    assert failure.reason == "violation"
    assert "false here by the spec's own definitions" in failure.message
    frame = [tuple(v) if isinstance(v, list) else v for v in failure.inputs.values()]
    names = tuple(b.name for b in wanted.binders)
    assert list(failure.inputs) == list(names)
    assert not compile_term(wanted.claim, names, SPEC.reference)(frame)
    assert all(compile_term(p.statement, names, SPEC.reference)(frame) for p in wanted.premises)


@pytest.mark.slow
def test_what_needs_repeats_cannot_be_refuted_without_them() -> None:
    operations = {name: getattr(correct, name) for name in ("selected", "all_mask", "complement", "masked_loss")}
    backend = type("Distinct", (), {**{n: staticmethod(f) for n, f in operations.items()}})()
    backend.limits = {"distinct_indices": True}
    checker = Checker(load_backend(backend, SPEC.definitions), SPEC, PROFILES["default"], 0)
    statuses = [checker.check(LAWS[law]).status for law in ("dedup_sum", "append_first_only")]
    assert statuses == ["passed", "false_statement"]
