"""All that reaches standard output or error goes through `conformance/terminal/console.py`, in source and in a run."""

from __future__ import annotations

import ast
import io
import sys
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

import pytest

from conformance.cli import main

ROOT = Path(__file__).parents[2]
DOOR = ROOT / "conformance" / "terminal" / "console.py"
STREAMS = {"stdout", "stderr", "__stdout__", "__stderr__"}
WRITERS = {
    "print", "echo", "secho", "pprint", "pp", "print_exc", "print_exception", "print_stack", "print_tb", "input",
    "displayhook", "excepthook", "getLogger", "basicConfig",
}  # fmt: skip
"""Functions that write to a stream of the process, by the names that libraries give them."""
NO_WRITING = {
    ("conformance/cli/streams.py", "sys.stdout"), ("conformance/cli/streams.py", "sys.stderr"),
    ("conformance/system/files.py", "sys.stdout"), ("conformance/system/files.py", "sys.stderr"),
}  # fmt: skip
"""The command line makes them anew, so that they can lose their reader; a whole document whose path is `/dev/stdout`
follows what was written before."""


def doors(path: Path) -> list[str]:
    """What in a source could write to a stream of the process."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name in WRITERS and not (isinstance(node.func, ast.Attribute) and is_own(node.func.value)):
                found.append(f"{name}()")
        if isinstance(node, ast.Attribute) and node.attr in STREAMS and is_module(node.value, "sys"):
            found.append(f"sys.{node.attr}")
        if isinstance(node, ast.ImportFrom) and node.module == "sys":
            found += [f"sys.{alias.name}" for alias in node.names if alias.name in STREAMS]
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            named = [node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names]
            found += [f"import {name}" for name in named if name in ("logging", "rich.console", "rich.logging")]
    return found


def is_module(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def is_own(node: ast.expr) -> bool:
    return is_module(node, "self")


def test_in_the_source_only_one_module_writes_to_a_stream() -> None:
    files = [path for top in ("conformance", "reports") for path in (ROOT / top).rglob("*.py") if path != DOOR]
    assert len(files) > 80
    odd = {(p.relative_to(ROOT).as_posix(), door) for p in files for door in doors(p)}
    assert odd - NO_WRITING == set()


@pytest.mark.parametrize(
    "source",
    ["print(1)", "import sys\nsys.stderr.write('x')", "from sys import stdout", "click.echo('x')", "import logging",
     "traceback.print_exc()", "from rich.console import Console"],
)  # fmt: skip
def test_each_way_to_write_is_seen(tmp_path: Path, source: str) -> None:
    (tmp_path / "x.py").write_text(source)
    assert doors(tmp_path / "x.py")


class Watched(io.StringIO):
    """A stream that knows who wrote to it."""

    def __init__(self) -> None:
        super().__init__()
        self.writers: set[str] = set()

    def write(self, text: str) -> int:
        frame: FrameType | None = sys._getframe(1)
        assert frame is not None
        self.writers.add(frame.f_code.co_filename)
        return super().write(text)


def watched(monkeypatch: pytest.MonkeyPatch, arguments: Sequence[str]) -> tuple[int, Watched, Watched]:
    """Exit status, standard output and error of a command."""
    out, err = Watched(), Watched()
    monkeypatch.setattr(sys, "argv", ["conformance", *arguments])
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "stderr", err)
    try:
        main()
        status: object = 0
    except SystemExit as ended:
        status = ended.code
    monkeypatch.undo()
    assert isinstance(status, int)
    return status, out, err


RUN = ["check", "mine.py", "--workers", "0", "--profile", "quick", "--law", "complement"]


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        ([*RUN, "--annotations", "--json", "new.json"], 1),
        ([*RUN, "-v"], 1),
        ([*RUN, "-q"], 1),
        ([*RUN, "--write-expect", "known.yaml"], 1),
        (["list", "laws"], 0),
        (["show", "complement"], 0),
        (["spec", "check", "no.yaml"], 2),
        (["check", "no_such_backend"], 2),
        (["check", "--profile", "no"], 2),
        (["no_such_command"], 2),
        (["report", "mine.py", "--html", "x.html"], 2),
        (["compare", "old.json", "old.json"], 0),
        (["history", "."], 0),
    ],
)
def test_in_a_run_only_one_module_writes_to_a_stream(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], status: int
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.py").write_text("import warnings\nwarnings.warn('odd')\ndef complement(mask):\n    return mask\n")
    if "old.json" in arguments or "history" in arguments:
        with monkeypatch.context() as inner:
            watched(inner, [*RUN, "--json", "old.json"])
    found, out, err = watched(monkeypatch, arguments)
    assert found == status
    assert out.getvalue() or err.getvalue()
    assert {Path(name).resolve() for name in out.writers | err.writers} == {DOOR}
    if arguments[0] == "check" and "mine.py" in arguments:
        assert "mine.py:2: UserWarning: odd" in err.getvalue()
