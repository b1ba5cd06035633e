"""What is told in words of one result that is no pass, wherever plain text is shown."""

from __future__ import annotations

from typing import Any

from conformance.results import Failure, Result, lean_text, visible

WORDS = {
    "passed": "pass", "failed": "FAIL", "not_provided": "absent", "vacuous": "vacuous", "timed_out": "TIMEOUT",
    "crashed": "CRASH", "expected_failure": "xfail", "unexpected_pass": "XPASS", "harness_error": "ERROR",
}  # fmt: skip


def failure_text(result: Result, statement: str) -> str:
    """Law and statement, smallest input, what the law expects, what the backend gave, and a snippet."""
    head = f"{WORDS[result.status]}  {result.law}  on {result.backend}"
    failure = result.failure
    if failure is None:
        return visible(f"{head}: {result.note}\n{_indent(statement.strip())}")
    parts = [
        f"{head}: {failure.reason}",
        _indent(statement.strip()),
        _indent(f"smallest input found\n{_indent(inputs_text(failure))}"),
        _indent(f"the law expects    {failure.expected_text or lean_text(failure.expected)}"),
        _indent(f"the backend gave   {failure.actual_text or lean_text(failure.actual)}"),
    ]
    wrong = [c for c in failure.calls if c.differs]
    if wrong and result.kind == "theorem":
        lines = [f"{c.term}: gave {lean_text(c.returned)}, its definition says {lean_text(c.specified)}" for c in wrong]
        parts.append(_indent("the call at fault\n" + _indent("\n".join(lines))))
    parts.append(_indent("reproduce\n" + _indent(failure.reproduce.rstrip())))
    return visible("\n".join(parts))


def inputs_text(failure: Failure, separator: str = "\n") -> str:
    """The inputs of a failure, a variable after the other."""
    return separator.join(f"{name} = {lean_text(value)}" for name, value in failure.inputs.items()) or "none"


def limits_text(limits: dict[str, Any]) -> str:
    """What a backend does not claim; empty where it claims everything."""
    return ", ".join(f"{name} = {lean_text(value)}" for name, value in sorted(limits.items()))


def _indent(text: str) -> str:
    return "\n".join(f"  {line}" if line else "" for line in text.split("\n"))
