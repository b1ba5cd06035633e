"""Arrays: read and shown as arrays, with the values of lists."""

from __future__ import annotations

from types import SimpleNamespace

from conformance import check
from conformance.laws.specfile import load
from conformance.lean.render import render
from conformance.lean.showing import reads_back, shown
from conformance.lean.substitution import apart
from conformance.lean.syntax import Binder, Definition, Premise, Theorem
from conformance.lean.types import NAT, ArrayType, ListType
from tests.lean.reading import evaluate, theorem

SPEC = ["masking", "vicreg"]
GOOD = SimpleNamespace(
    masked_loss=lambda idxs, losses: sum(losses[i] for i in idxs),
    variance_floor_penalty=lambda gamma, variance: max(0, gamma - variance),
    variance_term=lambda gamma, variances: sum(max(0, gamma - v) for v in variances),
)


def test_statements_over_arrays_hold_of_a_backend_that_takes_lists() -> None:
    report = check(GOOD, spec=SPEC, revision="C", laws=["maskedLoss*", "variance*"])
    report.assert_conforms()
    assert {r.status for r in report.results if r.level == "core"} == {"passed"}


def test_a_backend_that_drops_the_last_item_fails_the_laws_of_arrays() -> None:
    broken = SimpleNamespace(**{**vars(GOOD), "masked_loss": lambda idxs, losses: sum(losses[i] for i in idxs[:-1])})
    failed = {r.law for r in check(broken, spec=SPEC, revision="C").results if r.status == "failed"}
    assert {"maskedLoss", "maskedLoss_push", "maskedLoss_append", "maskedLoss_reverse"} <= failed
    assert not any(law.startswith("variance") for law in failed)


def test_a_premise_over_an_array_is_met_by_construction() -> None:
    law = check(GOOD, spec=SPEC, revision="C", laws="maskedLoss_eq_zero_of_all_zero").results[0]
    assert law.cases > 500


def test_what_is_shown_of_them_speaks_of_arrays_and_reads_back() -> None:
    spec = load(SPEC, "C")
    assert render(spec.definitions["maskedLoss"].binders[1].type) == "Array (Fin n)"
    for declaration in spec.declarations:
        match declaration.declared:
            case Definition(binders=own, body=body):
                binders, terms = list(own), [body]
            case Theorem(context=context, conclusion=conclusion):
                binders = [c for c in context if isinstance(c, Binder)]
                terms = [conclusion, *(c.statement for c in context if isinstance(c, Premise))]
            case _:
                binders, terms = [], []
        for term in terms:
            text = shown(term, binders, spec.environment)
            wanted = apart(term, frozenset(b.name for b in binders))
            assert reads_back(text, wanted, binders, spec.environment), text
    push = next(d.declared for d in spec.declarations if d.id == "maskedLoss_nil")
    assert isinstance(push, Theorem)
    assert "#[]" in render(push.conclusion)


def test_functions_are_written_by_their_names_on_arrays() -> None:
    claim = "theorem t (xs : Array Nat) (ys : List (Array Nat)) : xs.size = 0 ∧ Array.replicate 2 1 ++ xs = #[1, 1]"
    assert render(theorem(claim).conclusion) == "xs.size = 0 ∧ Array.replicate 2 1 ++ xs = #[1, 1]"
    mixed = "theorem t (ys : List (Array Nat)) : ys.map (fun xs => xs.size) = [1] ∧ ys.length = #[2].size"
    assert render(theorem(mixed).conclusion) == "ys.map (fun xs => xs.size) = [1] ∧ ys.length = #[2].size"


def test_an_array_and_a_list_are_two_types_with_the_same_values() -> None:
    assert ArrayType(NAT) != ListType(NAT)
    assert evaluate("#[1, 2].toList = [1, 2] ∧ [1, 2].toArray = #[1, 2] ∧ (Array.empty : Array Nat) = #[]") is True
