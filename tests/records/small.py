"""Small reports, of records alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import conformance.records
from conformance.records.backend import BackendRecord
from conformance.records.law import LawRecord, SpecRecord
from conformance.records.matrix import Summary
from conformance.records.report import Report
from conformance.records.result import Evidence, Result
from conformance.records.vocabulary import SCHEMA_VERSION

SCHEMA = json.loads(Path(conformance.records.__file__).with_name("results.schema.json").read_text(encoding="utf-8"))
NOTHING = Evidence(None, None, None, {})


def law(id: str, level: str = "core") -> LawRecord:
    return LawRecord(id, "theorem", level, f"theorem {id} : True", "An example.", "masking.yaml:1")


def result(of: LawRecord, status: str = "passed", backend: str = "numpy", limited: bool = False) -> Result:
    return Result(backend, of.id, of.kind, of.level, status, 5, NOTHING, 0.5, None, "", limited)


def report(*told: Result, limits: dict[str, Any] | None = None, require: str = "core") -> Report:
    names = list(dict.fromkeys(r.backend for r in told)) or ["numpy"]
    backends = tuple(BackendRecord(n, n, limits or {}, {}, {}) for n in names)
    laws = tuple({r.law: law(r.law, r.level) for r in told}.values())
    spec, summary = SpecRecord(("Masking",), "abc"), Summary(len(told), len(told), {})
    return Report(SCHEMA_VERSION, spec, laws, backends, list(told), [], 0, "quick", {}, summary, require)


A, B, HARD = law("a"), law("b"), law("a.rejects", "hardened")
