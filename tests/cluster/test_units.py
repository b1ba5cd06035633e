"""What goes to a worker of the cluster and back, as text."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from conformance.cluster.standing import differences, standing
from conformance.cluster.units import Answer, Surroundings, Unit, job_of, read_job
from conformance.runs.workers.requests import Plan

AROUND = Surroundings("/folder", ("masking", "own.yaml"), "v1", {"python": "3.11.7"})
UNIT = Unit(
    Plan("mine.py", ("masking",), "quick", 3, True, 2**30), ("complement",), "mine", {"name": "mine"}, 5.0, 60.0
)


@pytest.mark.parametrize("unit", [None, UNIT])
def test_a_job_is_read_as_it_was_written(unit: Unit | None) -> None:
    text = job_of(AROUND, unit)
    assert "\n" not in text
    assert read_job(text) == (AROUND, unit)


@pytest.mark.parametrize("text", ["", "3", "[]", "{}", '{"differs": 3}', '{"differs": [3]}', '{"differs": null}'])
def test_what_is_no_answer_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Answer.read(text, (), "mine")


def test_what_differs_is_read_before_results() -> None:
    text = json.dumps({"differs": ["python 3.11.7 here, 3.12.1 there"], "results": "none"})
    assert Answer.read(text, (), "mine").differs == ("python 3.11.7 here, 3.12.1 there",)


def test_an_interpreter_is_told_by_what_results_depend_on() -> None:
    here = standing("ab" * 32)
    assert differences(here, standing("ab" * 32)) == []
    there = {**standing("cd" * 32), "python": "3.99.0"}
    assert differences(here, there) == [
        f"python {here['python']} here, 3.99.0 there", "spec abababababababab here, cdcdcdcdcdcdcdcd there"
    ]  # fmt: skip


def test_the_runs_of_a_ledger_count_where_there_is_one(tmp_path: Path) -> None:
    here = standing("ab" * 32, str(tmp_path))
    assert differences({**here, "runs in the ledger": "3"}, here) == ["runs in the ledger 3 here, 0 there"]
