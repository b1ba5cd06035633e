"""A theorem that is false by the spec's own definitions is told as such everywhere, and as no verdict on a backend."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest

from conformance import check
from conformance.api import load_all, local_sessions
from conformance.backends import python as correct
from conformance.cases.profiles import PROFILES
from conformance.checking.laws import laws_of
from conformance.checking.statements import errors_of_false, false_statements
from conformance.laws.specfile import MODULES, load, shipped
from conformance.pytest_plugin import BoundLaw, FalseStatement
from conformance.pytest_plugin.subjects import Subject
from conformance.records.comparison import compare
from conformance.records.outcomes import outcome
from conformance.records.report import Report
from conformance.records.telling import failure_lines, failure_texts
from conformance.reports import annotations, badge, html, junit, markdown, sarif
from conformance.runs.expectations import Entry
from conformance.runs.running import run
from conformance.runs.settling import check as check_expected
from conformance.subjects.loading import load_backend
from tests.cases.support import law_of, spec_of

TEXT = """\
module: M
theorems:
  kept:
    lean: "theorem kept {n : Nat} (m : Mask n) : complement m = m"
  twice:
    lean: "theorem twice {n : Nat} (m : Mask n) : complement (complement m) = m"
  assumed:
    lean: "theorem assumed {n : Nat} (m : Mask n) (i : Fin n) (h : selected m i) : i.val < 60"
"""


def wrong() -> SimpleNamespace:
    """A backend whose `complement` chooses nothing, and that has no `selected`."""
    return SimpleNamespace(complement=lambda m: [False] * len(m), masked_loss=correct.masked_loss)


@pytest.fixture
def spec(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    Path("spec.yaml").write_text(TEXT, encoding="utf-8")
    return "spec.yaml"


@pytest.fixture
def report(spec: str) -> Report:
    return check("python", wrong(), spec=spec, profile="quick")


def statuses(report: Report, backend: str) -> dict[str, str]:
    return {r.law: r.status for r in report.results if r.backend == backend}


def test_no_backend_is_judged_by_it(report: Report) -> None:
    assert statuses(report, "python") == {
        "kept": "false_statement", "twice": "passed", "assumed": "false_statement",
    }  # fmt: skip
    assert statuses(report, "SimpleNamespace") == {
        "kept": "false_statement", "twice": "failed", "assumed": "false_statement",
    }  # fmt: skip
    kept = [r for r in report.results if r.law == "kept"]
    assert kept[0].failure == kept[1].failure
    assert {r.cases for r in kept} == {0}


def test_the_failure_tells_the_input_and_a_command_that_shows_it(report: Report) -> None:
    failure = report["kept", "python"].failure
    assert failure is not None
    assert (failure.reason, failure.inputs) == ("violation", {"n": 1, "m": [False]})
    assert (failure.expected, failure.actual) == ([False], [True])
    assert failure.message == (
        "`complement m` is [true], `m` is [false]; the statement is false here by the spec's own definitions"
    )
    assert (failure.calls, failure.operation, failure.source) == ((), "", "")
    assert failure.reproduce == "conformance spec check spec.yaml\n"


def test_the_exit_status_is_2_and_the_first_line_says_so(report: Report) -> None:
    assert report.exit_status() == 2
    assert not report.conforms("python")
    assert report.verdict() == (
        "the spec is wrong: 2 statements are false by its own definitions (kept, assumed); "
        "python: no verdict: 2 of 3 core laws are false by the spec's own definitions; "
        "SimpleNamespace: does not conform: 1 of 3 core laws failed"
    )
    assert report.summary.by_status == {"false_statement": 4, "passed": 1, "failed": 1}
    assert report.summary.run == 2
    assert Report.from_json(report.to_json()).exit_status() == 2


def test_it_counts_as_an_error_in_every_form(report: Report) -> None:
    assert {outcome(report, r) for r in report.results if r.status == "false_statement"} == {"error"}
    texts = failure_texts(report.results, report.laws, report.require)
    assert [t.split("\n")[0] for t in texts] == [
        "FALSE  kept: by the definitions of the spec itself", "FALSE  assumed: by the definitions of the spec itself",
        "FAIL  twice  on SimpleNamespace: violation",
    ]  # fmt: skip
    assert "the backend" not in texts[0]
    assert [line.partition(":")[0] for line in failure_lines(report.results, report.require)] == [
        "FALSE  kept", "FALSE  assumed", "FAIL  twice  on SimpleNamespace",
    ]  # fmt: skip
    lines = annotations.render(report).splitlines()
    assert [line.partition("::`")[0] for line in lines][:2] == [
        "::error file=spec.yaml,line=3,title=kept", "::error file=spec.yaml,line=7,title=assumed",
    ]  # fmt: skip
    assert len(lines) == 3
    assert badge.badge(report) == badge.Badge("the spec is wrong", "orange")
    told = markdown.render(report)
    assert told.startswith("### ❌ Masking conformance: the spec is wrong")
    assert told.count("<details>") == 3
    page = html.render(report)
    assert page.count("False statements</h2>") == 1
    assert page.count("false by the spec's own definitions</span>") == 2
    assert set(re.findall('href="#([^"]+)"', page)) <= set(re.findall(' id="([^"]+)"', page))


def test_junit_has_an_error_at_the_statement(report: Report) -> None:
    root = ElementTree.fromstring(junit.render(report))
    cases = [c for c in root.iter("testcase") if c.find("error") is not None]
    assert [(c.get("name"), c.get("file"), c.get("line")) for c in cases] == [
        ("kept", "spec.yaml", "3"), ("assumed", "spec.yaml", "7"),
    ] * 2  # fmt: skip
    assert root.get("failures") == "1"


def test_sarif_has_no_result_but_a_notification_of_what_the_tool_was_given(report: Report) -> None:
    (told,) = json.loads(sarif.render(report))["runs"]
    assert [r["ruleId"] for r in told["results"]] == ["twice"]
    (invocation,) = told["invocations"]
    assert (invocation["executionSuccessful"], invocation["exitCode"]) == (False, 2)
    notes = [n for n in invocation["toolExecutionNotifications"] if n["descriptor"]["id"] == "false_statement"]
    assert [(n["level"], n["associatedRule"]["id"]) for n in notes] == [("error", "kept"), ("error", "assumed")]
    assert notes[0]["locations"][0]["physicalLocation"]["region"] == {"startLine": 3}


def test_it_cannot_be_announced(spec: str) -> None:
    Path("known.yaml").write_text(
        "expect:\n  - {backend: python, law: kept, reason: r, inputs: {n: 1, m: [false]}, failure: violation}\n",
        encoding="utf-8",
    )
    report = check("python", spec=spec, profile="quick", expect="known.yaml")
    assert statuses(report, "python")["kept"] == "false_statement"
    assert report.exit_status() == 2
    assert report.complaints == (
        "known.yaml:2: `kept` on `python` cannot be announced: the statement is false by the spec's own definitions; "
        "mend it, and delete the entry",
    )


def test_a_run_in_which_a_law_became_false_broke(spec: str, report: Report) -> None:
    before = check("python", spec=spec, laws=["twice"], profile="quick")
    Path(spec).write_text(TEXT.replace("complement (complement m) = m", "complement m = m"), encoding="utf-8")
    after = check("python", spec=spec, laws=["twice"], profile="quick")
    (change,) = compare(before, after).changes
    assert (change.kind, change.new, change.breaks) == ("broke", "false by the spec's own definitions", True)


def test_what_one_backend_alone_finds_is_so_for_all(tmp_path: Path) -> None:
    # Of a size that is not tried beforehand: found where the backend is asked, and only without a limit.
    statement = "theorem t {n : Nat} (m : Mask n) : n ≠ 768 ∨ complement m = m"
    theorem, law = spec_of(statement), law_of(statement)
    limited = SimpleNamespace(complement=correct.complement, limits={"max_n": 30})
    loaded = [load_backend(b, theorem.definitions) for b in (limited, "python")]
    sessions = local_sessions(loaded, theorem, PROFILES["default"], 0)
    assert not false_statements(theorem, [law], PROFILES["quick"], 0)
    report = run(sessions, theorem, [law], PROFILES["default"], 0)
    assert [r.status for r in report.results] == ["false_statement"] * 2
    assert report.results[0].failure == report.results[1].failure


def test_a_kept_input_on_which_it_is_false_is_no_known_failure() -> None:
    statement = "theorem t {n : Nat} (m : Mask n) : complement m = m"
    theorem, law = spec_of(statement), law_of(statement)
    (session,) = local_sessions([load_backend("python", theorem.definitions)], theorem, PROFILES["quick"], 0)
    entry = Entry("python", "t", "r", "known.yaml", 2, inputs={"n": 1, "m": [False]}, failure="violation")
    assert check_expected(session, law, entry).status == "false_statement"


def test_pytest_raises_no_assertion() -> None:
    law = law_of("theorem t {n : Nat} (m : Mask n) : complement m = m")
    loaded, quick = load_all(["python"], shipped()), PROFILES["quick"]
    (session,) = local_sessions(loaded, shipped(), quick, 0)
    subject = Subject(session, shipped(), "core")
    with pytest.raises(FalseStatement, match="FALSE  t: by the definitions of the spec itself"):
        BoundLaw(law, subject).check()


# `spec check`


def test_spec_check_refuses_it_with_the_counterexample(spec: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "conformance", "spec", "check", spec], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (2, "")
    first, second, third = done.stderr.splitlines()
    assert (first, second) == (
        "conformance: 2 errors",
        "  spec.yaml:3: `kept` is false by the spec's own definitions on n = 1, m = [false]: "
        "`complement m` is [true], `m` is [false]",
    )
    assert third.startswith("  spec.yaml:7: `assumed` is false by the spec's own definitions on n = 61, m = [false, ")


@pytest.mark.parametrize("statement", [
    "theorem t {n : Nat} (m : Mask n) : selected m = selected m",
    "theorem t {n : Nat} (m : Mask n) (h : n < n) : complement m = m",
    "theorem t (m : Mask 1) : complement (complement m) = m",
    "theorem t : complement (allMask 2) = emptyMask 2",
])  # fmt: skip
def test_what_is_not_refuted_is_let_through(statement: str) -> None:
    assert not errors_of_false(spec_of(statement), [law_of(statement)], PROFILES["quick"], 0)


def test_a_body_that_would_not_end_is_not_waited_for(tmp_path: Path) -> None:
    lines = "".join(f"  f{k}: {{lean: 'def f{k} (x : Nat) : Nat := f{k - 1} (f{k - 1} x)'}}\n" for k in range(1, 40))
    path = tmp_path / "spec.yaml"
    path.write_text(
        f"module: M\ndefinitions:\n  f0: {{lean: 'def f0 (x : Nat) : Nat := x'}}\n{lines}"
        "theorems:\n  t: {lean: 'theorem t (x : Nat) : f39 x = x + 1'}\n"
        "  u: {lean: 'theorem u (x : Nat) : f9 x = 1'}\n",
        encoding="utf-8",
    )
    spec = load([path])
    (error,) = errors_of_false(spec, laws_of(spec), PROFILES["quick"], 0)
    assert "spec.yaml:45: `u` is false by the spec's own definitions on x = 0: `f9 x`" in str(error)


@pytest.mark.slow
@pytest.mark.parametrize(("profile", "modules"), [("default", MODULES), ("deep", ("masking", "mae", "jepa", "vicreg"))])
def test_the_shipped_theorems_hold_by_their_definitions(profile: str, modules: tuple[str, ...]) -> None:
    spec = shipped(*modules)
    assert not false_statements(spec, laws_of(spec), PROFILES[profile], 0)


def test_theorems_that_ship_are_not_tried_with_a_spec_of_ones_own(spec: str, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []
    monkeypatch.setattr(
        "conformance.runs.running.false_statements", lambda _spec, laws, *_: tried.extend(law.id for law in laws) or {}
    )
    report = check(wrong(), spec=["masking", spec], laws=["maskedLoss_nil", "twice"], profile="quick")
    assert {r.law for r in report.results} == {"maskedLoss_nil", "twice"}
    assert tried == ["twice"]


def test_arithmetic_on_positions_wraps_around(tmp_path: Path) -> None:
    path = tmp_path / "spec.yaml"
    path.write_text(
        """\
module: M
definitions:
  later: {lean: "def later {n : Nat} (i j : Fin n) : Fin n := max i j"}
theorems:
  grows: {lean: "theorem grows {n : Nat} (i j : Fin n) : i + later i j ≥ i"}
  numbers: {lean: "theorem numbers {n : Nat} (i j : Fin n) : i.val + later i j ≥ i"}
""",
        encoding="utf-8",
    )
    report = check(SimpleNamespace(later=max), spec=path, profile="quick")
    assert {law: s for law, s in statuses(report, "SimpleNamespace").items() if "." not in law} == {
        "later": "passed", "grows": "false_statement", "numbers": "passed",
    }  # fmt: skip
    (failure,) = (r.failure for r in report.results if r.law == "grows")
    assert failure is not None
    assert failure.inputs == {"n": 2, "i": 1, "j": 0}
