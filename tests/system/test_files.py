"""Files are read within bounds, and what is no file to read is told; what is written is there whole or not at all."""

from __future__ import annotations

import contextlib
import os
import socket
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from conformance.errors import FileError, SpecError
from conformance.system.files import is_one, read_text, refusal_to_write, write_text

pytestmark = pytest.mark.skipif(os.name == "nt", reason="paths and modes of POSIX")


def text_of(path: Path, most: int = 1000) -> str:
    return read_text(path, SpecError, most)


def test_text_comes_without_mark_and_with_one_kind_of_line_end(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes("\ufeff∀ a\r\nb\rc\n".encode())
    assert text_of(tmp_path / "a") == "∀ a\nb\nc\n"


def test_what_is_no_file_to_read_is_told(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "dangling").symlink_to("nowhere")
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "large").write_bytes(b"x" * 1001)
    (tmp_path / "other").write_bytes(b"a\nb\xff")
    with socket.socket(socket.AF_UNIX) as one:
        one.bind(str(tmp_path / "socket"))
    told = {
        "fifo": "is a pipe that nobody writes to", "dangling": "no such file", "loop": "symbolic links",
        "large": "larger than 1,000 bytes", "other": "other:2: is not UTF-8 text (byte 0xff)",
        "socket": "device or socket",
        ".": "is a folder", "none/x": "no such file", "large/x": "Not a directory", "x" * 300: "File name too long",
        "a\0b": "cannot be read: no file has a null character in its name", "-": "no such file",
    }  # fmt: skip
    for name, message in told.items():
        with pytest.raises(FileError) as caught:
            text_of(tmp_path / name)
        assert message in str(caught.value), name
    for device in ("/dev/zero", "/dev/null", "/dev/full"):
        with pytest.raises(FileError, match="is a device or socket, not a file"):
            text_of(Path(device))
    with pytest.raises(FileError, match="/dev/stdin"):
        text_of(Path("-"))


def test_a_pipe_with_a_writer_is_read_to_its_end_within_the_bound(tmp_path: Path) -> None:
    for sent, most in ((b"a: 1\n" * 20_000, 100_000), (b"x" * 200_000, 100_000)):
        reader, writer = os.pipe()

        def feed(sent: bytes = sent, writer: int = writer) -> None:
            with contextlib.suppress(BrokenPipeError), os.fdopen(writer, "wb") as file:
                file.write(sent)

        feeder = threading.Thread(target=feed)
        feeder.start()
        try:
            if len(sent) <= most:
                assert text_of(Path(f"/dev/fd/{reader}"), most).encode() == sent
            else:
                with pytest.raises(FileError, match="larger than"):
                    text_of(Path(f"/dev/fd/{reader}"), most)
        finally:
            os.close(reader)
            feeder.join()


def test_a_new_file_has_the_mode_of_new_files_and_an_old_one_keeps_its_own(tmp_path: Path) -> None:
    old, link = tmp_path / "old", tmp_path / "link"
    old.write_text("before")
    old.chmod(0o640)
    link.symlink_to("old")
    before = os.umask(0o027)
    try:
        write_text(tmp_path / "new", "∀ \ud800")
        write_text(link, "after")
    finally:
        os.umask(before)
    assert (tmp_path / "new").read_bytes() == "∀ \\ud800".encode()
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o640
    assert (link.is_symlink(), old.read_text(), stat.S_IMODE(old.stat().st_mode)) == (True, "after", 0o640)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["link", "new", "old"]


def test_what_stood_there_stays_where_writing_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a").write_text("before")
    for error in (OSError(28, "No space left on device"), KeyboardInterrupt()):

        def fail(*_: object, error: BaseException = error) -> int:
            raise error

        monkeypatch.setattr("conformance.system.files.os.write", fail)
        with pytest.raises(type(error)):
            write_text(tmp_path / "a", "after")
    assert [(p.name, p.read_text()) for p in tmp_path.iterdir()] == [("a", "before")]


def test_a_file_that_cannot_be_written_is_told_beforehand(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "file").write_text("")
    told = {
        "none/x": "there is no such folder", ".": "is a folder", "loop": "cannot be written",
        "file/x": "cannot be written",        "x" * 300: "File name too long",
        "a\0b": "cannot be written: no file has a null character in its name",
    }  # fmt: skip
    for name, message in told.items():
        assert message in (refusal_to_write(tmp_path / name) or "nothing"), name
    for fine in (tmp_path / "new", tmp_path / "file", Path("/dev/null"), tmp_path / ("x" * 250)):
        assert refusal_to_write(fine) is None
    assert sorted(p.name for p in tmp_path.iterdir()) == ["file", "loop"]


def test_one_file_by_another_name_is_known(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("")
    (tmp_path / "hard").hardlink_to(tmp_path / "a")
    (tmp_path / "soft").symlink_to("a")
    (tmp_path / "dangling").symlink_to("new")
    (tmp_path / "folder").symlink_to(".")
    same = [("a", "hard"), ("a", "soft"), ("a", "folder/a"), ("new", "dangling"), ("new", "folder/new")]
    assert all(is_one(tmp_path / a, tmp_path / b) for a, b in same)
    assert not is_one(tmp_path / "a", tmp_path / "new")


def test_the_standard_output_is_not_replaced_by_a_file(tmp_path: Path) -> None:
    code = (
        "from conformance.system.files import write_text, refusal_to_write as r\nfrom pathlib import Path; print('a')\n"
    )
    code += "print(r(Path('out')), r(Path('/dev/stdout')))\nwrite_text(Path('/dev/stdout'), 'b\\n'); print('c')"
    with (tmp_path / "out").open("w") as out:
        subprocess.run([sys.executable, "-c", code], cwd=tmp_path, stdout=out, check=True)
    told = "is the file that the printed text goes to; give it one of its own"
    assert (tmp_path / "out").read_text() == f"a\n{told} None\nb\nc\n"


def test_a_pipe_that_has_a_reader_is_written_to() -> None:
    reader, writer = os.pipe()
    path = Path(f"/dev/fd/{writer}")
    assert refusal_to_write(path) is None
    write_text(path, "text")
    os.close(writer)
    with os.fdopen(reader) as file:
        assert file.read() == "text"
