"""Statements that are heavy to evaluate: no backend is asked for what the spec cannot work out, nor judged by it."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from conformance import check
from conformance.backends import python
from conformance.cases.profiles import PROFILES
from conformance.checking.checker import Checker
from conformance.checking.laws import laws_of
from conformance.cli import main
from conformance.errors import SpecError
from conformance.laws.specfile import load
from conformance.lean.allowance import MAX_BITS
from conformance.records.report import Report
from conformance.records.telling import failure_texts
from conformance.reports.html import render as html
from conformance.reports.junit import render as junit
from conformance.reports.markdown import render as markdown
from conformance.reports.sarif import render as sarif
from conformance.subjects.loading import load_backend
from tests.asked import is_asked
from tests.checking.heavy import DEFINITIONS, files

POWERS = """module: M
definitions:
  power: {lean: 'def power (a b : Nat) : Nat := a ^ b'}
theorems:
  twice: {lean: 'theorem twice (a b c : Nat) : power (power a b) c = power a (b * c)'}
  small: {lean: 'theorem small (a b c : Nat) (h : power (power a b) c < 100) : power a (b * c) < 100'}
"""


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "spec.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def one_law(tmp_path: Path, statement: str, backend: object = "python") -> Report:
    path = written(tmp_path, f"module: M\ntheorems:\n  t: {{lean: 'theorem t {statement}'}}\n")
    return check(backend, spec=[path], profile="quick", laws=["t"])


def powers(asked: list[tuple[int, int]], wrong_at: int = -1) -> SimpleNamespace:
    """A backend that would not come back where it is asked for more than the spec works out."""

    def power(a: int, b: int) -> int:
        asked.append((a, b))
        assert (a.bit_length() - 1) * b <= MAX_BITS
        return a**b + (b == wrong_at)

    return SimpleNamespace(power=power)


def test_a_backend_is_asked_for_no_number_that_the_spec_cannot_work_out(tmp_path: Path) -> None:
    asked: list[tuple[int, int]] = []
    report = check(powers(asked), powers(asked), spec=[written(tmp_path, POWERS)], profile="default")
    assert report.exit_status() == 0
    held = {r.law for r in report.results if r.status == "passed"}
    assert held >= {"power", "twice", "small", "power.deterministic", "power.well_formed", "power.shares_no_memory"}
    assert all(a.agrees and a.cases for a in report.agreement)
    assert max(b for _, b in asked) > 3


def test_a_wrong_one_fails_all_the_same_on_a_small_input(tmp_path: Path) -> None:
    report = check(powers([], wrong_at=3), spec=[written(tmp_path, POWERS)], profile="quick")
    result = report["power", "SimpleNamespace"]
    assert result.status == "failed"
    assert result.failure is not None
    assert result.failure.inputs == {"a": 0, "b": 3}


def test_an_input_that_cannot_be_evaluated_is_not_asked_in_a_replay(tmp_path: Path) -> None:
    spec = load([written(tmp_path, POWERS)])
    asked: list[tuple[int, int]] = []
    checker = Checker(load_backend(powers(asked), spec.definitions), spec, PROFILES["quick"], 0)
    law = laws_of(spec)[0]
    assert checker.replay(law, {"a": 3, "b": 4}).status == "passed"
    asked.clear()
    assert checker.replay(law, {"a": 2**60, "b": 2**19}).status == "false_statement"
    assert asked == []


@pytest.mark.parametrize(
    "claim",
    [
        "∀ a < n * n * n, ∀ b < a * a, b < a * a",
        "(List.range (n ^ n)).length = n ^ n",
        "n < 1 ∨ ∀ a < 10 ^ n, ∀ b < 10 ^ n, a = a",
    ],
)
def test_inputs_on_which_loops_take_too_many_steps_are_not_counted(tmp_path: Path, claim: str) -> None:
    report = one_law(tmp_path, f"(n : Nat) (m : Mask 1) : ({claim}) ∧ complement (complement m) = m")
    (result,) = report.results
    assert (result.status, report.exit_status()) == ("passed", 0)
    assert 4 <= result.cases < 100


UNDECIDED = "(m : Mask 1) : (∀ a < 1000000, ∀ b < 1000000, a = a) ∧ complement m = m"
BODY = """module: M
definitions:
  slow: {lean: 'def slow (n : Nat) : Nat := (List.range 900000).foldl (fun a i => a + (List.range 900000).length) n'}
"""


@pytest.mark.parametrize("is_body", [False, True])
def test_what_cannot_be_evaluated_on_any_input_is_no_verdict_on_a_backend(tmp_path: Path, is_body: bool) -> None:
    slow = SimpleNamespace(slow=lambda n: n + 900_000**2)
    report = check(slow, spec=[written(tmp_path, BODY)], profile="quick") if is_body else one_law(tmp_path, UNDECIDED)
    assert report.exit_status() == 2
    assert {r.status for r in report.results if is_asked(r)} == {"false_statement"}
    assert "no verdict" in report.verdict()


def test_every_output_says_that_it_cannot_be_evaluated_and_not_that_it_is_false(tmp_path: Path) -> None:
    report = one_law(tmp_path, UNDECIDED)
    assert report.verdict().startswith("the spec is wrong: t cannot be evaluated by its own definitions; ")
    (told,) = failure_texts(report.results, report.laws, report.require)
    assert told.startswith("UNDECIDED  t: cannot be evaluated by the definitions of the spec itself")
    for render in (html, junit, markdown, sarif):
        text = str(render(report))
        assert "cannot be evaluated by the" in text
        for wrong in ("is false", "False statements", "FALSE  "):
            assert wrong not in text, render


def test_premises_that_cannot_be_evaluated_are_told(tmp_path: Path) -> None:
    (result,) = one_law(tmp_path, "(m : Mask 1) (h : ∀ a < 999999, ∀ b < 999999, a = a) : complement m = m").results
    assert result.status == "vacuous"
    assert result.note.startswith("no input met the premises; on some they cannot be evaluated: it takes more than")


def test_what_a_backend_gives_makes_no_loop_that_does_not_end(tmp_path: Path) -> None:
    statement = (
        "(i : Fin 2) : True ∧ ∀ a < maskedLoss [i] (fun _ => 900), ∀ b < maskedLoss [i] (fun _ => 900), a + b < 2000000"
    )
    assert one_law(tmp_path, statement).exit_status() == 0
    report = one_law(tmp_path, statement, SimpleNamespace(masked_loss=lambda idxs, losses: 999_999))
    assert report.results[0].status == "failed"
    assert report.results[0].failure is not None
    assert "with what came back the statement cannot be evaluated" in report.results[0].failure.message


HEAVY = dict(files(0))


@pytest.mark.slow
@pytest.mark.parametrize("name", HEAVY)
def test_a_heavy_file_is_checked_and_is_no_fault_of_the_harness(tmp_path: Path, name: str) -> None:
    path = written(tmp_path, HEAVY[name])
    with pytest.raises(SystemExit) as ended:
        main(["spec", "check", str(path)])
    assert ended.value.code in (0, 2)
    try:
        spec = load([path])
    except SpecError:
        assert ended.value.code == 2
        return
    # As the spec says, and so not to be asked for what that would not come back with.
    functions = {**vars(python), **{n: f for n, f in spec.reference.items() if n in DEFINITIONS}}
    report = check(SimpleNamespace(**functions), spec=[path], profile="quick", laws=["t", "sq", "tower", "f30"])
    assert report.exit_status() in (0, 1, 2)
    assert {r.status for r in report.results if is_asked(r)} <= {"passed", "vacuous", "false_statement"}


def test_there_are_a_hundred_heavy_files_and_each_seed_has_its_own() -> None:
    assert len(HEAVY) == 100
    assert dict(files(0)) == HEAVY != dict(files(1))
