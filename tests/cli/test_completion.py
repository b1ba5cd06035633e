"""A shell is offered laws, modules and backends, and loads no library for it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from conformance.checking.laws import laws_of
from conformance.laws.names import entry_names
from conformance.laws.specfile import load
from tests.cli.commands import run

LAWS = "module: M\ntheorems:\n  mine_twice:\n    lean: 'theorem mine_twice {n : Nat} (m : Mask n) : m = m'\n"


def offered(folder: Path, *words: str) -> list[str]:
    """What is offered for the last of some words."""
    asked = {
        "_CONFORMANCE_COMPLETE": "bash_complete", "COMP_WORDS": " ".join(("conformance", *words)),
        "COMP_CWORD": str(len(words)),
    }  # fmt: skip
    return [line.partition(",")[2] for line in run(cwd=folder, environment=asked).out.splitlines() if line]


@pytest.mark.parametrize(
    ("words", "some"),
    [
        (("che",), ["check"]),
        (("check", "--law", "maskedLoss_a"), ["maskedLoss_append"]),
        (("check", "--exclude-law", "maskedLoss_n"), ["maskedLoss_nil"]),
        (("show", "maskedLoss_a"), ["maskedLoss_append"]),
        (("check", "--spec", "masking", "--law", "emptyMask.w"), ["emptyMask.well_formed"]),
        (("check", "--module", "ma"), ["mae", "masking"]),
        (("list", "laws", "--module", "vic"), ["vicreg"]),
        (("check", "--spec", "shi"), ["shipped"]),
        (("check", "nu"), ["numpy"]),
        (("check", "mae_"), ["mae_of_mine"]),
        (("check", "--spec", "laws.yaml", "--law", "mine"), ["mine_twice"]),
    ],
)
def test_what_a_shell_is_offered(tmp_path: Path, words: tuple[str, ...], some: list[str]) -> None:
    (tmp_path / "laws.yaml").write_text(LAWS, encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text("[tool.conformance.backends.mae_of_mine]\n", encoding="utf-8")
    found = offered(tmp_path, *words)
    assert set(some) <= set(found)
    assert all(one.startswith(words[-1]) for one in found)


def test_what_is_wrong_in_the_project_offers_nothing_of_it(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.conformance]\nprfile = 3\n", encoding="utf-8")
    assert "numpy" in offered(tmp_path, "check", "n")
    assert offered(tmp_path, "check", "--spec", "none.yaml", "--law", "a") == []


def test_the_names_of_entries_are_those_of_laws() -> None:
    ids = {law.id for law in laws_of(load(["masking", "mae"])) if law.obligation is None}
    assert ids <= set(entry_names(["masking", "mae"]))


def test_no_library_is_loaded_for_it(tmp_path: Path) -> None:
    code = (
        "import os, sys; os.environ.update(_CONFORMANCE_COMPLETE='bash_complete', COMP_CWORD='3',"
        " COMP_WORDS='conformance check --law ma')\n"
        "sys.argv = ['conformance']\n"
        "from conformance.cli import main\n"
        "try:\n    main()\n"
        "finally:\n"
        "    print(*{'torch', 'numpy', 'jax', 'hypothesis'}.intersection(sys.modules), file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "maskedLoss" in done.stdout
    assert done.stderr.strip() == ""


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_of_a_shell_asks_the_command(tmp_path: Path, shell: str) -> None:
    script = run("completion", shell, cwd=tmp_path).out
    assert f"_CONFORMANCE_COMPLETE={shell}_complete" in script
