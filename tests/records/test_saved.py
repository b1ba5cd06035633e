"""Reports in files and folders: those that count, and why others do not."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.errors import ResultsError, UsageError
from conformance.records.saved import files_in, read_results, reports_in
from tests.records.small import A, B, report, result


def test_a_saved_report_reads_back(tmp_path: Path) -> None:
    of = report(result(A))
    (tmp_path / "a.json").write_text(of.to_json(), encoding="utf-8")
    assert read_results(tmp_path / "a.json") == of


def test_a_file_that_is_no_report_is_refused_with_its_name(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("{")
    with pytest.raises(ResultsError, match=r"a\.json: is not a results file: not JSON"):
        read_results(tmp_path / "a.json")
    with pytest.raises(ResultsError, match=r"none\.json"):
        read_results(tmp_path / "none.json")


def test_files_of_a_folder_come_in_order_and_each_says_why_it_does_not_count(tmp_path: Path) -> None:
    (tmp_path / "below").mkdir()
    (tmp_path / "notes.txt").write_text("no")
    (tmp_path / "bad.json").write_text("[]")
    for name, of in (("below/b.json", report(result(A))), ("a.json", report(result(B)))):
        (tmp_path / name).write_text(of.to_json(), encoding="utf-8")
    found = dict(reports_in(tmp_path))
    assert list(found) == ["a.json", "bad.json", "below/b.json"]
    assert found["a.json"] == report(result(B))
    assert found["bad.json"] == "is not a results file: expected `schema_version` 1, found a list"


def test_a_folder_of_more_than_runs_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("conformance.records.saved.MAX_FOLDERS", 3)
    for k in range(5):
        (tmp_path / str(k)).mkdir()
    with pytest.raises(UsageError, match="or 3 folders; name one of runs alone"):
        files_in(tmp_path)
