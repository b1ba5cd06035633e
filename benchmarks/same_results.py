"""Shows that a change of the code changes no result: seeded runs as JSON before and after it, and where they part.

    python benchmarks/same_results.py record FOLDER
    python benchmarks/same_results.py compare BEFORE AFTER

What is recorded are runs of the built-in backends beside each other, and of ten backends of the zoo for each library,
in each profile, of which `deep` has a smaller budget. Times, versions, digests of code and the path of the checkout are
left out. The exit status of `compare` is 1 where any file parts.
"""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from unittest import mock

import click

import conformance
from conformance import check
from conformance.backends.zoo import LIBRARIES, Specimen, specimens
from conformance.cases.profiles import PROFILES
from conformance.records.report import Report

ROOT = f"{Path(conformance.__file__).parents[1]}/"
DEEP = dataclasses.replace(PROFILES["deep"], exhaustive=20_000, sampled=200, wide=96)
OF_EACH_LIBRARY = 10
SECONDS = 900.0
"""For one law: enough that no result depends on how busy the machine is."""
LEFT_OUT = {"seconds", "started", "environment", "versions", "digest"}


def bare(value: Any, root: str = ROOT) -> Any:
    """Plain data without what another day, machine, version or folder changes."""
    if isinstance(value, dict):
        return {key: bare(item, root) for key, item in value.items() if key not in LEFT_OUT}
    if isinstance(value, list):
        return [bare(item, root) for item in value]
    return value.replace(root, "") if isinstance(value, str) else value


def chosen() -> list[Specimen]:
    """Backends of the zoo, spread over the modules of all libraries."""
    found = []
    for library in LIBRARIES:
        every = specimens(library)
        found += [every[k * len(every) // OF_EACH_LIBRARY] for k in range(OF_EACH_LIBRARY)]
    return found


def runs(profile: str) -> Iterator[tuple[str, Report]]:
    """A name and the report of each run in a profile."""
    with mock.patch.dict(PROFILES, deep=DEEP):
        yield f"builtin-{profile}", check("python", "numpy", "torch", profile=profile, seed=0, timeout=SECONDS)
        for one in chosen():
            report = check(one.implementation, profile=profile, seed=0, timeout=SECONDS)
            yield f"{one.library}-{one.name}-{profile}", report


def parting(before: Any, after: Any, place: str = "") -> str | None:
    """Where two documents first part, and what each has there; None where they are the same."""
    if isinstance(before, dict) and isinstance(after, dict):
        keys = [*before, *(key for key in after if key not in before)]
        steps = [(key, f".{key}") for key in keys]
        pairs = [(before.get(key, _NOTHING), after.get(key, _NOTHING), step) for key, step in steps]
    elif isinstance(before, list) and isinstance(after, list):
        length = max(len(before), len(after))
        (left, right) = ([*many, *[_NOTHING] * (length - len(many))] for many in (before, after))
        pairs = [(a, b, f"[{k}]") for k, (a, b) in enumerate(zip(left, right, strict=True))]
    else:
        same = type(before) is type(after) and before == after
        return None if same else f"{place or 'everything'}: {_shown(before)}, then {_shown(after)}"
    return next((found for a, b, step in pairs if (found := parting(a, b, place + step)) is not None), None)


class _Nothing:
    """What a document has where the other one has more."""

    def __repr__(self) -> str:
        return "nothing"


_NOTHING = _Nothing()


def _shown(value: Any, most: int = 200) -> str:
    text = repr(value) if value is _NOTHING else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= most else f"{text[:most]}…"


def partings(before: Path, after: Path) -> dict[str, str]:
    """What each file has that is not the same in both folders, by its name."""
    found = {}
    for name in sorted({path.name for folder in (before, after) for path in folder.glob("*.json")}):
        gone = [str(folder) for folder in (before, after) if not (folder / name).is_file()]
        documents = [] if gone else [json.loads((f / name).read_text(encoding="utf-8")) for f in (before, after)]
        told = f"is not in {gone[0]}" if gone else parting(*documents)
        if told is not None:
            found[name] = told
    return found


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Show that a change of the code changes no result."""


@main.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--profile", "profiles", multiple=True, type=click.Choice(list(PROFILES)), help="Only these profiles.")
def record(folder: Path, profiles: Sequence[str]) -> None:
    """Write the results of seeded runs to FOLDER."""
    folder.mkdir(parents=True, exist_ok=True)
    for profile in profiles or PROFILES:
        for name, report in runs(profile):
            text = json.dumps(bare(json.loads(report.to_json())), indent=1, ensure_ascii=False, sort_keys=True)
            (folder / f"{name}.json").write_text(text, encoding="utf-8")
        click.echo(f"{profile}: recorded")


@main.command()
@click.argument("before", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("after", type=click.Path(exists=True, file_okay=False, path_type=Path))
def compare(before: Path, after: Path) -> None:
    """Tell where each file of AFTER first parts from that of BEFORE."""
    count = len(list(before.glob("*.json")))
    if not count:
        raise click.UsageError(f"`{before}` has no recorded results")
    found = partings(before, after)
    for name, told in found.items():
        click.echo(f"{name}: {told}")
    click.echo(f"files that part: {len(found)}" if found else f"files that are the same: {count}, and none parts")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
