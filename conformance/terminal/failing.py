"""What the terminal tells of one result that is no pass."""

from __future__ import annotations

from conformance.results import Result, lean_text, visible

WORDS = {
    "passed": "pass", "failed": "FAIL", "not_provided": "absent", "vacuous": "vacuous", "timed_out": "TIMEOUT",
    "crashed": "CRASH", "expected_failure": "xfail", "unexpected_pass": "XPASS", "harness_error": "ERROR",
}  # fmt: skip

STYLES = {"passed": "green", "not_provided": "dim", "vacuous": "yellow", "expected_failure": "yellow"}


def failure_text(result: Result, statement: str) -> str:
    """Law and statement, smallest input, what the law expects, what the backend gave, and a snippet."""
    head = f"{WORDS[result.status]}  {result.law}  on {result.backend}"
    failure = result.failure
    if failure is None:
        return f"{head}: {result.note}\n{_indent(statement.strip())}"
    inputs = "\n".join(f"{name} = {lean_text(value)}" for name, value in failure.inputs.items())
    parts = [
        f"{head}: {failure.reason}",
        _indent(statement.strip()),
        _indent(f"smallest input found\n{_indent(inputs or 'none')}"),
        _indent(f"the law expects    {failure.expected_text}"),
        _indent(f"the backend gave   {failure.actual_text}"),
    ]
    wrong = [c for c in failure.calls if c.differs]
    if wrong and result.kind == "theorem":
        lines = [f"{c.term}: gave {lean_text(c.returned)}, its definition says {lean_text(c.specified)}" for c in wrong]
        parts.append(_indent("the call at fault\n" + _indent("\n".join(lines))))
    parts.append(_indent("reproduce\n" + _indent(failure.reproduce.rstrip())))
    return visible("\n".join(parts))


def _indent(text: str) -> str:
    return "\n".join(f"  {line}" if line else "" for line in text.split("\n"))
