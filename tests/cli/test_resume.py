"""A run that goes on with an earlier one: what is taken over from it, and what is checked anew."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.commands import Ran, run

FAULTY = """
def complement(mask):
    return mask

def masked_loss(idxs, per_patch_loss):
    return sum(per_patch_loss[i] for i in set(idxs))
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "mine.py").write_text(FAULTY, encoding="utf-8")
    return tmp_path


def check(folder: Path, *arguments: str, workers: str = "0") -> Ran:
    options = ("--profile", "quick", "--module", "masking", "--workers", workers, "-q")
    return run("check", "mine.py", "python", *options, *arguments, cwd=folder)


def results(folder: Path, name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((folder / name).read_text("utf-8"))["results"]
    return found


def without_time(results: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**one, "seconds": 0.0} for one in results]


@pytest.mark.parametrize("workers", ["0", "2"])
def test_a_run_that_goes_on_comes_to_what_a_whole_one_does(folder: Path, workers: str) -> None:
    check(folder, "--json", "whole.json", workers=workers)
    check(folder, "--max-failures", "2", "--json", "ended.json", workers=workers)
    finished = results(folder, "ended.json")
    assert 0 < len(finished) < len(results(folder, "whole.json"))
    done = check(folder, "--resume", "ended.json", "--json", "gone-on.json", workers=workers)
    assert f"Taken over from ended.json: {len(finished)} of 84 results" in done.out
    gone_on = results(folder, "gone-on.json")
    assert without_time(gone_on) == without_time(results(folder, "whole.json"))
    # A second measurement of time never gives the same number.
    cells = {(one["backend"], one["law"]): one["seconds"] for one in gone_on}
    assert all(cells[one["backend"], one["law"]] == one["seconds"] for one in finished)


def test_the_calls_of_both_runs_are_told(folder: Path) -> None:
    check(folder, "--json", "whole.json")
    check(folder, "--resume", "whole.json", "--json", "again.json")
    first, second = (
        json.loads((folder / name).read_text("utf-8"))["backends"] for name in ("whole.json", "again.json")
    )
    for before, after in zip(first, second, strict=True):
        for name, told in before["operations"].items():
            assert after["operations"][name]["calls"] >= told["calls"]
            assert after["operations"][name]["native_type"] == told["native_type"]


def test_the_results_of_code_that_changed_are_not_taken_over(folder: Path) -> None:
    check(folder, "--json", "before.json")
    (folder / "mine.py").write_text(FAULTY.replace("set(idxs)", "idxs"), encoding="utf-8")
    done = check(folder, "--resume", "before.json", "--json", "after.json")
    assert "Taken over from before.json: 42 of 84 results\n" in done.out
    assert "Not taken over: mine.py: the code changed (mine)\n" in done.out
    status = {one["law"]: one["status"] for one in results(folder, "after.json") if one["backend"] == "mine.py"}
    assert (status["maskedLoss"], status["complement"]) == ("passed", "failed")


def test_a_failure_that_has_become_known_is_expected_and_stays_taken_over(folder: Path) -> None:
    check(folder, "--json", "before.json")
    entry = "expect:\n  - {backend: mine.py, law: complement, reason: no time yet}\n"
    (folder / "known.yaml").write_text(entry, encoding="utf-8")
    check(folder, "--resume", "before.json", "--expect", "known.yaml", "--json", "after.json")
    told = {one["law"]: one for one in results(folder, "after.json") if one["backend"] == "mine.py"}["complement"]
    assert (told["status"], told["expectation"]["reason"]) == ("expected_failure", "no time yet")


@pytest.mark.parametrize("asked", [("--seed", "7"), ("--profile", "default"), ("--module", "mae")])
def test_a_run_of_another_request_is_refused_with_both_values(folder: Path, asked: tuple[str, str]) -> None:
    assert check(folder, "--law", "complement", "--json", "before.json").status == 1
    done = check(folder, "--resume", "before.json", *asked)
    assert (done.status, done.out) == (2, "")
    named = {"--seed": "seed 0 there, 7 here", "--profile": "profile quick there, default here", "--module": "spec "}
    assert "`before.json` is of another run" in done.err
    assert named[asked[0]] in done.err
    assert len(done.err.splitlines()) == 1


def test_a_run_in_another_environment_is_refused(folder: Path) -> None:
    check(folder, "--law", "complement", "--json", "before.json")
    saved = json.loads((folder / "before.json").read_text("utf-8"))
    saved["environment"]["hypothesis"] = "1.2.3"
    (folder / "before.json").write_text(json.dumps(saved), encoding="utf-8")
    done = check(folder, "--resume", "before.json", "--law", "complement")
    assert done.status == 2
    assert "hypothesis 1.2.3 there, " in done.err


def test_a_shard_goes_on_with_the_same_shard_alone(folder: Path) -> None:
    assert check(folder, "--law", "complement", "--shard", "1/2", "--json", "before.json").status == 1
    done = check(folder, "--resume", "before.json", "--law", "complement")
    assert (done.status, done.out) == (2, "")
    assert "part shard 1 of 2 there, the whole here" in done.err
    done = check(folder, "--resume", "before.json", "--law", "complement", "--shard", "1/2")
    assert "Taken over from before.json: 2 of 2 results" in done.out


def test_a_ledger_goes_on_by_itself(folder: Path) -> None:
    done = check(folder, "--resume", "before.json", "--ledger", "ledger")
    assert (done.status, done.out) == (2, "")
    assert "give one of them" in done.err
