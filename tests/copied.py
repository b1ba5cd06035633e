"""A copy of the package to which files are added, and whose command line is asked."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.cli.commands import Ran

ROOT = Path(__file__).parents[1]
INSIDE = ("backends", "reports", "spec")
"""Folders that are installed inside the package."""
RUNS = """
import json, sys
from pathlib import Path
from tests.cli.commands import run
ran = [run(*arguments, cwd=Path.cwd()) for arguments in json.loads(sys.argv[1])]
print(json.dumps([[one.status, one.out, one.err] for one in ran]))
"""


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy of the package, and a folder beside it in which commands run."""

    top: Path
    folder: Path

    def path(self, file: str) -> Path:
        """Where a file of the checkout stands in the copy."""
        return self.top / ("conformance" if file.split("/")[0] in INSIDE else "") / file

    def add(self, *parts: tuple[str, ...]) -> None:
        """Writes files, each with its text, or with a text and what in the file that is there it follows."""
        for file, text, *after in parts:
            path = self.path(file)
            assert path.exists() == bool(after), file
            if after:
                kept, (anchor,) = path.read_text(encoding="utf-8"), after
                assert kept.count(anchor) == 1, anchor
                text = kept.replace(anchor, anchor + text)
            path.write_text(text, encoding="utf-8")

    def python(self, *arguments: str) -> str:
        """What an interpreter prints for which the copy is the package."""
        environment = {**os.environ, "PYTHONPATH": f"{self.top}{os.pathsep}{ROOT}"}
        command = [sys.executable, *arguments]
        return subprocess.run(
            command, cwd=self.folder, env=environment, check=True, stdout=subprocess.PIPE, text=True
        ).stdout

    def run(self, *lines: str) -> list[Ran]:
        """Runs command lines of the copy, one after the other in a process."""
        small = {"check": ["--profile", "quick", "--workers", "0"]}
        words = [[*shlex.split(line), *small.get(line.split()[0], [])] for line in lines]
        return [Ran(*one) for one in json.loads(self.python("-c", RUNS, json.dumps(words)))]

    def write(self, **texts: str) -> None:
        """Writes backends and specs into the folder: `good_py` is `good.py`."""
        for name, text in texts.items():
            (self.folder / name.replace("_", ".")).write_text(text, encoding="utf-8")

    def read(self, name: str) -> str:
        return (self.folder / name).read_text(encoding="utf-8")


def copied(place: Path) -> Copy:
    """A copy of the package in a folder, without the backends of the zoo."""
    top, folder = place / "top", place / "folder"
    shutil.copytree(ROOT / "conformance", top / "conformance")
    for name in INSIDE:
        shutil.copytree(ROOT / name, top / "conformance" / name, ignore=shutil.ignore_patterns("zoo"))
    folder.mkdir()
    return Copy(top, folder)
