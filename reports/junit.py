"""JUnit XML, as Jenkins and GitLab read it: a suite for each backend, a case for each law.

What keeps a run from success and belongs to no law stands in a suite `run`, so that the file has a failure or an error
exactly where the exit status is not 0.
"""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

from conformance.records.backend import BackendRecord
from conformance.records.outcomes import Outcome, complaints, outcome, reason
from conformance.records.places import place_of, source_of
from conformance.records.report import Report
from conformance.records.result import Result
from conformance.records.telling import failure_text
from conformance.records.values import forms_text, limits_text
from conformance.text.escaping import visible


def render(report: Report, folder: Path | None = None) -> str:
    """The XML of a report; a case names its file where that lies inside the folder (the working folder if none)."""
    folder = folder or Path.cwd()
    root = ElementTree.Element("testsuites", name="masking-conformance")
    statements = {law.id: law.statement for law in report.laws}
    sources = {law.id: law.source for law in report.laws}
    results: dict[str, list[Result]] = {backend.name: [] for backend in report.backends}
    for result in report.results:
        results[result.backend].append(result)
    for backend in report.backends:
        suite = _suite(root, backend.name, report, _about(report, backend))
        for result in results[backend.name]:
            case = _case(suite, f"conformance.{backend.name}", result.law, result.seconds)
            place = place_of(source_of(result, sources), folder)
            if place is not None:
                case.set("file", visible(place.path))
                case.set("line", str(place.line))
            _tell(case, outcome(report, result), reason(report, result), result.status, _body(result, statements))
    beside = complaints(report)
    if beside:
        suite = _suite(root, "run", report, {})
        for complaint in beside:
            case = _case(suite, "conformance.run", complaint.name, 0.0)
            _tell(case, "failure", complaint.message, complaint.name, complaint.message)
    for element in (root, *root):
        _count(element)
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _about(report: Report, backend: BackendRecord) -> dict[str, str]:
    """What was checked, and how, as the suite's properties."""
    return {
        "carrier": backend.carrier,
        "limits": limits_text(backend.limits),
        **({"forms": forms_text(backend.forms)} if backend.forms else {}),
        "version": backend.version or "",
        "digest": backend.digest,
        "spec_digest": report.spec.digest,
        "profile": report.profile,
        "seed": str(report.seed),
        "require": report.require,
    }


def _suite(root: ElementTree.Element, name: str, report: Report, about: dict[str, str]) -> ElementTree.Element:
    suite = ElementTree.SubElement(root, "testsuite", name=visible(name))
    if report.started:
        suite.set("timestamp", visible(report.started.partition("+")[0]))
    if about:
        properties = ElementTree.SubElement(suite, "properties")
        for key, value in about.items():
            ElementTree.SubElement(properties, "property", name=key, value=visible(value))
    return suite


def _case(suite: ElementTree.Element, group: str, name: str, seconds: float) -> ElementTree.Element:
    return ElementTree.SubElement(
        suite, "testcase", classname=visible(group), name=visible(name), time=f"{seconds:.6f}"
    )


def _tell(case: ElementTree.Element, told: Outcome, message: str, kind: str, body: str) -> None:
    if told != "passed":
        child = ElementTree.SubElement(case, told, message=visible(message), type=kind)
        child.text = visible(body)


def _body(result: Result, statements: dict[str, str]) -> str:
    return failure_text(result, statements[result.law])


def _count(element: ElementTree.Element) -> None:
    """Sets the numbers that the attributes of a suite, or of all of them, promise."""
    cases = list(element.iter("testcase"))
    element.set("tests", str(len(cases)))
    for attribute, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        element.set(attribute, str(sum(case.find(tag) is not None for case in cases)))
    element.set("time", f"{sum(float(case.get('time', '0')) for case in cases):.6f}")
