"""What a worker is doing, in a file that outlives it: the call that it makes, on which input, and for how long.

The head of the file is mapped into memory; the input of the law and the arguments of the call follow it.
"""

from __future__ import annotations

import mmap
import os
import pickle
import struct
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from conformance.lean.evaluate import Frame, Value
from conformance.pacing import OutOfTime, Pace

STAGES = ("", "exhaustive", "sampled", "wide")

_HEAD = struct.Struct("qqqqqqddqqqd")
"""Task, process, stage, inputs of the stage, evaluations, whether a call is open, seconds in calls, when the call was
opened, calls, lengths of what follows: the law's input and the call's arguments, and when a sign of life came last."""

_FIELDS = {name: 8 * k for k, name in enumerate(
    ("task", "process", "stage", "inputs", "evaluations", "is_open", "seconds", "opened", "calls", "input", "call",
     "turned")
)}  # fmt: skip
_INPUT, _CALL = 4_096, 1 << 30


@dataclass(frozen=True, slots=True)
class Entry:
    """The last that a worker wrote.

    `seconds` were spent in calls, all together, and `in_call` of them in the one that is open (0 where none is).
    `turned` is when it was last known to get on, by the monotonic clock.
    """

    task: int
    process: int
    stage: str
    inputs: int
    evaluations: int
    is_open: bool
    seconds: float
    in_call: float
    calls: int
    turned: float = 0.0


@dataclass(frozen=True, slots=True)
class Asked:
    """The input of the law, how vectors were laid out, and the call that was made last."""

    frame: Frame
    layout: str
    operation: str
    arguments: tuple[Value, ...]


class JournalWriter:
    """Writes the journal of one worker."""

    def __init__(self, path: str | Path) -> None:
        self._file = os.open(path, os.O_RDWR)
        self._head = mmap.mmap(self._file, _INPUT)
        self.pace: Pace | None = None

    def begin(self, task: int) -> None:
        """A task begins: what was written before is of no account."""
        _HEAD.pack_into(self._head, 0, 0, os.getpid(), 0, 0, 0, 0, 0.0, 0.0, 0, 0, 0, time.monotonic())
        self._set("task", task)

    def at_stage(self, stage: str, inputs: int) -> None:
        struct.pack_into("qq", self._head, _FIELDS["stage"], STAGES.index(stage), inputs)

    def evaluating(self, frame: Frame, layout: str) -> None:
        self._write("input", _INPUT, (frame, layout))
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
        self._write("call", _CALL, (operation, tuple(arguments)))
        struct.pack_into("d", self._head, _FIELDS["opened"], time.monotonic())
        self._set("calls", self._get("calls") + 1)
        self._set("is_open", 1)

    def closed(self) -> None:
        (opened,) = struct.unpack_from("d", self._head, _FIELDS["opened"])
        (seconds,) = struct.unpack_from("d", self._head, _FIELDS["seconds"])
        struct.pack_into("d", self._head, _FIELDS["seconds"], seconds + time.monotonic() - opened)
        self._set("is_open", 0)

    def _write(self, field: str, offset: int, value: object) -> None:
        data = pickle.dumps(value, protocol=5)
        os.pwrite(self._file, data, offset)
        self._set(field, len(data))

    def _set(self, field: str, value: int) -> None:
        struct.pack_into("q", self._head, _FIELDS[field], value)

    def _get(self, field: str) -> int:
        return int(struct.unpack_from("q", self._head, _FIELDS[field])[0])


class JournalReader:
    """Reads the journal of one worker, from another process."""

    def __init__(self, path: str | Path) -> None:
        self._path = Path(path)

    def entry(self) -> Entry:
        """What the worker is doing, or did last."""
        head = self._bytes(0, _HEAD.size).ljust(_HEAD.size, b"\0")
        task, process, stage, inputs, evaluations, is_open, seconds, opened, calls, _, _, turned = _HEAD.unpack(head)
        in_call = time.monotonic() - opened if is_open else 0.0
        name = STAGES[stage] if 0 <= stage < len(STAGES) else ""
        return Entry(task, process, name, inputs, evaluations, bool(is_open), seconds + in_call, in_call, calls, turned)

    def asked(self) -> Asked | None:
        """The last input and call; None where none was written."""
        head = self._bytes(0, _HEAD.size).ljust(_HEAD.size, b"\0")
        *_, of_input, of_call, _ = _HEAD.unpack(head)
        if not of_call:
            return None
        try:
            operation, arguments = pickle.loads(self._bytes(_CALL, of_call))
            frame, layout = pickle.loads(self._bytes(_INPUT, of_input)) if of_input else (arguments, "")
        except Exception:
            return None
        return Asked(frame, layout, operation, arguments)

    def _bytes(self, offset: int, length: int) -> bytes:
        try:
            with self._path.open("rb") as file:
                file.seek(offset)
                return file.read(length)
        except OSError:
            return b""
