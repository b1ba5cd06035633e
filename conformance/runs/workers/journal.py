"""What a worker is doing, in memory that outlives it: the call that it makes, on which input, and for how long.

The head is numbers at fixed places; the input of the law and the arguments of the call follow it as JSON. The backend
can write there too, so that whoever reads it believes no number and no length.
"""

from __future__ import annotations

import contextlib
import math
import mmap
import os
import struct
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from conformance.lean.closures import Frame, Value
from conformance.runs.workers import wire
from conformance.system.pacing import OutOfTime, Pace

STAGES = ("", "exhaustive", "sampled", "wide", "numeric")

_HEAD = struct.Struct("qqqqqddqqqd")
"""Task, stage, inputs of the stage, evaluations, whether a call is open, seconds in calls, when the call was opened,
calls, lengths of what follows: the law's input and the call's arguments, and when a sign of life came last."""

_FIELDS = {name: 8 * k for k, name in enumerate(
    ("task", "stage", "inputs", "evaluations", "is_open", "seconds", "opened", "calls", "input", "call", "turned")
)}  # fmt: skip
_INPUT, _CALL = 4_096, 1 << 30

_MOST = 2**62


@dataclass(frozen=True, slots=True)
class Entry:
    """The last that a worker wrote.

    `seconds` were spent in calls, all together, and `in_call` of them in the one that is open (0 where none is).
    `turned` is when it was last known to get on, by the monotonic clock.
    """

    task: int
    stage: str
    inputs: int
    evaluations: int
    is_open: bool
    seconds: float
    in_call: float
    calls: int
    turned: float = 0.0


NOTHING = Entry(0, "", 0, 0, False, 0.0, 0.0, 0)
"""What is read where a worker wrote nothing, or nothing that can be."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The input of the law, how vectors were laid out, and the call that was made last."""

    frame: Frame
    layout: str
    operation: str
    arguments: tuple[Value, ...]

    def plain(self) -> Any:
        return [wire.plain_value(self.frame), self.layout, self.operation, wire.plain_value(self.arguments)]

    @classmethod
    def read(cls, plain: Any) -> Asked:
        """What `plain` gave.

        Raises:
            Unreadable: it did not.
        """
        if not isinstance(plain, list) or len(plain) != 4:
            raise wire.Unreadable("no input with a call")
        frame, layout, operation, arguments = plain
        if not isinstance(layout, str) or not isinstance(operation, str):
            raise wire.Unreadable("no name of an operation")
        return cls(wire.frame(frame), layout, operation, wire.values(arguments))


def open_file() -> int:
    """A descriptor of a file without a name, which is gone with the last process that holds it."""
    if hasattr(os, "memfd_create"):
        with contextlib.suppress(OSError):
            descriptor = os.memfd_create("conformance")
            os.ftruncate(descriptor, _CALL * 2)
            return descriptor
    descriptor, path = tempfile.mkstemp(prefix="conformance-")
    os.unlink(path)
    os.ftruncate(descriptor, _CALL * 2)
    return descriptor


class JournalWriter:
    """Writes the journal of one worker; `pace` refuses calls that a law has no time for."""

    def __init__(self, descriptor: int) -> None:
        self._file = descriptor
        self._head = mmap.mmap(self._file, _INPUT)
        self.pace: Pace | None = None

    def begin(self, task: int) -> None:
        """A task begins: what was written before is of no account."""
        _HEAD.pack_into(self._head, 0, task, 0, 0, 0, 0, 0.0, 0.0, 0, 0, 0, time.monotonic())

    def at_stage(self, stage: str, inputs: int) -> None:
        struct.pack_into("qq", self._head, _FIELDS["stage"], STAGES.index(stage), inputs)

    def evaluating(self, frame: Frame, layout: str) -> None:
        self._write("input", _INPUT, {"frame": wire.plain_value(frame), "layout": layout})
        self._set("evaluations", self._get("evaluations") + 1)

    def turned(self, now: float) -> None:
        """The process gets on."""
        struct.pack_into("d", self._head, _FIELDS["turned"], now)

    def opened(self, operation: str, arguments: Sequence[Value]) -> None:
        """A call begins.

        Raises:
            OutOfTime: the time of the law is over, and so it does not.
        """
        if self.pace is not None and self.pace.is_over():
            raise OutOfTime
        self._write("call", _CALL, {"operation": operation, "arguments": wire.plain_value(tuple(arguments))})
        struct.pack_into("d", self._head, _FIELDS["opened"], time.monotonic())
        self._set("calls", self._get("calls") + 1)
        self._set("is_open", 1)

    def closed(self) -> None:
        (opened,) = struct.unpack_from("d", self._head, _FIELDS["opened"])
        (seconds,) = struct.unpack_from("d", self._head, _FIELDS["seconds"])
        struct.pack_into("d", self._head, _FIELDS["seconds"], seconds + time.monotonic() - opened)
        self._set("is_open", 0)

    def _write(self, field: str, offset: int, value: dict[str, Any]) -> None:
        data = wire.line_of(value)
        os.pwrite(self._file, data, offset)
        self._set(field, len(data))

    def _set(self, field: str, value: int) -> None:
        struct.pack_into("q", self._head, _FIELDS[field], value)

    def _get(self, field: str) -> int:
        return int(struct.unpack_from("q", self._head, _FIELDS[field])[0])


class JournalReader:
    """Reads the journal of one worker, from another process; what is no entry reads as `NOTHING`."""

    def __init__(self, descriptor: int) -> None:
        self._file = descriptor

    def entry(self) -> Entry:
        """What the worker is doing, or did last."""
        head = self._head()
        if head is None:
            return NOTHING
        task, stage, inputs, evaluations, is_open, seconds, opened, calls, _, _, turned = head
        now = time.monotonic()
        counts = (task, inputs, evaluations, calls)
        times = (seconds, opened, turned)
        if not all(0 <= count < _MOST for count in counts) or not 0 <= stage < len(STAGES) or is_open not in (0, 1):
            return NOTHING
        if not all(math.isfinite(time_) and time_ >= 0 for time_ in times) or opened > now or seconds > now:
            return NOTHING
        in_call = now - opened if is_open else 0.0
        return Entry(
            task, STAGES[stage], inputs, evaluations, bool(is_open), seconds + in_call, in_call, calls, min(turned, now)
        )

    def asked(self) -> Asked | None:
        """The last input and call; None where none was written that can be read."""
        head = self._head()
        if head is None:
            return None
        of_input, of_call = head[8], head[9]
        if not 0 < of_call <= wire.MAX_LINE or not 0 <= of_input <= wire.MAX_LINE:
            return None
        try:
            call = wire.message_of(self._bytes(_CALL, of_call))
            input_ = wire.message_of(self._bytes(_INPUT, of_input)) if of_input else {}
            frame = input_.get("frame", call.get("arguments"))
            return Asked.read([frame, input_.get("layout", ""), call.get("operation"), call.get("arguments")])
        except wire.Unreadable:
            return None

    def _head(self) -> tuple[Any, ...] | None:
        head = self._bytes(0, _HEAD.size)
        return _HEAD.unpack(head) if len(head) == _HEAD.size else None

    def _bytes(self, offset: int, length: int) -> bytes:
        try:
            return os.pread(self._file, length, offset)
        except OSError:
            return b""
