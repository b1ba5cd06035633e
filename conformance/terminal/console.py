"""The console: plain where the stream is not a terminal."""

from __future__ import annotations

import os
import sys
from typing import TextIO

from rich.console import Console


def console(stream: TextIO | None = None) -> Console:
    """A console that is plain where the stream is not a terminal, and that never fails on a character."""

    target = stream or sys.stdout
    reconfigure = getattr(target, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="backslashreplace")
    width = None if target.isatty() else 100
    plain = "NO_COLOR" in os.environ or not target.isatty()
    return Console(file=target, no_color=plain, highlight=False, width=width, emoji=False, markup=False)
