"""The benchmark compares like with like: the same laws, the same inputs, the same calls."""

from __future__ import annotations

import importlib
import json
import re
import shlex
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner

from conformance import check
from conformance.cases.profiles import PROFILES, Profile
from conformance.cases.streams import Streams
from conformance.checking.checker import Checker
from conformance.checking.laws import laws_of
from conformance.laws.laws import Law
from conformance.laws.specfile import load
from conformance.subjects.backend import Backend
from conformance.subjects.loading import load_backend

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
HANDWRITTEN = (BENCHMARKS / "handwritten" / "test_masking.py").read_text(encoding="utf-8")
SPEC = load(["masking"])
LAWS = tuple([law for law in laws_of(SPEC) if law.level != "training"])
CLAIMS = [law for law in LAWS if law.kind != "obligation"]
OBLIGATIONS = [law for law in LAWS if law.kind == "obligation"]
SMALL = Profile("small", exhaustive=300, sampled=0, wide=0)


@pytest.fixture(autouse=True)
def _on_the_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(BENCHMARKS))


def module(name: str) -> ModuleType:
    return importlib.import_module(name)


def small_frames(checker: Checker, law: Law) -> list[Any]:
    domain = checker.domain(law)
    _, chunks = Streams(SMALL, 0).enumerated(domain, SMALL.exhaustive) or ("", ())
    frames: list[Any] = module("measuring").frames_of(chunks)
    return frames


# The hand-written suite


def test_the_suite_has_a_test_for_each_definition_and_theorem_and_no_other() -> None:
    assert re.findall(r"^def test_(\w+)\(", HANDWRITTEN, re.MULTILINE) == [law.id for law in CLAIMS]


def test_the_suite_knows_the_backends_alone() -> None:
    sources = HANDWRITTEN + (BENCHMARKS / "handwritten" / "conftest.py").read_text(encoding="utf-8")
    assert re.findall(r"conformance[\w.]*", sources) == ["conformance.backends."]
    assert "settings" not in HANDWRITTEN


def test_the_suite_passes_on_a_correct_backend_and_counts_each_law() -> None:
    done = module("measuring").handwritten_process("python", examples=5)
    assert done.status == 0
    assert done.evaluations == dict.fromkeys([law.id for law in CLAIMS], 5)
    assert done.total == 5 * len(CLAIMS)


def test_the_suite_fails_on_a_faulty_backend() -> None:
    faulty = "conformance.backends.zoo.python.adding:SetOfIndices"
    done = module("measuring").handwritten_process("python", faulty, examples=30)
    assert done.status == 1


# The bare loops


def bare_calls(backend: Backend, law: Law, frames: Sequence[Any]) -> list[tuple[str, list[Any]]]:
    """The calls of the bare loop, by operation and native arguments."""
    made: list[tuple[str, list[Any]]] = []

    def noting(name: str) -> Any:
        def call(*natives: Any) -> Any:
            made.append((name, [list(n) if isinstance(n, list) else n for n in natives]))
            return backend.functions[name](*natives)

        return call

    noted = Backend(
        backend.name, backend.target, backend.carrier, backend.limits, {n: noting(n) for n in backend.functions}, ""
    )
    loop = module("bare").loop_of(Checker(noted, SPEC, SMALL, 0), law, frames)
    made.clear()
    loop()
    return made


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.id)
def test_a_bare_loop_makes_the_calls_of_its_law(law: Law) -> None:
    backend = load_backend("python", SPEC.definitions)
    checker = Checker(backend, SPEC, SMALL, 0)
    frames = small_frames(checker, law)
    assert frames
    called = [
        (operation.definition.name, operation.embed(arguments))
        for operation, arguments in module("bare").calls_of(checker, law, frames)
    ]
    assert called
    # Within an input a law may call in another order than the loop.
    assert Counter(map(repr, bare_calls(backend, law, frames))) == Counter(map(repr, called))


def test_loops_are_written_out_for_the_definitions_and_theorems() -> None:
    assert list(module("bare").LOOPS) == [law.id for law in CLAIMS]


def test_recording_leaves_the_operations_as_they_were() -> None:
    checker = Checker(load_backend("python", SPEC.definitions), SPEC, SMALL, 0)
    law = OBLIGATIONS[0]
    module("bare").calls_of(checker, law, small_frames(checker, law)[:3])
    assert not {"embed", "call"} & {k for o in checker.operations.values() for k in vars(o)}


# The exhaustive stage


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setitem(PROFILES, "default", Profile("default", exhaustive=2_000, sampled=0, wide=0))
    measuring = module("measuring")
    return measuring.Exhaustive("python", measuring.EnumeratedOnly())


def test_a_round_pairs_every_law_and_enumerates_nothing_anew(stage: Any) -> None:
    kept = [(key, id(value)) for key, value in stage.streams._enumerated]
    for harness_first in (True, False):
        pairs = stage.round(harness_first)
        assert [p.law.id for p in pairs] == [law.id for law in LAWS]
        assert all(p.harness > 0 and p.bare > 0 and p.cases for p in pairs)
    assert sorted([(key, id(value)) for key, value in stage.streams._enumerated], key=repr) == sorted(kept, key=repr)


def test_both_sides_have_the_inputs_that_count(stage: Any) -> None:
    cases = {p.law.id: p.cases for p in stage.round(True)}
    checker = stage.checker()
    for law in CLAIMS:
        assert len(stage.frames(checker, law)) == cases[law.id]


def test_a_backend_that_fails_is_not_measured(stage: Any) -> None:
    stage.backend = load_backend(SimpleNamespace(name="faulty", all_mask=lambda n: []), SPEC.definitions)
    with pytest.raises(RuntimeError, match="allMask on faulty: failed"):
        stage.frames(stage.checker(), next(law for law in LAWS if law.id == "allMask"))


# The command


def test_sides_take_turns() -> None:
    order: list[str] = []
    found = module("measuring").in_turns(3, lambda: order.append("a") or 1, lambda: order.append("b") or 2)
    assert order == ["a", "b", "b", "a", "a", "b"]
    assert found == [[1, 1, 1], [2, 2, 2]]


def test_a_goal_that_is_missed_is_told_and_is_no_failure(stage: Any, tmp_path: Path) -> None:
    run = module("run")
    goals = run.Goals()
    assert goals.add("a", 99.0, "at least", 100) == "at least 100: NOT MET"
    assert goals.add("b", 2.0, "at most", 2) == "at most 2: met"
    path = tmp_path / "figures.json"
    arguments = ["--backend", "python", "--part", "exhaustive", "--rounds", "1", "--json", str(path)]
    done = CliRunner().invoke(run.main, arguments)
    assert (done.exit_code, done.exception) == (0, None), done.output
    figures = json.loads(path.read_text(encoding="utf-8"))
    assert list(figures["exhaustive"]["python"]["laws"]) == [law.id for law in LAWS]
    assert [g["limit"] for g in figures["goals"]] == [2, 2]
    assert "Exhaustive stage" in done.output


def test_the_modules_are_those_of_the_folder() -> None:
    for name in ("run", "measuring", "bare"):
        assert Path(str(module(name).__file__)).parent == BENCHMARKS
        assert name in sys.modules


def test_each_stage_takes_longer_than_making_its_inputs() -> None:
    seconds, making_inputs = module("measuring").stage_costs("python")
    assert list(seconds) == ["exhaustive", "sampled", "wide"]
    assert all(seconds[stage] > making_inputs[stage] > 0 for stage in seconds)


# Processes


@pytest.mark.slow
def test_a_run_in_one_process_is_held_against_both_goals(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDWRITTEN_EXAMPLES", "5")
    path = tmp_path / "figures.json"
    arguments = ["--backend", "python", "--part", "one-process", "--rounds", "1", "--json", str(path)]
    done = CliRunner().invoke(module("run").main, arguments)
    assert done.exit_code == 0, done.output
    figures = json.loads(path.read_text(encoding="utf-8"))
    assert figures["one_process"]["python"]["evaluations"] > 100_000
    assert [figures["one_process"]["python"][door]["statuses"] for door in ("check()", "pytest")] == [[0], [0]]
    assert [(g["bound"], g["limit"]) for g in figures["goals"]] == [("at most", 0.8), ("at least", 150)] * 2


@pytest.mark.slow
def test_a_process_is_measured_beside_python() -> None:
    words = [sys.executable, "-S", str(Path(__file__).parents[1] / "subjects" / "implementation.py")]
    done = CliRunner().invoke(module("protocol").main, ["--rounds", "1", "--command", shlex.join(words)])
    assert done.exit_code == 0, done.output
    assert [line.split(":")[0] for line in done.output.splitlines()[1:]] == ["definitions and theorems", "every law"]


def test_a_run_grows_by_backends_that_are_as_those_it_has() -> None:
    rendering = importlib.import_module("rendering")
    run = rendering.a_run("masking")
    twice = rendering.grown(run, 2)
    assert [r.status for r in twice.results] == [r.status for r in run.results] * 2
    assert {"passed", "failed"} <= {r.status for r in twice.results}
    assert all(rendering.seconds(form, twice) >= 0 for form in rendering.FORMS)


# Large runs


def test_a_run_tells_what_its_process_took_and_what_it_evaluated() -> None:
    run = module("large").run_of("python", "quick", 0, "masking")
    assert run.evaluations > 1_000
    assert run.wall >= run.cpu / 2 > 0
    assert 20 < run.mebibytes < 500
    assert run.rate == run.evaluations / run.cpu


def test_the_compiled_operations_on_jax_conform() -> None:
    pytest.importorskip("jax")
    named = str(BENCHMARKS / "jax_backend.py")
    check(named, laws=["selected", "allMask", "complement"], profile="quick").assert_conforms()
