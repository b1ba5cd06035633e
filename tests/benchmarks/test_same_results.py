"""Recorded results are held against each other file by file; what parts is told where it first does."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from click.testing import CliRunner

from conformance import check

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "same_results.py"


def loaded() -> ModuleType:
    spec = importlib.util.spec_from_file_location("same_results", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


same_results = loaded()


def compared(folder: Path, before: dict[str, Any], after: dict[str, Any]) -> tuple[int, str]:
    """Exit status and output of a comparison of two folders with these documents."""
    for name, documents in (("before", before), ("after", after)):
        (folder / name).mkdir()
        for file, document in documents.items():
            (folder / name / file).write_text(json.dumps(document))
    done = CliRunner().invoke(same_results.main, ["compare", str(folder / "before"), str(folder / "after")])
    return done.exit_code, done.output.replace(f"{folder}/", "")


REPORT = {"summary": {"passed": 1}, "results": [{"law": "a", "cases": 3}, {"law": "b", "cases": 4}]}


def test_what_is_the_same_is_told_as_that(tmp_path: Path) -> None:
    assert compared(tmp_path, {"a.json": REPORT}, {"a.json": REPORT}) == (
        0,
        "files that are the same: 1, and none parts\n",
    )


@pytest.mark.parametrize(
    ("after", "told"),
    [
        ({**REPORT, "results": [REPORT["results"][0], {"law": "b", "cases": 5}]}, ".results[1].cases: 4, then 5"),
        ({**REPORT, "results": REPORT["results"][:1]}, '.results[1]: {"law": "b", "cases": 4}, then nothing'),
        ({**REPORT, "more": None}, ".more: nothing, then null"),
        ({**REPORT, "summary": {"passed": True}}, ".summary.passed: 1, then true"),
        ([], "everything: "),
    ],
)
def test_where_a_file_first_parts_is_told(tmp_path: Path, after: Any, told: str) -> None:
    status, output = compared(tmp_path, {"a.json": REPORT, "b.json": 1}, {"a.json": after, "b.json": 1})
    assert status == 1
    assert output.startswith(f"a.json: {told}")
    assert output.endswith("\nfiles that part: 1\n")


def test_a_file_that_one_folder_lacks_is_told(tmp_path: Path) -> None:
    status, output = compared(tmp_path, {"a.json": 1}, {"b.json": 1})
    assert (status, output) == (1, "a.json: is not in after\nb.json: is not in before\nfiles that part: 2\n")


def test_a_folder_without_results_is_refused(tmp_path: Path) -> None:
    status, output = compared(tmp_path, {}, {"b.json": 1})
    assert (status, "has no recorded results" in output) == (2, True)


def test_nothing_is_recorded_that_another_run_of_the_same_code_changes() -> None:
    texts = [
        json.dumps(same_results.bare(json.loads(check("python", profile="quick", laws="complement*").to_json())))
        for _ in range(2)
    ]
    assert texts[0] == texts[1]
    assert str(SCRIPT.parents[1]) not in texts[0]
    assert '"status": "passed"' in texts[0]
    assert same_results.bare({"seconds": 1, "a": [f"{same_results.ROOT}x"]}) == {"a": ["x"]}


def test_the_backends_of_the_zoo_are_different_ones() -> None:
    names = [(one.library, one.name) for one in same_results.chosen()]
    assert len(set(names)) == len(names) == 30
