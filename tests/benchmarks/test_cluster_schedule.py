"""The simulated schedule: units go to whoever is free first, and workers pay for what they start and load."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from conformance import check
from conformance.checking.laws import laws_of
from conformance.laws.specfile import load
from conformance.records.report import Report

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture
def benchmark(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    return importlib.import_module("cluster_schedule")


def test_a_unit_goes_to_the_worker_that_is_free_first(benchmark: Any) -> None:
    free = benchmark.Costs(0.0, 0.0, {})
    units = [("a", 4.0), ("a", 1.0), ("a", 2.0), ("a", 1.0)]
    assert benchmark.scheduled(units, 1, free).seconds == 8.0
    two = benchmark.scheduled(units, 2, free)
    assert (two.seconds, two.longest, two.busy) == (4.0, 4.0, 1.0)
    assert benchmark.scheduled(units, 1_000, free).seconds == 4.0


def test_a_worker_pays_once_for_itself_and_for_each_backend_that_it_has_not_loaded(benchmark: Any) -> None:
    costs = benchmark.Costs(10.0, 0.5, {"a": 3.0, "b": 5.0, "c": 7.0})
    assert benchmark.scheduled([("a", 1.0), ("a", 1.0)], 1, costs).seconds == 10 + 3 + 2 * 1.5
    # It keeps two backends, and loads one that it has let go of again.
    turns = [(name, 0.0) for name in "abcab"]
    assert benchmark.scheduled(turns, 1, costs).seconds == 10 + (3 + 5 + 7 + 3 + 5) + 5 * 0.5


def test_all_seconds_of_a_saved_run_are_in_the_units(benchmark: Any) -> None:
    report = Report.from_json(check("python", module="masking", profile="quick").to_json())
    laws = laws_of(load(("masking",)))
    for workers in (1, 7, 100):
        units = benchmark.units_of(report, laws, workers, 3)
        assert sum(seconds for _, seconds in units) == pytest.approx(3 * sum(r.seconds for r in report.results))
        assert {name for name, _ in units} == {"python#0", "python#1", "python#2"}
    assert len(benchmark.units_of(report, laws, 100, 3)) > len(benchmark.units_of(report, laws, 1, 3))


@pytest.mark.slow
def test_what_a_worker_pays_is_measured_and_the_table_says_that_it_is_simulated(benchmark: Any, tmp_path: Path) -> None:
    saved = tmp_path / "results.json"
    saved.write_text(check("python", module="masking", profile="quick").to_json(), encoding="utf-8")
    done = CliRunner().invoke(benchmark.main, [str(saved), "--copies", "5", "--workers", "1", "--workers", "4"])
    assert done.exit_code == 0, done.output
    assert "Simulated, not run" in done.output
    assert done.output.startswith("5 backends × 42 laws: ")
