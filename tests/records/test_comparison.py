"""Two runs beside each other: what broke, mended, came and went, and what changed under it."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from conformance import check
from conformance.backends import python as correct
from conformance.cli import cli
from conformance.errors import ResultsError
from conformance.records.agreement import AgreementRecord
from conformance.records.backend import BackendRecord
from conformance.records.comparison import Comparison, compare
from conformance.records.law import LawRecord, SpecRecord
from conformance.records.matrix import Summary
from conformance.records.report import Report
from conformance.records.result import Evidence, Failure, Result
from conformance.records.vocabulary import SCHEMA_VERSION
from conformance.terminal.comparison import show_comparison
from conformance.terminal.console import console


def result(law: str, status: str, level: str = "core", n: int | None = None, limited: bool = False) -> Result:
    failure = None if n is None else Failure("violation", "", {"n": n}, 1, 2, "", "f n = 1", "f n = 2")
    return Result("b", law, "theorem", level, status, 5, Evidence(None, None, None, {}), 0.5, failure, "", limited)


def report(*results: Result, require: str = "core") -> Report:
    backends = tuple(BackendRecord(n, "python", {}, {}, {}, "1.0", "aa") for n in {r.backend: 0 for r in results})
    laws = tuple(LawRecord(r.law, r.kind, r.level, f"theorem {r.law}", "", "") for r in results)
    spec, summary = SpecRecord(("M",), "s"), Summary(len(results), len(results), {})
    return Report(SCHEMA_VERSION, spec, laws, backends, list(results), [], 0, "quick", {}, summary, require)


def kinds(comparison: Comparison) -> list[tuple[str, bool]]:
    return [(c.kind, c.breaks) for c in comparison.changes]


@pytest.mark.parametrize(
    ("old", "new", "kind", "breaks"),
    [
        (result("a", "passed"), result("a", "failed", n=1), "broke", True),
        (result("a", "passed"), result("a", "timed_out"), "broke", True),
        (result("a", "passed"), result("a", "crashed"), "broke", True),
        (result("a", "passed"), result("a", "harness_error"), "broke", True),
        (result("a", "passed", "hardened"), result("a", "failed", "hardened", 1), "broke", False),
        (result("a", "passed"), result("a", "expected_failure", n=1), "broke", False),
        (result("a", "passed"), result("a", "vacuous"), "vacuous", True),
        (result("a", "passed"), result("a", "vacuous", limited=True), "vacuous", False),
        (result("a", "failed", n=1), result("a", "vacuous"), "vacuous", False),
        (result("a", "failed", n=1), result("a", "passed"), "mended", False),
        (result("a", "expected_failure", n=1), result("a", "unexpected_pass"), "mended", False),
        (result("a", "failed", n=1), result("a", "failed", n=2), "changed", False),
        (result("a", "failed", n=1), result("a", "timed_out"), "changed", False),
        (result("a", "not_provided"), result("a", "passed"), "new", False),
        (result("a", "passed"), result("a", "not_provided"), "gone", False),
    ],
)
def test_each_way_in_which_a_law_changes(old: Result, new: Result, kind: str, breaks: bool) -> None:
    comparison = compare(report(old), report(new))
    assert kinds(comparison) == [(kind, breaks)]
    assert comparison.exit_status() == int(breaks)


@pytest.mark.parametrize("status", ["passed", "failed", "vacuous", "not_provided"])
def test_what_stayed_as_it_was_is_no_change(status: str) -> None:
    same = report(result("a", status, n=1 if status == "failed" else None))
    assert compare(same, same).changes == ()
    assert compare(same, same).verdict() == "no law came to anything else"


def test_a_hardened_law_breaks_where_the_new_run_requires_it() -> None:
    old, new = report(result("a", "passed", "hardened")), report(result("a", "failed", "hardened", 1))
    assert compare(old, new).exit_status() == 0
    assert compare(old, replace(new, require="hardened")).exit_status() == 1


def test_laws_of_one_run_only_are_new_or_gone() -> None:
    old, new = (
        report(result("a", "passed"), result("b", "passed")),
        report(result("b", "passed"), result("c", "failed")),
    )
    assert [(c.kind, c.law) for c in compare(old, new).changes] == [("new", "c"), ("gone", "a")]


def test_the_circumstances_are_told() -> None:
    old = report(result("a", "passed"))
    backend = replace(
        old.backends[0], digest="bb", version="2.0", limits={"max_n": 3}, versions={"numpy": "2.1"}, carrier="numpy"
    )
    laws = (replace(old.laws[0], statement="theorem a : other"),)
    new = replace(old, spec=SpecRecord(("M",), "t"), laws=laws, backends=(backend,), environment={"python": "3.12"},
                  profile="deep", seed=1, incomplete=True)  # fmt: skip
    assert compare(old, old).circumstances == ("the spec is the same", "b: the code is the same")
    assert compare(old, new).circumstances == (
        "the spec changed: other statements of a", "b: the code changed", "b: version 1.0, now 2.0",
        "b: carrier python, now numpy", "b: limits none, now max_n=3", "b: numpy not there, now 2.1",
        "python not there, now 3.12", "profile: quick, now deep", "seed: 0, now 1", "the new run was interrupted",
    )  # fmt: skip
    unknown = replace(old, backends=(replace(backend, digest=""),))
    assert any("is not known" in c for c in compare(old, unknown).circumstances)


def test_backends_that_part_now_are_told() -> None:
    agreed = AgreementRecord("f", "b", "c", 9, True, None, None, None)
    parted = replace(agreed, agrees=False, inputs={"n": 1}, left_value=1, right_value=2)
    old = replace(report(result("a", "passed")), agreement=[agreed])
    new = replace(old, agreement=[parted])
    (change,) = compare(old, new).changes
    assert (change.kind, change.backend, change.breaks, change.details) == (
        "broke",
        "b and c",
        True,
        ("1 and 2 on n = 1",),
    )
    assert kinds(compare(new, old)) == [("mended", False)]


def real_runs() -> tuple[Report, Report]:
    def wrong(idxs: list[int], losses: list[int]) -> int:
        return sum(losses[i] for i in set(idxs))

    laws = ["maskedLoss", "maskedLoss_cons", "maskedLoss_nil"]
    before = SimpleNamespace(name="b", masked_loss=correct.masked_loss)
    after = SimpleNamespace(name="b", masked_loss=wrong)
    return check(before, laws=laws, profile="quick"), check(after, laws=laws, profile="quick")


def test_the_terminal_tells_it_within_80_columns() -> None:
    out = io.StringIO()
    show_comparison(compare(*real_runs()), console(out))
    lines = out.getvalue().splitlines()
    assert lines == [
        "2 broke",
        "  the spec is the same",
        "  b: the code changed (conformance.backends.python, tests,",
        "    tests.records.test_comparison)",
        "",
        "Broke (2)",
        "  maskedLoss on b: passed, now failed",
        "    violation on n = 1, idxs = [0, 0], perPatchLoss = [1]",
        "    expected (idxs.map perPatchLoss).sum = 2",
        "    gave maskedLoss idxs perPatchLoss = 1",
        "  maskedLoss_cons on b: passed, now failed",
        "    through maskedLoss",
    ]
    wide = compare(report(), report(*(result(f"law_{k}", "failed", n=k) for k in range(30))))
    out = io.StringIO()
    show_comparison(wide, console(out))
    assert max(map(len, out.getvalue().splitlines())) <= 80
    assert "law_29 (failed)" in out.getvalue()


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
