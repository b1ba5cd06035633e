"""Simulates how long a run takes on a cluster, from the seconds that each law took in a run that was saved.

    python benchmarks/cluster_schedule.py RESULTS.json [--workers N ...] [--copies N] [--json PATH]

Laws are parted into units as `conformance check --on dask` does it, and given in that order to whichever worker is free
first (list scheduling, which is what Dask's queue comes to where no worker is lost). What a worker pays beside the laws
is measured here: a process that starts, a backend that is loaded, a unit that is asked. Nothing runs on a cluster.
"""

from __future__ import annotations

import heapq
import json
import os
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import click
from figures import table

from conformance.checking.laws import laws_of
from conformance.cluster import there
from conformance.cluster.filling import parted
from conformance.cluster.host import LIVE
from conformance.cluster.standing import standing
from conformance.cluster.units import Surroundings, Unit, job_of
from conformance.laws.laws import Law
from conformance.laws.specfile import load
from conformance.records.backend import BackendRecord
from conformance.records.report import Report
from conformance.records.saved import read_results
from conformance.runs.workers.requests import Plan
from conformance.runs.workers.session import WorkerSession

WORKERS = (1, 2, 10, 100, 1_000)


@dataclass(frozen=True, slots=True)
class Costs:
    """Seconds that a worker pays beside the laws: once, for each unit, and for each backend that it loads."""

    starting: float
    asking: float
    loading: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Simulated:
    """What a schedule comes to: seconds until the last unit is done, seconds of the longest unit, and how much of the
    workers' time goes into laws."""

    workers: int
    units: int
    seconds: float
    longest: float
    busy: float


def scheduled(units: Sequence[tuple[str, float]], workers: int, costs: Costs) -> Simulated:
    """The schedule of units, each of a backend and so many seconds, on so many workers."""
    free = [(0.0, worker) for worker in range(min(workers, len(units)))]
    loaded: list[OrderedDict[str, None]] = [OrderedDict() for _ in free]
    longest = 0.0
    for backend, seconds in units:
        at, worker = heapq.heappop(free)
        there = loaded[worker]
        took = seconds + costs.asking + (0.0 if backend in there else costs.loading.get(backend, 0.0))
        took += costs.starting if not at else 0.0
        there[backend] = None
        there.move_to_end(backend)
        if len(there) > LIVE:
            there.popitem(last=False)
        longest = max(longest, took)
        heapq.heappush(free, (at + took, worker))
    end = max(at for at, _ in free)
    spent = sum(seconds for _, seconds in units)
    return Simulated(workers, len(units), end, longest, spent / (workers * end))


def units_of(report: Report, laws: Sequence[Law], workers: int, copies: int) -> list[tuple[str, float]]:
    """The units of a run of that many copies of the report's backends, in the order in which they are given."""
    took = {(r.backend, r.law): r.seconds for r in report.results}
    backends = [b.name for b in report.backends]
    shares = parted(laws, len(backends) * copies, workers)
    parts = [(share, many) for share, many in shares for _ in range(many)]
    return [
        (f"{name}#{copy}", sum(took.get((name, law.id), 0.0) for law in share) / many)
        for share, many in parts for copy in range(copies) for name in backends
    ]  # fmt: skip


def measured(report: Report, spec_files: Sequence[str], digest: str) -> Costs:
    """What it costs here to start a process beside a worker, to ask it, and to load each backend in it."""
    run = "cluster_schedule"
    around = Surroundings(os.getcwd(), tuple(spec_files), report.spec.revision, standing(digest))
    try:
        starting = _timed(lambda: there.asked(job_of(around), run, 600.0))
        asking = min(_timed(lambda: there.asked(job_of(around), run, 600.0)) for _ in range(5))
        loading = {b.name: _loading(b, around, run) - asking for b in report.backends}
    finally:
        there.end(run)
    return Costs(starting - asking, asking, loading)


def _loading(backend: BackendRecord, around: Surroundings, run: str) -> float:
    named = backend.identity or backend.name
    plan = Plan(named, around.spec, "quick", 0, False, None)
    session = WorkerSession(plan, 600.0)
    session.load()
    assert session.at_first is not None
    known = asdict(replace(session.at_first, name=backend.name))
    session.close()
    unit = Unit(plan, (), backend.name, known, 600.0, 600.0)
    return _timed(lambda: there.asked(job_of(around, unit), run, 600.0))


def _timed(do: Callable[[], object]) -> float:
    start = time.perf_counter()
    do()
    return time.perf_counter() - start


@click.command()
@click.argument("results", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--workers", type=click.IntRange(min=1), multiple=True, default=WORKERS, show_default=True)
@click.option("--copies", type=click.IntRange(min=1), default=1, show_default=True, help="Of each backend in the file.")
@click.option("--json", "path", type=click.Path(path_type=Path, dir_okay=False), help="Write the figures here as well.")
def main(results: Path, workers: Sequence[int], copies: int, path: Path | None) -> None:
    """Simulates a run on a cluster from the seconds of a saved one."""
    report = read_results(results)
    spec = load(("shipped",), report.spec.revision)
    ids = {law.id for law in report.laws}
    laws = [law for law in laws_of(spec) if law.id in ids]
    if len(laws) < len(ids):
        raise click.ClickException(f"`{results}` has laws that do not ship; expected a run of shipped ones")
    costs = measured(report, ("shipped",), spec.digest)
    whole = sum(r.seconds for r in report.results) * copies
    names = {f"{name}#{copy}": seconds for name, seconds in costs.loading.items() for copy in range(copies)}
    costs = replace(costs, loading=names)
    found = []
    for count in workers:
        found.append(scheduled(units_of(report, laws, count, copies), count, costs))
    click.echo(f"{len(report.backends) * copies:,} backends × {len(laws):,} laws: {whole:,.0f} s of checking")
    loading = ", ".join(f"{b.name} {costs.loading[f'{b.name}#0']:.2f} s" for b in report.backends)
    click.echo(f"a process: {costs.starting:.2f} s; a unit: {costs.asking * 1e3:.0f} ms; loading: {loading}")
    rows = [
        (f"{s.workers:,}", f"{s.units:,}", f"{s.seconds:,.1f} s", f"{found[0].seconds / s.seconds:,.1f}",
         f"{s.longest:,.1f} s", f"{s.busy:.0%}")
        for s in found
    ]  # fmt: skip
    header = ("workers", "units", "until done", "speed-up", "longest unit", "time spent on laws")
    table("Simulated, not run", header, rows)
    if path is not None:
        figures = {"costs": asdict(costs), "schedules": [asdict(s) for s in found]}
        path.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
