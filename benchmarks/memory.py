"""What memory takes: a default run on NumPy beside the imports that it cannot do without, and a large file of results.

    python benchmarks/memory.py [run|file ...]

`run` measures the largest process of `conformance check numpy`, workers included, beside an interpreter that imports
NumPy and Hypothesis. `file` makes a file of 300 laws on 50 backends, some of which fail as real ones do, and has it
read, rendered in all forms and compared with another by the commands, each in a process of its own.
"""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import click
from figures import Goals, table
from large import MEBIBYTE, STARTS, run_of
from rendering import a_run, grown

from conformance.records.matrix import summary_of
from conformance.records.report import Report

LAWS, BACKENDS = 300, 50


def peak_of(*command: str) -> tuple[float, float]:
    """CPU seconds of a command and MiB of its largest process, counted from a small one that starts it."""
    told = subprocess.run(
        [sys.executable, "-S", "-c", STARTS, *command], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True
    ).stdout
    cpu, most = map(float, told.split())
    # Kibibytes on Linux, bytes on macOS.
    return cpu, most / (MEBIBYTE if sys.platform == "darwin" else 1024)


def of_a_run(goals: Goals) -> list[list[str]]:
    """A default run of all modules on NumPy, and the imports alone."""
    _, imports = peak_of(sys.executable, "-c", "import numpy, hypothesis")
    rows = [["import numpy, hypothesis", "", f"{imports:.0f}", "1.00", ""]]
    for workers in (0, 2):
        run = run_of("numpy", "default", workers)
        ratio = run.mebibytes / imports
        goal = goals.add(f"numpy, default, {workers} workers: MiB beside imports", ratio, "at most", 1.3)
        rows.append([f"check numpy, {workers} workers", f"{run.cpu:.0f}", f"{run.mebibytes:.0f}", f"{ratio:.2f}", goal])
    return rows


def large_file(least: int = LAWS) -> Report:
    """Results of so many laws on 50 backends, every other of which has faults."""
    run = a_run()
    laws = run.laws[:least]
    names = {law.id for law in laws}
    several = grown(run, BACKENDS // 2)
    results = [result for result in several.results if result.law in names]
    summary = summary_of(len(results), results)
    return dataclasses.replace(several, laws=laws, results=results, agreement=(), summary=summary)


def of_a_file(goals: Goals) -> list[list[str]]:
    """The commands on a large file, each in a process of its own."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        path, other = Path(folder) / "results.json", Path(folder) / "other.json"
        text = large_file().to_json()
        path.write_text(text, encoding="utf-8")
        saved = json.loads(text)
        # Another run, in which a law of each backend is fixed or broken.
        for result in saved["results"][::LAWS]:
            result["status"], result["failure"] = "passed", None
        other.write_text(json.dumps(saved), encoding="utf-8")
        conformance = [sys.executable, "-m", "conformance"]
        forms = [w for form in ("html", "junit", "markdown") for w in (f"--{form}", str(path.with_suffix(f".{form}")))]
        commands = {"report": ["report", str(path), *forms], "compare": ["compare", str(other), str(path)]}
        seconds = 0.0
        for name, command in commands.items():
            cpu, most = peak_of(*conformance, *command)
            seconds += cpu
            goal = goals.add(f"{name}: MiB", most, "at most", 1024)
            rows.append([f"{name}, {len(saved['results']):,} results", f"{cpu:.1f}", f"{most:.0f}", "", goal])
        goal = goals.add("read, rendered and compared: CPU seconds", seconds, "at most", 20)
        rows.append(["both", f"{seconds:.1f}", "", "", goal])
    return rows


@click.command(help=__doc__)
@click.argument("parts", nargs=-1, type=click.Choice(("run", "file")))
def main(parts: tuple[str, ...]) -> None:
    goals = Goals()
    rows = []
    for part, measured in (("file", of_a_file), ("run", of_a_run)):
        if part in (parts or ("run", "file")):
            rows += measured(goals)
    table("MiB of the largest process", ["", "CPU seconds", "MiB", "ratio", "goal"], rows)


if __name__ == "__main__":
    main()
