"""Dask's side of a run: connecting, or starting a cluster here; jobs that go to workers, and what becomes of them."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import threading
import uuid
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from conformance.cluster import there
from conformance.errors import UsageError

if TYPE_CHECKING:
    from distributed import Client, Future, LocalCluster

CONNECTING = 5.0
"""Seconds in which a scheduler must answer."""

STARTING = 60.0
"""Seconds in which a cluster that is started here must stand."""

GREETING = 120.0
"""Seconds in which a worker must say what it is."""

CLOSING = 10.0
"""Seconds that are waited for what is to end."""


_LOGGERS = ("distributed", "distributed.client", "distributed.nanny", "distributed.scheduler", "tornado", "asyncio")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a job: the worker that answered with the answer, or why there is none.

    `is_lost` says that the workers ended that had it, and not that it failed on one.
    """

    worker: str = ""
    answer: str | None = None
    problem: str = ""
    is_lost: bool = False


class Job:
    """A job that was given to the cluster; `only` are the workers that may do it, all where it is None."""

    def __init__(self, future: Future[str], only: Collection[str] | None) -> None:
        self.future, self.only = future, only

    def cancel(self) -> None:
        """Nobody waits for it any more."""
        with contextlib.suppress(Exception):
            self.future.cancel()


class Engine:
    """A cluster that was connected to; `local` where it was started here, and ends with this."""

    def __init__(self, client: Client, local: LocalCluster | None = None) -> None:
        self._client, self._local = client, local
        self._run = uuid.uuid4().hex
        self._numbers = itertools.count(1)

    def workers(self) -> dict[str, int]:
        """The workers that there are, each with its threads; none where the scheduler does not answer."""
        try:
            return {str(address): int(threads) for address, threads in self._client.nthreads().items()}
        except Exception:
            return {}

    def greet(self, job: str) -> dict[str, str | Exception]:
        """What each worker answers to a job while it goes on with others, or why it does not.

        Raises:
            UsageError: not all have answered in time.
        """
        found: list[Any] = []

        def ask() -> None:
            try:
                found.append(self._client.run(there.greeted, job, self._run, GREETING, on_error="return"))
            except Exception as error:
                found.append(error)

        asking = threading.Thread(target=ask, daemon=True)
        asking.start()
        asking.join(GREETING + CLOSING)
        if not found or isinstance(found[0], Exception):
            why = f": {type(found[0]).__name__}" if found else f" within {GREETING + CLOSING:.0f} seconds"
            raise UsageError(f"the workers of the cluster gave no answer{why}")
        return dict(found[0])

    def submit(
        self, job: str, seconds: float, label: str, only: Collection[str] | None, done: Callable[[Outcome], None]
    ) -> Job | None:
        """Gives a job to the cluster, which does it again elsewhere where a worker is lost.

        Args:
            job: what is asked.
            seconds: how long a worker may take for it.
            label: what the cluster shows of it.
            only: the workers that may do it, all where it is None.
            done: called with what became of it, in another thread.
        """
        try:
            future = self._submitted(job, seconds, label, only)
        except Exception as error:
            done(Outcome(problem=f"the scheduler took no work: {type(error).__name__}"))
            return None
        future.add_done_callback(lambda one: done(_outcome(one)))
        return Job(future, only)

    def _submitted(self, job: str, seconds: float, label: str, only: Collection[str] | None) -> Future[str]:
        return self._client.submit(
            there.do, job, self._run, seconds, key=f"conformance-{self._run[:8]}-{next(self._numbers)}-{label}",
            workers=None if only is None else sorted(only), pure=False, retries=1,
        )  # fmt: skip

    def end_jobs(self) -> None:
        """Ends the processes of this run on all workers, as far as these answer."""
        asking = threading.Thread(target=self._end_jobs, daemon=True)
        asking.start()
        asking.join(CLOSING)

    def _end_jobs(self) -> None:
        with contextlib.suppress(Exception):
            self._client.run(there.end, self._run, on_error="ignore")

    def close(self) -> None:
        """Lets go of the cluster, which ends where it was started here; elsewhere nothing of this run is left on it."""
        if self._local is None:
            self.end_jobs()
        with contextlib.suppress(Exception):
            self._client.close(timeout=CLOSING)
        if self._local is not None:
            with contextlib.suppress(Exception):
                self._local.close(timeout=CLOSING)


def _outcome(future: Future[str]) -> Outcome:
    from distributed.scheduler import KilledWorker

    try:
        if future.status == "cancelled":
            return Outcome(problem="the scheduler let go of it", is_lost=True)
        worker, answer = json.loads(future.result())
        return Outcome(worker, answer)
    except KilledWorker as error:
        last = getattr(error.last_worker, "address", "")
        count = error.allowed_failures + 1
        return Outcome(last, problem=f"{count} workers that had it were lost, the last one {last}", is_lost=True)
    except Exception as error:
        return Outcome(problem=f"{type(error).__name__}: {error}" if type(error) is not RuntimeError else str(error))


def connected(address: str, workers: int | None) -> Engine:
    """The cluster whose scheduler is at an address; where that is empty, one of this machine that is started.

    Args:
        address: of the scheduler, as `tcp://10.0.0.1:8786` or `10.0.0.1:8786`.
        workers: how many are started here, one a core where it is None.

    Raises:
        UsageError: Dask is not installed, or there is no scheduler.
    """
    try:
        import dask
        import dask.config
    except ImportError:
        raise _no_dask() from None
    # What it logs of workers that come and go is not what this command writes.
    dask.config.set({"logging": dict.fromkeys(_LOGGERS, "critical")})
    try:
        from distributed import Client, LocalCluster
    except ImportError:
        raise _no_dask() from None
    if not address:
        try:
            cluster = LocalCluster(
                n_workers=workers or os.cpu_count() or 1, threads_per_worker=1, processes=True,
                host="127.0.0.1", dashboard_address="127.0.0.1:0", worker_dashboard_address="127.0.0.1:0",
                memory_limit=0, silence_logs="CRITICAL",
            )  # fmt: skip
            return Engine(Client(cluster, timeout=STARTING, set_as_default=False), cluster)
        except Exception as error:
            raise UsageError(f"no local cluster of Dask could be started: {type(error).__name__}: {error}") from None
    try:
        return Engine(Client(address, timeout=CONNECTING, set_as_default=False))
    except Exception as error:
        why = f"{type(error).__name__}: {error}".splitlines()[0]
        raise UsageError(f"there is no scheduler of Dask at `{address}` (`--on dask:ADDRESS`): {why}") from None


def _no_dask() -> UsageError:
    return UsageError(
        "`--on dask` needs Dask distributed, which is not installed: pip install 'masking-conformance[dask]'"
    )
