"""Measures inputs many at a time: deep runs of batched backends, beside one-by-one runs and beside the bare calls.

    python benchmarks/columns.py [--rounds N]

The sides of a ratio alternate, and figures are medians over rounds. The exit status is 0 whatever was measured: timings
are no verdicts.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import Any

import click
from figures import Goals, median, ratios, spread, table
from large import Run, run_of
from measuring import in_turns

from conformance.cases.profiles import PROFILES, Profile
from conformance.checking.checker import Checker
from conformance.checking.laws import laws_of
from conformance.checking.tally import Tally
from conformance.columns import calls
from conformance.columns.blocks import Grid
from conformance.laws.specfile import Spec, load
from conformance.subjects.loading import load_backend

HERE = Path(__file__).parent / "batched"
BATCHED = {"numpy": HERE / "numpy_masks.py", "torch": HERE / "torch_masks.py"}
# A thread for each core would count the seconds in which it waits.
os.environ.setdefault("OMP_NUM_THREADS", "1")

STAGE = Profile("stage", exhaustive=1_000_000, sampled=0, wide=0)
"""How much the exhaustive stage alone has."""


class Stage:
    """The exhaustive stage of each law that is tried on many inputs at once, and its bare calls."""

    def __init__(self, backend: Path, spec: Spec) -> None:
        self._checker = Checker(load_backend(str(backend), spec.operations), spec, STAGE, 0)
        self._laws = [law for law in laws_of(spec) if law.obligation in (None, "well_formed")]
        self._calls: list[tuple[list[tuple[Any, Any]], Callable[..., object], Any]] = []
        by_columns: Any = self._checker._stages._by_columns
        # Making the inputs, and the tables of values for that, is on neither side.
        by_columns._blocks = cache(by_columns._blocks)
        grid: Any = Grid
        grid.places, grid.columns = self._timed(Grid.places), self._timed(Grid.columns)
        self.harness()
        self._record()

    def harness(self) -> tuple[float, int]:
        """Seconds but for those of making inputs, and evaluations."""
        stages, met = self._checker._stages, 0
        self._enumerating = 0.0
        started = time.process_time()
        for law in self._laws:
            tally = Tally()
            stages._exhaustive(law, self._checker.domain(law), tally)
            met += tally.met
        return time.process_time() - started - self._enumerating, met

    def _timed(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*arguments: Any) -> Any:
            started = time.process_time()
            found = function(*arguments)
            self._enumerating += time.process_time() - started
            return found

        return timed

    def bare(self) -> tuple[float, int]:
        """Seconds of embedding the same arguments and calling the backend's functions with them, and calls."""
        started = time.process_time()
        for made, function, said in self._calls:
            function(*[given(*arrays) for given, arrays in made], **said)
        return time.process_time() - started, len(self._calls)

    def _record(self) -> None:
        columns: Any = self._checker.backend.carrier.columns
        given, made = columns.given, []

        def noting(form: Any, items: Any) -> Any:
            made.append((given, (form, items.copy())))
            return given(form, items)

        called = calls.Together.call

        def calling(together: Any, natives: list[Any], rows: Any, count: int) -> Any:
            whole = [made.pop(0) if hasattr(n, "shape") else (lambda n: n, (n,)) for n in natives]
            made.clear()
            said = {together.batch.size: count} if together.batch.size else {}
            self._calls.append((whole, together.operation.function, said))
            return called(together, natives, rows, count)

        columns.given, calls.Together.call = noting, calling  # type: ignore[method-assign]
        try:
            self.harness()
        finally:
            columns.given, calls.Together.call = given, called  # type: ignore[method-assign]


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--rounds", type=click.IntRange(min=1), default=3, show_default=True, help="Rounds of each side.")
def main(rounds: int) -> None:
    """Measure deep runs of batched backends in two workers, and the exhaustive stage beside bare calls."""
    goals = Goals()
    deep: list[Callable[[], Run]] = [
        partial(run_of, str(BATCHED["numpy"]), "deep", 2, "masking"),
        partial(run_of, str(BATCHED["torch"]), "deep", 2, "masking"),
        partial(run_of, "numpy", "deep", 2, "masking"),
    ]
    numpy, torch, single = in_turns(rounds, *deep)
    of_numpy, of_torch, one_by_one = ([r.evaluations / r.wall for r in side] for side in (numpy, torch, single))
    rows = [
        ["batched NumPy: evaluations a second", spread(of_numpy, 0),
         goals.add("evaluations a second of batched NumPy", median(of_numpy), "at least", 1_600_000)],
        ["batched PyTorch: evaluations a second", spread(of_torch, 0), ""],
        ["NumPy one by one: evaluations a second", spread(one_by_one, 0), ""],
        ["batched NumPy to one by one", spread(ratios(of_numpy, one_by_one), 1),
         goals.add("batched to one by one", median(ratios(of_numpy, one_by_one)), "at least", 20)],
        ["batched NumPy to batched PyTorch", spread(ratios(of_numpy, of_torch)),
         goals.add("batched NumPy to batched PyTorch", median(ratios(of_numpy, of_torch)), "at most", 2)],
        ["seconds of a run: NumPy, PyTorch, one by one",
         ", ".join(spread([r.wall for r in side], 1) for side in (numpy, torch, single)), ""],
        ["MiB of the largest process: batched NumPy", spread([r.mebibytes for r in numpy], 0), ""],
    ]  # fmt: skip
    table(
        f"Deep runs of `masking` in two workers, up to {PROFILES['deep'].columns:,} inputs a law",
        ["", "", "goal"],
        rows,
    )
    rows = []
    for (name, path), most in zip(BATCHED.items(), (2, 4), strict=True):
        stage = Stage(path, load(["masking"]))
        harness, bare = in_turns(max(rounds, 3), stage.harness, stage.bare)
        ratio = ratios([seconds for seconds, _ in harness], [seconds for seconds, _ in bare])
        rows.append([
            name, spread([seconds for seconds, _ in harness]), spread([seconds for seconds, _ in bare]), spread(ratio),
            goals.add(f"{name}: the exhaustive stage to its bare calls", median(ratio), "at most", most),
        ])  # fmt: skip
    table(
        "The exhaustive stage beside its bare batched calls, CPU seconds",
        ["", "harness", "bare", "ratio", "goal"],
        rows,
    )


if __name__ == "__main__":
    sys.exit(main())
