"""Room on the interpreter's stack, in one piece.

CPython keeps the frames of Python functions in blocks of 16 KiB that it asks of the system one by one, and gives each
back as soon as it is empty. Where the end of a block falls between a loop and what it calls, each call asks for a
block and gives it back: a tenth of a run's time, or of a library's import, for no other reason than how deep in the
call stack it stands.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from typing import Final, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

_WORDS: Final = 17_000
"""The size of a frame that takes a block of 256 KiB, and leaves about 120 KiB of it to what it calls."""


def in_one_block(function: Callable[P, T]) -> Callable[P, T]:
    """The function, with one block for the frames of all that it calls, up to some 500 of them."""

    def call(*args: P.args, **named: P.kwargs) -> T:
        return function(*args, **named)

    if sys.implementation.name == "cpython":
        call.__code__ = call.__code__.replace(co_stacksize=_WORDS)
    return functools.wraps(function)(call)
