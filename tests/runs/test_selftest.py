"""The harness tried on itself: every fault of the zoo is caught as it names, and nothing correct is flagged."""

from __future__ import annotations

import io
import json
import re
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

import conformance.runs.selftest
from conformance.backends import zoo
from conformance.backends.zoo import Specimen, specimens
from conformance.checking.laws import calls_one_of, hangs_on, laws_of
from conformance.errors import UsageError
from conformance.laws.specfile import shipped
from conformance.records.selftest import FirstFailure, SelftestReport
from conformance.reports.html import render_selftest
from conformance.runs.selftest import asked_of, selftest
from conformance.terminal.console import console
from conformance.terminal.selftest import show_selftest
from tests.cli.commands import run

FEW = ("python-set-of-indices", "python-flipped-in-place", "python-complement-by-xor")


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> list[Specimen]:
    """A zoo of a few specimens, one of them correct."""
    chosen = [s for s in specimens("python") if s.name in FEW]
    monkeypatch.setattr(conformance.runs.selftest, "specimens", lambda library: chosen)
    return chosen


def test_faults_are_caught_as_named(few: list[Specimen]) -> None:
    report = selftest(["python"], profile="quick", workers=0)
    assert [s.name for s in report.specimens] == [s.name for s in few]
    assert report.odd == report.survivors == ()
    assert report.exit_status() == 0
    assert {s.name: s.found for s in report.faulty} == {s.name: dict(s.caught_by) for s in few if s.is_faulty}
    assert all(s.first in s.named and s.inputs > 0 and s.seconds_to_first <= s.seconds for s in report.faulty)
    assert "no alarms on 1 correct ones" in report.verdict()
    assert {s.name: set(s.until) for s in report.faulty} == {s.name: set(s.found) for s in report.faulty}
    # The empty mask and the first of one position.
    assert {s.name: s.until.get("complement.preserves_inputs") for s in report.faulty}[
        "python-flipped-in-place"
    ] == FirstFailure("exhaustive", 2)


def test_a_survivor_is_told_and_fails_the_run(few: list[Specimen], monkeypatch: pytest.MonkeyPatch) -> None:
    impostor = replace(few[-1], name="python-impostor", caught_by={"complement": "violation"})
    monkeypatch.setattr(conformance.runs.selftest, "specimens", lambda library: [impostor, few[0]])
    report = selftest(["python"], profile="quick", workers=0)
    assert [s.name for s in report.survivors] == ["python-impostor"]
    assert report.exit_status() == 1
    assert report.verdict().startswith("1 of 2 faulty backends caught")
    assert "python-impostor" in render_selftest(report).split("Survivors")[1]


def test_a_law_that_may_see_a_fault_need_not_and_no_other_may(monkeypatch: pytest.MonkeyPatch) -> None:
    flipped = next(s for s in specimens("python") if s.name == "python-flipped-in-place")
    (mutated, aliased), more = flipped.caught_by.items(), {"selected": "violation"}
    ways = {
        "may": replace(flipped, caught_by=dict([mutated]), also=dict([aliased]) | more),
        "must-more": replace(flipped, caught_by=dict(flipped.caught_by) | more),
        "may-not": replace(flipped, caught_by=dict([mutated])),
        "other-reason": replace(flipped, caught_by=dict([mutated]), also={aliased[0]: "violation"}),
    }
    chosen = [replace(s, name=f"python-{name}") for name, s in ways.items()]
    monkeypatch.setattr(conformance.runs.selftest, "specimens", lambda library: chosen)
    report = selftest(["python"], profile="quick", workers=0)
    assert report.specimens[0].named == report.specimens[0].found == dict(flipped.caught_by)
    assert [s.name for s in report.odd] == ["python-must-more", "python-may-not", "python-other-reason"]


def test_an_alarm_on_a_correct_backend_fails_the_run(few: list[Specimen], monkeypatch: pytest.MonkeyPatch) -> None:
    alarmed = Specimen("python-alarmed", "python", "nothing", few[0].implementation, {})
    monkeypatch.setattr(conformance.runs.selftest, "specimens", lambda library: [alarmed])
    report = selftest(["python"], profile="quick", workers=0)
    assert report.exit_status() == 1
    assert "1 alarm on 1 correct ones" in report.verdict()


def test_what_a_law_sees_alone_is_counted(few: list[Specimen]) -> None:
    report = selftest(["python"], profile="quick", workers=0)
    sees = {law.id: (report.caught_by(law.id), report.caught_only_by(law.id)) for law in report.laws}
    flipped = next(s for s in report.faulty if s.name == "python-flipped-in-place")
    assert set(flipped.found) == {"complement.preserves_inputs", "complement.shares_no_memory"}
    assert sees["complement.preserves_inputs"] == (1, 0)


def test_stages_that_see_a_fault_are_told_each_run_by_itself(
    few: list[Specimen], monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ("python-recursion-per-index", "python-set-of-indices")
    chosen = [*(s for s in specimens("python") if s.name in names), *few[-1:]]
    monkeypatch.setattr(conformance.runs.selftest, "specimens", lambda library: chosen)
    report = selftest(["python"], profile="quick", workers=0)
    stages = {s.name: s.stages for s in report.specimens}
    assert stages["python-set-of-indices"] == ("exhaustive", "sampled", "wide")
    assert stages["python-recursion-per-index"] == ("wide",)
    out = io.StringIO()
    show_selftest(report, console(out))
    assert re.search(r"stage +catches +alone\nexhaustive +1 +0\nsampled +1 +0\nwide +2 +1\n", out.getvalue())
    page = render_selftest(report).split('id="stages"')[1]
    assert '<td>2</td><td>1</td><td class="wrap"><a href="#python-recursion-per-index">' in page
    assert json.loads(report.to_json())["specimens"][0]["stages"]


def test_an_unknown_library_is_told() -> None:
    with pytest.raises(UsageError, match="no library `jax`; expected one of python, numpy, torch"):
        selftest(["jax"])


def test_a_specimen_is_asked_the_laws_that_may_hang_on_what_it_changes(few: list[Specimen]) -> None:
    laws = [law for law in laws_of(shipped()) if "/masking.yaml:" in law.source]
    every = {law.id for law in laws}
    correct = next(s for s in specimens("python") if s.implementation is s.base)
    set_of_indices, flipped, _ = few
    asked = {law.id for law in asked_of(flipped)}
    calling = {law.id for law in laws if calls_one_of(law, {"complement"})}
    assert asked == calling | set(flipped.caught_by) < every
    # Of one that is right, those that ask it in between as well.
    right = replace(flipped, caught_by={}, slip="")
    assert not right.is_faulty
    assert {law.id for law in asked_of(right)} == {law.id for law in laws if hangs_on(law, {"complement"})} > asked
    assert {law.id for law in asked_of(correct)} == every
    assert {law.id for law in asked_of(replace(set_of_indices, reaches_further=True))} == every
    assert set(flipped.caught_by) <= asked


@pytest.mark.parametrize("specimen", [s for s in specimens("python") if s.also], ids=lambda s: s.name)
def test_every_law_that_may_see_a_fault_is_asked(specimen: Specimen) -> None:
    assert {*specimen.caught_by, *specimen.also} <= {law.id for law in asked_of(specimen)}


def test_the_command_tells_it_and_writes_it(few: list[Specimen], tmp_path: Path) -> None:
    files = ("--json", "zoo.json", "--html", "zoo.html")
    ran = run("selftest", "python", "--profile", "quick", "--workers", "0", *files, cwd=tmp_path)
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.startswith("2 of 2 faulty backends caught, each by the laws and reasons that it names;")
    told = json.loads((tmp_path / "zoo.json").read_text(encoding="utf-8"))
    assert [s["name"] for s in told["specimens"]] == [s.name for s in few]
    assert all(s["found"] == s["named"] and set(s["found"]) <= set(s["asked"]) for s in told["specimens"])
    assert (tmp_path / "zoo.html").read_text(encoding="utf-8").startswith("<!doctype html>")


def themes() -> list[tuple[str, str]]:
    """The libraries and modules of the zoo, so that processes which share the tests share the zoo."""
    return sorted((path.parent.name, path.stem) for path in Path(zoo.__path__[0]).glob("*/[!_]*.py"))


@pytest.mark.slow
@pytest.mark.parametrize(("library", "theme"), [*themes(), *((library, "_base") for library in zoo.LIBRARIES)])
def test_the_whole_zoo_is_caught_as_named_in_the_default_profile(
    library: str, theme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip(library if library != "python" else "conformance")
    chosen = [s for s in specimens(library) if s.implementation.__module__.endswith(f".{theme}")]
    monkeypatch.setattr(conformance.runs.selftest, "specimens", lambda library: chosen)
    report = selftest([library], workers=0)
    assert [s.name for s in report.specimens] == [s.name for s in chosen]
    assert {s.name: (s.found, s.alarms) for s in report.odd} == {}


@pytest.mark.slow
def test_specimens_are_checked_in_processes_as_well(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = specimens("python")[::10]
    monkeypatch.setattr(conformance.runs.selftest, "specimens", lambda library: chosen)
    report = selftest(["python"], "quick", workers=2)
    assert [s.name for s in report.specimens] == [s.name for s in chosen]
    assert {s.name: (s.found, s.alarms) for s in report.correct if not s.as_named} == {}
    assert len(report.survivors) < len(report.faulty) / 5
    assert capfd.readouterr() == ("", "")


def test_an_empty_zoo_is_no_success() -> None:
    report = SelftestReport(1, (), (), (), 0, "quick", {})
    assert (report.exit_status(), report.verdict()) == (1, "nothing was checked")


WATCHED = """
import sys
from conformance.runs.selftest import asked_of, selftest

if __name__ == "__main__":
    selftest(["python"], "quick", workers=2, progress=lambda *done: print("!", flush=True))
"""


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_an_ended_run_leaves_no_process(tmp_path: Path, number: signal.Signals) -> None:
    (tmp_path / "run.py").write_text(WATCHED)
    run = subprocess.Popen(
        [sys.executable, "run.py"], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )  # fmt: skip
    assert run.stdout is not None
    assert run.stdout.readline() == "!\n"
    run.send_signal(number)
    # Both streams end once no process holds them any more.
    _, told = run.communicate(timeout=60)
    assert run.returncode == -number
    assert told.count("Traceback") == (number == signal.SIGINT)


OWN = """
module: Mine.Laws
imports: [masking]
theorems:
  complement_twice:
    about: Twice is not at all.
    lean: "theorem complement_twice {n : Nat} (m : Mask n) : complement (complement m) = m"
"""


def test_own_laws_are_tried_on_what_they_may_see(few: list[Specimen], tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(OWN, encoding="utf-8")
    report = selftest(["python"], profile="quick", workers=0, spec=[tmp_path / "mine.yaml"])
    assert [law.id for law in report.laws] == ["complement_twice"]
    assert {s.name: s.asked for s in report.specimens} == {
        name: ("complement_twice",) for name in FEW if name != "python-set-of-indices"
    }
    assert (report.exit_status(), report.odd) == (0, ())
    both = selftest(["python"], profile="quick", workers=0, spec=[tmp_path / "mine.yaml", "masking"])
    assert {"complement_twice", "maskedLoss"} <= {law.id for law in both.laws}
    assert [s.name for s in both.specimens] == [s.name for s in few]
    assert both.exit_status() == 0


def test_an_own_law_that_fails_on_a_correct_backend_is_an_alarm(few: list[Specimen], tmp_path: Path) -> None:
    wrong = OWN.replace("complement (complement m) = m", "complement (complement m) = complement m")
    (tmp_path / "mine.yaml").write_text(wrong, encoding="utf-8")
    report = selftest(["python"], profile="quick", workers=0, spec=[tmp_path / "mine.yaml"])
    assert report.exit_status() == 1
    assert [s.name for s in report.odd] == [s.name for s in report.correct]


def test_specimens_of_a_module_are_chosen(few: list[Specimen]) -> None:
    assert selftest(["python"], profile="quick", workers=0, spec=["vicreg"]).specimens == ()
