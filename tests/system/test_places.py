"""Paths are told without the folders of the machine."""

from __future__ import annotations

import statistics
from pathlib import Path

import pytest

import conformance.spec
from conformance.system.places import roots_of

SPEC = Path(conformance.spec.__path__[0], "masking.yaml")


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """The folder of a run, with an environment in it, and a package beside it."""
    (tmp_path / "beside" / "package" / "inner").mkdir(parents=True)
    for folder in ("package", "package/inner"):
        (tmp_path / "beside" / folder / "__init__.py").write_text("", encoding="utf-8")
    (tmp_path / "run").mkdir()
    return tmp_path / "run"


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("{run}/src/mask.py", "src/mask.py"),
        ("src/../mask.py", "mask.py"),
        ("./mask.py", "mask.py"),
        ("{run}/.venv/lib/python3.11/site-packages/numpy/ma/core.py", "numpy/ma/core.py"),
        ("/elsewhere/dist-packages/six.py", "six.py"),
        ("{run}/../beside/package/inner/mask.py", "package/inner/mask.py"),
        ("../laws/mine.yaml", "../laws/mine.yaml"),
        ("/home/somebody/laws/mine.yaml", "…/mine.yaml"),
        ("<stdin>", "<stdin>"),
        (str(SPEC), "conformance/spec/masking.yaml"),
        (statistics.__file__, f"{Path(statistics.__file__).parent.name}/statistics.py"),
    ],
)  # fmt: skip
def test_a_path_is_told_without_the_folders_of_the_machine(given: str, told: str, run: Path) -> None:
    roots = roots_of(run)
    assert roots.path(given.format(run=run)) == told
    assert roots.source(f"{given.format(run=run)}:7") == f"{told}:7"


@pytest.mark.parametrize(
    ("project", "told"), [("..", "../beside/mask.py"), ("../beside", "…/beside/mask.py"), (".", "…/mask.py")]
)
def test_a_path_in_the_folder_of_the_project_is_told_by_way_of_it(project: str, told: str, run: Path) -> None:
    roots = roots_of(run, (run / project).resolve())
    assert roots.path(str(run.parent / "beside" / "mask.py")) == told
    assert roots.path(f"{run}/src/mask.py") == "src/mask.py"


def test_a_path_through_a_link_is_in_the_folder_as_well(run: Path) -> None:
    (run.parent / "link").symlink_to(run)
    assert roots_of(run.parent / "link").path(f"{run}/mask.py") == "mask.py"
    assert roots_of(run).path(f"{run.parent}/link/mask.py") == "mask.py"


def test_of_a_message_only_folders_that_begin_a_path_are_left_out(run: Path) -> None:
    roots = roots_of(run)
    assert roots.text(f"no `x` in 'm' ({run}/m.py), {SPEC}") == "no `x` in 'm' (m.py), conformance/spec/masking.yaml"
    assert roots.text(f"/other{run}/m.py") == f"/other{run}/m.py"
    assert roots.source("") == ""
    assert roots_of(Path("/")).text("/etc/motd") == "/etc/motd"
