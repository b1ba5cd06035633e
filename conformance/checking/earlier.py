"""Whether the snippet of a failure shows it in a fresh interpreter, and the calls that it takes for it to.

A failure may hang on calls before it: on a cache, a buffer, a counter, on which call is the first. A law is asked of
its smallest inputs again from the beginning, and the calls that were made last are tried as a beginning; those are left
out that it fails without.
"""

from __future__ import annotations

import contextlib
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from conformance.checking.asking import Asker, Failing
from conformance.checking.beginnings import Beginnings
from conformance.checking.bound import BoundLaws
from conformance.checking.evaluation import Violated
from conformance.checking.explaining import Explainer
from conformance.checking.fewest import fewest, last_ones
from conformance.checking.obligations.base import HERE
from conformance.checking.recent import MOST_ITEMS, within
from conformance.checking.trials import Clock, FreshTrials, Over, Trials, TrialsHere, call_source, suppressed
from conformance.laws.laws import Law
from conformance.lean.closures import Frame
from conformance.records.result import CallRecord, Failure
from conformance.subjects.calls import NoAnswer
from conformance.subjects.operation import Call
from conformance.system.fresh import Fresh, NotLoaded, fails

MOST_ROUNDS = 70_000
"""How often what passes is asked over and over at most: more often than a counter of 16 bits goes."""

_LOADING = 60.0
"""Seconds that a fresh interpreter may take to load a backend."""

_CONFIRMED = 2
"""How many snippets with earlier calls are run whole, in interpreters of their own; others are tried piece by piece."""

_BY_ITSELF = "in a fresh interpreter this input passes by itself"
NOWHERE = f"{_BY_ITSELF}, and after the calls made last before it: the failure hangs on earlier ones, or on chance"
FIRST = "the failure hangs on earlier calls: it shows where the call is the first, as in the snippet, and not later"
CHANCE = "the failure hangs on chance: it shows now and then, and not each time after the same calls"
NOT_HERE = (
    "asked {} in this process this input passes, and no other can load this backend: what it hangs on is not known"
)
ONLY_HERE = (
    "the failure hangs on earlier calls: asked {} in this process this input passes, and fails after {}, as in the "
    "snippet; no other process can load this backend"
)


def told_calls(count: int) -> str:
    """How many calls, in words."""
    return f"{count:,} call{'' if count == 1 else 's'}"


def after_calls(count: int) -> str:
    """What is told of a failure that takes some calls before it."""
    return f"the failure hangs on earlier calls: {_BY_ITSELF}, and fails after {told_calls(count)}, as in the snippet"


def after_rounds(rounds: int) -> str:
    """What is told of a failure that takes so many times of the same before it."""
    return f"the failure hangs on earlier calls: in a fresh interpreter it passes {rounds:,} times and then fails"


@dataclass(frozen=True, slots=True)
class _Case:
    """A failure, the trials of its snippet, and the calls of the inputs before it."""

    failure: Failure
    trials: FreshTrials
    before: Sequence[Call] = ()


class EarlierCalls:
    """Makes the snippets of one backend's failures such that they fail by themselves, where that can be."""

    def __init__(self, laws: BoundLaws, explainer: Explainer) -> None:
        self._laws, self._explainer = laws, explainer
        self._head = explainer.head
        self._beginnings = Beginnings(laws, explainer)
        self._fresh: Fresh | None = None
        self._is_tried = False
        self._found: list[list[Call]] = []
        self._unconfirmed = _CONFIRMED

    def shown(self, law: Law, failing: Failing, failure: Failure, calls: Sequence[Call]) -> tuple[Failure, str]:
        """The failure with a snippet that shows it, and a note where that hangs on more than the input.

        Args:
            law: what fails.
            failing: on what.
            failure: how, with the snippet that it has by itself.
            calls: those that were made last before.
        """
        if isinstance(failing.error, NoAnswer) or not failure.reproduce.startswith(self._head):
            return failure, ""
        self._laws.pace.until(math.inf)
        clock, recent = Clock(), within(calls, MOST_ITEMS)
        fresh = self._interpreter()
        if fresh is None:
            # The first that is known of each operation, the inputs of which are the smallest.
            settling = {id(call[0]): call for call in reversed(recent)}
            trials = TrialsHere(self._laws, law, failing, list(settling.values()), clock)
            return self._shown_here(failure, failing, trials, recent)
        case = _Case(failure, self._trials(fresh, failure, clock))
        try:
            if not case.trials.fails([]):
                return self._after_others(law, failing.frame, case, clock, recent)
            if failing.error.reason != "nondeterministic":
                return self._with(failure, self._body(failure)), ""
            if case.trials.fails([]) and case.trials.fails([]):
                return self._with(failure, self._body(failure)), "" if HERE in failure.reproduce else FIRST
            return self._over_and_over(case, case.trials.rounds(MOST_ROUNDS))
        except Over:
            return self._nowhere(failure)

    def _interpreter(self) -> Fresh | None:
        """A fresh interpreter that has loaded the backend; None where none can."""
        if not self._is_tried:
            self._is_tried = True
            seconds = self._laws.pace.seconds or _LOADING
            with contextlib.suppress(NotLoaded):
                self._fresh = Fresh(f"{self._head}backend", seconds, self._laws.pace.is_over)
        return self._fresh

    def _trials(self, fresh: Fresh, failure: Failure, clock: Clock) -> FreshTrials:
        before, _, rest = self._body(failure).partition(f"{HERE}\n")
        return FreshTrials(fresh, [before] if rest else [], [rest or before], clock)

    def _after_others(
        self, law: Law, frame: Frame, case: _Case, clock: Clock, recent: Sequence[Call]
    ) -> tuple[Failure, str]:
        """What is told of a failure that does not show by itself."""
        beginnings = self._beginnings
        if (anew := self._from_the_beginning(law, case.failure, clock)) is not None:
            case, others = anew, [anew.before]
        else:
            others = [recent, beginnings.with_other_values(law, frame), beginnings.of_definitions(law)]
        tried = (_shortest(case.trials, calls) for calls in (*self._found, *others))
        found = next((calls for calls in tried if calls is not None), None)
        # Where it hangs on chance, the same calls are not enough another time.
        if found is None or not (case.trials.fails(found) and case.trials.fails(found)):
            return self._over_and_over(case, case.trials.rounds(MOST_ROUNDS))
        if len(found) > 1 and (rounds := case.trials.rounds(len(found) + 1)) is not None:
            return self._over_and_over(case, rounds)
        self._found.append(found)
        told = _told(_plain(case.trials, found))
        return self._confirmed(case, self._preceded(case.failure, told), after_calls(len(found)))

    def _from_the_beginning(self, law: Law, failure: Failure, clock: Clock) -> _Case | None:
        """The failure on the first of a law's smallest inputs that shows one in a backend that was just loaded."""
        fresh = self._interpreter()
        found = None if fresh is None else self._beginnings.first_failing(law, fresh, clock)
        if fresh is None or found is None:
            return None
        (frame, before), told = found, fresh.told
        error = Asker(self._laws).error(law, frame, "")
        # Here the law may hold on it by now, after all that was called.
        anew = self._explainer.explain(law, frame, error or _differs(law, told), "", in_form=True)
        anew = replace(anew, reason=failure.reason)
        if error is None:
            anew = replace(anew, calls=_at_fault(anew.calls, failure.calls, told), operation=failure.operation,
                           source=failure.source)  # fmt: skip
        return _Case(anew, self._trials(fresh, anew, clock), before)

    def _over_and_over(self, case: _Case, rounds: int | None) -> tuple[Failure, str]:
        """What is told of a failure that shows when the same is asked so often, or at no time."""
        if rounds is None:
            return self._nowhere(case.failure)
        is_same = case.trials.rounds(rounds + 1) == rounds == case.trials.rounds(rounds + 1)
        times = rounds + 1 if is_same else min(MOST_ROUNDS, 20 * (rounds + 5))
        body = self._body(case.failure).replace(f"{HERE}\n", "")
        indented = "".join(f"    {line}\n" for line in body.splitlines())
        shown = self._with(case.failure, f"for _ in range({times:_}):\n{indented}")
        return self._confirmed(case, shown, after_rounds(rounds) if is_same else CHANCE)

    def _confirmed(self, case: _Case, shown: Failure, note: str) -> tuple[Failure, str]:
        """What is told of a snippet where it fails whole."""
        if self._unconfirmed:
            self._unconfirmed -= 1
            if not fails(shown.reproduce, self._laws.pace.seconds or _LOADING):
                return self._nowhere(case.failure)
        return shown, note

    def _nowhere(self, failure: Failure) -> tuple[Failure, str]:
        return self._with(failure, f"# {NOWHERE}\n{self._body(failure)}"), NOWHERE

    def _shown_here(
        self, failure: Failure, failing: Failing, trials: TrialsHere, recent: Sequence[Call]
    ) -> tuple[Failure, str]:
        """The same in this process, where no other can load the backend."""
        body = self._body(failure)
        by_itself, is_new = self._with(failure, body), self._laws.backend.made_of is not None
        if not is_new and failing.error.reason != "nondeterministic":
            return by_itself, ""
        asked = "of a new instance" if is_new else "once more"
        not_here = self._with(failure, f"# {NOT_HERE.format(asked)}\n{body}"), NOT_HERE.format(asked)
        try:
            if trials.fails([]):
                return by_itself, ""
            found = _shortest(trials, recent)
        except Over:
            return not_here
        if found is None:
            return not_here
        shown = self._preceded(failure, _told([call_source(call) for call in found]))
        return shown, ONLY_HERE.format(asked, told_calls(len(found)))

    def _body(self, failure: Failure) -> str:
        return failure.reproduce.removeprefix(self._head)

    def _with(self, failure: Failure, body: str) -> Failure:
        return replace(failure, reproduce=self._head + body.replace(f"{HERE}\n", ""))

    def _preceded(self, failure: Failure, told: str) -> Failure:
        """The failure with a snippet that makes calls first, or where its own calls leave room for them."""
        body = self._body(failure)
        return self._with(failure, body.replace(f"{HERE}\n", told) if HERE in body else f"{told}{body}")


def _differs(law: Law, told: str) -> Violated:
    """That a call of a law gave what its definition does not say."""
    message = f"a call that `{law.text(law.claim)}` makes gave {told}, which its definition does not say"
    return Violated("violation", message, True, told, "what the definition says", told)


def _at_fault(calls: Sequence[CallRecord], known: Sequence[CallRecord], told: str) -> tuple[CallRecord, ...]:
    """The calls of an input, the first of them at fault that is one of an operation known to be."""
    wrong = {call.operation for call in known if call.differs}
    place = next((k for k, call in enumerate(calls) if call.operation in wrong), -1)
    return tuple(replace(c, returned=told, differs=True) if k == place else c for k, c in enumerate(calls))


def _shortest(trials: Trials, calls: Sequence[Call]) -> list[Call] | None:
    """The fewest of the calls after which it fails; None where it does after none of those that were made last."""
    for count in last_ones(len(calls)):
        last = calls[-count:]
        if trials.fails(last):
            try:
                return fewest(last, trials.fails)
            except Over:
                return list(last)
    return None


def _plain(trials: FreshTrials, calls: Sequence[Call]) -> list[str]:
    """The calls as source; only one that raises is made whatever it raises."""
    pieces = [call_source(call) for call in calls]
    while (raising := trials.raising(pieces)) is not None:
        pieces[raising] = suppressed(pieces[raising])
    return pieces


def _told(pieces: Sequence[str]) -> str:
    """The calls as lines; those that are the same one after the other as a loop."""
    lines = ["# without these calls what follows holds"]
    for piece, same in groupby(pieces):
        count = len(list(same))
        looped = "\n".join(f"    {line}" for line in piece.split("\n"))
        lines.append(piece if count == 1 else f"for _ in range({count:_}):\n{looped}")
    return "\n".join(lines) + "\n"
