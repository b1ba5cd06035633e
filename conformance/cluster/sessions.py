"""A backend whose laws are checked on the cluster; what else is asked of it, as for agreement, is asked here."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from conformance.laws.laws import Law
from conformance.records.backend import BackendRecord, together
from conformance.records.result import Evidence, Result
from conformance.runs.sessions import NotLoaded
from conformance.runs.workers.session import WorkerSession
from conformance.runs.workers.team import Team


class ClusterSession(Team):
    """A backend that is loaded here once, so that it is known, and whose results come from elsewhere.

    Args:
        here: the worker of this machine.
        laws: all that are checked of it.
        named: gives the name in the report for the one that the backend gives itself.
        identity: what the backend is, however it was named.
        where: says how the run stands, for who looks on.
    """

    def __init__(
        self, here: WorkerSession, laws: Sequence[Law], named: Callable[[str], str], identity: str,
        where: Callable[[], str],
    ) -> None:  # fmt: skip
        super().__init__([here], [laws], named, identity)
        self.here, self._where = here, where
        self._came: dict[str, Result] = {}
        self._records: list[BackendRecord] = []
        self._failed: NotLoaded | None = None
        self._is_open = False

    def open(self, share: Sequence[Law]) -> None:
        if self._failed is not None:
            raise self._failed
        if self._is_open:
            return
        try:
            super().open(share)
        except NotLoaded as error:
            self._failed = error
            raise
        self._is_open = True
        self.rest(share)

    @property
    def has_failed(self) -> bool:
        """Whether it counts as not loaded."""
        return self._failed is not None

    def fail(self, message: str) -> None:
        """There is no worker on which it can be checked: laws that are not finished count as of one not loaded."""
        self._failed = NotLoaded("crash", message)

    def take(self, results: Sequence[Result], record: BackendRecord | None) -> None:
        """Results that came, and what was told of the backend after them."""
        self._came.update({one.law: one for one in results})
        if record is not None:
            self._records.append(record)

    def early(self, laws: Sequence[Law], most: int) -> Sequence[Law]:
        return ()

    def anew(self, share: Sequence[Law]) -> None:
        return

    def check(self, law: Law) -> Result:
        if law.id not in self._came:
            return no_results(self.name, [law], "it was not sent to the cluster")[0]
        return self._came[law.id]

    def at(self, law: Law) -> tuple[str, int]:
        return self._where(), 0

    def record(self) -> BackendRecord:
        return together([super().record(), *self._records])


def no_results(name: str, laws: Sequence[Law], problem: str) -> list[Result]:
    """What stands for the results of laws that will not come."""
    none = Evidence(None, None, None, {})
    return [Result(name, law.id, law.kind, law.level, "harness_error", 0, none, 0.0, None, problem) for law in laws]
