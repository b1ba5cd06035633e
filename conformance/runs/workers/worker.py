"""The process of a worker: it answers requests, a line each, until none will come any more."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, NoReturn

from conformance.errors import ConformanceError
from conformance.laws.specfile import Spec
from conformance.runs.workers import wire
from conformance.runs.workers.journal import JournalWriter
from conformance.runs.workers.requests import Plan, Request
from conformance.runs.workers.served import DOES, Served
from conformance.runs.workers.surroundings import settle
from conformance.system import originals
from conformance.system.forks import Owned
from conformance.system.pacing import OutOfTime
from conformance.system.processes import end_descendants

_specs: dict[tuple[tuple[str, ...], str], Spec] = {}


def hand_down(paths: tuple[str, ...], spec: Spec) -> None:
    """Leaves a spec that was loaded to the workers that are forked from this process."""
    _specs[paths, spec.revision] = spec


def _spec_of(paths: tuple[str, ...], revision: str) -> Spec:
    key = paths, revision
    if key not in _specs:
        from conformance.laws.specfile import load

        _specs[key] = load(paths, revision)
    return _specs[key]


def main(plan: Mapping[str, Any], requests: int, answers: int, journal: int) -> NoReturn:
    """Serves in a fresh interpreter."""
    serve(Plan(**plan), requests, answers, journal)


def serve(plan: Plan, requests: int, answers: int, journal: int) -> NoReturn:
    """Makes this process a worker, and answers requests, a line each, until none will come any more.

    Args:
        plan: what is checked.
        requests: the descriptor that requests are read from.
        answers: the descriptor that answers are written to.
        journal: the descriptor of the journal's file.
    """
    settle(plan.threads)
    served = Served(plan, _spec_of(plan.spec, plan.revision), JournalWriter(journal))
    with os.fdopen(requests, "rb") as lines:
        for line in lines:
            with originals.in_place():
                request = Request.read(line)
                served.journal.begin(request.task)
            with Owned():
                answer = _answer(served, request)
            with originals.in_place():
                _write(answers, wire.line_of({"id": request.task, **answer}))
    _leave(0)


def _answer(served: Served, request: Request) -> dict[str, Any]:
    try:
        return {"gives": DOES[request.do](served, request, *request.arguments)}
    except OutOfTime:
        return {"refuses": "time ran out"}
    except ConformanceError as error:
        return {"refuses": str(error)}
    except Exception as error:
        names = originals.replaced()
        once = f", once {originals.told(names)} had been replaced in it" if names else ""
        return {"fails": f"{type(error).__name__}{once}"}


def _write(answers: int, line: bytes) -> None:
    unsent = memoryview(line)
    while unsent:
        try:
            unsent = unsent[os.write(answers, unsent) :]
        except OSError:
            _leave(1)


def _leave(status: int) -> NoReturn:
    """Ends the process where nobody asks any more: who asked has ended, and will not see to what was started here."""
    with originals.in_place():
        end_descendants()
    os._exit(status)
