"""The harness can fail: statements that are false are refuted on every correct backend."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance import check
from conformance.backends import python as correct
from conformance.laws import Law, laws_of
from conformance.lean.evaluate import compile_term
from conformance.results import Report
from conformance.specfile import load

SPEC = Path(__file__).parent / "specs" / "false.yaml"
LAWS: dict[str, Law] = {law.id: law for law in laws_of(load([SPEC]))}


OTHERS = [pytest.param(carrier, marks=pytest.mark.slow) for carrier in ("numpy:float32", "torch", "torch:int32")]


@pytest.fixture(scope="module", params=["python", "numpy", *OTHERS])
def report(request: pytest.FixtureRequest) -> Report:
    """The false statements on a correct backend."""
    library, _, dtype = request.param.partition(":")
    module = pytest.importorskip(f"conformance.backends.{library}")
    backend = type("Backend", (), {n: staticmethod(f) for n, f in vars(module).items() if callable(f)})()
    backend.carrier = f"{library}:{dtype}" if dtype else library
    return check(backend, spec=SPEC)


@pytest.mark.parametrize("law", LAWS)
def test_a_false_statement_is_refuted(report: Report, law: str) -> None:
    result = next(r for r in report.results if r.law == law)
    assert (result.status, result.failure is not None) == ("failed", True)
    assert result.failure is not None
    assert result.failure.reason == "violation"
    assert "false here by the spec's own definitions" in result.failure.message


@pytest.mark.parametrize("law", LAWS)
def test_the_input_shown_refutes_it_by_the_definitions(report: Report, law: str) -> None:
    failure = next(r.failure for r in report.results if r.law == law)
    assert failure is not None
    spec, wanted = load([SPEC]), LAWS[law]
    frame = [tuple(v) if isinstance(v, list) else v for v in failure.inputs.values()]
    names = tuple(b.name for b in wanted.binders)
    assert list(failure.inputs) == list(names)
    assert not compile_term(wanted.claim, names, spec.reference)(frame)
    assert all(compile_term(p.statement, names, spec.reference)(frame) for p in wanted.premises)


@pytest.mark.slow
def test_what_needs_repeats_cannot_be_refuted_without_them() -> None:
    operations = {name: getattr(correct, name) for name in ("selected", "all_mask", "complement", "masked_loss")}
    backend = type("Distinct", (), {**{n: staticmethod(f) for n, f in operations.items()}})()
    backend.limits = {"distinct_indices": True}
    report = check(backend, spec=SPEC, laws=["dedup_sum", "append_first_only"])
    assert [r.status for r in report.results] == ["passed", "failed"]
