"""What a result comes to beside the entry of known failures that announces it, and what is wrong with entries.

The counterexample that an entry keeps is asked first: one call, without a search. `check` asks and searches, `settled`
turns a result and its entry into the final result, `complaints` tells what is wrong with entries.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

from conformance.errors import did_you_mean
from conformance.laws.laws import Law
from conformance.records.expectation import Expectation
from conformance.records.result import Result
from conformance.records.verdicts import decided
from conformance.records.vocabulary import FALSE_STATEMENT, UNANNOUNCED
from conformance.runs.expectations import Entry, Expectations

EXPECTED_TO_FAIL = "expected to fail, at "


class Checks(Protocol):
    """What checks the laws of one backend."""

    def check(self, law: Law) -> Result: ...

    def replay(self, law: Law, inputs: Mapping[str, Any], layout: str = "") -> Result: ...


def check(checker: Checks, law: Law, entry: Entry | None) -> Result:
    """The result of a law beside the entry that announces its failure, if one does.

    The kept counterexample is asked first; inputs are searched only where the law does not fail on it.
    """
    if entry is None:
        return checker.check(law)
    kept = None
    if entry.can_be_replayed:
        assert entry.inputs is not None
        kept = checker.replay(law, entry.inputs, entry.layout)
        if kept.status in ("failed", FALSE_STATEMENT):
            return settled(kept, entry, kept)
    return settled(checker.check(law), entry, kept)


def settled(result: Result, entry: Entry, kept: Result | None = None) -> Result:
    """What a result comes to beside its entry: a failure is expected, a pass is not; anything else stays as it is.

    `kept` is what the replay of the entry's counterexample came to, None where there was none.
    """
    if result.is_partial and result.status in ("passed", "vacuous"):
        # Whether the law holds is known once all shards are there.
        holds = _joined(f"{EXPECTED_TO_FAIL}{entry.source}, and it holds", _not_admitted(kept))
        parts = [replace(part, announced=entry.expectation(), announced_note=holds) for part in result.parts]
        return replace(result, parts=tuple(parts))
    if result.status in UNANNOUNCED:
        note = _joined(result.note, _told_of_failure(result, entry, kept))
        return replace(result, status="expected_failure", note=note, expectation=entry.expectation())
    if result.status == "passed":
        note = _joined(f"{EXPECTED_TO_FAIL}{entry.source}, and it holds", _not_admitted(kept))
        return replace(result, status="unexpected_pass", note=note, expectation=entry.expectation())
    return result


def unsettled(result: Result) -> Result:
    """An unexpected pass as the pass that it is without an entry."""
    if result.status == "unexpected_pass":
        note = result.note.partition(EXPECTED_TO_FAIL)[0].removesuffix("; ")
        return replace(result, status="passed", note=note, expectation=None)
    return result


def _told_of_failure(result: Result, entry: Entry, kept: Result | None) -> str:
    reason = "" if result.failure is None else result.failure.reason
    if kept is None:
        return ""
    if kept.status == "failed":
        return f"fails as {reason}, where {entry.failure} is kept" if entry.failure not in (None, reason) else ""
    if kept.status == "vacuous":
        return _not_admitted(kept)
    if result.failure is not None and result.failure.inputs == entry.inputs:
        return "the kept input holds when it is asked by itself"
    return "fails on another input than the kept one, which holds now"


def _not_admitted(kept: Result | None) -> str:
    return f"the kept input is no input any more: {kept.note}" if kept is not None and kept.status == "vacuous" else ""


def _joined(*notes: str) -> str:
    return "; ".join(note for note in notes if note)


def complaints(
    expected: Expectations,
    results: Sequence[Result],
    laws: Collection[str],
    others: Collection[str] | None,
) -> tuple[str, ...]:
    """What is wrong with entries: they have expired, match nothing, or announce a failure that does not come.

    Args:
        expected: the entries.
        results: of the run, settled.
        laws: the ids of all laws of the spec, chosen or not.
        others: names of backends that an entry may have beside those of the run; None where it may have any, as the
            run was asked for some backends only.
    """
    return tuple(_complaints(expected, results, laws, others))


def _complaints(
    expected: Expectations, results: Sequence[Result], laws: Collection[str], others: Collection[str] | None
) -> Iterator[str]:
    found = {(r.backend, r.law): r for r in results}
    backends = list(dict.fromkeys(r.backend for r in results))
    for entry in expected.entries:
        law, backend = f"`{entry.law}`", f"`{entry.backend}`"
        result = found.get(entry.cell)
        status = "" if result is None else result.status
        if entry.expired(expected.today):
            yield f"{entry.source}: {law} on {backend} was expected to fail until {entry.until}, which is over"
        elif entry.law not in laws:
            yield f"{entry.source}: there is no law {law}{did_you_mean(entry.law, laws)}"
        elif others is not None and entry.cell[0] not in (*backends, *others):
            yield f"{entry.source}: no backend {backend} was checked{did_you_mean(entry.backend, (*backends, *others))}"
        elif status == FALSE_STATEMENT:
            assert result is not None
            yield (f"{entry.source}: {law} on {backend} cannot be announced: the statement {decided([result])} by the "
                   "spec's own definitions; mend it, and delete the entry")  # fmt: skip
        elif result is not None and not result.is_partial and (told := _in_vain(result, entry.source, law, backend)):
            yield told


def _in_vain(result: Result, source: str, law: str, backend: str) -> str:
    """What is wrong with an entry of a law that does not fail; empty where nothing is."""
    if result.status == "unexpected_pass":
        return f"{source}: {law} on {backend} holds, which was expected to fail; delete the entry"
    if result.status == "not_provided" or (result.status == "vacuous" and result.limited):
        return f"{source}: {law} on {backend} cannot fail: {result.note}; delete the entry"
    return ""


def complaints_of_merged(results: Iterable[Result], announced: Mapping[tuple[str, str], Expectation]) -> list[str]:
    """What is wrong with the entries that announced failures by backend and law, once all shards of a run are there."""
    entries = [(result, announced.get((result.backend, result.law))) for result in results]
    told = [_in_vain(r, e.source, f"`{r.law}`", f"`{r.backend}`") for r, e in entries if e is not None]
    return [text for text in told if text]


def outside(expected: Expectations, results: Iterable[Result], complained: Sequence[str]) -> list[Entry]:
    """Entries that a narrowed run did not look at, without those that are complained of."""
    cells = {(r.backend, r.law) for r in results}
    told = {text[: colon.start()] for text in complained for colon in re.finditer(": ", text)}
    return [e for e in expected.entries if e.cell not in cells and e.source not in told]
