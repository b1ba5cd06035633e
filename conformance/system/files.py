"""Files read within bounds, and written whole or not at all.

What is no file to read is told and never waited for: a folder, a device, a pipe that nobody writes to.
"""

from __future__ import annotations

import contextlib
import errno
import os
import select
import stat
import sys
import time
from pathlib import Path

from conformance.errors import FileError

PATIENCE = 60.0
"""Seconds for which a pipe may deliver nothing, as one does while the program at its other end is at work."""

_CHUNK = 1 << 20


def read_text(path: Path, error: type[FileError], most: int) -> str:
    """The text of a file of UTF-8, its line ends as `\\n`, without a byte order mark.

    A pipe with a writer, such as the shell's `<(command)`, is read up to its end.

    Args:
        path: the file.
        error: what is raised.
        most: bytes that the file may have.

    Raises:
        FileError: of the given class; the file cannot be read, is too large, or is not UTF-8.
    """
    data = read_bytes(path, error, most).removeprefix(b"\xef\xbb\xbf")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as problem:
        line = data.count(b"\n", 0, problem.start) + 1
        found = f"byte 0x{data[problem.start]:02x}"
        raise error(f"is not UTF-8 text ({found}); save it as UTF-8", str(path), line) from None
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def read_bytes(path: Path, error: type[FileError], most: int) -> bytes:
    """The bytes of a file, as `read_text`."""
    try:
        # A device is not even opened: some do something when they are.
        _refuse_other(path.stat().st_mode, path, error)
        flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
        descriptor = os.open(path, flags)
        try:
            found = os.fstat(descriptor)
            _refuse_other(found.st_mode, path, error)
            if stat.S_ISREG(found.st_mode) and found.st_size > most:
                raise _too_large(path, error, most)
            return _whole(descriptor, path, error, most)
        finally:
            os.close(descriptor)
    except FileNotFoundError:
        hint = "; `/dev/stdin` names the standard input" if str(path) == "-" else ""
        raise error(f"cannot be read: no such file{hint}", str(path)) from None
    except (OSError, ValueError) as problem:
        raise error(f"cannot be read: {_reason(problem)}", str(path)) from None


def _reason(problem: Exception) -> str:
    """Why the system refused a path, in words that do not change from one Python to the next."""
    if isinstance(problem, ValueError):
        return "no file has a null character in its name"
    return getattr(problem, "strerror", None) or str(problem)


def _refuse_other(mode: int, path: Path, error: type[FileError]) -> None:
    if stat.S_ISDIR(mode):
        raise error("cannot be read: is a folder, not a file", str(path))
    if not (stat.S_ISREG(mode) or stat.S_ISFIFO(mode)):
        raise error("cannot be read: is a device or socket, not a file", str(path))


def _too_large(path: Path, error: type[FileError], most: int) -> FileError:
    return error(f"the file is larger than {most:,} bytes, and no more are read", str(path))


def _whole(descriptor: int, path: Path, error: type[FileError], most: int) -> bytes:
    """All bytes of a descriptor that does not block."""
    parts: list[bytes] = []
    length, since = 0, time.monotonic()
    while True:
        try:
            part = os.read(descriptor, _CHUNK)
        except BlockingIOError:
            left = since + PATIENCE - time.monotonic()
            if left <= 0 or not select.select([descriptor], [], [], left)[0]:
                raise error(f"cannot be read: nothing came for {PATIENCE:g} seconds", str(path)) from None
            continue
        if not part:
            if not length and stat.S_ISFIFO(os.fstat(descriptor).st_mode):
                raise error("cannot be read: is a pipe that nobody writes to", str(path))
            return b"".join(parts)
        parts.append(part)
        length, since = length + len(part), time.monotonic()
        if length > most:
            raise _too_large(path, error, most)


def write_text(path: Path, text: str) -> None:
    """Writes a file whole or not at all; a link is followed, and a device or pipe is written to as it is.

    A file that is there keeps its mode; a new one has the mode that the process gives to new files. A character that
    UTF-8 cannot say is written as an escape. Where the folder takes no new file, one that is there is written in place.

    Raises:
        OSError: it cannot be written; what stood there is still there.
    """
    data = text.encode("utf-8", "backslashreplace")
    there = _found(path)
    shared = None if there is None else _stream_of(there)
    if shared is not None:
        with contextlib.suppress(Exception):
            (sys.stdout if shared == 1 else sys.stderr).flush()
        _write_all(shared, data)
    elif there is None:
        _write_beside(path.resolve(), data, None)
    elif not stat.S_ISREG(there.st_mode):
        try:
            descriptor = os.open(path, os.O_WRONLY | getattr(os, "O_NONBLOCK", 0))
        except OSError as problem:
            if problem.errno != errno.ENXIO:
                raise
            raise OSError(errno.ENXIO, "nobody reads the pipe, and it is not waited for") from None
        _write_to(descriptor, data)
    elif not os.access(path, os.W_OK):
        raise PermissionError(errno.EACCES, "the file is read-only")
    else:
        try:
            _write_beside(path.resolve(), data, there)
        except OSError as problem:
            if problem.errno not in _NO_NEW_FILE:
                raise
            _write_to(os.open(path, os.O_WRONLY | os.O_TRUNC), data)


_NO_NEW_FILE = (errno.EACCES, errno.EPERM, errno.EROFS, errno.EBUSY)
"""What comes where a folder takes no new file, or a file is a mount of its own that cannot be exchanged."""


def refusal_to_write(path: Path) -> str | None:
    """Why a file cannot be written, None where it can: one is made beside it and taken away again."""
    try:
        there, target = _found(path), path.resolve()
        if there is None:
            if not os.path.isdir(target.parent):
                return "there is no such folder to write to"
            _try_beside(target)
            return None
        if stat.S_ISDIR(there.st_mode):
            return "is a folder, not a file to write to"
        if not os.access(path, os.W_OK):
            return "cannot be written: the file is read-only"
        if not stat.S_ISREG(there.st_mode):
            return None
        if _stream_of(there) is not None:
            is_stream = path.absolute().parts[1:2] in (("dev",), ("proc",))
            return None if is_stream else "is the file that the printed text goes to; give it one of its own"
        try:
            _try_beside(target)
        except OSError as problem:
            if problem.errno not in _NO_NEW_FILE:
                raise
    except (OSError, ValueError, RuntimeError) as problem:
        # RuntimeError: links that lead around in a circle.
        return f"cannot be written: {_reason(problem)}"
    return None


def is_one(a: Path, b: Path) -> bool:
    """Whether two paths are one file, by links of either kind too, or would be."""
    try:
        return a.samefile(b)
    except (OSError, ValueError):
        # Not both are there.
        return os.path.normcase(os.path.realpath(a)) == os.path.normcase(os.path.realpath(b))


def is_kept(path: Path) -> bool:
    """Whether what is written there stays there: not so for a device, a pipe, or a standard stream."""
    there = _found(path)
    return there is None or (stat.S_ISREG(there.st_mode) and _stream_of(there) is None)


def _found(path: Path) -> os.stat_result | None:
    """What is there; a descriptor under /dev that is a pipe has no other path."""
    try:
        return os.stat(path)
    except FileNotFoundError:
        return None


def _stream_of(there: os.stat_result) -> int | None:
    """The descriptor of standard output or error that is this very file: to replace it would lose what they print."""
    for descriptor in (1, 2):
        with contextlib.suppress(OSError):
            if os.path.samestat(there, os.fstat(descriptor)):
                return descriptor
    return None


def _beside(target: Path) -> tuple[int, Path]:
    """A new file in the folder of another, open to be written, with the mode that the process gives to new files."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
    for number in range(100):
        temporary = target.with_name(f".conformance-{os.getpid()}-{number}")
        with contextlib.suppress(FileExistsError):
            return os.open(temporary, flags, 0o666), temporary
    raise FileExistsError(errno.EEXIST, "a hundred unfinished files lie in the folder")


def _try_beside(target: Path) -> None:
    descriptor, temporary = _beside(target)
    os.close(descriptor)
    temporary.unlink()


def _write_beside(target: Path, data: bytes, there: os.stat_result | None) -> None:
    descriptor, temporary = _beside(target)
    try:
        if there is not None:
            _keep(descriptor, there)
        _write_to(descriptor, data)
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _keep(descriptor: int, there: os.stat_result) -> None:
    """Gives a file the mode of another, and its owner where that is allowed."""
    if hasattr(os, "fchown"):
        with contextlib.suppress(OSError):
            os.fchown(descriptor, there.st_uid, there.st_gid)
    if hasattr(os, "fchmod"):
        os.fchmod(descriptor, stat.S_IMODE(there.st_mode))


def _write_to(descriptor: int, data: bytes) -> None:
    try:
        if not os.get_blocking(descriptor):
            os.set_blocking(descriptor, True)
        _write_all(descriptor, data)
    finally:
        os.close(descriptor)


def _write_all(descriptor: int, data: bytes) -> None:
    left = memoryview(data)
    while left:
        left = left[os.write(descriptor, left) :]
