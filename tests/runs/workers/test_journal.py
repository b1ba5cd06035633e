"""What a worker notes is read as it was written; what a backend writes there is read as nothing, and runs nothing."""

from __future__ import annotations

import os
import pickle
import random
from pathlib import Path

import pytest

from conformance.runs.workers.journal import _HEAD, NOTHING, JournalReader, JournalWriter, open_file
from conformance.values.table import Table


class Opens:
    """What unpickling runs."""

    def __init__(self, path: str) -> None:
        self.path = path

    def __reduce__(self) -> object:
        return open, (self.path, "w")


def journal() -> tuple[int, JournalWriter, JournalReader]:
    descriptor = open_file()
    return descriptor, JournalWriter(descriptor), JournalReader(descriptor)


def test_a_journal_tells_what_was_written() -> None:
    _, writer, reader = journal()
    writer.begin(3)
    writer.at_stage("wide", 7)
    writer.evaluating([2, (True, False), 2**70, Table((1, 2))], "reversed")
    writer.opened("selected", (2, (True, False), 1))
    entry, asked = reader.entry(), reader.asked()
    assert (entry.task, entry.stage, entry.inputs, entry.evaluations, entry.is_open) == (3, "wide", 7, 1, True)
    assert asked is not None
    assert asked.frame[:3] == [2, (True, False), 2**70]
    assert asked.frame[3].values == (1, 2)
    assert (asked.layout, asked.operation, asked.arguments) == ("reversed", "selected", (2, (True, False), 1))
    writer.closed()
    assert not reader.entry().is_open


@pytest.mark.parametrize("what", ["head", "lengths", "texts"])
def test_garbage_in_a_journal_is_read_as_nothing(what: str, tmp_path: Path) -> None:
    rng = random.Random(0)
    descriptor, writer, reader = journal()
    payload = pickle.dumps(Opens(str(tmp_path / "opened")))
    for _ in range(700):
        writer.begin(1)
        writer.evaluating([1], "")
        writer.opened("allMask", (1,))
        if what == "head":
            os.pwrite(descriptor, rng.randbytes(_HEAD.size), 0)
        elif what == "lengths":
            os.pwrite(descriptor, rng.choice([-1, 1, 2**40, 2**63 - 1]).to_bytes(8, "little", signed=True), 8 * 9)
        else:
            os.pwrite(descriptor, rng.choice([payload, b"\xff" * 40, b"[" * 40, b'{"operation": 1}', b"{}"]), 1 << 30)
        entry = reader.entry()
        assert entry == NOTHING or (entry.calls >= 0 and entry.in_call >= 0)
        asked = reader.asked()
        assert asked is None or what != "texts"
    assert not (tmp_path / "opened").exists()


def test_a_closed_or_shortened_journal_is_read_as_nothing() -> None:
    descriptor, _, reader = journal()
    os.ftruncate(descriptor, 3)
    assert (reader.entry(), reader.asked()) == (NOTHING, None)
    os.close(descriptor)
    assert (reader.entry(), reader.asked()) == (NOTHING, None)
