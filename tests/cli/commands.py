"""The command line in this process: what it writes, as bytes of a stream that refuses lone surrogates."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from conformance.cli import main


@dataclass(frozen=True, slots=True)
class Ran:
    """A command that ended: exit status, standard output and standard error."""

    status: int
    out: str
    err: str


def run(*arguments: str, cwd: Path, environment: Mapping[str, str] | None = None) -> Ran:
    """Runs a command in a folder, with more variables in the environment."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="\n") for _ in range(2))
    with (
        contextlib.chdir(cwd), mock.patch.dict(os.environ, environment or {}),
        mock.patch.object(sys, "argv", ["conformance", *arguments]),
        mock.patch.object(sys, "stdout", out), mock.patch.object(sys, "stderr", err),
    ):  # fmt: skip
        status = 0
        try:
            main()
        except SystemExit as ended:
            status = ended.code if isinstance(ended.code, int) else 0
    return Ran(status, _written(out), _written(err))


def _written(stream: io.TextIOWrapper) -> str:
    stream.flush()
    buffer = stream.buffer
    assert isinstance(buffer, io.BytesIO)
    return buffer.getvalue().decode("utf-8")
