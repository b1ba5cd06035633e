"""What is asked of a worker goes as a line and comes as it was asked."""

from __future__ import annotations

import pytest

from conformance.runs.workers import wire
from conformance.runs.workers.requests import Request

SILENT = {
    ("complement", (2, (True, False))): ("timeout", "no answer within 10 s"),
    ("maskedLoss", (1, (0,), (2**5_000,))): ("crash", "the process died of SIGSEGV"),
}


@pytest.mark.parametrize(
    "request_",
    [
        Request("load", [], 1, "mine.py", False, {}),
        Request("check", ["complement"], 7, "mine.py#2", True, SILENT),
        Request("replay", ["complement", {"n": 1, "m": [True]}, "reversed"], 2**40, "\n\x1b[31m\ud800", False, {}),
    ],
    ids=["load", "check", "replay"],
)
def test_a_request_is_read_as_it_was_written(request_: Request) -> None:
    line = request_.line()
    assert (line.count(b"\n"), line[-1:]) == (1, b"\n")
    assert Request.read(line) == request_


def test_a_line_that_is_no_message_is_refused() -> None:
    with pytest.raises(wire.Unreadable):
        Request.read(b"load\n")
