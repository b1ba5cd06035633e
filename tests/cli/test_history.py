"""`conformance history`: what it prints at 80 columns, the page, and wrong requests."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from click.testing import CliRunner

from conformance.cli import cli
from conformance.errors import UsageError
from conformance.records.histories import history_of
from conformance.records.timelines import History
from conformance.terminal.console import console
from conformance.terminal.history import show_history
from tests.records.test_histories import run_on
from tests.reports.runs import NASTY


def shown(history: History) -> str:
    stream = io.StringIO()
    show_history(history, console(stream))
    return stream.getvalue()


RUNS = [
    ("1.json", run_on(1, ("a", "passed"), ("b", "failed"), ("c", "failed", "hardened"), ("d", "passed"))),
    ("2.json", run_on(2, ("a", "passed"), ("b", "failed"), ("c", "failed", "hardened"), ("d", "passed"))),
    ("3.json", run_on(3, ("a", "failed"), ("b", "passed"), ("c", "failed", "hardened"), ("d", "not_provided"),
                      digest="new")),
]  # fmt: skip


def test_the_last_run_what_broke_what_was_mended_and_since_when_laws_fail() -> None:
    assert shown(history_of(RUNS)) == (
        "3 runs of 1 backend, 2026-03-01 to 2026-03-03.\n"
        "\n"
        "numpy: does not conform: 1 of 3 core laws failed (1 not provided)\n"
        "  last of 3 runs: 2026-03-03 10:00 (3.json), changed since the run before: code\n"
        "  broke: a\n"
        "  mended: b\n"
        "  changed: d (passed → not_provided)\n"
        "  fails since 2026-03-01 10:00 or longer (3 runs): c*\n"
        "  fails since 2026-03-03 10:00 (1 run): a\n"
        "\n"
        "* hardened: beyond the domain; required with --require hardened only.\n"
    )


def test_no_line_is_longer_than_80_columns() -> None:
    long = [(f"law_number_{k}_of_many", "failed") for k in range(40)]
    history = history_of([("folder/" * 20 + "r.json", run_on(1, *long)), ("s.json", run_on(2, *long))])
    text = shown(History(history.timelines, 2, (("x.json", "why " * 60),)))
    assert max(len(line) for line in text.splitlines()) <= 80
    assert "fails since 2026-03-01 10:00 or longer (2 runs): law_number_0_of_many" in text
    assert "every law is as in the run before" in text


def test_hostile_text_is_shown_escaped() -> None:
    text = shown(History(history_of(RUNS).timelines, 3, ((NASTY, NASTY),)))
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_the_command_writes_the_page_and_names_what_it_skipped(tmp_path: Path) -> None:
    for name, run in RUNS:
        (tmp_path / name).write_text(run.to_json(), encoding="utf-8")
    (tmp_path / "x.json").write_text("{")
    page = tmp_path / "h.html"
    done = CliRunner().invoke(cli, ["history", str(tmp_path), "--html", str(page)])
    assert done.exit_code == 0
    assert done.output.startswith("Skipped x.json: is not a results file: not JSON")
    assert f"Wrote {page}" in done.output
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")


@pytest.mark.parametrize("options", [(), ("--html", "no/where.html")])
def test_a_folder_without_runs_is_a_wrong_request(tmp_path: Path, options: tuple[str, ...]) -> None:
    done = CliRunner().invoke(cli, ["history", str(tmp_path), *options])
    assert isinstance(done.exception, UsageError)
