"""The names of backends in a report: each is unlike the others."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from functools import partial

from conformance.runs.sessions import Stopped


def unlike(names: Sequence[str]) -> list[str]:
    """The names, with a number where one was there before."""
    found: list[str] = []
    for one in names:
        number, name = 2, one
        while name in found:
            name, number = f"{one}#{number}", number + 1
        found.append(name)
    return found


class Names:
    """The names of backends in the report, each unlike those before it, whichever is loaded first."""

    def __init__(self, count: int) -> None:
        self._declared: list[str | None] = [None] * count
        self._changed = threading.Condition()
        self._is_given_up = False

    def of(self, place: int) -> Callable[[str], str]:
        """What gives the backend at a place its name; it waits until those before it have theirs."""
        return partial(self._name, place)

    def give_up(self) -> None:
        """Lets nobody wait any more."""
        with self._changed:
            self._is_given_up = True
            self._changed.notify_all()

    def _name(self, place: int, declared: str) -> str:
        with self._changed:
            if self._declared[place] is None:
                self._declared[place] = declared
                self._changed.notify_all()
            self._changed.wait_for(lambda: self._is_given_up or None not in self._declared[:place])
            if self._is_given_up:
                raise Stopped
            return unlike([name or "" for name in self._declared[: place + 1]])[place]
