"""What is told in words of one result that is no pass, wherever plain text is shown."""

from __future__ import annotations

from typing import Any

from conformance.records.results import FALSE_STATEMENT, Failure, Result, is_decided, is_not_loaded, lean_text
from conformance.text.escaping import inline, visible

WORDS = {
    "passed": "pass", "failed": "FAIL", "not_provided": "absent", "vacuous": "vacuous", "timed_out": "TIMEOUT",
    "crashed": "CRASH", "expected_failure": "xfail", "unexpected_pass": "XPASS", "harness_error": "ERROR",
    FALSE_STATEMENT: "FALSE",
}  # fmt: skip


def word(result: Result) -> str:
    """What a result came to, in a word or two."""
    if is_not_loaded(result):
        return "not loaded"
    return WORDS[result.status] if is_decided(result) else "UNDECIDED"


LONGEST, LONGEST_SNIPPET = 240, 4_000
"""Characters of a value and of a snippet that are shown, so that a failure fits a screen."""


_BY_BACKEND = "the law expects   ", "the backend gave  "
_BY_DEFINITION = "the statement says ", "the definitions say"


def failure_text(result: Result, statement: str, aside: str = "") -> str:
    """Law and statement, smallest input, what the law expects, what the backend gave, and a snippet.

    Of a statement that is false by the spec's own definitions no backend is told.
    """
    is_false = result.status == FALSE_STATEMENT
    head = inline(f"{word(result)}  {result.law}{'' if is_false else f'  on {result.backend}{aside}'}")
    failure = result.failure
    if failure is None:
        return visible(f"{head}: {inline(result.note)}\n{_indent(statement.strip())}")
    says, gave = _BY_DEFINITION if is_false else _BY_BACKEND
    parts = [
        f"{head}: {_by_the_spec(result) if is_false else failure.reason}",
        _indent(statement.strip()),
        _indent(f"smallest input found\n{_indent(inputs_text(failure))}"),
        _indent(f"{says} {cut(failure.expected_text or lean_text(failure.expected))}"),
        _indent(f"{gave} {cut(failure.actual_text or lean_text(failure.actual))}"),
    ]
    if result.note:
        parts.append(_indent(f"note               {cut(result.note)}"))
    wrong = [c for c in failure.calls if c.differs]
    if wrong and result.kind == "theorem":
        lines = [f"{inline(c.term)}: gave {short(c.returned)}, its definition says {short(c.specified)}" for c in wrong]
        parts.append(_indent("the call at fault\n" + _indent("\n".join(lines))))
    snippet = failure.reproduce.rstrip()
    if len(snippet) > LONGEST_SNIPPET:
        snippet = f"# {len(snippet):,} characters, in the file of --json"
    parts.append(_indent("reproduce\n" + _indent(snippet)))
    return visible("\n".join(parts))


def _by_the_spec(result: Result) -> str:
    return f"{'' if is_decided(result) else 'cannot be evaluated '}by the definitions of the spec itself"


def short(value: object) -> str:
    """A value as Lean writes it, cut in the middle where it is long."""
    text = lean_text(value)
    if len(text) <= LONGEST:
        return text
    count = f" ({len(value):,} items)" if isinstance(value, list | tuple) else ""
    return f"{text[: LONGEST * 2 // 3]} … {text[-LONGEST // 4 :]}{count}"


def inputs_text(failure: Failure, separator: str = "\n") -> str:
    """The inputs of a failure, a variable after the other."""
    return separator.join(f"{inline(name)} = {short(value)}" for name, value in failure.inputs.items()) or "none"


def limits_text(limits: dict[str, Any]) -> str:
    """What a backend does not claim; empty where it claims everything."""
    return ", ".join(f"{inline(name)} = {lean_text(value)}" for name, value in sorted(limits.items()))


def cut(text: str) -> str:
    """A text on one line, cut at its end where it is long."""
    text = inline(text)
    return text if len(text) <= 2 * LONGEST else f"{text[: 2 * LONGEST]} … ({len(text):,} characters)"


def _indent(text: str) -> str:
    return "\n".join(f"  {line}" if line else "" for line in text.split("\n"))
