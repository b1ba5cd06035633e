"""How soon a fault is found: faulty backends of the zoo, each asked as `conformance check -x` does before all else.

    python benchmarks/first_failure.py [--library NAME ...] [--every N]

Each backend is loaded in a process of its own, forked from one that has read the spec as a worker is. Timed is what
comes after that: all laws of the modules that the backend is of are asked of a few inputs each until one fails.
Seconds are those of the processor; a fault that none of these inputs shows counts as not found, and is left to the run.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection

import click
from figures import Goals, median, table

from conformance.backends.zoo import LIBRARIES, specimens
from conformance.cases.profiles import PROFILES
from conformance.checking.checker import Checker
from conformance.checking.laws import in_turn, laws_of
from conformance.laws.specfile import Spec, shipped
from conformance.subjects.loading import load_backend
from conformance.system.garbage import collect_rarely

GOAL = 0.05
"""Seconds in which the median fault is to be found."""

FORKED = multiprocessing.get_context("fork")


@dataclass(frozen=True, slots=True)
class Found:
    """What came of a faulty backend: the law that failed, empty where none did, and the seconds until then."""

    library: str
    name: str
    law: str
    seconds: float


def faulty(library: str, every: int) -> list[tuple[str, tuple[str, ...]]]:
    """Each so-manieth faulty backend of a library: its name, and the modules that it is of.

    They are told by another process, so that this one does not import the library.
    """
    ours, theirs = FORKED.Pipe(duplex=False)
    process = FORKED.Process(target=_list, args=(library, theirs))
    process.start()
    found: list[tuple[str, tuple[str, ...]]] = ours.recv()
    process.join()
    return found[::every]


def _list(library: str, told: Connection) -> None:
    told.send([(s.name, s.modules) for s in specimens(library) if s.is_faulty])


def _ask(library: str, name: str, spec: Spec, told: Connection) -> None:
    specimen = next(s for s in specimens(library) if s.name == name)
    backend = load_backend(specimen.implementation, spec.operations)
    collect_rarely()
    began = time.process_time()
    failing = Checker(backend, spec, PROFILES["quick"], 0).early(laws_of(spec), 1)
    told.send(Found(library, name, failing[0].id if failing else "", time.process_time() - began))


def measured(library: str, every: int) -> list[Found]:
    """What comes of each faulty backend of a library."""
    specs: dict[tuple[str, ...], Spec] = {}
    found = []
    for name, modules in faulty(library, every):
        if modules not in specs:
            specs[modules] = shipped(*modules)
            in_turn(laws_of(specs[modules]))
        ours, theirs = FORKED.Pipe(duplex=False)
        process = FORKED.Process(target=_ask, args=(library, name, specs[modules], theirs))
        process.start()
        theirs.close()
        found.append(ours.recv())
        process.join()
    return found


def row(name: str, found: Sequence[Found], goals: Goals | None = None) -> list[str]:
    seconds = [one.seconds if one.law else float("inf") for one in found]
    within = sum(s <= GOAL for s in seconds)
    missed = sum(not one.law for one in found)
    goal = (
        "" if goals is None else goals.add(f"{name}: seconds until the median fault", median(seconds), "at most", GOAL)
    )
    return [name, str(len(found)), str(len(found) - missed), str(within), f"{1000 * median(seconds):.0f}", goal]


@click.command(help=__doc__)
@click.option("--library", "libraries", multiple=True, type=click.Choice(LIBRARIES), default=LIBRARIES)
@click.option("--every", type=click.IntRange(1), default=1, help="Each so-manieth backend alone.")
def main(libraries: tuple[str, ...], every: int) -> None:
    if sys.platform == "win32":
        raise click.ClickException("processes cannot be forked here")
    # As in a worker: the threads of a library wait for each other, which counts as work.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    goals, rows, all_found = Goals(), [], []
    for library in libraries:
        found = measured(library, every)
        all_found += found
        rows.append(row(library, found))
    rows.append(row("all", all_found, goals))
    header = ["library", "faulty", "found", f"within {1000 * GOAL:.0f} ms", "median ms", "goal"]
    table("Faults that a few inputs of each law show", header, rows)


if __name__ == "__main__":
    main()
