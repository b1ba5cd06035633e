"""One cause, one report: a law that fails only through an operation whose own definition law fails is told under it.

What is read are the records of a failure: which calls gave something else than their definition says, and which
operation was at fault.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from conformance.records.result import Failure, Result
from conformance.records.vocabulary import CORE, UNANNOUNCED

FAILING = (*UNANNOUNCED, "expected_failure")

OF_THEIR_OWN = ("mutated_input", "nondeterministic", "aliased", "accepted_out_of_range")
"""Reasons that a wrong value of an operation does not bring about."""

NO_ANSWER = ("timeout", "crash")


def with_causes(results: Sequence[Result]) -> list[Result]:
    """The results of one backend, each with the id of the law that tells of the fault through which it fails."""
    definitions: dict[str, str] = {}
    for result in results:
        if result.kind == "definition" and result.status in FAILING and result.failure is not None:
            definitions.setdefault(result.failure.operation, result.law)
    return [replace(r, cause=_cause(r, definitions)) for r in results]


def _cause(result: Result, definitions: dict[str, str]) -> str:
    operations = suspects(result)
    if not operations or not all(operation in definitions for operation in operations):
        return ""
    return definitions[operations[0]]


def suspects(result: Result) -> list[str]:
    """The operations, by their snake_case names, through whose fault a law may fail; none where it fails by itself.

    It fails through them where the definition law of each of them fails as well.
    """
    failure = result.failure
    if result.kind == "definition" or result.status not in FAILING or failure is None:
        return []
    # Beyond the domain a definition says nothing, but an operation that gives no answer gives none there either, and
    # one that goes wrong within it may go wrong there for the same reason.
    wrong = any(call.differs for call in failure.calls)
    if failure.reason in OF_THEIR_OWN or (result.level != CORE and failure.reason not in NO_ANSWER and not wrong):
        return []
    return _at_fault(failure)


def _at_fault(failure: Failure) -> list[str]:
    """The operations of the calls that went wrong, the first one first."""
    wrong = [call.operation for call in failure.calls if call.differs]
    if failure.reason not in NO_ANSWER and not wrong:
        return []
    return list(dict.fromkeys([o for o in (*wrong, failure.operation) if o]))
