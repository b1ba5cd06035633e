"""What a worker may answer: plain data, held against the request and against the law's types before it is more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from math import inf, isfinite
from typing import Any

from conformance.cases.claims import Bounds
from conformance.laws.laws import Law
from conformance.lean.closures import Frame
from conformance.records.backend import BackendRecord, read_backend_record
from conformance.records.result import Result, read_result
from conformance.runs.reals import Numbers
from conformance.runs.transcripts import Outcome
from conformance.runs.workers import wire
from conformance.values.membership import has_types

MOST_BITS = 128
"""Bits of a number in an input that backends are compared on, at most."""


class Refused(Exception):
    """What a worker gives nothing for, in words."""


def given(line: bytes, task: int) -> Any:
    """What the worker gives for the request of that number, as plain data that is still to be checked.

    Raises:
        Refused: the worker says why it gives nothing.
        Unreadable: the line answers another request, or none.
    """
    answer = wire.message_of(line)
    if answer.get("id") != task or len(answer) != 2:
        raise wire.Unreadable("an answer to another request")
    if "refuses" in answer:
        raise Refused(wire.text(answer["refuses"]))
    if "gives" not in answer:
        raise wire.Unreadable(f"a failure of its own: {wire.text(answer.get('fails'))}")
    return answer["gives"]


# Each of these reads one kind of answer, and raises `TypeError` or `ValueError` where the data is none.


def loaded(plain: Any) -> tuple[str, Bounds, frozenset[str], BackendRecord]:
    """The backend's name, how far its inputs go, the Lean names of its operations, and what it says of itself."""
    name, told, operations, record = plain
    names = frozenset(map(wire.text, operations))
    return wire.text(name), wire.bounds(told), names, read_backend_record(record)


def result_of(law: Law, backend: str) -> Callable[[Any], Result]:
    """Reads a result, which is of this law and backend whatever it says."""

    def read(plain: Any) -> Result:
        return replace(read_result(plain), backend=backend, law=law.id, kind=law.kind, level=law.level)

    return read


def result_and_calls(law: Law, backend: str) -> Callable[[Any], tuple[Result, dict[str, int]]]:
    """Reads a result, and how many calls were made of each operation."""
    result_in = result_of(law, backend)

    def read(plain: Any) -> tuple[Result, dict[str, int]]:
        result, calls = plain
        if not isinstance(calls, dict) or not all(type(n) is int and 0 <= n < 2**62 for n in calls.values()):
            raise wire.Unreadable("no numbers of calls")
        return result_in(result), calls

    return read


def among(laws: Sequence[Law]) -> Callable[[Any], list[Law]]:
    """Reads which of some laws are meant, in their order there."""
    by_id = {law.id: law for law in laws}

    def read(plain: Any) -> list[Law]:
        if not isinstance(plain, list) or not all(isinstance(id_, str) and id_ in by_id for id_ in plain):
            raise wire.Unreadable("no list of laws")
        return [by_id[id_] for id_ in dict.fromkeys(plain)]

    return read


def digests(plain: Any) -> list[str | None]:
    """A transcript."""
    if not isinstance(plain, list):
        raise wire.Unreadable("no list of digests")
    return [None if one is None else wire.text(one) for one in plain]


def input_of(law: Law) -> Callable[[Any], tuple[bool, Frame]]:
    """Reads an input of the law, and whether it is an enumerated one."""

    def read(plain: Any) -> tuple[bool, Frame]:
        is_small, told = plain
        frame = wire.frame(told, len(law.binders))
        if type(is_small) is not bool or any(type(v) is int and v.bit_length() > MOST_BITS for v in frame):
            raise wire.Unreadable("no input of the law")
        if not has_types(law.binders, frame):
            raise wire.Unreadable("an input of other types than the law's")
        return is_small, frame

    return read


def outcome(plain: Any) -> Outcome:
    """What an operation came to."""
    kind, value = plain
    return wire.text(kind), wire.spec_value(value)


def numbers(count: int) -> Callable[[Any], Numbers]:
    """Reads what so many calls on real numbers came to."""

    def read(plain: Any) -> Numbers:
        digits, largest, came = plain
        if type(digits) is not int or not 1 < digits <= 64 or type(largest) is not float or not 1 < largest < inf:
            raise wire.Unreadable("no floats")
        if not isinstance(came, list) or len(came) != count:
            raise wire.Unreadable("no list of results, or of another length")
        return Numbers(digits, largest, tuple([one if one is None else _came(one) for one in came]))

    return read


def _came(plain: Any) -> str | tuple[float, ...]:
    if isinstance(plain, str):
        return plain
    if not isinstance(plain, list) or not all(type(n) is float and isfinite(n) for n in plain):
        raise wire.Unreadable("no numbers")
    return tuple(plain)
