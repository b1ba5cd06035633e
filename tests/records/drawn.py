"""Reports that Hypothesis draws."""

from __future__ import annotations

import dataclasses

from hypothesis import strategies as st

from conformance.records.agreement import AgreementRecord
from conformance.records.backend import BackendRecord, OperationRecord
from conformance.records.expectation import Expectation
from conformance.records.law import BinderRecord, LawRecord, SpecRecord
from conformance.records.matrix import Summary
from conformance.records.report import Report
from conformance.records.result import (
    CallRecord,
    Crossing,
    Evidence,
    Failure,
    FurtherFailure,
    Missing,
    Result,
    StageEvidence,
)
from conformance.records.vocabulary import KINDS, LEVELS, MISSING_REASONS, REASONS, ROLES, SCHEMA_VERSION, STATUSES

words = st.text(max_size=8)
counts = st.integers(0, 2**70)
scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | words
values = st.recursive(scalars, lambda v: st.lists(v, max_size=3) | st.dictionaries(words, v, max_size=3))
texts = st.dictionaries(words, words, max_size=2)
inputs = st.dictionaries(words, values, max_size=3)
optional = st.none() | words
stages = st.none() | st.builds(StageEvidence, counts, counts, words)
missing = st.lists(st.builds(Missing, st.sampled_from(MISSING_REASONS), counts, words), max_size=3).map(tuple)


def crossing(strength: int, met: int, missing: tuple[Missing, ...]) -> Crossing:
    """A crossing whose numbers add up."""
    return Crossing(strength, met, met + sum(one.count for one in missing), missing)


crossings = st.none() | st.builds(crossing, st.integers(1, 4), counts, missing)
partitions = st.dictionaries(words, counts, max_size=3)
required = st.lists(words, max_size=2).map(tuple)
evidence = st.builds(Evidence, stages, stages, stages, partitions, required, crossings)
calls = st.lists(st.builds(CallRecord, words, values, values, st.booleans(), words), max_size=2).map(tuple)
reasons = st.sampled_from(REASONS)
further = st.builds(FurtherFailure, reasons, words, inputs, values, values, words, words, words, words)
failures = st.builds(
    Failure,
    reasons,
    words,
    inputs,
    values,
    values,
    words,
    words,
    words,
    calls,
    words,
    words,
    words,
    st.none() | further,
)
operation = st.builds(OperationRecord, counts, optional, optional, optional, optional)
operations = st.dictionaries(words, operation, max_size=2)
backends = st.builds(BackendRecord, words, words, inputs, texts, operations, optional, words)
binders = st.lists(st.builds(BinderRecord, words, words, st.sampled_from(ROLES), words), max_size=2).map(tuple)
kinds, levels = st.sampled_from(KINDS), st.sampled_from(LEVELS)
laws = st.builds(LawRecord, words, kinds, levels, words, words, words, words, words, binders)
agreements = st.builds(AgreementRecord, inputs=st.none() | inputs, cases=counts, left_value=values, right_value=values)
summaries = st.builds(Summary, counts, counts, st.dictionaries(st.sampled_from(STATUSES), counts))
cells = st.builds(
    Result,
    status=st.sampled_from(STATUSES),
    kind=st.sampled_from(KINDS),
    level=st.sampled_from(LEVELS),
    cases=counts,
    evidence=evidence,
    seconds=st.floats(0, 1e6),
    failure=st.none() | failures,
    cause=words,
    expectation=st.none() | st.builds(Expectation, words, optional, optional, words),
)


@st.composite
def reports(draw: st.DrawFn) -> Report:
    """A report with one result for every cell."""
    columns = draw(st.lists(backends, max_size=2, unique_by=lambda r: r.name))
    rows = draw(st.lists(laws, max_size=2, unique_by=lambda r: r.id))
    filled = [
        dataclasses.replace(draw(cells), backend=b.name, law=r.id, kind=r.kind, level=r.level)
        for b in columns
        for r in rows
    ]
    spec = draw(st.builds(SpecRecord, st.lists(words, max_size=2).map(tuple), words))
    agreement = draw(st.lists(agreements, max_size=2))
    rest = draw(st.tuples(counts, words, texts, summaries, st.sampled_from(LEVELS)))
    told = draw(st.tuples(words, st.booleans(), st.lists(words, max_size=2).map(tuple)))
    return Report(SCHEMA_VERSION, spec, tuple(rows), tuple(columns), filled, agreement, *rest, *told)
