"""Runs that take much: the profile deep on NumPy, a default run of all modules, and one on JAX, which compiles anew for
each shape."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

JAX = Path(__file__).parent / "jax_backend.py"
MEBIBYTE = 2**20
LEAST_SECONDS = 0.2

STARTS = """
import os, subprocess, sys
process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
_, _, used = os.wait4(process.pid, 0)
print(used.ru_utime + used.ru_stime, used.ru_maxrss)
"""
"""Starts a command from a small process: on Linux a process counts the memory of the one that it was forked from."""


@dataclass(frozen=True, slots=True)
class Run:
    """A run of `conformance check`: seconds by the clock and of all cores, evaluations, MiB of its largest process."""

    wall: float
    cpu: float
    evaluations: int
    mebibytes: float

    @property
    def rate(self) -> float:
        """Evaluations in a second of CPU time."""
        return self.evaluations / self.cpu


def run_of(backend: str, profile: str, workers: int, *modules: str) -> Run:
    """`conformance check BACKEND` of these modules, or of all, in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "results.json"
        command = [
            sys.executable,
            "-m",
            "conformance",
            "check",
            backend,
            *[word for module in modules for word in ("--module", module)],
            "--profile",
            profile,
            "--json",
            str(path),
        ]
        started = time.perf_counter()
        told = subprocess.run(
            [sys.executable, "-S", "-c", STARTS, *command, "--workers", str(workers)],
            cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True,
        ).stdout  # fmt: skip
        wall = time.perf_counter() - started
        results = json.loads(path.read_text(encoding="utf-8"))["results"]
    cpu, most = map(float, told.split())
    # Kibibytes on Linux, bytes on macOS.
    mebibytes = most / (MEBIBYTE if sys.platform == "darwin" else 1024)
    return Run(wall, cpu, sum(r["cases"] for r in results), mebibytes)


def bare_rate() -> float:
    """Calls of NumPy's `masked_loss` on small arrays in a second of CPU time, their arguments made anew each time."""
    import numpy as np

    from conformance.backends.numpy import masked_loss

    idxs, losses = (0, 2, 1), (3, 1, 2)
    calls, started = 0, time.process_time()
    while (spent := time.process_time() - started) < LEAST_SECONDS:
        for _ in range(1_000):
            masked_loss(np.array(idxs, dtype=np.int64), np.array(losses, dtype=np.int64))
        calls += 1_000
    return calls / spent


def deep(workers: int) -> tuple[Run, float]:
    """A deep run on NumPy, and its evaluations beside bare calls that are made right before and after."""
    before = bare_rate()
    run = run_of("numpy", "deep", workers, "masking")
    return run, run.rate / ((before + bare_rate()) / 2)


def jax(workers: int) -> Run | None:
    """A default run on JAX; None where that is not installed."""
    return None if find_spec("jax") is None else run_of(str(JAX), "default", workers, "masking")


def whole(workers: int) -> Run:
    """A default run of all modules on Python."""
    return run_of("python", "default", workers)
