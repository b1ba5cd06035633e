"""What is told in plain text of results that are no pass: of one, and of all of a run, one cause after the other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from conformance.records.law import LawRecord
from conformance.records.levels import is_demanded
from conformance.records.result import (
    CallRecord,
    Failure,
    FurtherFailure,
    Result,
    is_cut_short,
    is_decided,
    is_not_loaded,
)
from conformance.records.thin import MARK, why_thin
from conformance.records.values import cut, lean_text, short
from conformance.records.verdicts import false_statements
from conformance.records.vocabulary import FALSE_STATEMENT
from conformance.text.escaping import inline, visible

WORDS = {
    "passed": "pass", "failed": "FAIL", "not_provided": "not provided", "vacuous": "vacuous", "timed_out": "TIMEOUT",
    "crashed": "CRASH", "expected_failure": "xfail", "unexpected_pass": "XPASS", "harness_error": "ERROR",
    FALSE_STATEMENT: "FALSE",
}  # fmt: skip


def word(result: Result) -> str:
    """What a result came to, in a word or two."""
    if is_not_loaded(result):
        return "not loaded"
    return WORDS[result.status] if is_decided(result) else "UNDECIDED"


LONGEST_SNIPPET = 4_000
"""Characters of a snippet that are shown, so that a failure fits a screen."""


_BY_BACKEND = "the law expects   ", "the backend gave  "
_BY_DEFINITION = "the statement says ", "the definitions say"


@dataclass(frozen=True, slots=True)
class Part:
    """Lines of what is told of a failure. `role` is `head`, `expected`, `actual` or `hint`; empty for all else.

    `folds` says that its lines may be broken between words, which those of a snippet may not.
    """

    text: str
    role: str = ""
    folds: bool = False


def failure_text(result: Result, statement: str, aside: str = "") -> str:
    """Law and statement, smallest input, what the law expects, what the backend gave, and a snippet.

    Of a statement that is false by the spec's own definitions no backend is told.
    """
    return _joined(failure_parts(result, statement, aside))


def _joined(parts: Iterable[Part]) -> str:
    return "\n".join(part.text for part in parts)


def failure_parts(result: Result, statement: str, aside: str = "") -> list[Part]:
    """What `failure_text` tells, in parts."""
    is_false = result.status == FALSE_STATEMENT
    head = inline(f"{word(result)}  {result.law}{'' if is_false else f'  on {result.backend}{aside}'}")
    said = Part(_indent(statement.strip()), folds=True)
    failure = result.failure
    if failure is None:
        return _visible([Part(f"{head}: {inline(result.note)}", "head", folds=True), said])
    says, gave = _BY_DEFINITION if is_false else _BY_BACKEND
    parts = [
        Part(f"{head}: {_by_the_spec(result) if is_false else failure.reason}", "head", folds=True),
        said,
        *_found(failure, says, gave),
    ]
    if result.note:
        parts.append(Part(_indent(f"note               {cut(result.note)}"), folds=True))
    if failure.hint:
        parts.append(Part(_indent(f"hint: {cut(failure.hint)}"), "hint", folds=True))
    wrong = [c for c in failure.calls if c.differs]
    if wrong and result.kind != "definition":
        lines = [f"{inline(c.term)}: gave {short(c.returned)}, {_says(c)}" for c in wrong]
        parts.append(Part(_indent("the call at fault\n" + _indent("\n".join(lines)))))
    if unspecified := [c for c in failure.calls if not c.is_specified and not c.differs]:
        lines = [f"{inline(c.term)} gave {short(c.returned)}" for c in unspecified]
        parts.append(Part(_indent("of what has no definition\n" + _indent("\n".join(lines)))))
    parts.append(Part(_indent(_snippet(failure))))
    if failure.also is not None:
        also = failure.also
        parts.append(Part(_indent(f"{FURTHER}: {also.reason}")))
        further = (*_found(also), Part(_indent(_snippet(also))))
        parts += [replace(part, text=_indent(part.text)) for part in further]
    return _visible(parts)


def _visible(parts: Iterable[Part]) -> list[Part]:
    return [replace(part, text=visible(part.text)) for part in parts]


def first_line(result: Result) -> str:
    """The law and the input on which it fails, or why it is no pass, in one line: `complement fails on m=[true]`."""
    failure = result.failure
    if failure is None:
        return inline(f"{result.law}: {result.note or result.status.replace('_', ' ')}")
    given = ", ".join(f"{name}={short(value)}" for name, value in failure.inputs.items())
    return inline(f"{result.law} fails{f' on {given}' if given else ''}{_of_no_answer(failure)}")


def _of_no_answer(failure: Failure) -> str:
    return f": {failure.reason}" if failure.reason in ("timeout", "crash") else ""


def through_text(result: Result) -> str:
    """What is told of a law that fails through the fault of another: that one, and the calls that went wrong."""
    calls = [c for c in (result.failure.calls if result.failure is not None else ()) if c.differs]
    lines = [f"{inline(c.term)}: gave {short(c.returned)}, {_says(c)}" for c in calls[:MOST_CALLS]]
    return visible("\n".join(_indent(line) for line in (f"through {inline(result.cause)}, which fails itself", *lines)))


MOST_CALLS = 3
"""Calls at fault that are told of a law that fails through them."""


FURTHER = "and for another reason on an input that is not empty"
"""What is told before a further failure."""


def _found(failure: Failure | FurtherFailure, says: str = _BY_BACKEND[0], gave: str = _BY_BACKEND[1]) -> list[Part]:
    """The input, what is expected, and what was given."""
    expected = failure.expected_text or lean_text(failure.expected)
    actual = failure.actual_text or lean_text(failure.actual)
    return [
        Part(_indent(f"smallest input found\n{_indent(inputs_text(failure))}")),
        Part(_indent(f"{says} {cut(expected)}"), "expected"),
        Part(_indent(f"{gave} {cut(actual)}"), "actual"),
    ]


def _snippet(failure: Failure | FurtherFailure) -> str:
    snippet = failure.reproduce.rstrip()
    if len(snippet) > LONGEST_SNIPPET:
        snippet = f"# {len(snippet):,} characters, in the file of --json"
    return "reproduce\n" + _indent(snippet)


def _by_the_spec(result: Result) -> str:
    return f"{'' if is_decided(result) else 'cannot be evaluated '}by the definitions of the spec itself"


def inputs_text(failure: Failure | FurtherFailure, separator: str = "\n") -> str:
    """The inputs of a failure, a variable after the other."""
    return separator.join(f"{inline(name)} = {short(value)}" for name, value in failure.inputs.items()) or "none"


def _indent(text: str) -> str:
    return "\n".join(f"  {line}" if line else "" for line in text.split("\n"))


def failure_texts(results: Sequence[Result], laws: Iterable[LawRecord], require: str) -> list[str]:
    """What is told of each law that is neither held nor known to fail: one text a cause, the required ones first."""
    return [_joined(parts) for parts in failure_blocks(results, laws, require)]


def failure_blocks(results: Sequence[Result], laws: Iterable[LawRecord], require: str) -> list[list[Part]]:
    """What `failure_texts` tells, each in parts."""
    statements = {law.id: law.statement for law in laws}
    told = [
        r
        for r in once(_required_first(results, require))
        if r.status not in ("passed", "not_provided", "expected_failure", "unexpected_pass") and not is_not_loaded(r)
    ]
    through: dict[tuple[str, str], list[str]] = {}
    for result in told:
        if result.cause:
            through.setdefault((result.backend, result.cause), []).append(result.law)
    blocks = []
    for result in told:
        if not result.cause:
            after = through.pop((result.backend, result.law), [])
            parts = failure_parts(result, statements[result.law], _aside(result, require))
            if after:
                parts.append(Part(f"  also fails through it: {inline(', '.join(after))}", folds=True))
            blocks.append(parts)
    for (backend, cause), after in through.items():
        head = inline(f"FAIL  {', '.join(after)}  on {backend}: through {cause}, a known failure")
        blocks.append([Part(head, "head", folds=True)])
    return blocks


def failure_lines(results: Sequence[Result], require: str) -> list[str]:
    """One line for each law that is neither held nor known to fail, its consequences left out."""
    lines = []
    for result in once(_required_first(results, require)):
        if is_not_loaded(result):
            continue
        if result.status in ("passed", "not_provided", "expected_failure") or result.cause or result.limited:
            continue
        who = "" if result.status == FALSE_STATEMENT else f"  on {result.backend}{_aside(result, require)}"
        head = f"{word(result)}  {result.law}{who}: "
        if result.failure is None:
            lines.append(inline(head + result.note))
        else:
            place = f" (on {inputs_text(result.failure, ', ')})" if result.failure.inputs else ""
            also = result.failure.also
            beside = "" if also is None else f"; {also.reason} on {inputs_text(also, ', ')}"
            hint = f"; hint: {cut(result.failure.hint)}" if result.failure.hint else ""
            lines.append(inline(f"{head}{cut(result.failure.message)}{place}{beside}{hint}"))
    return lines


def _says(call: CallRecord) -> str:
    return f"its definition says {short(call.specified)}" if call.is_specified else "which is no value of its type"


def _required_first(results: Sequence[Result], require: str) -> list[Result]:
    return sorted(results, key=lambda r: bool(_aside(r, require)))


def _aside(result: Result, require: str) -> str:
    """What sets a result apart that does not decide the exit status."""
    return "" if is_demanded(result.level, require) else f" ({result.level}, not required)"


def once(results: Sequence[Result]) -> list[Result]:
    """The results without those that tell again of one thing.

    A statement that is false by the spec's own definitions is told of once, and so is a backend that was not loaded.
    """
    told = {(r.backend, r.law) for r in false_statements(results)}
    unloaded: dict[str, str] = {}
    kept = []
    for result in results:
        if is_not_loaded(result) and unloaded.setdefault(result.backend, result.law) != result.law:
            continue
        if result.status != FALSE_STATEMENT or (result.backend, result.law) in told:
            kept.append(result)
    return kept


def status_text(result: Result) -> str:
    """What a table says of a result: its status in words, or that its backend was not loaded."""
    return "not loaded" if is_not_loaded(result) else status_words(result.status)


def status_words(status: str) -> str:
    """A status as people read it, as `not provided`."""
    return status.replace("_", " ")


def count_text(result: Result) -> str:
    """How many inputs a result rests on, with a mark where the profile asks for more or where they say little."""
    told = [f"{result.cases:,}"] if result.cases else []
    if is_cut_short(result):
        told.append("in part")
    elif why_thin(result):
        told.append(MARK)
    return " ".join(told)
