"""What the terminal tells of one result that is no pass."""

from __future__ import annotations

from conformance.results import Report, Result, lean_text, visible

WORDS = {
    "passed": "pass", "failed": "FAIL", "not_provided": "absent", "vacuous": "vacuous", "timed_out": "TIMEOUT",
    "crashed": "CRASH", "expected_failure": "xfail", "unexpected_pass": "XPASS", "harness_error": "ERROR",
}  # fmt: skip

STYLES = {"passed": "green", "not_provided": "dim", "vacuous": "yellow", "expected_failure": "yellow"}


def failure_texts(report: Report) -> list[str]:
    """What is told of each law that is neither held nor known to fail: one text a cause."""
    statements = {law.id: law.statement for law in report.laws}
    told = [
        r for r in report.results if r.status not in ("passed", "not_provided", "expected_failure", "unexpected_pass")
    ]
    through: dict[tuple[str, str], list[str]] = {}
    for result in told:
        if result.cause:
            through.setdefault((result.backend, result.cause), []).append(result.law)
    texts = []
    for result in told:
        if not result.cause:
            laws = through.pop((result.backend, result.law), [])
            text = failure_text(result, statements[result.law])
            texts.append(f"{text}\n  also fails through it: {', '.join(laws)}" if laws else text)
    for (backend, cause), laws in through.items():
        texts.append(visible(f"FAIL  {', '.join(laws)}  on {backend}: through {cause}, a known failure"))
    return texts


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
