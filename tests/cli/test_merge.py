"""`conformance check --shard` in workers, and `conformance merge`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.commands import Ran, run

CRASHES = """
import os
from conformance.backends.python import selected, all_mask, empty_mask, masked_loss

name = "mine"

def complement(mask):
    if mask == [True, False, True, False]:
        os._exit(3)
    return [not m for m in mask]
"""
KNOWN = """
expect:
  - {backend: mine, law: complement, reason: known to be wrong}
  - {backend: mine, law: allMask, reason: not known to be wrong}
"""


def checked(cwd: Path, backend: str, shard: str, file: str, *more: str) -> Ran:
    return run("check", backend, "--law", "complement*", "--law", "allMask", "--profile", "quick", "--shard", shard,
               "--json", file, *more, cwd=cwd)  # fmt: skip


def told(path: Path) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    plain["started"] = ""
    for result in plain["results"]:
        result["seconds"] = 0
    for one in plain["backends"]:
        one["operations"] = sorted(one["operations"])
    return plain


def test_shards_that_workers_checked_make_the_report_of_one_run(tmp_path: Path) -> None:
    one = run("check", "python", "--law", "complement*", "--law", "allMask", "--profile", "quick", "--json", "one.json",
              cwd=tmp_path)  # fmt: skip
    ran = [checked(tmp_path, "python", f"{k}/2", f"{k}.json") for k in (1, 2)]
    assert [r.status for r in ran] == [0, 0]
    assert "a part of a run, shard 2 of 2" in ran[1].out
    merged = run("merge", "2.json", "1.json", "--json", "whole.json", "--html", "whole.html", cwd=tmp_path)
    assert (merged.status, merged.err) == (0, "")
    assert merged.out.splitlines()[0] == one.out.splitlines()[0]
    assert told(tmp_path / "whole.json") == told(tmp_path / "one.json")
    page = run("report", "1.json", "--html", "1.html", cwd=tmp_path)
    assert page.status == 0
    assert "This is a part of a run, shard 1 of 2." in (tmp_path / "1.html").read_text(encoding="utf-8")


def test_a_call_without_an_answer_is_that_of_the_merged_report(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(CRASHES, encoding="utf-8")
    ran = [checked(tmp_path, "mine.py", f"{k}/3", f"{k}.json") for k in (1, 2, 3)]
    assert max(r.status for r in ran) == 1
    merged = run("merge", "3.json", "1.json", "2.json", "--json", "whole.json", cwd=tmp_path)
    assert merged.status == 1
    found = {r["law"]: r for r in told(tmp_path / "whole.json")["results"]}
    assert found["complement"]["status"] == "crashed"
    assert found["complement"]["failure"]["inputs"] == {"n": 4, "m": [True, False, True, False]}
    assert found["allMask"]["status"] == "passed"


def test_known_failures_are_settled_once_all_shards_are_there(tmp_path: Path) -> None:
    wrong = CRASHES.replace("os._exit(3)", "return mask")
    (tmp_path / "mine.py").write_text(wrong, encoding="utf-8")
    (tmp_path / "known.yaml").write_text(KNOWN, encoding="utf-8")
    only = ("--law", "complement", "--law", "allMask", "--expect", "known.yaml")
    run("check", "mine.py", "--profile", "quick", *only, "--json", "one.json", cwd=tmp_path)
    for k in (1, 2):
        run("check", "mine.py", "--profile", "quick", *only, "--json", f"{k}.json", "--shard", f"{k}/2", cwd=tmp_path)
    merged = run("merge", "1.json", "2.json", "--json", "whole.json", cwd=tmp_path)
    assert merged.status == 1
    whole = told(tmp_path / "whole.json")
    assert whole == told(tmp_path / "one.json")
    assert [r["status"] for r in whole["results"]] == ["unexpected_pass", "expected_failure"]
    assert len(whole["complaints"]) == 1


def test_what_is_wrong_is_told_in_one_message(tmp_path: Path) -> None:
    checked(tmp_path, "python", "2/3", "2.json")
    for arguments, message in (
        (("merge", "2.json"), "shards 1, 3 of 3 are missing"),
        (("merge", "2.json", "2.json"), "shard 2 of 3 is in `2.json` and in `2.json`"),
        (("check", "python", "--shard", "4/3"), "`shard` must be K/N"),
        (("check", "python", "--shard", "1/3", "--last-failed"), "--last-failed goes by a whole run"),
        (("merge", "none.json"), "none.json"),
    ):
        ran = run(*arguments, cwd=tmp_path)
        assert (ran.status, ran.out) == (2, "")
        assert message in ran.err
    partial = run("merge", "2.json", "--partial", "--json", "-", cwd=tmp_path)
    assert partial.status == 0
    assert json.loads(partial.out)["shards"] == {"numbers": [2], "of": 3}
    for command in (("history", "."), ("compare", "2.json", "2.json")):
        ran = run(*command, cwd=tmp_path)
        assert ran.status == 2
        assert "a part of a run, shard 2 of 3" in ran.err


@pytest.mark.parametrize("form", ["junit", "sarif", "markdown", "badge"])
def test_a_part_of_a_run_has_all_forms(tmp_path: Path, form: str) -> None:
    checked(tmp_path, "python", "1/3", "1.json")
    file = f"out.{'json' if form == 'badge' else form}"
    assert run("report", "1.json", f"--{form}", file, cwd=tmp_path).status == 0
    text = (tmp_path / file).read_text(encoding="utf-8")
    assert "shard 1 of 3" in text
