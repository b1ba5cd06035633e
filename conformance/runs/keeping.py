"""What a run leaves in a ledger, and what is told of how it went on."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from conformance.cases.shards import Shard
from conformance.checking.ahead import entry_of
from conformance.errors import UsageError
from conformance.laws.laws import Law
from conformance.laws.proofs import statement_digest
from conformance.records.ledger import Entry, Ledger, code_of
from conformance.records.report import Report
from conformance.records.result import Result


@dataclass(frozen=True, slots=True)
class Kept:
    """A report of a run that went on by a ledger, the entries that the run leaves, and lines that tell of it."""

    report: Report
    entries: tuple[Entry, ...]
    told: tuple[str, ...]


def kept(report: Report, ledger: Ledger, laws: Sequence[Law]) -> Kept:
    """What a run that went on by a ledger leaves in it; `laws` are those that it checked."""
    # Runs on several machines may begin at the same time.
    run = f"{report.started} {os.urandom(4).hex()}"
    statements = {law.id: statement_digest(law) for law in laws}
    codes = {b.name: code_of(b, report.environment) for b in report.backends}
    entries = [
        replace(entry, statement=statements[entry.law], code=codes[entry.backend])
        for result in report.results if codes[result.backend] for entry in _entries(result, run)
    ]  # fmt: skip
    results = [replace(result, parts=()) for result in report.results]
    return Kept(replace(report, results=results), tuple(entries), _told(ledger, entries, codes))


def _entries(result: Result, run: str) -> list[Entry]:
    """What a result says of enumerated inputs on which the law held, and of a drawn one on which it did not."""
    found = []
    for part in result.parts:
        for piece in part.pieces:
            entry = entry_of(piece, run, result.backend, result.law)
            if entry is not None and part.failed_in != piece.stage:
                found.append(entry)
        if part.failed_in not in ("", "exhaustive") and result.failure is not None:
            none = Entry(run, result.law, result.backend, "", "", 0, "", 0, 0, 0, 0, 0, {})
            found.append(replace(none, failed=result.failure.inputs, layout=result.failure.layout))
    return found


def _told(ledger: Ledger, entries: Sequence[Entry], codes: dict[str, str]) -> tuple[str, ...]:
    """How the run went on, and what starts anew as it is not what it was."""
    told = [f"{name} does not count: {why}" for name, why in ledger.problems]
    told += [f"of {name} nothing is kept: its code cannot be read" for name, code in codes.items() if not code]
    before = {(e.backend, e.law): e for e in sorted(ledger.entries, key=lambda e: e.run)}
    code_anew: list[Entry] = []
    statement_anew: list[Entry] = []
    for entry in entries:
        last = before.get((entry.backend, entry.law))
        if last is None or ledger.of(entry.statement, entry.code).entries:
            continue
        (code_anew if last.code != entry.code else statement_anew).append(entry)
    for name in dict.fromkeys(e.backend for e in code_anew):
        told.append(f"{name} starts anew: its code, or what it runs with, is another")
    for law in dict.fromkeys(e.law for e in statement_anew):
        told.append(f"{law} starts anew: what it says is another")
    further = len({(e.backend, e.law) for e in entries if e.drawn})
    told.append(f"run {ledger.runs + 1:,}: {further:,} {'law' if further == 1 else 'laws'} went further")
    return tuple(told)


def keep(report: Report, ledger: Ledger, laws: Sequence[Law]) -> Kept:
    """Writes what a run leaves in a ledger, also where it was given up.

    Raises:
        UsageError: it could not be written.
    """
    found = kept(report, ledger, laws)
    try:
        ledger.write(found.entries)
    except OSError as error:
        raise UsageError(f"`{ledger.folder}`: the ledger could not be written: {error.strerror}") from None
    return found


def opened_ledger(folder: str, shard: Shard | None) -> Ledger:
    """The ledger in a folder.

    Raises:
        UsageError: it cannot be read, or one shard alone is to be checked.
    """
    if shard is not None:
        raise UsageError("`ledger` goes on by whole runs, and `shard` is a part of one; give one of them")
    return Ledger.read(Path(folder))
