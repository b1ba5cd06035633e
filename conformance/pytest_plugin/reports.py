"""What pytest tells of laws that fail: law and input first, and what fails through one cause beneath it."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.pytest_plugin.bound import FalseStatement, LawNotHeld

FIELD = "conformance_failure"
"""The field of a test's report that has the names of backend, law and cause; it is there under xdist as well."""


def note(report: pytest.TestReport, call: pytest.CallInfo[None]) -> None:
    """Puts law and input where pytest's short summary looks, and keeps through which law this one fails."""
    error = None if call.excinfo is None else call.excinfo.value
    crash = getattr(report.longrepr, "reprcrash", None)
    if isinstance(error, LawNotHeld | FalseStatement) and crash is not None:
        crash.message = str(error).partition("\n")[0]
        setattr(report, FIELD, [error.backend, error.law, error.cause])


def put_under_causes(failed: list[Any]) -> None:
    """Puts the reports of laws that fail through another one behind that one's, which names them."""
    causes = {(r.nodeid.rpartition(law)[0], law): r for r in failed for _, law, cause in _told(r) if not cause}
    following: dict[int, list[Any]] = {}
    for report in failed:
        for _, law, cause in _told(report):
            found = causes.get((report.nodeid.rpartition(law)[0], cause))
            if found is not None:
                following.setdefault(id(found), []).append(report)
    moved = {id(report) for reports in following.values() for report in reports}
    ordered = []
    for report in failed:
        after = following.get(id(report), [])
        if after:
            names = ", ".join(law for one in after for _, law, _ in _told(one))
            report.sections.append(("fail through it", names))
        ordered += [] if id(report) in moved else [report, *after]
    failed[:] = ordered


def _told(report: Any) -> list[list[str]]:
    """Backend, law and cause of a report; nothing where it is of another test."""
    told = getattr(report, FIELD, None)
    return [] if told is None else [told]
