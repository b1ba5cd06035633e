"""An operation that is asked once for each input, as far as there is room for what came of it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence

from conformance.lean.closures import Value
from conformance.subjects.calls import CallFailed, OperationFailed, OutsideLimits
from conformance.subjects.operation import Operation

MOST_WORDS = 2 * 2**20
"""What the tables of a backend's operations hold together, in words of 8 bytes or so."""

_OUTCOME, _ROW, _VECTOR = 8, 40, 7
"""Words of an outcome, of the first with the same arguments but for the last one, and of a vector beside its items."""

_UNKNOWN, _OUTSIDE = object(), object()


class Room:
    """What the tables of several operations may hold together, and which inputs they are about."""

    def __init__(self, most_words: int = MOST_WORDS) -> None:
        self.most = most_words
        self._tables: list[Tabulated] = []
        self._about: Hashable = None
        self.used = 0

    @property
    def is_full(self) -> bool:
        return self.used >= self.most

    def share(self, table: Tabulated) -> None:
        self._tables.append(table)

    def turn_to(self, about: Hashable) -> None:
        """Forgets what came of other inputs than those asked about now, where that takes half of the room."""
        if about != self._about and 2 * self.used > self.most:
            self.forget()
        self._about = about

    def forget(self) -> None:
        for table in self._tables:
            table.forget()
        self.used = 0


class Tabulated:
    """An operation that is called once for each input; later calls with the same input give the first outcome.

    Where there is no room left, a call is made again. `inside` says whether a call with these arguments is inside the
    backend's limits, and is None where every call is; a call that is not raises `OutsideLimits`.
    """

    def __init__(
        self, operation: Operation, inside: Callable[[Sequence[Value]], bool] | None, room: Room | None = None
    ) -> None:
        self.operation = operation
        self._inside = inside
        self._room = room or Room()
        self._room.share(self)
        # By all arguments but the last, and by that one: what inputs next to each other have in common is held once.
        self._rows: dict[tuple[Value, ...], dict[Value, object]] = {}
        self._failures: dict[tuple[Value, ...], CallFailed] = {}

    def __call__(self, *arguments: Value) -> Value:
        return self.apply(arguments)

    def forget(self) -> None:
        self._rows = {}

    def apply(self, arguments: tuple[Value, ...]) -> Value:
        """The outcome for the arguments given as a tuple."""
        # Most calls of a check go through here, and each step costs as much as some backends' calls.
        shared, last = arguments[:-1], arguments[-1] if arguments else None
        row = self._rows.get(shared)
        if row is not None:
            value = row.get(last, _UNKNOWN)
            if value is not _UNKNOWN:
                if value is _OUTSIDE:
                    raise OutsideLimits
                return value
        if self._failures and (failed := self._failures.get(arguments)) is not None:
            raise failed.with_traceback(None)
        if self._inside is not None and not self._inside(arguments):
            self._keep(arguments, _OUTSIDE)
            raise OutsideLimits
        try:
            value = self.operation.apply(arguments)
        except OperationFailed as failed:
            self._failures[arguments] = failed
            raise
        room = self._room
        if room.used < room.most:
            if row is None:
                row = self._rows[shared] = {}
                room.used += _ROW
            row[last] = value
            room.used += _OUTCOME
            if type(last) is tuple:
                room.used += _words(last)
            if type(value) is tuple:
                room.used += _words(value)
        return value

    def unknown(self, many: Iterable[tuple[Value, ...]]) -> list[tuple[Value, ...]]:
        """Those of the arguments, each once, that a call would be made for; there is room for what comes of them."""
        if self._room.is_full:
            self._room.forget()
        return [
            arguments
            for arguments in dict.fromkeys(many)
            if self._known(arguments) is _UNKNOWN
            and arguments not in self._failures
            and (self._inside is None or self._inside(arguments))
        ]

    def note(self, arguments: tuple[Value, ...], outcome: Value | CallFailed) -> None:
        """Keeps the outcome of a call that was made elsewhere."""
        if isinstance(outcome, CallFailed):
            self._failures[arguments] = outcome
        else:
            self._keep(arguments, outcome)

    def _known(self, arguments: tuple[Value, ...]) -> object:
        row = self._rows.get(arguments[:-1])
        return _UNKNOWN if row is None else row.get(arguments[-1] if arguments else None, _UNKNOWN)

    def _keep(self, arguments: tuple[Value, ...], outcome: object) -> None:
        row = self._rows.get(arguments[:-1])
        words = _OUTCOME
        if row is None:
            row = self._rows[arguments[:-1]] = {}
            words += _ROW
        last = arguments[-1] if arguments else None
        row[last] = outcome
        for value in (last, outcome):
            if type(value) is tuple:
                words += _words(value)
        self._room.used += words


def _words(value: tuple[Value, ...]) -> int:
    """What a vector takes, with the vectors in it."""
    words = _VECTOR + len(value)
    if value and type(value[0]) is tuple:
        words += sum([_words(part) for part in value if type(part) is tuple])
    return words
