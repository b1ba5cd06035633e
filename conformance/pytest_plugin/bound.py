"""A law together with the backend that it is checked on, and what is raised where it does not hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from conformance.errors import UsageError

if TYPE_CHECKING:
    from conformance.laws.laws import Law
    from conformance.pytest_plugin.subjects import Subject
    from conformance.records.result import Result


class _Told(pytest.fail.Exception):  # type: ignore[misc, name-defined]
    """A test that failed, told by its message alone.

    `law`, `backend` and `cause` are the names of the law, of the backend, and of the law that tells of the fault
    through which this one fails; the last is empty where it is a fault of its own.
    """

    def __init__(self, message: str, law: str = "", backend: str = "", cause: str = "") -> None:
        super().__init__(message, pytrace=False)
        self.law, self.backend, self.cause = law, backend, cause


class LawNotHeld(AssertionError, _Told):
    """A law that failed, or that could not be checked; the message is what the command line shows.

    Its first line names the law and the input on which it fails.
    """

    __init__ = _Told.__init__


class FalseStatement(Exception, _Told):
    """A law that fails by the spec's own definitions: an error of the spec, whatever the backend does."""

    __init__ = _Told.__init__


class WrongRequest(pytest.Collector.CollectError):
    """What makes one error of collection, told by its message alone."""


class WrongArgument(UsageError, WrongRequest):
    """An argument of the decorator that is wrong."""


class BoundLaw:
    """A law together with the backend that it is checked on."""

    def __init__(self, law: Law, subject: Subject) -> None:
        self.law, self.subject = law, subject

    @property
    def id(self) -> str:
        return self.law.id

    def check(self) -> Result:
        """Checks the law; skips where the backend has no such operation or its limits leave no input.

        A law that is known to fail is an expected failure of pytest's, and so is one of a level that is not required
        where it does not hold.

        Raises:
            LawNotHeld: the law does not hold, no input met its premises, or it holds where it is known to fail.
            FalseStatement: it fails by the spec's own definitions, which says nothing of the backend.
        """
        from conformance.records.levels import is_demanded
        from conformance.records.telling import failure_text, first_line, through_text
        from conformance.records.vocabulary import FALSE_STATEMENT
        from conformance.text.escaping import for_log, inline

        __tracebackhide__ = True
        result = self.subject.result(self.law)
        complaints = "\n".join(self.subject.complaints(self.law, result))
        names = self.law.id, result.backend, result.cause
        if result.status == FALSE_STATEMENT:
            told = failure_text(result, self.law.statement)
            raise FalseStatement(for_log(f"{first_line(result)}\n{told}"), *names)
        if result.status == "expected_failure" and result.expectation is not None:
            issue = f" ({result.expectation.issue})" if result.expectation.issue else ""
            pytest.xfail(inline(f"{result.expectation.reason}{issue}"))
        if complaints and result.failure is None:
            raise LawNotHeld(for_log(complaints), *names)
        if result.status == "not_provided" or (result.status == "vacuous" and result.limited):
            pytest.skip(inline(f"{result.status}: {result.note}"))
        if result.status != "passed":
            if not complaints and not is_demanded(self.law.level, self.subject.require):
                told = result.failure.message if result.failure is not None else result.note
                pytest.xfail(inline(f"{self.law.level}, and not required: {told}"))
            told = through_text(result) if result.cause else failure_text(result, self.law.statement)
            lines = [first_line(result), complaints, told]
            raise LawNotHeld(for_log("\n".join(line for line in lines if line)), *names)
        return result

    def __repr__(self) -> str:
        return f"<law {self.id}>"
