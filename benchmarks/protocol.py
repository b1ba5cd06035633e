"""Measures what it costs to check a process instead of Python functions: the exhaustive stage of both, side by side.

    python benchmarks/protocol.py [--command COMMAND] [--rounds N]

A round checks every law but those of batches on each side with a fresh checker, as `measuring.Exhaustive` does:
embedding, calls, decoding, comparing and counting, without enumerating the inputs, which both share. The sides
alternate, and a ratio is the median of the rounds' own. The exit status is 0 whatever was measured: timings are no
verdicts.
"""

from __future__ import annotations

import gc
import shlex
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import click
from measuring import SEED, EnumeratedOnly, in_turns, is_claim

from conformance.cases.profiles import PROFILES
from conformance.checking.checker import Checker
from conformance.checking.laws import laws_of
from conformance.laws.laws import Law
from conformance.laws.specfile import Spec, load
from conformance.subjects.backend import Backend
from conformance.subjects.loading import load_backend
from conformance.subjects.naming import PROCESS

GOAL = 20
"""How many times the Python backend's time a process may take."""

EXAMPLE = f"node {shlex.quote(str(Path(__file__).parents[1] / 'examples' / 'node' / 'masking.mjs'))}"


def side(backend: Backend, streams: EnumeratedOnly) -> Callable[[], dict[str, float]]:
    """A function that checks every law on enumerated inputs, and gives the seconds of each."""
    spec = load(["masking"])

    def once() -> dict[str, float]:
        checker = Checker(backend, spec, PROFILES["default"], SEED, streams)
        gc.collect()
        return {law.id: _seconds(checker, law) for law in measured(spec)}

    return once


def measured(spec: Spec) -> list[Law]:
    """The laws of what is called without a batch, as both sides are."""
    return [law for law in laws_of(spec) if law.level != "training"]


def _seconds(checker: Checker, law: Law) -> float:
    started = time.perf_counter()
    result = checker.check(law)
    if result.status not in ("passed", "vacuous"):
        raise RuntimeError(f"{law.id} on {checker.backend.name}: {result.status} {result.note}")
    return time.perf_counter() - started


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--command", default=EXAMPLE, show_default="the example in examples/node", help="The process to measure.")
@click.option("--rounds", type=click.IntRange(min=1), default=5, show_default=True, help="Rounds of the measurement.")
def main(command: str, rounds: int) -> None:
    """Measure a process beside the Python backend."""
    spec, streams = load(["masking"]), EnumeratedOnly()
    sides = [side(load_backend(b, spec.definitions), streams) for b in (f"{PROCESS}{command}", "python")]
    for once in sides:
        once()
    process, python = in_turns(rounds, *sides)
    claims = {law.id for law in measured(spec) if is_claim(law)}
    click.echo(f"{rounds} rounds; medians (smallest to largest)")
    for title, chosen in (("definitions and theorems", claims), ("every law", {law.id for law in measured(spec)})):
        seconds = [[sum(s for law, s in found.items() if law in chosen) for found in one] for one in (process, python)]
        ratios = [a / b for a, b in zip(*seconds, strict=True)]
        middle = statistics.median(ratios)
        click.echo(
            f"{title}: process {statistics.median(seconds[0]):.2f} s, python {statistics.median(seconds[1]):.2f} s, "
            f"ratio {middle:.1f} ({min(ratios):.1f} to {max(ratios):.1f}), "
            f"at most {GOAL}: {'met' if middle <= GOAL else 'NOT MET'}"
        )


if __name__ == "__main__":
    sys.exit(main())
