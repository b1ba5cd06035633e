"""What a backend writes where a worker writes is data at most: garbage is a crash, and nothing here is run by it."""

from __future__ import annotations

import os
import pickle
import random
import subprocess
import sys
from pathlib import Path

import pytest

from conformance.checking.laws import laws_of
from conformance.laws.specfile import load
from conformance.records.record import plain_json
from conformance.records.report import Report
from conformance.records.result import Evidence, Result, read_result
from conformance.runs import workers
from conformance.runs.workers import wire
from conformance.runs.workers.journal import _HEAD, NOTHING, JournalReader, JournalWriter, open_file
from conformance.values.table import Table

SCRIBBLING = """
import json, os, pathlib
from conformance.backends.python import complement, masked_loss as right, selected

class Opens:
    def __reduce__(self):
        return open, ({file!r}, "w")

def descriptors():
    return [int(name) for name in os.listdir("/proc/self/fd") if int(name) > 2]

def everywhere(data):
    for one in descriptors():
        try:
            os.write(one, data)
        except OSError:
            pass

def shortened():
    for one in descriptors():
        if "memfd" in os.path.realpath(f"/proc/self/fd/{{one}}"):
            os.ftruncate(one, 0)

def masked_loss(idxs, per_patch_loss):
    if len(set(idxs)) < len(idxs):
        {act}
    return right(idxs, per_patch_loss)
"""


class Opens:
    """What unpickling runs."""

    def __init__(self, path: str) -> None:
        self.path = path

    def __reduce__(self) -> object:
        return open, (self.path, "w")


def checked(folder: Path, act: str) -> dict[str, str]:
    """The status of each law on a backend that acts so on a repeated index."""
    file = folder / "opened"
    (folder / "mine.py").write_text(SCRIBBLING.format(file=str(file), act=act))
    command = [sys.executable, "-m", "conformance", "check", "mine.py", "--profile", "quick", "--json", "r.json",
               "--law", "maskedLoss", "--law", "complement", "--timeout", "20", "--workers", "1"]  # fmt: skip
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "")
    assert not file.exists()
    return {r.law: r.status for r in Report.from_json((folder / "r.json").read_text()).results}


ACTS = [
    "everywhere(__import__('pickle').dumps(Opens()) + b'\\n')",
    "everywhere(bytes(range(256)) * 16)",
    pytest.param("everywhere(b'[' * 100_000 + b'\\n')", marks=pytest.mark.slow),
    pytest.param("everywhere(b'{\"id\": 999, \"gives\": []}\\n')", marks=pytest.mark.slow),
    pytest.param("everywhere(b'{\"id\": NaN}\\n')", marks=pytest.mark.slow),
    pytest.param("everywhere(b'\\xff' * 88); os._exit(3)", marks=pytest.mark.slow),
    pytest.param("everywhere(b'x' * 2**27)", marks=pytest.mark.slow),
    pytest.param("shortened()", marks=pytest.mark.slow),
]  # fmt: skip


@pytest.mark.skipif(sys.platform != "linux", reason="descriptors are listed in /proc")
@pytest.mark.parametrize("act", ACTS)
def test_what_is_written_into_every_descriptor_is_a_crash_at_most(tmp_path: Path, act: str) -> None:
    assert checked(tmp_path, act) == {"maskedLoss": "crashed", "complement": "passed"}


def test_nothing_of_a_worker_is_unpickled() -> None:
    sources = [path.read_text() for path in Path(workers.__file__).parent.glob("*.py")]
    assert sources
    assert not any(word in source for source in sources for word in ("pickle", "marshal", "multiprocessing"))


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


@pytest.mark.parametrize("value", [0, True, (), ((1, 2), (True,)), 2**5_000, "text", None])
def test_a_value_comes_back_as_it_went(value: object) -> None:
    line = wire.line_of({"value": wire.plain_value(value)})
    assert wire.spec_value(wire.message_of(line)["value"]) == value


@pytest.mark.parametrize(
    "line", [b"", b"1\n", b"[]\n", b"{\n", b"[" * 100_000, b"\xff\n", b'{"a": NaN}\n', b'{"a": ' + b"1" * 5_000 + b"}"]
)
def test_what_is_no_message_is_refused(line: bytes) -> None:
    with pytest.raises(wire.Unreadable):
        wire.message_of(line)


@pytest.mark.parametrize("plain", [1.5, {}, {"hex": "zz"}, {"table": []}, {"hex": 1, "table": []}, {"other": 1}])
def test_what_is_no_value_is_refused(plain: object) -> None:
    with pytest.raises(wire.Unreadable):
        wire.spec_value(plain)


@pytest.mark.parametrize(
    "change", [{"status": "fine"}, {"cases": -1}, {"cases": True}, {"evidence": None}, {"kind": 3}, {"more": 1}]
)
def test_what_is_no_result_is_refused(change: dict[str, object]) -> None:
    law = laws_of(load())[0]
    result = Result("b", law.id, law.kind, law.level, "passed", 9, Evidence(None, None, None, {}), 0.1, None)
    plain = plain_json(result)
    assert read_result(plain) == result
    with pytest.raises(ValueError, match=r"result|backend"):
        read_result(plain | change)
