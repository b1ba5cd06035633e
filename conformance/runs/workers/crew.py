"""How many workers live at a time: one that rests is ended where another is to start."""

from __future__ import annotations

import threading
from typing import Protocol


class Member(Protocol):
    """What may be ended while it rests."""

    @property
    def is_resting(self) -> bool:
        """Whether nothing is asked of it, and nothing is to be asked next."""
        ...

    def release(self) -> None:
        """Ends its worker; the next question starts another."""
        ...


class Crew:
    """The workers of a run, of which `most` live at a time but for those that are at work."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._lock = threading.Lock()
        self._live: dict[Member, None] = {}

    def admit(self, member: Member) -> None:
        """Makes room for the worker that the member is about to start: those that rest longest end."""
        with self._lock:
            self._live.pop(member, None)
            resting = [one for one in self._live if one.is_resting]
            for one in resting[: max(0, len(self._live) + 1 - self.most)]:
                one.release()
                self._live.pop(one, None)
            self._live[member] = None

    def leave(self, member: Member) -> None:
        """The member's worker has ended."""
        self._live.pop(member, None)
