"""SARIF 2.1.0, as GitHub's code scanning and editors read it: a rule for each law, a result for each failure."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any
from urllib.parse import quote

from conformance.records.law import LawRecord
from conformance.records.levels import is_demanded
from conformance.records.outcomes import complaints, is_broken, is_required, outcome, reason
from conformance.records.places import Place, place_of, repository_of
from conformance.records.report import Report
from conformance.records.result import Result
from conformance.records.telling import failure_text
from conformance.records.values import forms_text, limits_text
from conformance.records.vocabulary import FALSE_STATEMENT
from conformance.text.escaping import fenced, visible
from conformance.text.escaping import markdown as escape

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_ROOT = "%SRCROOT%"
_ABOUT_ROOT = "The repository around the run, or the folder of the run where it lies in none."


def render(report: Report, folder: Path | None = None) -> str:
    """The SARIF text of a report.

    A result has a physical location where the backend's source lies inside the repository around the folder (the
    working folder where none is given), by its path from there, and always a logical one. Announced failures are no
    results: they are as expected.
    """
    folder = folder or Path.cwd()
    order = {law.id: k for k, law in enumerate(report.laws)}
    identities = {b.name: b.identity or b.name for b in report.backends}
    driver: dict[str, Any] = {
        "name": "masking-conformance",
        "version": visible(report.environment.get("conformance", "unknown")),
        "rules": [_rule(report, law) for law in report.laws],
    }
    if (homepage := _homepage()) is not None:
        driver["informationUri"] = homepage
    run = {
        "tool": {"driver": driver},
        "invocations": [_invocation(report, order, folder)],
        "originalUriBaseIds": {_ROOT: {"description": {"text": _ABOUT_ROOT}}},
        "columnKind": "unicodeCodePoints",
        "results": [
            _result(report, r, order[r.law], identities[r.backend], folder)
            for r in report.results
            if _is_told(report, r)
        ],
        "properties": {
            "profile": visible(report.profile),
            "seed": report.seed,
            "require": report.require,
            "specDigest": visible(report.spec.digest),
            "limits": {visible(b.name): limits_text(b.limits) for b in report.backends},
            "forms": {visible(b.name): visible(forms_text(b.forms)) for b in report.backends},
        },
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=1) + "\n"


def _homepage() -> str | None:
    """The address that the package gives as its homepage; None where it is not installed, or gives none."""
    try:
        told = metadata("masking-conformance").get_all("Project-URL") or []
    except PackageNotFoundError:
        return None
    urls = dict(url.split(", ", 1) for url in told if ", " in url)
    return urls.get("Homepage")


def _is_told(report: Report, result: Result) -> bool:
    if result.status == FALSE_STATEMENT:
        # No backend's code is wrong by it: see `_invocation`.
        return False
    return outcome(report, result) in ("failure", "error") or is_broken(result)


def _rule(report: Report, law: LawRecord) -> dict[str, Any]:
    statement = visible(law.statement.strip())
    required = is_demanded(law.level, report.require)
    return {
        "id": visible(law.id),
        "shortDescription": {"text": visible(law.about) or visible(law.id)},
        "fullDescription": {"text": statement},
        "help": {
            "text": f"{visible(law.about)}\n\n{statement}",
            "markdown": f"{escape(law.about, 2_000)}\n\n{fenced(statement)}",
        },
        "defaultConfiguration": {"level": "error" if required else "warning"},
        "properties": {"tags": [law.kind, law.level, *filter(None, [law.origin])], "source": visible(law.source)},
    }


def _result(report: Report, result: Result, rule: int, backend: str, folder: Path) -> dict[str, Any]:
    statement = report.laws[rule].statement
    # A viewer that has the rule's id in a column of its own cuts it off the beginning of a message.
    said = f"On {visible(result.backend)}, {visible(result.law)}: {reason(report, result)}"
    told: dict[str, Any] = {
        "ruleId": visible(result.law),
        "ruleIndex": rule,
        "kind": "fail",
        "level": "error" if is_required(report, result) or result.status == "harness_error" else "warning",
        "message": {"text": f"{said}\n\n{failure_text(result, statement)}"},
        "locations": [_location(result, folder)],
        "partialFingerprints": {"lawOnBackend/v1": _fingerprint(result, backend)},
        "properties": {"backend": visible(result.backend), "status": result.status, "cases": result.cases},
    }
    if result.cause:
        told["properties"]["cause"] = visible(result.cause)
    return told


def _location(result: Result, folder: Path) -> dict[str, Any]:
    """The backend's function at fault: where it stands, and how it is called."""
    failure = result.failure
    operation = failure.operation if failure else ""
    name = visible(operation or result.backend)
    full = f"{visible(result.backend)}.{name}" if operation else name
    kind = "function" if operation else "module"
    location: dict[str, Any] = {"logicalLocations": [{"name": name, "fullyQualifiedName": full, "kind": kind}]}
    place = place_of(failure.source, folder, repository_of(folder)) if failure else None
    if place is not None:
        location["physicalLocation"] = _physical(place)
    return location


def _fingerprint(result: Result, backend: str) -> str:
    """Stays the same while the same law fails on the same backend for the same reason, whatever line it moves to, and
    however the backend's name was typed."""
    parts = (backend, result.law, result.failure.reason if result.failure else result.status)
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32]


def _physical(place: Place) -> dict[str, Any]:
    uri = quote(place.path, errors="replace")
    return {"artifactLocation": {"uri": uri, "uriBaseId": _ROOT}, "region": {"startLine": place.line}}


def _false_statement(report: Report, result: Result, rule: int, folder: Path) -> dict[str, Any]:
    """A statement that is false by the spec's own definitions: what the tool was given is wrong, and no code."""
    told: dict[str, Any] = {
        "level": "error",
        "message": {"text": f"{reason(report, result)}\n\n{failure_text(result, report.laws[rule].statement)}"},
        "descriptor": {"id": FALSE_STATEMENT},
        "associatedRule": {"id": visible(result.law), "index": rule},
    }
    place = place_of(report.laws[rule].source, folder, repository_of(folder))
    if place is not None:
        told["locations"] = [{"physicalLocation": _physical(place)}]
    return told


def _invocation(report: Report, order: dict[str, int], folder: Path) -> dict[str, Any]:
    """Whether the tool did its work: a law that fails is work done, a fault of the harness or of the spec is not."""
    status = report.exit_status()
    false = report.false_statements()
    notes = [_false_statement(report, r, order[r.law], folder) for r in false]
    notes += [
        {"level": "error", "message": {"text": c.message}, "descriptor": {"id": c.name}} for c in complaints(report)
    ]
    told: dict[str, Any] = {
        "executionSuccessful": status in (0, 1) and not report.incomplete,
        "exitCode": status,
        "exitCodeDescription": visible(report.verdict()),
        "toolExecutionNotifications": notes,
    }
    try:
        started = datetime.fromisoformat(report.started)
    except ValueError:
        return told
    told["startTimeUtc"] = started.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return told
