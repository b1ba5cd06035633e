"""What the process of a worker may touch: no terminal, no core files, and the memory and threads that it is given."""

from __future__ import annotations

import contextlib
import os
import signal

from conformance.system.processes import adopt_orphans


def settle(threads: int) -> None:
    """A session of its own, which the orphans of it stay with; nothing on its terminal, no core file."""
    with contextlib.suppress(OSError, AttributeError):
        os.setsid()
    adopt_orphans()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    _silence()
    _no_core_files()
    # Libraries that are asked for nothing start a thread a core, and those of workers side by side wait for each other.
    os.environ.setdefault("OMP_NUM_THREADS", str(threads))


def _silence() -> None:
    """Standard input is empty, and what is printed goes nowhere: the terminal and the report are the parent's."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    os.close(nowhere)


def _no_core_files() -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def limit_memory(beyond: int | None) -> None:
    """Lets the process take that many bytes of memory to write to more than it has, where the system can say so."""
    if beyond is None:
        return
    with contextlib.suppress(ImportError, ValueError, OSError, AttributeError):
        import resource

        with open("/proc/self/status", encoding="ascii") as file:
            taken = next(int(line.split()[1]) * 1024 for line in file if line.startswith("VmData:"))
        resource.setrlimit(resource.RLIMIT_DATA, (taken + beyond, taken + beyond))
