"""docs/forms.md: its words and keys are those of the code, its table is the command's, and its backends conform."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from conformance import check
from conformance.cli import cli
from conformance.project.reading import find_configuration
from conformance.subjects.forms import KINDS, RETURNS
from conformance.subjects.said import CHOICES, MEANING_OF, Said, said_in

PAGE = (Path(__file__).parents[2] / "docs" / "forms.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)


def rows_of(heading: str) -> list[str]:
    return PAGE.split(f"| {heading} |")[1].split("\n\n")[0].splitlines()[2:]


def first_cells(heading: str) -> list[str]:
    return [row.split("|")[1].strip().strip("`") for row in rows_of(heading)]


def test_the_page_names_each_word_and_each_kind_of_functions() -> None:
    told = [tuple(re.findall(r"^\| `([^|]+)` \| (.*) \|$", row)[0]) for row in rows_of("word | what it is")]
    assert dict(told) == MEANING_OF
    told = [tuple(re.findall(r"^\| `([^|]+)` \| (.*) \|$", row)[0]) for row in rows_of("before the words | what it is")]
    assert dict(told) == CHOICES
    keys = first_cells("key | which values it speaks of")
    assert keys[2:] == [*KINDS, RETURNS, "mae_loss.masked_idxs"]


def test_the_table_is_what_the_command_prints() -> None:
    printed = CliRunner().invoke(cli, ["list", "forms"])
    assert printed.exit_code == 0
    assert PAGE.endswith(f"\n\n{printed.output}")


def test_the_command_prints_the_forms_of_one_module() -> None:
    printed = CliRunner().invoke(cli, ["list", "forms", "--module", "vicreg"]).output
    assert "| `variance_term` | `variances` | list of natural |  |  |" in printed
    assert "masked_loss" not in printed


OF_BLOCKS = [
    ("jepa", ["jepaLoss*"]),
    ("masking", ["complement", "complement.*", "allMask", "allMask.*"]),
    ("masking", ["complement", "complement.*"]),
    ("practice", ["maskTokens*"]),
    ("mae", ["maeLoss*"]),
    ("predictive_view", ["predictiveLoss", "jepaAsPredictiveViewContract"]),
]


@pytest.mark.parametrize(("block", "module", "laws"), [(b, *of) for b, of in zip(BLOCKS, OF_BLOCKS, strict=True)])
def test_the_backends_of_the_page_conform(block: str, module: str, laws: list[str]) -> None:
    for library in ("numpy", "torch"):
        if f"import {library}" in block:
            pytest.importorskip(library)
    names: dict[str, object] = {}
    exec(block, names)
    backend = SimpleNamespace(**{name: value for name, value in names.items() if not name.startswith("__")})
    report = check(backend, laws=laws, module=[module], profile="quick")
    assert {r.status for r in report.results if r.level == "core"} == {"passed"}


def test_the_project_file_of_the_page_is_read(tmp_path: Path) -> None:
    (block,) = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    (tmp_path / "pyproject.toml").write_text(block, encoding="utf-8")
    project = find_configuration(tmp_path)
    assert (project.named, project.profile, project.require) == (("mae",), "deep", ("hardened",))
    for word in project.declared["mae"].forms[0].values():
        assert said_in(word) != Said()
