"""A report with one of everything that a page can show, made of records alone."""

from __future__ import annotations

from typing import Any

from conformance.checking.laws import laws_of
from conformance.checking.recording import law_record
from conformance.laws.specfile import shipped
from conformance.records.agreement import AgreementRecord
from conformance.records.backend import BackendRecord, OperationRecord
from conformance.records.expectation import Expectation
from conformance.records.law import LawRecord, SpecRecord
from conformance.records.matrix import Summary
from conformance.records.report import Report
from conformance.records.result import Crossing, Evidence, Failure, Missing, Result, StageEvidence
from conformance.records.vocabulary import SCHEMA_VERSION

LAWS = tuple(law_record(law) for law in laws_of(shipped("masking")))
EVIDENCE = Evidence(
    StageEvidence(801, 801, "every input with n ≤ 2", 801),
    StageEvidence(20, 31, "", 14),
    StageEvidence(8, 8, "n of 17, 1,568", 8),
    {"n = 0": 2, "repeated index": 0, "wide": 8},
    ("n = 0", "repeated index", "empty list"),
    Crossing(
        2,
        1_193,
        1_210,
        (
            Missing("limit", 12, "perPatchLoss: just below 2^63, idxs: longer than n"),
            Missing("budget", 3, "n = 224², xs: 75 % of the positions, distinct"),
            Missing("size", 2, "n = 1, m: alternating"),
        ),
    ),
)
NOTHING = Evidence(None, None, None, {})
WIDE = 400


def backend(name: str, **limits: Any) -> BackendRecord:
    operations = {"masked_loss": OperationRecord(900, "masks.py:12", "numpy.int64", "int64", "cpu")}
    return BackendRecord(name, "numpy:int64", limits, {"numpy": "2.1.0"}, operations, "1.4", "0123456789abcdef")


def result(backend: str, law: LawRecord, status: str = "passed", **other: Any) -> Result:
    evidence = NOTHING if status == "not_provided" else EVIDENCE
    cases = 0 if status in ("not_provided", "vacuous") else 829
    return Result(
        backend, law.id, law.kind, law.level, status, cases, evidence, 0.12, other.pop("failure", None), **other
    )


def failure(inputs: dict[str, Any], expected: Any, actual: Any, reason: str = "violation") -> Failure:
    return Failure(
        reason, f"`{list(inputs)[-1]}` is {actual}"[:200], inputs, expected, actual,
        f"from masks import backend\n\ngot = backend.f({str(inputs)[:300]})\nassert got == {str(expected)[:300]}\n",
        operation="masked_loss", source="masks.py:12",
    )  # fmt: skip


def failing(law: str) -> dict[str, Any]:
    """What the backend `faulty` makes of a law, where it does not pass."""
    bits = [k % 3 == 0 for k in range(WIDE)]
    wrong = [not b for b in bits[:-1]] + [bits[-1]]
    losses = [(7 * k) % 11 for k in range(WIDE)]
    small = {"n": 2, "idxs": [0, 1, 1], "perPatchLoss": [3, 10**18 + 1]}
    cons = {"n": 2, "i": 1, "idxs": [0, 1], "perPatchLoss": [3, 4]}
    lists = {"n": WIDE, "xs": list(range(0, WIDE, 2)), "ys": [5] * 300, "perPatchLoss": losses}
    crash = {"n": 3, "idxs": [0, 2], "perPatchLoss": [1, 2, 3]}
    announced = Expectation(
        "repeats are dropped by design", "https://example.org/7?a=1&b=2", "2027-01-31", "known.toml:3"
    )
    return {
        "maskedLoss": {"status": "failed", "failure": failure(small, 2 * 10**18 + 5, 10**18 + 4)},
        "maskedLoss_cons": {"status": "failed", "cause": "maskedLoss", "failure": failure(cons, 11, 7)},
        "maskedLoss_append": {"status": "failed", "cause": "maskedLoss", "failure": failure(lists, 9, 8)},
        "complement": {"status": "failed", "failure": failure({"n": WIDE, "m": bits}, [not b for b in bits], wrong)},
        "maskedLoss_reverse": {
            "status": "crashed", "failure": failure(crash, None, "the process ended with signal 11", "crash"),
        },
        "emptyMask": {"status": "failed", "failure": failure({"n": 0}, [], [False], "malformed")},
        "maskedLoss_eq_zero_of_all_zero": {"status": "vacuous", "note": "no input met the premises"},
        "maskedLoss.shares_no_memory": {"status": "harness_error", "note": "no result came"},
        "selected.deterministic": {
            "status": "expected_failure", "expectation": announced,
            "failure": failure({"n": 1, "m": [True], "i": 0}, True, False),
        },
        "selected.preserves_inputs": {"status": "unexpected_pass", "expectation": announced, "note": "it passes now"},
    }.get(law, {})  # type: ignore[return-value]  # fmt: skip


def everything(
    names: tuple[str, ...] = ("correct", "faulty", "partial"), laws: tuple[LawRecord, ...] = LAWS, **changes: Any
) -> Report:
    """A report on three backends: a correct one, one with all kinds of failures, one within limits that has gaps."""
    correct, faulty, partial = names
    results = [result(correct, law) for law in laws]
    results += [result(faulty, law, **failing(law.id)) for law in laws]
    results += [
        result(partial, law, "not_provided", note="it has no `masked_loss`")
        if "masked" in law.id
        else result(partial, law)
        for law in laws
    ]
    bits = {"n": 3, "m": [True, False, True]}
    agreement = [
        AgreementRecord("complement", correct, faulty, 40, False, bits, [False, True, False], [False, True, True]),
        AgreementRecord("selected", correct, faulty, 126, True, None, None, None),
        AgreementRecord("complement", correct, partial, 539, True, None, None, None, "within limits"),
    ]
    by_status: dict[str, int] = {}
    for r in results:
        by_status[r.status] = by_status.get(r.status, 0) + 1
    values: dict[str, Any] = {
        "schema_version": SCHEMA_VERSION,
        "spec": SpecRecord(("Masking",), "0123456789abcdef0123"),
        "laws": laws,
        "backends": (backend(correct), backend(faulty), backend(partial, max_n=16, nonempty=True)),
        "results": results,
        "agreement": agreement,
        "seed": 7,
        "profile": "quick",
        "environment": {"python": "3.11.7"},
        "summary": Summary(len(results), len(results) - 12, by_status),
        "started": "2026-11-26T09:00:00+00:00",
        "complaints": ("known.toml:9: no law matches `maskedLos`",),
    }
    return Report(**(values | changes))
