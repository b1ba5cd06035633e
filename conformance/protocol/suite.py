"""The suite of the protocol itself: a process is asked all kinds of requests, good and bad, check by check."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

from conformance.laws.specfile import Spec
from conformance.protocol.checks import CHECKS
from conformance.protocol.records import CheckRecord, SuiteReport
from conformance.protocol.session import Times, Wrong
from conformance.protocol.trial import Check, Skipped, Trial
from conformance.subjects.messages import BadMessage


def run_suite(words: Sequence[str], spec: Spec, times: Times | None = None) -> SuiteReport:
    """Makes every check on a command.

    Raises:
        UsageError: it cannot be started.
    """
    trial = Trial(words, spec, times or Times())
    records = []
    try:
        for check in CHECKS:
            if check.needs_hello and trial.hello is None:
                records.append(CheckRecord(check.name, check.about, "skipped", came="there was no hello to go on from"))
                continue
            records.append(_made(check, trial))
            if records[-1].status == "failed":
                trial.close()
    finally:
        trial.close()
    name = trial.hello["name"] if trial.hello is not None else ""
    return SuiteReport(shlex.join(words), name, tuple(records))


def _made(check: Check, trial: Trial) -> CheckRecord:
    try:
        check.run(trial)
    except Wrong as wrong:
        return CheckRecord(check.name, check.about, "failed", wrong.sent, wrong.expected, wrong.came)
    except BadMessage as bad:
        return CheckRecord(check.name, check.about, "failed", "", check.about, str(bad))
    except Skipped as reason:
        return CheckRecord(check.name, check.about, "skipped", came=str(reason))
    return CheckRecord(check.name, check.about, "passed")
