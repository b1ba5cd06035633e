"""The example report in docs/examples is what its script makes, and says nothing of the machine that made it."""

from __future__ import annotations

import runpy
from importlib import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "examples"
PINS = dict(line.split("==") for line in (ROOT / "constraints.txt").read_text().splitlines() if "==" in line)


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    for library in ("hypothesis", "jinja2"):
        if metadata.version(library) != PINS[library]:
            pytest.skip(f"the example is made with {library} {PINS[library]}, not {metadata.version(library)}")
    files: dict[str, str] = runpy.run_path(str(FOLDER / "make.py"))["make"]()
    return files


@pytest.mark.parametrize("name", ["results.json", "report.html"])
def test_the_example_is_what_the_script_makes(made: dict[str, str], name: str) -> None:
    is_same = made[name] == (FOLDER / name).read_text(encoding="utf-8")
    assert is_same, f"docs/examples/{name} is not up to date: run `python docs/examples/make.py`"


def test_the_example_shows_failures_and_no_machine(made: dict[str, str]) -> None:
    assert "does not conform" in made["report.html"]
    for text in made.values():
        assert str(ROOT) not in text
        assert str(Path.home()) + "/" not in text
        assert "backends/zoo/python/adding.py:" in text
