"""The wide inputs that a law is tried on, one after the other, and what is left of those that it has had."""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Iterable, Iterator

from conformance.cases.domain import Domain
from conformance.cases.plan import WideCase
from conformance.lean.closures import Frame

ALIKE = 12
"""How many wide inputs whose items are all alike are tried in layouts of repeated items as well."""


class Passing:
    """Those of a domain's inputs at the `chosen` places, or all, and again at most so many that `repeats` one item.

    `seen` has all that came so far, and `sizes` gives theirs that the law was tried on. An input has no values any more
    once the next one is there.
    """

    def __init__(
        self,
        domain: Domain,
        every: Iterable[WideCase],
        chosen: Collection[int] | None,
        repeats: Callable[[Frame], bool],
        most_alike: int = ALIKE,
    ) -> None:
        self._every, self._chosen, self._repeats, self._most_alike = every, chosen, repeats, most_alike
        self._places = [k for k, b in enumerate(domain.binders) if b.name in domain.sizes]
        self.seen: list[WideCase] = []
        self._sizes_at: dict[int, tuple[int, ...]] = {}

    def __iter__(self) -> Iterator[WideCase]:
        # Those whose items are all alike then lie in memory as one item.
        alike: list[WideCase] = []
        for turn, case in enumerate(self._every):
            self.seen.append(case)
            frame = case.frame
            if frame is not None and case.asked and len(alike) < self._most_alike and self._repeats(frame):
                alike.append(WideCase(frame))
            if self._chosen is None or turn in self._chosen:
                yield case
                if frame is not None:
                    self._sizes_at[turn] = tuple([frame[k] for k in self._places])
            case.frame = None
        yield from alike

    def sizes(self, turns: Container[int] | None = None) -> tuple[int, ...]:
        """The sizes of the inputs that the law was tried on, in order: of all, or of those at some places."""
        return tuple(sorted({
            size for turn, several in self._sizes_at.items() if turns is None or turn in turns for size in several
        }))  # fmt: skip
