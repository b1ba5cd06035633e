"""Options that several commands share."""

from __future__ import annotations

import click

from conformance.profiles import DEFAULT_PROFILE, PROFILES

profile_option = click.option(
    "--profile", type=click.Choice(list(PROFILES)), default=DEFAULT_PROFILE, show_default=True,
    help="How many inputs are tried.",
)  # fmt: skip
seed_option = click.option(
    "--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Seed of all sampling."
)
