"""What is no file to read is one message and status 2 at every door; a pipe that delivers an end is read."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from conformance.cli import cli, main
from tests.cli.commands import run
from tests.reports.records import everything

pytestmark = pytest.mark.skipif(os.name == "nt", reason="pipes, links and devices of POSIX")

ODD: dict[str, Callable[[Path], object]] = {
    "fifo": os.mkfifo,
    "folder": Path.mkdir,
    "dangling": lambda path: path.symlink_to("nowhere"),
    "loop": lambda path: path.symlink_to(path),
    "zero": lambda path: path.symlink_to("/dev/zero"),
    "socket": lambda path: socket.socket(socket.AF_UNIX).bind(str(path)),
    "none": lambda path: None,
    "x" * 300: lambda path: None,
    "bytes": lambda path: path.write_bytes(b"\xff\xfe\x00"),
    "empty": lambda path: path.write_bytes(b""),
    "-": lambda path: None,
}
DOORS: dict[str, tuple[str, ...]] = {
    "spec": ("check", "python", "--spec"),
    "spec check": ("spec", "check"),
    "expect": ("check", "python", "--expect"),
    "resume": ("check", "python", "--resume"),
    "report": ("report", "--html", "o.html"),
    "compare": ("compare", "good.json"),
    "history": ("history",),
}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("odd", [name[:9] for name in ODD])
def test_an_odd_file_is_one_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], door: str, odd: str
) -> None:
    monkeypatch.chdir(tmp_path)
    name = next(name for name in ODD if name[:9] == odd)
    ODD[name](Path(name))
    Path("good.json").write_text(everything().to_json())
    with pytest.raises(SystemExit) as end:
        main([*DOORS[door], name])
    out, told = capsys.readouterr()
    assert (end.value.code, out) == (2, "")
    assert told.startswith("conformance: ")
    assert name in told
    assert len(told.splitlines()) == 1
    assert not Path("o.html").exists()


def test_odd_files_in_a_folder_of_runs_are_named_and_skipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("runs").mkdir()
    for name, make in ODD.items():
        if len(name) < 100:
            make(Path("runs") / f"{name}.json")
    Path("runs", "good.json").write_text(everything().to_json())
    Path("runs", "around").symlink_to(".")
    done = CliRunner().invoke(cli, ["history", "runs"], catch_exceptions=False)
    assert done.exit_code == 0
    skipped = [line.split()[1] for line in done.output.splitlines() if line.startswith("Skipped")]
    assert skipped == sorted(f"{name}.json:" for name in ODD if name not in ("none", "-", "folder", "x" * 300))


SPEC = "module: M\ntheorems:\n  t: {lean: 'theorem t {n : Nat} (m : Mask n) : complement (complement m) = m'}\n"


def test_what_a_command_delivers_is_a_spec(tmp_path: Path) -> None:
    (tmp_path / "s.yaml").write_text(SPEC)
    for line in ("spec check <(cat s.yaml)", "spec check /dev/stdin < s.yaml", "spec check /dev/stdin < <(cat s.yaml)"):
        command = ["bash", "-c", f"{sys.executable} -m conformance {line}"]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60)
        assert (done.returncode, done.stderr) == (0, ""), line
        assert done.stdout.startswith("M: 1 declarations, 1 laws")


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "{}.py"),
        ("check", "{}.py:masks"),
        ("check", "python", "--write-expect", "{}"),
        ("check", "python", "--json", "{}/r.json"),
        ("check", "python", "--spec", "{}.yaml"),
        ("report", "{}", "--html", "r.html"),
    ],
)
def test_a_name_longer_than_files_may_have_is_a_wrong_request(arguments: tuple[str, ...], tmp_path: Path) -> None:
    done = run(*[part.format("x" * 400) for part in arguments], cwd=tmp_path)
    assert done.status == 2
    assert "x" * 400 in done.err
