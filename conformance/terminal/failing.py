"""What the terminal tells of one result that is no pass."""

from __future__ import annotations

from conformance.results import Report, Result, lean_text, visible

WORDS = {
    "passed": "pass", "failed": "FAIL", "not_provided": "absent", "vacuous": "vacuous", "timed_out": "TIMEOUT",
    "crashed": "CRASH", "expected_failure": "xfail", "unexpected_pass": "XPASS", "harness_error": "ERROR",
}  # fmt: skip

STYLES = {"passed": "green", "not_provided": "dim", "vacuous": "yellow", "expected_failure": "yellow"}


LONGEST, LONGEST_SNIPPET = 240, 4_000
"""Characters of a value and of a snippet that are shown, so that a failure fits a screen."""


def failure_texts(report: Report) -> list[str]:
    """What is told of each law that is neither held nor known to fail: one text a cause."""
    statements = {law.id: law.statement for law in report.laws}
    told = [
        r
        for r in _required_first(report)
        if r.status not in ("passed", "not_provided", "expected_failure", "unexpected_pass")
    ]
    through: dict[tuple[str, str], list[str]] = {}
    for result in told:
        if result.cause:
            through.setdefault((result.backend, result.cause), []).append(result.law)
    texts = []
    for result in told:
        if not result.cause:
            laws = through.pop((result.backend, result.law), [])
            text = failure_text(result, statements[result.law], _aside(report, result))
            texts.append(f"{text}\n  also fails through it: {', '.join(laws)}" if laws else text)
    for (backend, cause), laws in through.items():
        texts.append(visible(f"FAIL  {', '.join(laws)}  on {backend}: through {cause}, a known failure"))
    return texts


def failure_lines(report: Report) -> list[str]:
    """One line for each law that is neither held nor known to fail, its consequences left out."""
    lines = []
    for result in _required_first(report):
        if result.status in ("passed", "not_provided", "expected_failure") or result.cause or result.limited:
            continue
        head = f"{WORDS[result.status]}  {result.law}  on {result.backend}{_aside(report, result)}: "
        if result.failure is None:
            lines.append(visible(head + result.note))
        else:
            inputs = ", ".join(f"{name} = {short(value)}" for name, value in result.failure.inputs.items())
            lines.append(visible(f"{head}{result.failure.message}" + (f" (on {inputs})" if inputs else "")))
    return lines


def short(value: object) -> str:
    """A value as Lean writes it, cut in the middle where it is long."""
    text = lean_text(value)
    if len(text) <= LONGEST:
        return text
    count = f" ({len(value):,} items)" if isinstance(value, list | tuple) else ""
    return f"{text[: LONGEST * 2 // 3]} … {text[-LONGEST // 4 :]}{count}"


def _required_first(report: Report) -> list[Result]:
    return sorted(report.results, key=lambda r: bool(_aside(report, r)))


def _aside(report: Report, result: Result) -> str:
    """What sets a result apart that does not decide the exit status."""
    return " (hardened, not required)" if result.level == "hardened" and report.require == "core" else ""


def failure_text(result: Result, statement: str, aside: str = "") -> str:
    """Law and statement, smallest input, what the law expects, what the backend gave, and a snippet."""
    head = f"{WORDS[result.status]}  {result.law}  on {result.backend}{aside}"
    failure = result.failure
    if failure is None:
        return f"{head}: {result.note}\n{_indent(statement.strip())}"
    inputs = "\n".join(f"{name} = {short(value)}" for name, value in failure.inputs.items())
    parts = [
        f"{head}: {failure.reason}",
        _indent(statement.strip()),
        _indent(f"smallest input found\n{_indent(inputs or 'none')}"),
        _indent(f"the law expects    {_cut(failure.expected_text)}"),
        _indent(f"the backend gave   {_cut(failure.actual_text)}"),
    ]
    wrong = [c for c in failure.calls if c.differs]
    if wrong and result.kind == "theorem":
        lines = [f"{c.term}: gave {short(c.returned)}, its definition says {short(c.specified)}" for c in wrong]
        parts.append(_indent("the call at fault\n" + _indent("\n".join(lines))))
    snippet = failure.reproduce.rstrip()
    if len(snippet) > LONGEST_SNIPPET:
        snippet = f"# {len(snippet):,} characters, in the file of --json"
    parts.append(_indent("reproduce\n" + _indent(snippet)))
    return visible("\n".join(parts))


def _cut(text: str) -> str:
    return text if len(text) <= 2 * LONGEST else f"{text[: 2 * LONGEST]} … ({len(text):,} characters)"


def _indent(text: str) -> str:
    return "\n".join(f"  {line}" if line else "" for line in text.split("\n"))
