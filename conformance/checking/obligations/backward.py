"""What gradients a backend gives on an input, held against the derivatives of the body."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from conformance.checking.obligations.numbers import Derivatives, SecondDerivatives, allowed
from conformance.lean.closures import Value
from conformance.lean.rounded import magnitude
from conformance.subjects.calls import OperationFailed
from conformance.subjects.entries import Entries, Entry


@dataclass(frozen=True, slots=True)
class Wrong:
    """A derivative that is not what it must be: by which entry, or None of all, in which of two calls, what came."""

    entry: Entry | None
    expected: float
    allowed: float
    got: float | None
    is_second: bool
    told: str


class Backward:
    """Asks an operation for gradients by its arrays of floats."""

    def __init__(self, entries: Entries) -> None:
        self.entries, self.operation = entries, entries.operation

    def wrong(self, arguments: Sequence[Value], natives: Sequence[object], known: Derivatives) -> Wrong | None:
        """The first derivative that is wrong; None where there is none, and where the call raises, as other laws tell.

        `natives` are the arguments as the library's values.
        """
        try:
            found = self.entries.gradients(arguments, natives, known.weights)
        except OperationFailed as failed:
            if self._raises_forward(arguments):
                return None
            return Wrong(None, 0.0, 0.0, None, False, failed.message)
        if found.first is None or found.second is None:
            carried = next((d for d in known.by_entry if d.exact), None)
            told = f"what came back carries no gradient: {self.operation.carrier.plain(found.result)}"
            return None if carried is None else Wrong(None, float(carried.exact), 0.0, None, False, told)
        entries = self.entries.of(arguments)
        for is_second, gradients in ((False, found.first), (True, found.second)):
            for entry, expected, got in zip(entries, known.by_entry, self._items(gradients), strict=True):
                most = allowed(expected) * (1 + is_second)
                if (1 + is_second) * magnitude(expected.exact) + most > expected.precision.largest:
                    continue
                if not abs(got - expected.exact) <= most:
                    return Wrong(entry, float(expected.exact), most, got, is_second, "")
        return None

    def wrong_again(self, arguments: Sequence[Value], known: SecondDerivatives) -> Wrong | None:
        """The first second derivative that is wrong; None where there is none, and where the call raises."""
        try:
            found = self.entries.second_gradients(
                arguments, self.entries.embed(arguments), known.weights, known.again
            )  # fmt: skip
        except OperationFailed as failed:
            return None if self._raises_forward(arguments) else Wrong(None, 0.0, 0.0, None, False, failed.message)
        for entry, expected, got in zip(self.entries.of(arguments), known.by_entry, self._items(found), strict=True):
            most = allowed(expected)
            if magnitude(expected.exact) + most > expected.precision.largest:
                continue
            if not abs(got - expected.exact) <= most:
                return Wrong(entry, float(expected.exact), most, got, False, "")
        return None

    def _raises_forward(self, arguments: Sequence[Value]) -> bool:
        return isinstance(self.operation.outcome(arguments), OperationFailed)

    def _items(self, gradients: Sequence[Any]) -> Iterator[float]:
        both = zip(self.entries.arrays, gradients, strict=True)
        for k, gradient in both:
            yield from _flat(gradient, self.entries.native_rank(k))

    def lines(self, names: Sequence[str], call: str, known: Derivatives, wrong: Wrong) -> list[str]:
        """Source that shows a wrong derivative, after what binds the arguments."""
        carrier, places = self.entries.carrier, self.entries.arrays
        given = [names[k] for k in places]
        if isinstance(known, SecondDerivatives):
            lines, held = carrier.second_gradient_source(call, given, known.weights, known.again)
        else:
            lines, held = carrier.gradient_source(call, given, known.weights, twice=wrong.is_second)
        if wrong.entry is None:
            return lines
        place = ", ".join(map(str, self.entries.place(wrong.entry)))
        name = held[places.index(wrong.entry.argument)]
        times = 1 + wrong.is_second if name.endswith(".grad") else 1
        return [*lines, f"assert abs({name}[{place}].item() - {wrong.expected * times!r}) <= {wrong.allowed!r}, {name}"]


def _flat(value: Any, rank: int) -> Iterator[float]:
    if rank == 0:
        yield value
        return
    for item in value:
        yield from _flat(item, rank - 1)
