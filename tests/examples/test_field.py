"""Public implementations through the adapters of examples/field: each fails what docs/field-report.md says, no more."""

from __future__ import annotations

import ast
import importlib.util
import random
import re
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

import conformance
from conformance.cli import cli
from conformance.values.naming import snake_case

ROOT = Path(__file__).parents[2]
REPORT = (ROOT / "docs" / "field-report.md").read_text(encoding="utf-8")


def load_run() -> ModuleType:
    """`examples/field/run.py`, which belongs to no package."""
    spec = importlib.util.spec_from_file_location("field_run", ROOT / "examples" / "field" / "run.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["field_run"] = module
    spec.loader.exec_module(module)
    return module


RUN = load_run()
FAST = {"numpy_where", "numpy_ma"}
"""Those whose libraries the project is tested with anyway, and that take a second or two."""
ADAPTERS = [pytest.param(stem, marks=() if stem in FAST else pytest.mark.slow) for stem in RUN.stems()]


def failing_rows(section: str) -> list[str]:
    """The rows of a section's table of failing laws: law, level and smallest input."""
    return [
        "|".join(row.split("|")[1:4])
        for row in section.splitlines()
        if re.match(r"\| `[\w.]+` \| (core|hard|train)", row)
    ]


def committed(title: str) -> str:
    """The section of that title in the committed report."""
    return REPORT.split(f"\n## {title}\n")[1].split("\n## ")[0]


@pytest.mark.parametrize("stem", ADAPTERS)
@pytest.mark.filterwarnings("ignore")
def test_an_implementation_fails_what_the_report_says(stem: str) -> None:
    adapter = RUN.load(stem)
    if adapter is None:
        pytest.skip(f"the library of {stem} is not installed: pip install -e '.[field]'")
    section = RUN.section(RUN.run(adapter))
    assert failing_rows(section) == failing_rows(committed(adapter.module.name))
    if f"{adapter.distribution} {adapter.version}, " in committed(adapter.module.name):
        assert section.split("\n", 1)[1].strip() == committed(adapter.module.name).strip()


def functions(stem: str) -> set[str]:
    """The names of an adapter's functions, read without importing what it is for."""
    tree = ast.parse((RUN.FOLDER / f"{stem}.py").read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")}


def specs_of(stem: str) -> set[str]:
    """The spec files and modules that an adapter names."""
    found = re.search(r"^spec = (.*)$", (RUN.FOLDER / f"{stem}.py").read_text(encoding="utf-8"), re.MULTILINE)
    return set() if found is None else set(re.findall(r'"([^"]*)"', found[1]))


def provided(spec: str) -> set[str]:
    """The names of the functions of all adapters that name a spec file."""
    return {name for stem in RUN.stems() if spec in specs_of(stem) for name in functions(stem)}


@pytest.mark.slow
def test_the_definitions_of_the_means_are_read_and_each_is_some_implementations() -> None:
    told = CliRunner().invoke(cli, ["spec", "check", str(RUN.FOLDER / "means.yaml")])
    assert told.exit_code == 0, told.output
    assert told.output.startswith("Field.Means: 21 declarations, 107 laws\n")
    written = yaml.safe_load((RUN.FOLDER / "means.yaml").read_text(encoding="utf-8"))
    operations = {snake_case(name) for name in written["definitions"]}
    # What a definition is made of is none that a library has.
    assert provided("means.yaml") == operations - {"off_diagonal"}


def test_the_ratios_are_read_and_each_is_some_implementations() -> None:
    told = CliRunner().invoke(cli, ["spec", "check", str(RUN.FOLDER / "ratios.yaml")])
    assert told.exit_code == 0, told.output
    assert told.output.startswith("Field.Ratios: 19 declarations, 39 laws\n")
    written = yaml.safe_load((RUN.FOLDER / "ratios.yaml").read_text(encoding="utf-8"))
    assert {snake_case(name) for name in written["operations"]} <= provided("ratios.yaml")


def test_a_tenth_is_refuted_on_what_floats_leave_of_it_and_held_by_fractions() -> None:
    def masking(n: int, kept: int, seed: int) -> dict[str, list[Any]]:
        shuffled = random.Random(seed).sample(range(n), n)
        restore = sorted(range(n), key=shuffled.__getitem__)
        return {"mask": [r >= kept for r in restore], "ids_keep": shuffled[:kept], "ids_restore": restore}

    exact = SimpleNamespace(random_masking_ratio=lambda n, ratio, seed: masking(n, int(n * (1 - ratio)), seed))
    floats = SimpleNamespace(random_masking_ratio=lambda n, ratio, seed: masking(n, int(n * (1 - float(ratio))), seed))
    spec = RUN.FOLDER / "ratios.yaml"
    report = conformance.check(exact, floats, spec=[spec], profile="quick", laws=["randomMaskingRatio_*"])
    failed = [(r.backend, r.law) for r in report.results if r.status != "passed"]
    assert failed == [(report.backends[1].name, "randomMaskingRatio_tenth")]


def test_a_mean_is_refuted_on_a_sum_and_held_by_a_mean() -> None:
    def loss(masked_idxs: Any, target: Any, pred: Any) -> Any:
        return ((pred - target) ** 2).mean(axis=-1)[masked_idxs]

    spec = RUN.FOLDER / "means.yaml"
    limits = {"nonempty": True}
    mean = SimpleNamespace(carrier="numpy", limits=limits, mae_loss_mean=lambda *given: loss(*given).mean())
    total = SimpleNamespace(carrier="numpy", limits=limits, mae_loss_mean=lambda *given: loss(*given).sum())
    report = conformance.check(mean, total, spec=[spec], profile="quick", laws=["maeLossMean*"])
    verdicts = {(r.backend, r.law): r.status for r in report.results if r.level == "core"}
    names = [b.name for b in report.backends]
    assert verdicts[names[0], "maeLossMean"] == "passed"
    assert verdicts[names[1], "maeLossMean"] == "failed"
    assert verdicts[names[1], "maeLossMean_append"] == "failed"


def test_the_report_has_every_adapter() -> None:
    assert re.findall(r"^- adapter: `(\w+)\.py`", REPORT, re.MULTILINE) == RUN.stems()
    assert "Not installed when this was made" not in REPORT
    assert f"\n{RUN.COMMAND}\n" in REPORT


def test_the_failures_that_the_report_is_for_are_in_it() -> None:
    vit_mae, jax = committed("Hugging Face, ViTMAE"), committed("JAX, indexing")
    assert "tensor(nan)" in next(row for row in vit_mae.splitlines() if row.startswith("| `maskedLoss_nil` | core |"))
    assert "`maskedLoss.rejects_out_of_range` | hardened" in jax
    assert "core: 35 of 35 laws hold" in jax
    for name, law in (
        ("Hugging Face, ViTMAE, masking", "randomMaskingRatio_tenth"),
        ("audio-mask", "lengthsToMask"),
        ("mlm-pytorch", "randomMaskAllowed_within"),
        ("pyjepa, mask collators", "randomMaskRatio_one"),
    ):
        assert f"| `{law}` | core | " in committed(name)


def test_a_missing_library_is_told_without_its_adapter_being_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(distribution: str) -> str:
        raise RUN.importlib.metadata.PackageNotFoundError(distribution)

    monkeypatch.setattr(RUN.importlib.metadata, "version", missing)
    monkeypatch.setattr(RUN.importlib.util, "spec_from_file_location", lambda *_: pytest.fail("it was imported"))
    assert RUN.load("duckdb_sum") is None
