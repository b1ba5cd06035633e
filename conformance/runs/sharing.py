"""The laws of several backends in shares, some of which are worked on side by side."""

from __future__ import annotations

import concurrent.futures
from collections.abc import Callable, Sequence

from conformance.laws.laws import Law
from conformance.runs.sessions import Session

Work = Callable[[int, Sequence[Law]], None]
"""The work of some laws on the backend at a place."""

Spread = Callable[[Work, Sequence[Session], Sequence[Law], int], None]
"""Has the work done of all laws on all backends, at most that many at a time."""


def in_shares(work: Work, sessions: Sequence[Session], laws: Sequence[Law], at_once: int) -> None:
    """Does the work of each share of each backend, that many at a time, all shares of one backend before the next.

    What ends one of them, or an interrupt, does not wait for the others.

    Args:
        work: takes the place of a session and laws of it; a worker has the same share of the laws each time.
        sessions: the backends.
        laws: those that are in the shares.
        at_once: how many threads there are; 1 for none but this one.
    """
    shares = [(place, share) for place, session in enumerate(sessions) for share in session.shares(laws)]
    if at_once == 1 or len(shares) < 2:
        for place, share in shares:
            work(place, share)
        return
    pool = concurrent.futures.ThreadPoolExecutor(at_once)
    try:
        futures = [pool.submit(work, *share) for share in shares]
        for future in concurrent.futures.wait(futures, return_when=concurrent.futures.FIRST_EXCEPTION).done:
            future.result()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
