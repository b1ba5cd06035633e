"""A scheduler of Dask and workers of it, each a process of its own on this machine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType

READY = """
import sys
from distributed import Client
with Client(scheduler_file=sys.argv[1], timeout=60) as client:
    if int(sys.argv[2]):
        client.wait_for_workers(int(sys.argv[2]), timeout=60)
    print(client.scheduler.address)
"""


class DaskProcesses:
    """Workers with one thread each and no nanny, so that one that is lost stays so.

    Args:
        folder: where they keep what they write.
        environments: the variables that each worker has beside those of this process.
    """

    def __init__(self, folder: Path, environments: Sequence[Mapping[str, str]]) -> None:
        self.folder = folder
        folder.mkdir()
        known = str(folder / "scheduler.json")
        local = ["--host", "127.0.0.1", "--no-dashboard"]
        self.scheduler = self._started("scheduler", "--port", "0", "--scheduler-file", known, *local)
        options = ["--scheduler-file", known, "--nthreads", "1", "--no-nanny", "--memory-limit", "0", *local]
        self.workers = [self._started("worker", *options, environment=one) for one in environments]
        command = [sys.executable, "-c", READY, known, str(len(environments))]
        try:
            done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=120)
        except BaseException:
            self.end()
            raise
        self.address = done.stdout.strip()

    def _started(
        self, what: str, *options: str, environment: Mapping[str, str] | None = None
    ) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", f"distributed.cli.dask_{what}", *options]
        return subprocess.Popen(
            command, cwd=self.folder, env=os.environ | (environment or {}), stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def __enter__(self) -> DaskProcesses:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()

    def end(self) -> None:
        """Ends all of them."""
        for process in (*self.workers, self.scheduler):
            process.kill()
            process.wait()


def check(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """`conformance check` in a process of its own, as a client of Dask starts threads that stay."""
    command = [sys.executable, "-m", "conformance", "check", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300)


def comparable(path: Path) -> dict[str, object]:
    """A saved report without times, and without how many calls were made, which tells how laws were shared out."""
    report: dict[str, object] = json.loads(path.read_text("utf-8"))
    del report["started"]
    for result in report["results"]:  # type: ignore[attr-defined]
        result["seconds"] = 0.0
    for backend in report["backends"]:  # type: ignore[attr-defined]
        for operation in backend["operations"].values():
            del operation["calls"]
    return report
