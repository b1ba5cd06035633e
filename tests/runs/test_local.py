"""A backend in this process is asked directly; one that could not be loaded says why, whatever it is asked."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from conformance.api import local_sessions
from conformance.cases.claims import Bounds
from conformance.cases.profiles import PROFILES
from conformance.checking.laws import laws_of
from conformance.laws.specfile import shipped
from conformance.runs.local import Unloaded
from conformance.runs.sessions import NotLoaded, Session
from conformance.subjects.loading import load_backend
from conformance.values.limits import Limits

LAWS = {law.id: law for law in laws_of(shipped())}
LAW = LAWS["complement"]
ALL = Bounds(Limits(), None)


def session(**target: Any) -> Session:
    backend = load_backend(SimpleNamespace(name="mine", **target), shipped().definitions)
    (one,) = local_sessions([backend], shipped(), PROFILES["quick"], 0)
    return one


def complement(mask: list[bool]) -> list[bool]:
    return [not m for m in mask]


def test_what_it_claims_and_provides() -> None:
    one = session(complement=complement, limits={"max_n": 4, "max_nat": 9})
    assert (one.name, one.operations) == ("mine", {"complement"})
    assert (one.limits, one.bounds) == (Limits(4, 9), Bounds(Limits(4, 9), 9, has_fractions=True))
    assert one.shares([LAW]) == ([LAW],)


def test_a_law_is_checked_and_asked_of_one_input() -> None:
    one = session(complement=lambda mask: [False] * len(mask))
    assert one.check(LAW).status == "failed"
    assert one.replay(LAW, {"n": 1, "m": [False]}).status == "failed"
    assert one.replay(LAW, {"n": 1, "m": [True]}).status == "passed"
    assert one.record().operations["complement"].calls > 2


QUESTIONS: list[Callable[[Session], object]] = [
    lambda one: one.open([LAW]),
    lambda one: one.check(LAW),
    lambda one: one.replay(LAW, {}),
    lambda one: one.transcript(LAW, ALL),
    lambda one: one.input_at(LAW, ALL, 0),
    lambda one: one.outcome(LAW, [0, ()]),
    lambda one: one.record(),
]


@pytest.mark.parametrize("question", QUESTIONS)
def test_one_that_could_not_be_loaded_says_why(question: Callable[[Session], object]) -> None:
    with pytest.raises(NotLoaded, match="no licence") as caught:
        question(Unloaded("mine", "no licence"))
    assert caught.value.reason == "crash"
