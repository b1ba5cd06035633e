"""A backend in several workers, each with a share of the laws."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from conformance.cases.claims import Bounds
from conformance.laws.laws import Law
from conformance.lean.closures import Frame
from conformance.records.backend import BackendRecord, together
from conformance.records.result import Result
from conformance.runs.reals import Numbers
from conformance.runs.sessions import NotAnswered, NotLoaded
from conformance.runs.transcripts import Outcome
from conformance.runs.workers.session import WorkerSession
from conformance.values.limits import Limits


class Team:
    """Workers that check one backend side by side; what is asked about a law is asked of the one that has it.

    Args:
        members: one worker for each share, of the same plan.
        shares: laws, each of which is in one share.
        named: gives the name in the report for the one that the backend gives itself, None where it has none.
        identity: what the backend is, however it was named.
    """

    def __init__(
        self, members: Sequence[WorkerSession], shares: Sequence[Sequence[Law]],
        named: Callable[[str], str] = str, identity: str = "",
    ) -> None:  # fmt: skip
        self.members = tuple(members)
        self._named, self.identity = named, identity
        self._member_of = {law.id: m for m, share in zip(members, shares, strict=True) for law in share}

    @property
    def name(self) -> str:
        return self.members[0].name

    @name.setter
    def name(self, name: str) -> None:
        for member in self.members:
            member.name = name

    @property
    def _loaded(self) -> WorkerSession:
        """A member that knows what the backend says of itself, if one does."""
        return next((member for member in self.members if member.was_loaded), self.members[0])

    @property
    def limits(self) -> Limits:
        return self._loaded.limits

    @property
    def bounds(self) -> Bounds:
        return self._loaded.bounds

    @property
    def operations(self) -> frozenset[str]:
        return self._loaded.operations

    def open(self, share: Sequence[Law]) -> None:
        member = self._member_of[share[0].id]
        member.is_at_work = True
        try:
            self.name = self._named(member.load())
        except NotLoaded:
            member.is_at_work = False
            self.name = self._named(member.plan.named)
            raise

    def rest(self, share: Sequence[Law]) -> None:
        self._member_of[share[0].id].is_at_work = False

    def shares(self, laws: Sequence[Law]) -> list[list[Law]]:
        found: dict[WorkerSession, list[Law]] = {}
        for law in laws:
            found.setdefault(self._member_of[law.id], []).append(law)
        return list(found.values())

    def early(self, laws: Sequence[Law], most: int) -> Sequence[Law]:
        return self._member_of[laws[0].id].early(laws, most)

    def anew(self, share: Sequence[Law]) -> None:
        self._member_of[share[0].id].anew()

    def check(self, law: Law) -> Result:
        return self._member_of[law.id].check(law)

    def replay(self, law: Law, inputs: Mapping[str, Any], layout: str = "") -> Result:
        return self._member_of[law.id].replay(law, inputs, layout)

    def transcript(self, law: Law, bounds: Bounds) -> Sequence[str | None]:
        return self._member_of[law.id].transcript(law, bounds)

    def input_at(self, law: Law, bounds: Bounds, position: int) -> tuple[bool, Frame]:
        return self._member_of[law.id].input_at(law, bounds, position)

    def outcome(self, law: Law, frame: Frame) -> Outcome:
        return self._member_of[law.id].outcome(law, frame)

    def numbers(self, law: Law, frames: Sequence[Frame]) -> Numbers:
        return self._member_of[law.id].numbers(law, frames)

    def at(self, law: Law) -> tuple[str, int]:
        return self._member_of[law.id].at(law)

    def known(self) -> BackendRecord | None:
        return self._loaded.at_first

    def record(self) -> BackendRecord:
        """What those say together that still answer.

        Raises:
            NotAnswered: none of them does.
        """
        told: list[BackendRecord] = []
        silent: NotAnswered | None = None
        for member in self.members:
            try:
                told.append(member.record())
            except NotAnswered as error:
                silent = error
        if not told:
            assert silent is not None
            raise silent
        return together(told)
