"""Measures how the cost of an evaluation grows: with n, the length of lists, laws, backends and workers.

    python benchmarks/scale.py [--rounds N]

Figures are medians over rounds, whose sides alternate, in CPU seconds of one core where nothing else is said. The exit
status is 0 whatever was measured: timings are no verdicts.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import click
from figures import median, spread, table
from large import run_of
from measuring import in_turns

from conformance import check
from conformance.cases.blocks import Block, Extent
from conformance.cases.enumerate import Enumeration
from conformance.cases.profiles import Profile
from conformance.checking.checker import Checker
from conformance.checking.laws import laws_of
from conformance.columns import law as column
from conformance.columns.blocks import Grid
from conformance.laws.specfile import load
from conformance.subjects.loading import load_backend

# A thread for each core would count the seconds in which it waits.
os.environ.setdefault("OMP_NUM_THREADS", "1")

BATCHED = Path(__file__).parent / "batched" / "numpy_masks.py"
ROWS, MOST = 2**15, 2**20
SHAPES = [(n, 2) for n in (2, 4, 8, 16)] + [(4, length) for length in (0, 4, 8)]
LAW = "maskedLoss"


def by_shape(n: int, length: int) -> Callable[[], tuple[float, float]]:
    """What measures the seconds of a million evaluations of a law on inputs of one shape, together and one by one."""
    spec = load(["masking"])
    checker = Checker(load_backend(str(BATCHED), spec.operations), spec, Profile("few", 10, 0, 0), 0)
    (law,) = (one for one in laws_of(spec) if one.id == LAW)
    domain = checker.domain(law)
    enumeration = Enumeration(domain, 1)
    enumeration.extent = Extent(n, length, 1)
    block: Block = next(b for b in enumeration.blocks if b.sizes == (n,) and b.lengths == (length,))
    operations = column.Operations(checker.operations, checker.backend.carrier, spec.definitions)
    checked = column.ByColumns(law, domain, operations, spec.definitions)
    grid = Grid(enumeration, block)
    count = min(grid.count, MOST)
    single = checker.compile(law, checker.operations)
    frames = [frame for chunk in enumeration.between(0, 400) for frame in chunk.frames][-200:]

    def measure() -> tuple[float, float]:
        started = time.process_time()
        done = 0
        while done < MOST:
            for start in range(0, count, ROWS):
                checked.count(grid, start, min(count, start + ROWS))
            done += count
        together = (time.process_time() - started) / done * 1e6
        started = time.process_time()
        for frame in frames:
            single(frame)
        return together, (time.process_time() - started) / len(frames) * 1e6

    return measure


def whole(laws: int, backends: int) -> float:
    """CPU seconds of a default run in this process of so many laws, on so many copies of a backend."""
    chosen = [law.id for law in laws_of(load(["masking"])) if law.obligation is None][:laws]
    with tempfile.TemporaryDirectory() as folder:
        copies = [shutil.copy(BATCHED, Path(folder) / f"copy_{k}.py") for k in range(backends)]
        started = time.process_time()
        check(*map(str, copies), laws=chosen)
        return time.process_time() - started


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--rounds", type=click.IntRange(min=1), default=3, show_default=True, help="Rounds of each side.")
def main(rounds: int) -> None:
    """Measure how costs grow."""
    measured = in_turns(rounds, *[by_shape(*shape) for shape in SHAPES])
    rows = [
        [f"n = {n}, a list of {length}", spread([many for many, _ in each], 3), spread([one for _, one in each], 1),
         f"{1e3 * median([many for many, _ in each]) / 3600:,.3f}"]
        for (n, length), each in zip(SHAPES, measured, strict=True)
    ]  # fmt: skip
    header = ["", "many at a time", "one by one", "core hours for 10^9, many at a time"]
    table(f"CPU seconds for 10^6 evaluations of {LAW} on batched NumPy", header, rows)
    several = [(1, 1), (4, 1), (13, 1), (13, 2), (13, 4)]
    seconds = in_turns(rounds, *[partial(whole, *counts) for counts in several])
    rows = [[f"{laws} laws, {backends} backends", spread(each)]
            for (laws, backends), each in zip(several, seconds, strict=True)]  # fmt: skip
    table("CPU seconds of a default run", ["", ""], rows)
    one, two = in_turns(rounds, *[partial(run_of, str(BATCHED), "deep", workers, "masking") for workers in (1, 2)])
    rates = [[run.evaluations / run.wall for run in side] for side in (one, two)]
    rows = [[str(k + 1), spread(side, 0)] for k, side in enumerate(rates)]
    table("Evaluations a second of a deep run, by workers", ["workers", ""], rows)


if __name__ == "__main__":
    sys.exit(main())
