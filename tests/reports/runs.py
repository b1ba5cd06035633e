"""Runs to render: every status at every level, and what can be wrong beside the laws."""

from __future__ import annotations

import dataclasses
import itertools

from conformance.records.agreement import AgreementRecord
from conformance.records.backend import BackendRecord
from conformance.records.expectation import Expectation
from conformance.records.law import LawRecord, SpecRecord
from conformance.records.matrix import Summary
from conformance.records.report import Report
from conformance.records.result import Evidence, Failure, Result
from conformance.records.vocabulary import SCHEMA_VERSION, STATUSES

NOTHING = Evidence(None, None, None, {})
FAILURE = Failure(
    "violation", "not equal", {"m": [True]}, [False], [True], "f([True])", "![]", "[true]", (), "complement", "b.py:3"
)
NASTY = (
    "a|b `x` ``` ```` <script>alert(1)</script> ]]> --> @someone #1 http://evil.example \\| *b* _i_ [l](u)\r\n"
    "::error::forged\n%0A::set-output name=x::y,z \x00\x1b[31m\u202e\ufffe\ud800"
)
"""Text that is something else than text in every format."""


def law(id: str = "complement", level: str = "core", statement: str = "def complement := fun i => !(m i)") -> LawRecord:
    return LawRecord(id, "definition", level, statement, "Swaps.", "m.yaml:1")


def result(
    of: LawRecord, status: str = "passed", backend: str = "numpy", failure: Failure | None = None, cause: str = "",
    limited: bool = False,
) -> Result:  # fmt: skip
    announced = Expectation("known", "https://example.org/1", None, "expect.yaml:2")
    return Result(
        backend, of.id, of.kind, of.level, status, 5, NOTHING, 1.5, failure, "why", limited, cause,
        announced if status in ("expected_failure", "unexpected_pass") else None,
    )  # fmt: skip


def report(*told: Result, require: str = "core", names: tuple[str, ...] = (), limits: bool = False) -> Report:
    """A run with these results; `names` are its backends where there are no results to name them."""
    backends = tuple(
        BackendRecord(n, "numpy:float32", {"max_n": 4} if limits else {}, {"numpy": "2"}, {}, "1.2", "c0de")
        for n in dict.fromkeys((*(r.backend for r in told), *names))
    )
    laws = tuple({r.law: law(r.law, r.level) for r in told}.values())
    summary = Summary(len(told), len(told), {})
    return Report(
        SCHEMA_VERSION, SpecRecord(("Masking",), "5bec"), laws, backends, list(told), [], 7, "quick",
        {"conformance": "0.1.0"}, summary, require, "2026-03-01T10:00:00+00:00",
    )  # fmt: skip


def parted(of: Report) -> Report:
    """The same run, with two backends that disagree."""
    apart = AgreementRecord("complement", "numpy", "torch", 3, False, {"mask": [True]}, [False], [True])
    return dataclasses.replace(of, agreement=[apart])


def all_runs() -> list[Report]:
    """Small runs of every kind: pairs of statuses, levels, limits, disagreement, complaints, interruption."""
    core, other, hard = law("a"), law("b"), law("a.rejects", "hardened")
    runs = [report(), report(names=("numpy",))]
    for status, second in itertools.product(STATUSES, STATUSES):
        failure = FAILURE if status in ("failed", "timed_out", "crashed") else None
        runs.append(report(result(core, status, failure=failure), result(other, second)))
    for status, require in itertools.product(STATUSES, ("core", "hardened")):
        runs.append(report(result(core), result(hard, status), require=require))
        runs.append(report(result(core), result(core, status, backend="torch"), require=require))
    good = report(result(core))
    runs += [report(result(core), result(other, "vacuous", limited=True), limits=True)]
    runs += [parted(report(result(core), result(core, backend="torch")))]
    runs += [dataclasses.replace(good, incomplete=True), dataclasses.replace(good, complaints=("matches nothing",))]
    return runs


def nasty() -> Report:
    """A run in which every text that comes from outside is hostile."""
    broken = Failure("violation", NASTY, {NASTY: [NASTY]}, NASTY, NASTY, NASTY, NASTY, NASTY, (), NASTY, "x,y::z.py:2")
    bad = LawRecord("a.b", "theorem", "core", NASTY, NASTY, NASTY)
    done = Result(NASTY, bad.id, bad.kind, bad.level, "failed", 5, NOTHING, 0.5, broken, NASTY)
    hard = dataclasses.replace(bad, id="h", level="hardened")
    also = dataclasses.replace(done, law="h", level="hardened", status="expected_failure", failure=None)
    apart = AgreementRecord(NASTY, NASTY, NASTY, 3, False, {NASTY: NASTY}, NASTY, NASTY, NASTY)
    backend = BackendRecord(NASTY, NASTY, {NASTY: NASTY}, {NASTY: NASTY}, {}, NASTY, NASTY)
    return Report(
        SCHEMA_VERSION, SpecRecord((NASTY,), NASTY), (bad, hard), (backend,), [done, also], [apart], 0, NASTY,
        {NASTY: NASTY}, Summary(2, 2, {}), "core", NASTY, False, (NASTY,),
    )  # fmt: skip
