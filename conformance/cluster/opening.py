"""A cluster for a run: what names it, and where its workers must stand."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass

from conformance.cluster.engine import Engine, connected
from conformance.cluster.filling import Filling
from conformance.cluster.standing import standing
from conformance.cluster.units import Surroundings
from conformance.errors import UsageError
from conformance.laws.specfile import Spec
from conformance.runs.resuming import Earlier

_DASK = "dask"


@dataclass(frozen=True, slots=True)
class OnCluster:
    """A cluster, and what fills the matrix of a run from it."""

    engine: Engine
    filling: Filling


def address_of(text: str) -> str:
    """The address of a scheduler in `dask:ADDRESS`; empty in `dask` alone, where a cluster is to be started.

    Raises:
        UsageError: the text is neither.
    """
    name, colon, address = text.partition(":")
    if name != _DASK or (colon and not address.strip()):
        raise UsageError(f"`--on {text}`: expected `dask`, or `dask:ADDRESS` as `dask:tcp://10.0.0.1:8786`")
    if colon and not address.rpartition(":")[2].isdecimal():
        raise UsageError(f"`--on {text}`: the address has no port; expected `dask:HOST:PORT`, as `dask:10.0.0.1:8786`")
    return address


def opened(
    address: str,
    workers: int | None,
    spec: Spec,
    files: Sequence[str],
    earlier: Earlier | None = None,
    ledger: str | None = None,
) -> OnCluster:
    """The cluster at an address, or one that is started here where that is empty.

    Args:
        address: of its scheduler.
        workers: how many workers are started here, one a core where it is None.
        spec: what is checked.
        files: what it was read from.
        earlier: a run whose results are taken over.
        ledger: the folder of the ledger by which inputs go on.

    Raises:
        UsageError: there is no such cluster, or none of its workers can be used; the message says why.
    """
    engine = connected(address, workers)
    around = Surroundings(os.getcwd(), tuple(files), spec.revision, standing(spec.digest, ledger), ledger)
    filling = Filling(engine, around, earlier)
    try:
        filling.greet()
    except BaseException:
        engine.close()
        raise
    return OnCluster(engine, filling)
