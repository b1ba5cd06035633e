"""Options that several commands share."""

from __future__ import annotations

import math
from typing import Any

import click
from click.core import ParameterSource

from conformance.cases.profiles import DEFAULT_PROFILE, PROFILES
from conformance.cli import completing
from conformance.project.configuration import Configuration

profile_option = click.option(
    "--profile", type=click.Choice(list(PROFILES)), default=DEFAULT_PROFILE, show_default=True,
    help="How many inputs are tried.",
)  # fmt: skip
seed_option = click.option(
    "--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Seed of all sampling."
)
config_option = click.option(
    "--config", type=click.Path(dir_okay=False), metavar="FILE",
    help="Read [tool.conformance] of this file.  [default: the nearest pyproject.toml that has it]",
)  # fmt: skip
spec_option = click.option(
    "--spec", multiple=True, metavar="PATH", shell_complete=completing.specs,
    help="Spec files, folders, or shipped modules by name; `shipped` is all of them.  "
    "[default: what the configuration says, or all shipped modules]",
)  # fmt: skip
module_option = click.option(
    "--module", multiple=True, metavar="GLOB", shell_complete=completing.modules, help="Only laws of these modules."
)
revision_option = click.option(
    "--revision", default="", metavar="NAME",
    help="Read the spec as this revision of its source.  [default: the one that the files state]",
)  # fmt: skip


verbose_option = click.option("-v", "--verbose", count=True, help="Tell the evidence of each law as well.")
quiet_option = click.option("-q", "--quiet", count=True, help="Tell the verdict and a line for each failure only.")


def profile_of(given: str, project: Configuration) -> str:
    """The profile of the option, or of the project where the option is not given."""
    source = click.get_current_context().get_parameter_source("profile")
    return (project.profile or given) if source is ParameterSource.DEFAULT else given


class Seconds(click.ParamType[float]):
    """A number of seconds above 0, and not infinite."""

    name = "seconds"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        try:
            seconds = float(value)
        except ValueError:
            seconds = math.nan
        if not (math.isfinite(seconds) and seconds > 0):
            self.fail(f"expected a number of seconds above 0, got {value!r}", param, ctx)
        return seconds
