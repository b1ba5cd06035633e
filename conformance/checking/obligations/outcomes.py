"""What a call came to, a value or that it failed: whether two are the same, and how one is told."""

from __future__ import annotations

from conformance.lean.closures import Value
from conformance.records.values import lean_text
from conformance.subjects.calls import OperationFailed
from conformance.values.membership import plain


def same(a: Value | OperationFailed, b: Value | OperationFailed) -> bool:
    if isinstance(a, OperationFailed) or isinstance(b, OperationFailed):
        return isinstance(a, OperationFailed) and isinstance(b, OperationFailed) and a.reason == b.reason
    return bool(a == b)


def raised(outcome: Value | OperationFailed) -> bool:
    return isinstance(outcome, OperationFailed) and outcome.reason == "exception"


def briefly(outcome: Value | OperationFailed) -> str:
    """A value, or what came back in the place of one, or how the call raised."""
    returned = outcome.returned if isinstance(outcome, OperationFailed) else None
    return returned if isinstance(returned, str) else in_words(outcome)


def in_words(outcome: Value | OperationFailed) -> str:
    return outcome.message if isinstance(outcome, OperationFailed) else lean_text(plain(outcome))
