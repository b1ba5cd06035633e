"""`conformance compare`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from conformance.cli import cli
from conformance.errors import ResultsError
from tests.records.compared import real_runs


def test_the_command_writes_json_and_markdown_and_exits_with_1(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    old, new = real_runs()
    Path("old.json").write_text(old.to_json(), encoding="utf-8")
    Path("new.json").write_text(new.to_json(), encoding="utf-8")
    arguments = ["compare", "old.json", "new.json", "--json", "c.json", "--markdown", "c.md"]
    done = CliRunner().invoke(cli, arguments, catch_exceptions=False)
    assert (done.exit_code, done.output.splitlines()[0]) == (1, "2 broke")
    assert [c["law"] for c in json.loads(Path("c.json").read_text())["changes"]] == ["maskedLoss", "maskedLoss_cons"]
    assert "- maskedLoss_cons on b: passed, now failed\n  - through maskedLoss\n" in Path("c.md").read_text()
    assert CliRunner().invoke(cli, ["compare", "new.json", "old.json"]).exit_code == 0


def test_a_file_that_is_no_report_is_a_wrong_request(tmp_path: Path) -> None:
    (tmp_path / "old.json").write_text("[]")
    with pytest.raises(ResultsError, match=r"old\.json: is not a results file"):
        CliRunner().invoke(cli, ["compare", str(tmp_path / "old.json"), "none.json"], catch_exceptions=False)
