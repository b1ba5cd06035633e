"""A function of a backend as an operation on spec values: what a call comes to, and who is told of it."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Sequence
from types import SimpleNamespace
from typing import Any

import pytest

from conformance.errors import Terminated
from conformance.laws.specfile import shipped
from conformance.lean.closures import Value
from conformance.subjects.calls import CallFailed, NoAnswer, NoReply, OperationFailed
from conformance.subjects.loading import load_backend
from conformance.subjects.operation import Operation, bind

MASK = (2, (True, False))


def operation(complement: Callable[..., Any], carrier: str = "python") -> Operation:
    backend = load_backend(SimpleNamespace(complement=complement, carrier=carrier), shipped().definitions)
    return bind(backend, shipped().definitions)["complement"]


def flipped(mask: Sequence[bool]) -> list[bool]:
    return [not m for m in mask]


def raising(error: BaseException) -> Callable[..., Any]:
    def complement(mask: object) -> object:
        raise error

    return complement


def failed(complement: Callable[..., Any]) -> CallFailed:
    with pytest.raises(CallFailed) as caught:
        operation(complement).apply(MASK)
    return caught.value


def test_implicit_arguments_are_not_passed_and_values_are_embedded_anew() -> None:
    asked: list[list[bool]] = []

    def complement(mask: list[bool]) -> list[bool]:
        asked.append(mask)
        return flipped(mask)

    tried = operation(complement)
    assert [tried(*MASK), tried.apply(MASK), tried.outcome(MASK)] == [(False, True)] * 3
    assert asked == [[True, False]] * 3
    assert asked[0] is not asked[1]
    assert tried.calls == 3


def test_only_what_a_backend_has_is_bound() -> None:
    backend = load_backend(SimpleNamespace(complement=flipped), shipped().definitions)
    assert list(bind(backend, shipped().definitions)) == ["complement"]


@pytest.mark.parametrize(
    ("error", "message", "refused", "ended"),
    [
        (ValueError("no"), "ValueError: no", True, False),
        (ValueError(), "ValueError", True, False),
        (BaseException("panic\nin\ttwo lines"), "BaseException: panic in two lines", True, False),
        (SystemExit(3), "SystemExit: 3", False, True),
        (GeneratorExit(), "GeneratorExit", False, True),
    ],
)
def test_whatever_is_raised_is_the_failure_of_the_call(
    error: BaseException, message: str, refused: bool, ended: bool
) -> None:
    told = failed(raising(error))
    assert isinstance(told, OperationFailed)
    assert (told.operation, told.reason, told.message) == ("complement", "exception", message)
    assert (told.refused, told.ended, told.__cause__) == (refused, ended, error)


def test_a_message_that_cannot_be_shown_is_told_as_such() -> None:
    class Wordless(Exception):
        def __str__(self) -> str:
            raise RuntimeError

    assert failed(raising(Wordless())).message == "Wordless: (its message cannot be shown)"
    assert len(failed(raising(ValueError("long " * 10_000))).message) < 400


@pytest.fixture
def interruptible() -> Iterator[None]:
    """A process that the user can interrupt, as one in the background of a script cannot be."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
def test_the_interrupt_of_the_user_is_no_failure() -> None:
    for error in (KeyboardInterrupt(), Terminated()):
        with pytest.raises(type(error)):
            operation(raising(error)).outcome(MASK)


@pytest.mark.parametrize(
    ("result", "message"),
    [
        ([True], "expected 2 values, got 1"),
        ([True] * 3, "expected 2 values, got 3"),
        ([0, 1], "expected list[bool], got"),
        (None, "expected list[bool], got"),
    ],
)
def test_what_has_not_the_form_or_the_size_of_the_type_is_malformed(result: object, message: str) -> None:
    told = failed(lambda mask: result)
    assert (told.reason, told.message[: len(message)], told.returned) == ("malformed", message, str(result))
    tried = operation(lambda mask: result)
    assert tried.is_measured(result, MASK) is (message == "expected list[bool], got")


def test_an_outcome_is_a_value_or_how_the_call_failed() -> None:
    outcome = operation(raising(ValueError("no"))).outcome(MASK)
    assert isinstance(outcome, OperationFailed)


@pytest.mark.parametrize("reason", ["timeout", "crash"])
def test_a_call_that_had_no_reply_is_not_made_again_and_others_are(reason: str) -> None:
    def complement(mask: list[bool]) -> list[bool]:
        if mask == [True, False]:
            raise NoReply(reason, "gone")
        return flipped(mask)

    tried = operation(complement)
    for _ in range(3):
        with pytest.raises(NoAnswer, match=r"^gone$") as caught:
            tried.outcome(MASK)
        assert (caught.value.reason, caught.value.arguments) == (reason, MASK)
    assert tried.calls == 1
    assert tried(1, (True,)) == (False,)


def test_a_reply_that_is_none_is_no_refusal() -> None:
    told = failed(raising(NoReply("malformed", "not JSON")))
    assert isinstance(told, OperationFailed)
    assert (told.reason, told.message, told.refused) == ("malformed", "not JSON", False)


def test_calls_that_are_known_to_give_no_answer_are_not_made() -> None:
    tried = operation(flipped)
    tried.unanswered = {("complement", MASK): ("timeout", "no answer within 10 s"), ("selected", (1,)): ("crash", "")}
    with pytest.raises(NoAnswer, match="no answer within 10 s"):
        tried.apply(MASK)
    assert (tried.calls, tried(1, (True,))) == (0, (False,))


class Notes:
    def __init__(self) -> None:
        self.open = 0
        self.told: list[tuple[str, tuple[Value, ...]]] = []

    def opened(self, operation: str, arguments: Sequence[Value]) -> None:
        self.open += 1
        self.told.append((operation, tuple(arguments)))

    def closed(self) -> None:
        self.open -= 1


@pytest.mark.parametrize("complement", [flipped, raising(ValueError()), lambda mask: None])
def test_a_journal_is_told_of_each_call_and_of_its_end(complement: Callable[..., Any]) -> None:
    tried, notes = operation(complement), Notes()
    tried.journal = notes
    assert tried.outcome(MASK) is not None
    assert notes.open == 0
    assert set(notes.told) == {("complement", MASK)}


def test_the_first_value_that_came_back_is_described() -> None:
    tried = operation(flipped)
    assert tried.last is None
    tried(*MASK)
    assert tried.last is not None
    assert tried.last.type == "list"


def test_a_device_that_is_lost_ends_what_follows(monkeypatch: pytest.MonkeyPatch) -> None:
    tried, lost = operation(raising(RuntimeError("assertion"))), []
    monkeypatch.setattr(tried.carrier, "is_usable", lambda: False)
    tried.on_lost_device = lambda: lost.append(1)
    for _ in range(2):
        with pytest.raises(NoAnswer, match="of no more use to this process"):
            tried.outcome(MASK)
    assert (tried.calls, lost) == (1, [1])
