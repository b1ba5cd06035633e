"""Measures the harness side by side with a hand-written suite and with bare calls, and prints figures with their goals.

    python benchmarks/run.py [--backend NAME ...] [--part NAME ...] [--rounds N] [--deep] [--json PATH]

Figures are medians over rounds; the two sides of a ratio alternate, and a ratio is the median of the rounds' own.
The exit status is 0 whatever was measured: timings are no verdicts.
"""

from __future__ import annotations

import json
import os
import platform
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

import click
from figures import Figures, Goals, median, ratios, spread, table
from measuring import (
    BACKENDS,
    SIZES,
    EnumeratedOnly,
    Exhaustive,
    Pair,
    handwritten_process,
    harness_process,
    in_turns,
    is_claim,
    library_process,
    pytest_process,
    stage_costs,
    wide_costs,
)

from conformance.checking.laws import laws_of
from conformance.laws.specfile import load


def processes(backends: Sequence[str], rounds: int, goals: Goals) -> Figures:
    """Whole default runs beside whole runs of the hand-written suite, both from a cold start."""
    figures: Figures = {}
    rows = []
    claims = {law.id for law in laws_of(load(["masking"])) if is_claim(law)}
    for name in backends:
        ours, theirs = partial(harness_process, name), partial(handwritten_process, name)
        ours()
        theirs()
        harness, handwritten = in_turns(rounds, ours, theirs)
        rates = [[p.total / p.wall for p in side] for side in (harness, handwritten)]
        of_claims = [sum(v for k, v in p.evaluations.items() if k in claims) for p in harness]
        measured = {
            "statuses": sorted({p.status for p in (*harness, *handwritten)}),
            "harness_wall": [p.wall for p in harness],
            "handwritten_wall": [p.wall for p in handwritten],
            "wall_ratio": ratios([p.wall for p in harness], [p.wall for p in handwritten]),
            "cpu_ratio": ratios([p.cpu for p in harness], [p.cpu for p in handwritten]),
            "harness_evaluations": harness[-1].total,
            "harness_evaluations_of_same_laws": of_claims[-1],
            "handwritten_evaluations": handwritten[-1].total,
            "harness_rate": rates[0],
            "handwritten_rate": rates[1],
            "rate_ratio": ratios(*rates),
            "rate_ratio_of_same_laws": ratios(
                [n / p.wall for n, p in zip(of_claims, harness, strict=True)], rates[1]
            ),
        }  # fmt: skip
        figures[name] = measured
        rate = goals.add(f"{name}: evaluations per second, harness to hand-written",
                         median(measured["rate_ratio"]), "at least", 100)  # fmt: skip
        wall = goals.add(f"{name}: seconds of a whole run, harness to hand-written",
                         median(measured["wall_ratio"]), "at most", 1)  # fmt: skip
        rows += [
            [f"{name}: wall seconds", spread(measured["harness_wall"]), spread(measured["handwritten_wall"]),
             spread(measured["wall_ratio"]), wall],
            [f"{name}: CPU seconds", spread([p.cpu for p in harness]), spread([p.cpu for p in handwritten]),
             spread(measured["cpu_ratio"]), ""],
            [f"{name}: evaluations", f"{harness[-1].total:,}", f"{handwritten[-1].total:,}",
             f"{harness[-1].total / handwritten[-1].total:,.1f}", ""],
            [f"{name}: evaluations a second", spread(rates[0], 0), spread(rates[1], 0),
             spread(measured["rate_ratio"], 1), rate],
            [f"{name}: the same, of the 13 laws of both", "", "", spread(measured["rate_ratio_of_same_laws"], 1), ""],
        ]  # fmt: skip
        if measured["statuses"] != [0]:
            rows.append([f"{name}: A SIDE DID NOT PASS, exit statuses {measured['statuses']}", "", "", "", ""])
    table("Whole runs from a cold start: `conformance check` and `pytest benchmarks/handwritten`",
          ["", "harness", "hand-written", "ratio", "goal"], rows)  # fmt: skip
    return figures


def one_process(backends: Sequence[str], rounds: int, goals: Goals) -> Figures:
    """Whole default runs that stay in the process that asks for them, beside the hand-written suite."""
    figures: Figures = {}
    rows = []
    for name in backends:
        sides = partial(library_process, name), partial(pytest_process, name), partial(handwritten_process, name)
        for side in sides:
            side()
        library, pytest_door, handwritten = in_turns(rounds, *sides)
        # The laws are asked the same through either door, and one of them tells how often.
        evaluations = library[-1].total
        walls = [p.wall for p in handwritten]
        rates = [p.total / p.wall for p in handwritten]
        figures[name] = {"evaluations": evaluations, "handwritten_wall": walls}
        for door, ran in (("check()", library), ("pytest", pytest_door)):
            ours, what = [p.wall for p in ran], f"{name}, {door}"
            our_rates = [evaluations / wall for wall in ours]
            wall, rate = ratios(ours, walls), ratios(our_rates, rates)
            cpu = ratios([p.cpu for p in ran], [p.cpu for p in handwritten])
            statuses = sorted({p.status for p in (*ran, *handwritten)})
            figures[name][door] = {
                "wall": ours, "wall_ratio": wall, "cpu_ratio": cpu, "rate_ratio": rate, "statuses": statuses,
            }  # fmt: skip
            seconds = goals.add(f"{what} in one process: seconds, to hand-written", median(wall), "at most", 0.8)
            faster = goals.add(f"{what} in one process: evaluations a second, to hand-written",
                               median(rate), "at least", 150)  # fmt: skip
            rows += [
                [f"{what}: wall seconds", spread(ours), spread(walls), spread(wall), seconds],
                [f"{what}: CPU seconds", spread([p.cpu for p in ran]), spread([p.cpu for p in handwritten]),
                 spread(cpu), ""],
                [f"{what}: evaluations a second", spread(our_rates, 0), spread(rates, 0), spread(rate, 1), faster],
            ]  # fmt: skip
            if statuses != [0]:
                rows.append([f"{what}: A SIDE DID NOT PASS, exit statuses {statuses}", "", "", "", ""])
    table("Whole runs in one process: `check()` and `pytest --conformance`, beside `pytest benchmarks/handwritten`",
          ["", "harness", "hand-written", "ratio", "goal"], rows)  # fmt: skip
    return figures


def exhaustive(backends: Sequence[str], rounds: int, goals: Goals) -> Figures:
    """The exhaustive stage beside bare calls; `Exhaustive` says what is on either side."""
    figures: Figures = {}
    streams = EnumeratedOnly()
    totals, by_law = [], []
    for name in backends:
        before = streams.seconds
        stage = Exhaustive(name, streams)
        enumerating = streams.seconds - before
        found = [stage.round(turn % 2 == 0) for turn in range(rounds)]
        claims = [_total(r, is_claim) for r in found]
        every = [_total(r, lambda law: True) for r in found]
        figures[name] = {
            "enumerating_seconds": enumerating,
            "ratio": ratios(*zip(*every, strict=True)),
            "ratio_of_definitions_and_theorems": ratios(*zip(*claims, strict=True)),
            "laws": {
                pairs[0].law.id: {
                    "cases": pairs[0].cases, "harness": median(p.harness for p in pairs),
                    "bare": median(p.bare for p in pairs), "ratio": median(p.harness / p.bare for p in pairs),
                } for pairs in zip(*found, strict=True)
            },
        }  # fmt: skip
        goal = goals.add(f"{name}: exhaustive stage to bare calls, all laws", median(figures[name]["ratio"]),
                         "at most", 2)  # fmt: skip
        claimed = goals.add(f"{name}: exhaustive stage to bare calls, definitions and theorems",
                            median(figures[name]["ratio_of_definitions_and_theorems"]), "at most", 2)  # fmt: skip
        for label, sums, key, words in (
            ("all laws", every, "ratio", goal),
            ("definitions and theorems", claims, "ratio_of_definitions_and_theorems", claimed),
        ):
            harness, bare = zip(*sums, strict=True)
            totals.append([f"{name}: {label}", spread(harness), spread(bare), spread(figures[name][key]), words])
        totals.append([f"{name}: enumerating, on neither side", f"{enumerating:.2f}", "", "", ""])
        by_law.append(figures[name]["laws"])
    table("Exhaustive stage, seconds: the harness and bare calls on the same inputs",
          ["", "harness", "bare", "ratio", "goal"], totals)  # fmt: skip
    header = ["law", *(f"{name} {what}" for name in backends for what in ("ms", "bare ms", "ratio"))]
    rows = [
        [law, *(cell for told in by_law for cell in
                (f"{told[law]['harness'] * 1e3:.1f}", f"{told[law]['bare'] * 1e3:.1f}", f"{told[law]['ratio']:.2f}"))]
        for law in by_law[0]
    ]  # fmt: skip
    table("The same by law", header, rows)
    return figures


def _total(pairs: Iterable[Pair], wanted: Callable[[Any], bool]) -> tuple[float, float]:
    chosen = [p for p in pairs if wanted(p.law)]
    return sum(p.harness for p in chosen), sum(p.bare for p in chosen)


def cold(rounds: int, goals: Goals) -> Figures:
    """`conformance check python` from a cold start."""
    default, quick = in_turns(rounds, lambda: harness_process("python"), lambda: harness_process("python", "quick"))
    figures = {"default": [p.wall for p in default], "quick": [p.wall for p in quick]}
    rows = []
    for profile, limit, ran in (("default", 4, default), ("quick", 1, quick)):
        goal = goals.add(f"cold start, profile {profile}, seconds", median(figures[profile]), "at most", limit)
        rows.append([f"--profile {profile}", spread(figures[profile]), spread([p.cpu for p in ran]), goal])
    table("Cold start of `conformance check python`, seconds", ["", "wall", "CPU", "goal"], rows)
    return figures


def growth(backends: Sequence[str], rounds: int, with_deep: bool) -> Figures:
    """How cost grows with n, with the profile and with the number of laws."""
    wide: Figures = {name: {str(n): wide_costs(name, n) for n in SIZES} for name in backends}
    rows = [
        [f"{name}: {side}", *(f"{wide[name][str(n)][k]:.3f}" for n in SIZES)]
        for name in backends for k, side in enumerate(("law", "bare call"))
    ]  # fmt: skip
    table("Seconds per 1,000 evaluations of `maskedLoss`, lists of n items",
          ["", *(f"n = {n:,}" for n in SIZES)], rows)  # fmt: skip
    every = laws_of(load(["masking"]))
    claims = [law.id for law in every if is_claim(law)]
    asked = [("quick", "all", []), ("default", "1", ["maskedLoss"]), ("default", "13", claims), ("default", "all", [])]
    runs: list[Figures] = []
    for name in backends:
        for profile, count, laws in [*asked, *([("deep", "all", [])] if with_deep else [])]:
            times = 1 if profile == "deep" else min(rounds, 3)
            ran = [harness_process(name, profile, laws) for _ in range(times)]
            wall, cpu, cases = median(p.wall for p in ran), median(p.cpu for p in ran), ran[-1].total
            runs.append({
                "backend": name, "profile": profile, "laws": len(every) if count == "all" else int(count),
                "wall": wall, "cpu": cpu, "evaluations": cases, "wall_per_1000": 1_000 * wall / cases,
            })  # fmt: skip
    rows = [
        [f"{r['backend']}, {r['profile']}, laws: {r['laws']}", f"{r['wall']:.2f}", f"{r['cpu']:.2f}",
         f"{r['evaluations']:,}", f"{r['wall_per_1000']:.4f}"] for r in runs
    ]  # fmt: skip
    table("Seconds of whole runs", ["", "wall", "CPU", "evaluations", "wall per 1,000"], rows)
    return {"wide": wide, "runs": runs}


def stages(backends: Sequence[str], rounds: int) -> Figures:
    """Where the time of a default run in one process goes, imports left out; the first round is not counted."""
    figures: Figures = {}
    rows = []
    for name in backends:
        stage_costs(name)
        found = [stage_costs(name) for _ in range(rounds)]
        figures[name] = {
            stage: {"seconds": median(all_of[stage] for all_of, _ in found),
                    "making_inputs": median(inputs[stage] for _, inputs in found)}
            for stage in found[0][0]
        }  # fmt: skip
        rows.append([name, *(f"{one[key]:.2f}" for one in figures[name].values() for key in one)])
    header = ["", *(word for stage in ("exhaustive", "sampled", "wide") for word in (stage, "of it inputs"))]
    table("Seconds of each stage in one process, imports left out", header, rows)
    return figures


def reports(rounds: int, goals: Goals) -> Figures:
    """What a file of results costs to read and to render, and what one twice as large costs."""
    from rendering import FORMS, a_run, grown, seconds

    run = a_run()
    once, twice = grown(run, 40), grown(run, 80)
    size = len(twice.to_json()) / 1e6
    figures: Figures = {"megabytes": size}
    rows = []
    for form in FORMS:
        few, many = in_turns(rounds, partial(seconds, form, once), partial(seconds, form, twice))
        figures[form] = {"half": few, "whole": many, "ratio": ratios(many, few)}
        goal = goals.add(f"{form}: twice the results", median(figures[form]["ratio"]), "at most", 2.5)
        rows.append([form, spread(few, 3), spread(many, 3), spread(figures[form]["ratio"]), goal])
    table(f"CPU seconds for results of {size / 2:.1f} and {size:.1f} MB", ["", "half", "whole", "ratio", "goal"], rows)
    return figures


def large(rounds: int, goals: Goals) -> Figures:
    """What a deep run on NumPy and default runs on JAX and of all modules take, in one process and with two workers."""
    from large import deep, jax, whole

    figures: Figures = {}
    rows = []
    for workers in (0, 2):
        ran = [deep(workers) for _ in range(min(rounds, 3))]
        known = [run for run, _ in ran]
        told = {"mebibytes": [r.mebibytes for r in known], "wall": [r.wall for r in known],
                "cpu": [r.cpu for r in known], "evaluations": known[-1].evaluations,
                "rate": [r.rate for r in known], "to_bare_calls": [ratio for _, ratio in ran]}  # fmt: skip
        figures[f"numpy deep, {workers} workers"] = told
        goal = goals.add(f"numpy, deep, {workers} workers: MiB of the largest process",
                         median(told["mebibytes"]), "at most", 150)  # fmt: skip
        rows.append([
            f"numpy, deep, {workers} workers", spread(told["wall"], 1), spread(told["cpu"], 1),
            spread(told["mebibytes"], 0), spread(told["rate"], 0), spread(told["to_bare_calls"]), goal,
        ])  # fmt: skip
        for name, run in (("jax, default", jax(workers)), ("python, default, all modules", whole(workers))):
            if run is not None:
                figures[f"{name}, {workers} workers"] = asdict(run)
                rows.append([f"{name}, {workers} workers", f"{run.wall:.1f}", f"{run.cpu:.1f}",
                             f"{run.mebibytes:,.0f}", f"{run.rate:,.0f}", "", ""])  # fmt: skip
    header = ["", "seconds", "CPU", "MiB", "evaluations a CPU second", "to bare calls", "goal"]
    table("Large runs; MiB are those of the largest process", header, rows)
    return figures


PARTS = ("processes", "one-process", "exhaustive", "cold", "growth", "stages", "reports", "large")


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--backend", "backends", multiple=True, type=click.Choice(BACKENDS), help="Only these backends.")
@click.option("--part", "parts", multiple=True, type=click.Choice(PARTS), help="Only these parts.")
@click.option("--rounds", type=click.IntRange(min=1), default=5, show_default=True, help="Rounds of each measurement.")
@click.option("--deep", "with_deep", is_flag=True, help="Measure the deep profile too, once: minutes a backend.")
@click.option("--json", "json_path", type=click.Path(dir_okay=False, path_type=Path), help="Write the figures as JSON.")
def main(
    backends: tuple[str, ...], parts: tuple[str, ...], rounds: int, with_deep: bool, json_path: Path | None
) -> None:
    """Measure the harness beside a hand-written suite and beside bare calls."""
    chosen, wanted = backends or BACKENDS, parts or PARTS
    goals = Goals()
    figures: Figures = {
        "rounds": rounds, "python": platform.python_version(), "platform": platform.platform(),
        "cores": os.cpu_count(), "load": os.getloadavg(),
    }  # fmt: skip
    click.echo(f"{rounds} rounds, {figures['cores']} cores, load {figures['load'][0]:.1f} at the start; "
               "figures are medians (smallest to largest)")  # fmt: skip
    if "processes" in wanted:
        figures["processes"] = processes(chosen, rounds, goals)
    if "one-process" in wanted:
        figures["one_process"] = one_process(chosen, rounds, goals)
    if "exhaustive" in wanted:
        figures["exhaustive"] = exhaustive(chosen, rounds, goals)
    if "cold" in wanted:
        figures["cold"] = cold(rounds, goals)
    if "growth" in wanted:
        figures["growth"] = growth(chosen, rounds, with_deep)
    if "stages" in wanted:
        figures["stages"] = stages(chosen, rounds)
    if "reports" in wanted:
        figures["reports"] = reports(rounds, goals)
    if "large" in wanted:
        figures["large"] = large(rounds, goals)
    figures["goals"] = goals.met
    if goals.met:
        rows = [[g["goal"], f"{g['measured']:.2f}", f"{g['bound']} {g['limit']:g}", "met" if g["met"] else "NOT MET"]
                for g in goals.met]  # fmt: skip
        table("Goals", ["", "measured", "goal", ""], rows)
    if json_path is not None:
        json_path.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
        click.echo(f"\nWrote {json_path}")


if __name__ == "__main__":
    sys.exit(main())
