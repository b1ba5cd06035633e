"""Measures what the level `training` and the numeric stage add to a run, and prints the figures with their goals.

    python benchmarks/training.py [--backend NAME] [--profile NAME] [--rounds N]

A run with all laws and one without those of the level alternate, each in a fresh process; figures are medians over
rounds. The exit status is 0 whatever was measured: timings are no verdicts.
"""

from __future__ import annotations

import json
import subprocess
import sys
from functools import partial

import click
from figures import Goals, median, ratios, spread, table
from measuring import in_turns

RUN = """
import json, resource, sys
from conformance import check
from conformance.checking.laws import laws_of
from conformance.laws.specfile import load

backend, profile, with_training = sys.argv[1], sys.argv[2], sys.argv[3] == "all"
laws = [law.id for law in laws_of(load(["shipped"])) if with_training or law.level != "training"]
report = check(backend, laws=laws, profile=profile)
used = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps({
    "cpu": used.ru_utime + used.ru_stime,
    "all": sum(r.seconds for r in report.results),
    "numeric": sum(r.seconds for r in report.results if r.evidence.numeric is not None),
}))
"""


def seconds(backend: str, profile: str, laws: str) -> dict[str, float]:
    """CPU seconds of a whole process, and seconds of all its laws and of those of the numeric stage."""
    command = [sys.executable, "-W", "ignore", "-c", RUN, backend, profile, laws]
    told: dict[str, float] = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
    return told


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--backend", default="torch", show_default=True, help="What is checked.")
@click.option("--profile", default="default", show_default=True, help="How much is tried.")
@click.option("--rounds", type=click.IntRange(min=1), default=3, show_default=True, help="Rounds of each side.")
def main(backend: str, profile: str, rounds: int) -> None:
    """Measure runs with the level training beside runs without it."""
    run = partial(seconds, backend, profile)
    every, without = in_turns(rounds, partial(run, "all"), partial(run, "others"))
    goals = Goals()
    ratio = ratios([one["cpu"] for one in every], [one["cpu"] for one in without])
    share = [one["numeric"] / one["all"] for one in every]
    rows = [
        [f"{backend}: CPU seconds with and without", spread([one["cpu"] for one in every], 1),
         spread([one["cpu"] for one in without], 1), spread(ratio),
         goals.add("with the level training, to without", median(ratio), "at most", 2)],
        [f"{backend}: share of the numeric stage", "", "", spread(share),
         goals.add("the numeric stage, of all", median(share), "at most", 0.25)],
    ]  # fmt: skip
    table(f"The level training, {profile} profile", ["", "with", "without", "ratio", "goal"], rows)


if __name__ == "__main__":
    sys.exit(main())
