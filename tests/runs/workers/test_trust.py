"""What a backend writes where a worker writes is data at most: garbage is a crash, and nothing here is run by it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from conformance.records.report import Report
from conformance.runs import workers

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
