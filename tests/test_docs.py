"""Lists, options and defaults that the documents name are those of the code."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest
import yaml

from conformance import check
from conformance.cli import cli
from conformance.expectations import ExpectationsFile
from conformance.loading import BUILT_IN
from conformance.profiles import DEFAULT_PROFILE, PROFILES
from conformance.results import STATUSES
from conformance.specfile import shipped

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_readme_names_every_status_and_no_other() -> None:
    table = README.split("| status | meaning |")[1].split("\n\n")[0]
    assert sorted(re.findall(r"`(\w+)`", "".join(row.split("|")[1] for row in table.splitlines()[2:]))) == sorted(
        STATUSES
    )


def test_options_in_readme_exist() -> None:
    commands = [cli, *cli.commands.values()] if isinstance(cli, click.Group) else [cli]
    options = {o for c in commands for p in c.params for o in p.opts if o.startswith("--")}
    pytest_options = {"--conformance"}
    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", README)) <= options | pytest_options


def test_defaults_of_the_command_line_are_the_code_s() -> None:
    defaults = {p.name: p.default for p in cli.commands["check"].params}
    assert (defaults["profile"], defaults["seed"], defaults["require"]) == (DEFAULT_PROFILE, 0, "core")
    assert list(PROFILES) == ["quick", "default", "deep"]


def test_budgets_in_readme_are_those_of_the_profiles() -> None:
    rows = re.findall(r"^\| `(\w+)` \| [^|]+ \| ([\d,]+) \| ([\d,]+) \| ([\d,]+) \|$", README, re.MULTILINE)
    told = {name: tuple(int(n.replace(",", "")) for n in numbers) for name, *numbers in rows}
    assert told == {p.name: (p.exhaustive, p.sampled, p.wide) for p in PROFILES.values()}


def test_the_bounds_in_readme_are_those_of_a_default_run() -> None:
    (evidence,) = (r.evidence.exhaustive for r in check("python", laws=["maskedLoss"]).results)
    assert evidence is not None
    assert f"`{evidence.bounds}: {evidence.cases:,} cases`" in README


def test_the_law_in_readme_is_the_shipped_one() -> None:
    block = next(b for b in re.findall(r"```yaml\n(.*?)```", README, re.S) if "maskedLoss_append" in b)
    shown = yaml.safe_load(block)["theorems"]["maskedLoss_append"]
    declared = next(d for d in shipped().declarations if d.id == "maskedLoss_append")
    assert (shown["lean"].strip(), shown["about"]) == (declared.lean, declared.about)


def test_the_known_failure_in_readme_is_one_that_a_run_reads() -> None:
    block = next(b for b in re.findall(r"```yaml\n(.*?)```", README, re.S) if b.startswith("expect:"))
    (entry,) = ExpectationsFile.parse("README.md", block).entries
    assert (entry.law, str(entry.until)) == ("maskedLoss", "2030-12-31")


@pytest.mark.parametrize("name", BUILT_IN)
def test_built_ins_have_an_extra_where_they_need_a_library(name: str) -> None:
    extras = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert BUILT_IN[name] is None or f"\n{name} = [" in extras
