"""What a check of the protocol is, and the command that it is made on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from conformance.laws.specfile import Spec
from conformance.protocol.probes import Probes
from conformance.protocol.session import Session, Times
from conformance.subjects.messages import decode_value
from conformance.values.limits import Limits


class Skipped(Exception):
    """A check that says nothing of this process; the message says why."""


@dataclass(frozen=True, slots=True)
class Check:
    """A check by its name, what it demands, and whether it can be made without a hello that is right."""

    name: str
    about: str
    run: Callable[[Trial], None]
    needs_hello: bool


class Trial:
    """A command that is tried. Checks share a process while they hold; after one that fails, another is started.

    `answered` is whether the first request was, and `hello` the answer where it has the right form.
    """

    def __init__(self, words: Sequence[str], spec: Spec, times: Times) -> None:
        self._words = words
        self._times = times
        self._shared: Session | None = None
        self._spec = spec
        self.hello: dict[str, Any] | None = None
        self.answered = False
        self._probes: Probes | None = None

    def fresh(self) -> Session:
        """A process that was asked nothing yet, in place of the one before."""
        self.close()
        self._shared = Session(self._words, self._times)
        return self._shared

    def greeted(self) -> Session:
        """A process that said hello."""
        if self._shared is None:
            self.fresh().hello()
        assert self._shared is not None
        return self._shared

    def probes(self) -> Probes:
        """Calls of the operations that the process lists."""
        if self._probes is None:
            hello = self.hello or {}
            self._probes = Probes(self._spec, hello.get("operations", []), limits_of(hello))
        return self._probes

    def close(self) -> None:
        if self._shared is not None:
            self._shared.kill()
            self._shared = None


def limits_of(hello: dict[str, Any]) -> Limits:
    """The limits that a hello of the right form tells."""
    return Limits(**{key: decode_value(value) for key, value in hello.get("limits", {}).items()})
