"""Each question to a worker has an answer, or tells how the worker ended; the next one has a worker again."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from conformance.runs.sessions import Stopped
from conformance.runs.workers import asking, wire
from conformance.runs.workers.answers import Refused
from conformance.runs.workers.asking import Ended, Questions
from conformance.runs.workers.journal import JournalWriter
from conformance.runs.workers.process import Gone
from conformance.runs.workers.requests import Plan, Request

PLAN = Plan("mine.py", (), "quick", 0, False, None)
ANSWERS: list[Callable[[int], bytes]] = []
"""What workers do with the questions, one after the other: each makes a line of a question's number, or raises."""


class Worker:
    """Answers as it is told, in this process; its journal says that it made seven calls."""

    started: list[Worker]

    def __init__(self, plan: Plan, journal: int) -> None:
        self.journal = JournalWriter(os.dup(journal))
        self.is_closed = False
        self.started.append(self)

    def exchange(self, line: bytes, look: Callable[[], None]) -> bytes:
        task = Request.read(line).task
        self.journal.begin(task)
        for _ in range(7):
            self.journal.opened("allMask", (2,))
            self.journal.closed()
        look()
        return ANSWERS.pop(0)(task)

    def kill(self) -> None:
        return

    def close(self) -> None:
        self.is_closed = True


@pytest.fixture
def questions(monkeypatch: pytest.MonkeyPatch) -> Iterator[Questions]:
    monkeypatch.setattr(Worker, "started", [], raising=False)
    monkeypatch.setattr(asking, "WorkerProcess", Worker)
    found = Questions(PLAN, lambda: None)
    yield found
    found.close()
    ANSWERS.clear()


def ask(questions: Questions, *answers: Callable[[int], bytes], seconds: float = 60.0) -> Any:
    ANSWERS[:] = answers
    return questions.ask(Request("check", ("selected",), 0, "mine", False, {}), float, seconds)


def gives(value: object) -> Callable[[int], bytes]:
    return lambda task: wire.line_of({"id": task, "gives": value})


def dies(task: int) -> bytes:
    raise Gone(-signal.SIGSEGV)


def hangs(task: int) -> bytes:
    raise AssertionError("it was not looked whether time is over")


def test_an_answer_is_read(questions: Questions) -> None:
    assert [ask(questions, gives(n)) for n in (1, 2)] == [1.0, 2.0]
    assert len(Worker.started) == 1


@pytest.mark.parametrize(
    ("answer", "seconds", "reason", "message"),
    [
        (dies, 60, "crash", "the process died of SIGSEGV"),
        (hangs, -1, "timeout", "no answer within -1 s"),
        (lambda task: b"[\n", 60, "crash", "the process gave no answer that can be read (not a message: JSON"),
        (lambda task: gives(1)(task + 1), 60, "crash", "the process gave no answer that can be read (an answer to an"),
        (gives("x"), 60, "crash", "the process gave no answer that can be read (ValueError)"),
        (gives([]), 60, "crash", "the process gave no answer that can be read (TypeError)"),
    ],
    ids=["dies", "hangs", "no message", "another answer", "no value", "no type"],
)
def test_a_worker_that_does_not_answer_is_ended(
    questions: Questions, answer: Callable[[int], bytes], seconds: float, reason: str, message: str
) -> None:
    assert ask(questions, gives(1)) == 1.0
    ended = ask(questions, answer, seconds=seconds)
    assert isinstance(ended, Ended)
    assert (ended.reason, ended.message[: len(message)]) == (reason, message)
    assert not questions.has_worker
    assert Worker.started[0].is_closed


def test_it_is_told_what_the_worker_was_at(questions: Questions) -> None:
    assert ask(questions, dies).entry.calls == 7
    asked = questions.asked()
    assert asked is not None
    assert (asked.operation, asked.arguments) == ("allMask", (2,))


def test_the_next_question_starts_another_worker_with_a_journal_of_its_own(questions: Questions) -> None:
    ask(questions, dies)
    assert ask(questions, gives(2)) == 2.0
    assert len(Worker.started) == 2
    assert (questions.entry().task, questions.entry().calls) == (2, 7)


def test_a_refusal_leaves_the_worker(questions: Questions) -> None:
    with pytest.raises(Refused, match=r"^time ran out$"):
        ask(questions, lambda task: wire.line_of({"id": task, "refuses": "time ran out"}))
    assert questions.has_worker


def test_room_is_made_before_a_worker_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Worker, "started", [], raising=False)
    monkeypatch.setattr(asking, "WorkerProcess", Worker)
    before: list[int] = []
    questions = Questions(PLAN, lambda: before.append(len(Worker.started)))
    for answer in (gives(1), gives(1), dies, gives(1)):
        ask(questions, answer)
    questions.close()
    assert before == [0, 1]


def test_who_is_stopped_is_asked_nothing(questions: Questions) -> None:
    questions.stop()
    with pytest.raises(Stopped):
        ask(questions, gives(1))
    assert Worker.started == []
