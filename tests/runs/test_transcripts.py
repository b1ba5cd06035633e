"""What operations come to on shared inputs: a digest for each input, in an order by which the input is found again."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from conformance.api import local_sessions
from conformance.cases.claims import Bounds
from conformance.cases.profiles import PROFILES
from conformance.checking.laws import laws_of
from conformance.laws.specfile import shipped
from conformance.runs.sessions import Session
from conformance.subjects.loading import load_backend
from conformance.values.limits import Limits

LAW = next(law for law in laws_of(shipped("masking")) if law.id == "complement")
ALL = Bounds(Limits(), None)


def session(complement: Any, **limits: Any) -> Session:
    backend = load_backend(SimpleNamespace(complement=complement, limits=limits), shipped("masking").definitions)
    (one,) = local_sessions([backend], shipped("masking"), PROFILES["quick"], 0)
    return one


def right(mask: list[bool]) -> list[bool]:
    return [not m for m in mask]


def wrong(mask: list[bool]) -> list[bool]:
    if mask == [True, False, True]:
        raise ValueError(mask)
    return right(mask)


def test_transcripts_differ_where_outcomes_do_and_the_input_is_found_by_its_place() -> None:
    one, two = session(right), session(wrong)
    told = list(zip(one.transcript(LAW, ALL), two.transcript(LAW, ALL), strict=True))
    places = [k for k, (a, b) in enumerate(told) if a != b]
    assert {tuple(one.input_at(LAW, ALL, k)[1]) for k in places} == {(3, (True, False, True))}
    assert one.outcome(LAW, [3, (True, False, True)]) == ("value", (False, True, False))
    assert two.outcome(LAW, [3, (True, False, True)]) == ("exception", "ValueError: [True, False, True]")


def test_the_smallest_inputs_come_first_and_are_told_as_enumerated() -> None:
    one = session(right)
    first = [one.input_at(LAW, ALL, k) for k in range(3)]
    assert first == [(True, (0, ())), (True, (1, (False,))), (True, (1, (True,)))]


def test_only_what_both_claim_is_asked() -> None:
    narrow = Bounds(Limits(max_n=1), None)
    assert len(session(right).transcript(LAW, narrow)) < len(session(right).transcript(LAW, ALL))
    asked: list[int] = []

    def noting(mask: list[bool]) -> list[bool]:
        asked.append(len(mask))
        return right(mask)

    session(noting).transcript(LAW, narrow)
    assert set(asked) == {0, 1}
