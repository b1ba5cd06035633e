"""A run that waits for failures checks those laws first that fail on a few inputs, and the others as ever."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from conformance.cases.profiles import PROFILES
from conformance.checking.laws import laws_of
from conformance.laws.laws import Law
from conformance.laws.specfile import shipped
from conformance.records.result import Result
from conformance.runs.local import LocalSession
from conformance.runs.running import Interrupted, run
from conformance.runs.sessions import Session
from tests.runs.test_running import sessions

SPEC = shipped("masking")
LAWS = [law for law in laws_of(SPEC) if law.id in ("allMask", "emptyMask", "complement")]


@dataclass
class Told:
    """What a session was asked, in order."""

    session: Session
    fails: Sequence[str]
    broken: Sequence[str]
    asked: list[str] = field(default_factory=list)

    def early(self, laws: Sequence[Law], most: int) -> Sequence[Law]:
        self.asked.append(f"early of {len(laws)}")
        return [law for law in laws if law.id in self.fails][:most]

    def anew(self, share: Sequence[Law]) -> None:
        self.asked.append("anew")

    def check(self, law: Law) -> Result:
        self.asked.append(law.id)
        result = self.session.check(law)
        return result if law.id not in self.broken else Result(
            result.backend, law.id, law.kind, law.level, "failed", 1, result.evidence, 0.0, None
        )  # fmt: skip


def asked(max_failures: int | None, fails: Sequence[str] = (), broken: Sequence[str] = ()) -> list[str]:
    (session,) = sessions("python")
    told = Told(session, fails, broken)
    for name in ("early", "anew", "check"):
        setattr(session, name, getattr(told, name))
    told.session = LocalSession(session.checker)  # type: ignore[attr-defined]
    try:
        run([session], SPEC, LAWS, PROFILES["quick"], 0, max_failures=max_failures)
    except Interrupted:
        told.asked.append("ended")
    return told.asked


def test_a_run_that_waits_for_no_failure_asks_nothing_early() -> None:
    assert asked(None, fails=["complement"]) == ["allMask", "emptyMask", "complement"]


def test_what_fails_early_is_checked_first() -> None:
    assert asked(1, fails=["complement"], broken=["complement"]) == ["early of 3", "complement", "ended"]


def test_a_law_that_holds_after_all_is_checked_again_with_the_others() -> None:
    """What was asked before it, or it itself was, may have changed what the backend comes to."""
    assert asked(1, fails=["complement"]) == ["early of 3", "complement", "anew", "allMask", "emptyMask", "complement"]


@pytest.mark.parametrize("most", [1, 2])
def test_as_many_are_looked_for_as_are_waited_for(most: int) -> None:
    several = ["allMask", "emptyMask"]
    assert asked(most, fails=several, broken=several) == ["early of 3", *several[:most], "ended"]
