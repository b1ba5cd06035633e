"""Runs in their order: what changed, what broke or was mended, and since when a law fails."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest

from conformance.errors import UsageError
from conformance.records.backend import BackendRecord
from conformance.records.histories import history_of, read_folder
from conformance.records.law import SpecRecord
from conformance.records.report import Report
from conformance.records.result import Crossing, Missing
from conformance.records.timelines import History, Timeline
from tests.reports.runs import FAILURE, law, report, result


def run_on(day: int, *told: Any, spec: str = "s1", **backend: Any) -> Report:
    """A run on a day of March: `a="failed"` as pairs, with what the backend's record says."""
    results = [result(law(name, level), status, failure=FAILURE if status == "failed" else None)
               for name, status, level in ((*t, "core")[:3] for t in told)]  # fmt: skip
    made = report(*results)
    records = tuple(dataclasses.replace(b, **backend) for b in made.backends)
    started = f"2026-03-{day:02d}T10:00:00+00:00" if day else ""
    return dataclasses.replace(made, started=started, spec=SpecRecord(("Masking",), spec), backends=records)


def timeline(*runs: Report) -> Timeline:
    (found,) = history_of([(f"{k}.json", run) for k, run in enumerate(runs)]).timelines
    return found


def dates(of: Timeline) -> list[str]:
    return [run.when for run in of.runs]


def test_runs_are_in_the_order_of_their_dates_and_those_without_one_come_first() -> None:
    found = timeline(run_on(3, ("a", "passed")), run_on(0, ("a", "passed")), run_on(1, ("a", "passed")))
    assert dates(found) == ["no date", "2026-03-01 10:00", "2026-03-03 10:00"]


def test_times_of_other_zones_are_in_order() -> None:
    early = dataclasses.replace(run_on(1, ("a", "passed")), started="2026-03-01T12:30:00+03:00")
    assert dates(timeline(run_on(1, ("a", "passed")), early)) == ["2026-03-01 09:30", "2026-03-01 10:00"]


def test_since_when_a_law_fails_and_when_it_failed_first() -> None:
    statuses = ["failed", "passed", "failed", "failed"]
    (line,) = timeline(*(run_on(k + 1, ("a", s)) for k, s in enumerate(statuses))).lines
    assert (line.first, line.since) == (0, 2)
    (line,) = timeline(*(run_on(k + 1, ("a", s)) for k, s in enumerate(reversed(statuses)))).lines
    assert (line.first, line.since) == (0, 3)
    (line,) = timeline(*(run_on(k + 1, ("a", s)) for k, s in enumerate(statuses[:2]))).lines
    assert (line.first, line.since) == (0, None)


def test_a_run_without_the_law_neither_mends_nor_breaks_it() -> None:
    found = timeline(run_on(1, ("a", "failed")), run_on(2, ("b", "passed")), run_on(3, ("a", "failed")))
    line = next(one for one in found.lines if one.law == "a")
    assert (line.since, line.cells[1]) == (0, None)
    assert found.turns == ()


TURNS = [
    ("passed", "failed", (True, False)),
    ("passed", "crashed", (True, False)),
    ("passed", "vacuous", (True, False)),
    ("not_provided", "failed", (True, False)),
    ("failed", "passed", (False, True)),
    ("failed", "timed_out", (False, False)),
    ("failed", "expected_failure", (False, False)),
    ("passed", "not_provided", (False, False)),
]


@pytest.mark.parametrize(("before", "now", "kind"), TURNS)
def test_what_broke_and_what_was_mended(before: str, now: str, kind: tuple[bool, bool]) -> None:
    (turn,) = timeline(run_on(1, ("a", before), ("b", "passed")), run_on(2, ("a", now), ("b", "passed"))).turns
    assert (turn.law, turn.before, turn.now) == ("a", before, now)
    assert (turn.broke, turn.mended) == kind


def test_a_law_compares_with_the_run_before_that_had_it() -> None:
    found = timeline(run_on(1, ("a", "passed")), run_on(2, ("b", "passed")), run_on(3, ("a", "failed")))
    assert [(t.law, t.broke) for t in found.turns] == [("a", True)]


CHANGED: list[tuple[dict[str, Any], tuple[str, ...]]] = [
    ({}, ()),
    ({"spec": "s2"}, ("spec",)),
    ({"digest": "other"}, ("code",)),
    ({"version": "2"}, ("code",)),
    ({"digest": ""}, ()),
    ({"versions": {"numpy": "3"}}, ("environment",)),
    ({"limits": {"max_n": 3}}, ("options",)),
    ({"spec": "s2", "digest": "other"}, ("spec", "code")),
]


@pytest.mark.parametrize(("change", "told"), CHANGED)
def test_a_change_of_the_spec_is_told_apart_from_one_of_the_code(change: dict[str, Any], told: tuple[str, ...]) -> None:
    found = timeline(run_on(1, ("a", "passed")), run_on(2, ("a", "failed"), **change))
    assert [run.changed for run in found.runs] == [(), told]


def test_another_seed_is_another_option() -> None:
    other = dataclasses.replace(run_on(2, ("a", "passed")), seed=8)
    assert timeline(run_on(1, ("a", "passed")), other).runs[1].changed == ("options",)


def test_a_law_that_was_stated_anew_is_marked() -> None:
    before, now = run_on(1, ("a", "passed")), run_on(2, ("a", "failed"))
    now = dataclasses.replace(now, laws=tuple(dataclasses.replace(r, statement="else") for r in now.laws))
    (line,) = timeline(before, now).lines
    assert [cell.restated for cell in line.cells if cell] == [False, True]


def test_laws_are_in_the_order_of_the_last_run_and_those_that_are_gone_come_last() -> None:
    found = timeline(run_on(1, ("gone", "passed"), ("a", "passed")), run_on(2, ("b", "passed"), ("a", "passed")))
    assert [line.law for line in found.lines] == ["b", "a", "gone"]


def test_backends_have_a_timeline_each() -> None:
    two = report(result(law()), result(law(), "failed", backend="torch", failure=FAILURE))
    one = run_on(1, ("complement", "passed"))
    found = history_of([("a", two), ("b", one)])
    assert [(t.backend, len(t.runs), len(t.failing)) for t in found.timelines] == [("numpy", 2, 0), ("torch", 1, 1)]
    assert found.timelines[1].runs[0].summary == "torch: does not conform: 1 of 1 core laws failed"
    assert found.runs == 2


def test_sums_of_a_run_are_those_of_its_laws() -> None:
    (run,) = timeline(run_on(1, ("a", "passed"), ("b", "failed"), ("c", "not_provided"))).runs
    assert (run.cases, run.seconds, run.passed, run.failing) == (15, 4.5, 1, 1)


def test_what_a_run_crossed_is_told_of_each_law_and_of_all() -> None:
    made = run_on(1, ("a", "passed"), ("b", "passed"), ("c", "not_provided"))
    evidence = dataclasses.replace(made.results[0].evidence, crossed=Crossing(2, 99, 100, (Missing("size", 1, ""),)))
    results = [dataclasses.replace(r, evidence=evidence) if r.law != "c" else r for r in made.results]
    (run,) = timeline(dataclasses.replace(made, results=results)).runs
    assert run.crossed == "198 of 200 pairs"
    assert [cell.crossed for cell in run.cells.values()] == ["99 of 100 pairs", "99 of 100 pairs", ""]


def saved(folder: Path, **runs: Report) -> History:
    for name, run in runs.items():
        file = folder / name.replace("__", "/")
        file.parent.mkdir(exist_ok=True)
        file.with_suffix(".json").write_text(run.to_json(), encoding="utf-8")
    return read_folder(folder)


def test_a_folder_is_read_with_those_below_it_and_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_text("{")
    (tmp_path / "bytes.json").write_bytes(b"\xff\xfe")
    (tmp_path / "badge.json").write_text('{"schemaVersion": 1}')
    (tmp_path / "notes.txt").write_text("no")
    found = saved(tmp_path, one=run_on(1, ("a", "passed")), job__results=run_on(2, ("a", "passed")))
    assert [run.file for run in found.timelines[0].runs] == ["one.json", "job/results.json"]
    assert [file for file, _ in found.skipped] == ["bad.json", "badge.json", "bytes.json"]
    assert "expected `schema_version` 1, found none" in dict(found.skipped)["badge.json"]


def test_a_run_that_is_there_twice_counts_once(tmp_path: Path) -> None:
    run = run_on(1, ("a", "passed"))
    found = saved(tmp_path, one=run, two=run, other=dataclasses.replace(run, seed=8))
    assert found.skipped == (("two.json", "the same run as one.json"),)
    assert found.runs == 2


def test_a_folder_without_any_run_is_a_wrong_request(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="holds no results file"):
        read_folder(tmp_path)
    (tmp_path / "bad.json").write_text("{")
    with pytest.raises(UsageError, match=r"bad\.json: is not a results file: not JSON"):
        read_folder(tmp_path)
    with pytest.raises(UsageError, match="is not a folder"):
        read_folder(tmp_path / "none")


def test_a_record_without_digest_says_nothing_of_the_code() -> None:
    (run,) = timeline(run_on(1, ("a", "passed"), version=None, digest="")).runs
    assert (run.version, run.code) == ("", "")
    assert BackendRecord("n", "python", {}, {}, {}).digest == ""


@pytest.mark.parametrize("now", ["passed", "unexpected_pass"])
def test_a_known_failure_that_holds_is_mended(now: str) -> None:
    """Whether or not its entry is deleted by then; `compare` says the same."""
    found = timeline(run_on(1, ("a", "expected_failure")), run_on(2, ("a", now)))
    (turn,) = found.turns
    assert (turn.mended, turn.broke) == (True, False)
    assert (found.failing, found.lines[0].first) == ((), None)


def test_what_held_against_what_was_announced_breaks_as_what_passed() -> None:
    (turn,) = timeline(run_on(1, ("a", "unexpected_pass")), run_on(2, ("a", "failed"))).turns
    assert (turn.mended, turn.broke) == (False, True)
