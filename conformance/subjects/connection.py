"""A child process that is spoken to in lines, each read and write within a time; POSIX systems only."""

from __future__ import annotations

import contextlib
import ctypes
import os
import secrets
import selectors
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence

from conformance.system.processes import MARK, kill_tree

MAX_STDERR = 4_000
"""How many bytes of what the child last printed to standard error are kept."""

STDERR_LINES = 5
"""How many lines of it are told."""

MAX_LINE = 64 * 2**20
"""A line longer than this many bytes is not read to its end."""

_READ = 2**16
_POLL = 0.005
_DIES_WITH_PARENT = 1  # PR_SET_PDEATHSIG


class Silent(Exception):
    """No line came within the time."""


class Overlong(Exception):
    """A line that is longer than any may be."""


class Ended(Exception):
    """The child closed its standard output or ended; `status` is its exit status where it ended."""

    def __init__(self, message: str, status: int | None) -> None:
        super().__init__(message)
        self.status = status


class Connection:
    """A child in a session of its own, and marked in its environment, so that what it starts can be ended with it.

    `pass_fds` are descriptors that it inherits.

    Raises:
        OSError: the command could not be started.
    """

    def __init__(self, command: Sequence[str], pass_fds: Sequence[int] = ()) -> None:
        self._mark = secrets.token_hex(16)
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0,
            start_new_session=True, preexec_fn=_dies_with_parent(), pass_fds=pass_fds,
            env={**os.environ, MARK: self._mark},
        )  # fmt: skip
        self.owner = os.getpid()
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        assert self.process.stderr is not None
        self._in, self._out = self.process.stdin, self.process.stdout
        self._err = self.process.stderr
        self._unsent = bytearray()
        self._received = bytearray()
        self._searched = 0
        self._stderr = bytearray()
        self._open = True
        self._selector = selectors.DefaultSelector()
        for stream in (self._in, self._out, self._err):
            os.set_blocking(stream.fileno(), False)
        self._selector.register(self._out, selectors.EVENT_READ)
        self._selector.register(self._err, selectors.EVENT_READ)

    # Lines

    def send(self, line: bytes) -> None:
        """Writes as much as the child takes now; the rest goes while an answer is waited for."""
        self._unsent += line
        self._write()

    def receive(self, seconds: float, most: int = MAX_LINE) -> bytes:
        """The next line, without its end, of at most that many bytes.

        Raises:
            Silent: none came within the time.
            Overlong: it is longer.
            Ended: the child will write no more.
        """
        deadline = time.monotonic() + seconds
        while (line := self._line()) is None:
            if not self._open:
                raise self._ended()
            if len(self._received) > most:
                raise Overlong(f"no end of a line in {most:,} bytes{self._unfinished()}")
            if not self._turn(deadline):
                raise Silent(f"no line within {seconds:g} s" + self._unfinished())
        return line

    def rest(self, seconds: float) -> bytes:
        """All that the child still writes, after its standard input was closed, until it ends.

        Raises:
            Silent: it did not end within the time.
        """
        self.close_input()
        deadline = time.monotonic() + seconds
        while self._open:
            if len(self._received) > MAX_LINE:
                # It ends by being killed; what it writes on is not kept.
                raise Silent(f"it wrote more than {MAX_LINE:,} bytes after its standard input was closed")
            if not self._turn(deadline):
                raise Silent(f"it did not end within {seconds:g} s after its standard input was closed")
        if not self._reaped(deadline):
            raise Silent(f"it did not end within {seconds:g} s after its standard input was closed")
        rest, self._received = bytes(self._received), bytearray()
        return rest

    def stderr(self) -> str:
        """The last lines that the child printed to standard error, as text to add to a message; empty where none."""
        self._drain()
        lines = [line for line in self._stderr.decode("utf-8", "replace").splitlines() if line.strip()]
        return f"; it last printed to standard error: {' | '.join(lines[-STDERR_LINES:])}" if lines else ""

    # End

    def close_input(self) -> None:
        """Tells the child that nothing more will come."""
        if not self._in.closed:
            self._stop_writing()
            self._in.close()

    def kill(self) -> None:
        """Ends the child and all that it started, and lets go of it."""
        if self.owner == os.getpid() and self.process.returncode is None:
            kill_tree(self.process.pid, self._mark)
            self.process.wait()
        self._selector.close()
        for stream in (self._in, self._out, self._err):
            # What the child did not take is not to be written any more.
            with contextlib.suppress(OSError):
                stream.close()

    def _reaped(self, deadline: float) -> bool:
        """Whether the child has ended by then; what it started ends with it."""
        while self.process.returncode is None:
            options = os.WEXITED | os.WNOWAIT | os.WNOHANG
            if os.waitid(os.P_PID, self.process.pid, options) is not None:
                kill_tree(self.process.pid, self._mark)
                self.process.wait()
            elif time.monotonic() >= deadline:
                return False
            else:
                time.sleep(_POLL)
        return True

    # Bytes

    def _line(self) -> bytes | None:
        end = self._received.find(b"\n", self._searched)
        if end < 0:
            self._searched = len(self._received)
            return None
        line = bytes(self._received[:end])
        del self._received[: end + 1]
        self._searched = 0
        return line

    def _turn(self, deadline: float) -> bool:
        """Waits for the child to read, write or end, and does its part; False where the time is over."""
        remaining = deadline - time.monotonic()
        if remaining <= 0:
            return False
        for key, _ in self._selector.select(remaining):
            if key.fileobj is self._in:
                self._write()
            elif key.fileobj is self._out:
                chunk = _read(self._out.fileno())
                if chunk is not None:
                    self._received += chunk
                    if not chunk:
                        self._selector.unregister(self._out)
                        self._open = False
            elif not self._read_stderr():
                self._selector.unregister(self._err)
        return True

    def _write(self) -> None:
        if self._in.closed:
            self._unsent.clear()
            return
        try:
            while self._unsent:
                sent = os.write(self._in.fileno(), self._unsent)
                del self._unsent[:sent]
        except BlockingIOError:
            if self._in.fileno() not in self._selector.get_map():
                self._selector.register(self._in, selectors.EVENT_WRITE)
            return
        except OSError:
            # The child reads no more; the end of its output tells why.
            pass
        self._stop_writing()

    def _stop_writing(self) -> None:
        self._unsent.clear()
        if self._in.fileno() in self._selector.get_map():
            self._selector.unregister(self._in)

    def _read_stderr(self) -> bool:
        chunk = _read(self._err.fileno())
        self._stderr += chunk or b""
        del self._stderr[:-MAX_STDERR]
        return chunk != b""

    def _drain(self) -> None:
        while not self._err.closed and (chunk := _read(self._err.fileno())):
            self._stderr += chunk
            del self._stderr[:-MAX_STDERR]

    def _ended(self) -> Ended:
        self._reaped(time.monotonic() + 1)
        status = self.process.returncode
        if status is None:
            told = "the process closed its standard output"
        elif status < 0:
            told = f"the process was ended by {_signal_name(-status)}"
        else:
            told = f"the process ended with status {status}"
        return Ended(told + self._unfinished(), status)

    def _unfinished(self) -> str:
        if not self._received:
            return ""
        return f", in the middle of a line: {bytes(self._received[:120])!r}"


def _read(descriptor: int) -> bytes | None:
    """What there is to read; None where nothing is, empty at the end."""
    try:
        return os.read(descriptor, _READ)
    except BlockingIOError:
        return None
    except OSError:
        return b""


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def _dies_with_parent() -> Callable[[], None] | None:
    """What makes Linux end the child with this process, however that ends.

    The kernel counts the end of the thread that started the child, so only the main one asks for it.
    """
    if not sys.platform.startswith("linux") or threading.current_thread() is not threading.main_thread():
        return None
    try:
        prctl = ctypes.CDLL(None).prctl
    except (OSError, AttributeError):
        return None

    def ask() -> None:
        prctl(_DIES_WITH_PARENT, signal.SIGKILL)

    return ask
