"""JUnit XML: a suite for each backend, a case for each law."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from conformance.results import Report, Result

_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _text(value: object) -> str:
    return _ILLEGAL.sub("\ufffd", str(value))


def render(report: Report) -> str:
    """The XML of a report."""
    root = ElementTree.Element("testsuites", name="masking-conformance")
    statements = {law.id: law.statement for law in report.laws}
    for backend in report.backends:
        results = [r for r in report.results if r.backend == backend.name]
        suite = ElementTree.SubElement(root, "testsuite", name=_text(backend.name), tests=str(len(results)))
        counts = {"failure": 0, "error": 0, "skipped": 0}
        for result in results:
            case = ElementTree.SubElement(
                suite, "testcase", classname=_text(f"conformance.{backend.name}"), name=_text(result.law),
                time=f"{result.seconds:.6f}",
            )  # fmt: skip
            element = _element(result)
            if element is not None:
                counts[element] += 1
                message = result.failure.message if result.failure else result.note
                child = ElementTree.SubElement(case, element, message=_text(message), type=result.status)
                child.text = _text(_body(result, statements[result.law]))
        suite.set("failures", str(counts["failure"]))
        suite.set("errors", str(counts["error"]))
        suite.set("skipped", str(counts["skipped"]))
        suite.set("time", f"{sum(r.seconds for r in results):.6f}")
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _element(result: Result) -> str | None:
    if result.status == "passed":
        return None
    if result.status == "harness_error":
        return "error"
    limited = result.status == "vacuous" and result.limited
    return "skipped" if limited or result.status in ("not_provided", "expected_failure") else "failure"


def _body(result: Result, statement: str) -> str:
    failure = result.failure
    if failure is None:
        return f"{statement}\n{result.note}"
    inputs = "\n".join(f"  {name} = {value}" for name, value in failure.inputs.items())
    return (
        f"{statement}\n\nsmallest input found\n{inputs or '  none'}\n"
        f"the law expects   {failure.expected_text or failure.expected}\n"
        f"the backend gave  {failure.actual_text or failure.actual}\n\nreproduce\n{failure.reproduce}"
    )
