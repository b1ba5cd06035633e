"""A process as a backend: it is checked like any other, and what goes wrong with it is a clear failure."""

from __future__ import annotations

import gc
import multiprocessing
import os
import select
import signal
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from conformance import check, load_backend
from conformance.errors import UsageError
from conformance.laws.specfile import MODULES, shipped
from conformance.records.report import Report
from conformance.records.result import Result
from conformance.subjects.calls import NoReply
from conformance.subjects.client import ProcessBackend, Raised
from conformance.subjects.connection import Connection
from conformance.values.naming import snake_case
from tests.asked import is_asked

from .support import NODE, needs_node, python_process, python_words


def result_of(backend: object, law: str) -> Result:
    (result,) = check(backend, laws=[law], profile="quick").results
    return result


PROVED = ("masking", "mae", "jepa", "vicreg", "predictive_view")
"""The modules of the source, of which the example has all operations."""


@needs_node
@pytest.mark.parametrize(
    "laws", [("maskedLoss", "maeLoss.rejects*", "complement", "reconstruct"), pytest.param((), marks=pytest.mark.slow)]
)
def test_the_node_example_conforms_and_agrees_with_python(laws: tuple[str, ...]) -> None:
    node = f"process:node {NODE}"
    report = check(node, "python", module=PROVED, laws=laws, profile="quick", require="hardened")
    # The distance of a number from 1 is beyond no bound that the number is within.
    asked = [r for r in report.results if is_asked(r)]
    open_ = {r.law for r in asked if r.status != "passed"} - {"diagonalRedundancyPenalty.no_silent_overflow"}
    assert (open_, report.exit_status()) == (set(), 0)
    assert all(a.agrees for a in report.agreement)
    assert (report.backends[0].name, report.backends[0].version) == ("masking.mjs", "1.0.0")


@needs_node
@pytest.mark.parametrize(
    "laws",
    [
        ("BarlowGuard.value", "withGeometryGuard", "realVarianceFloorPenalty", "coordinateSpread.rejects*"),
        pytest.param(("*",), marks=pytest.mark.slow),
    ],
)
def test_the_node_example_conforms_on_structures_pairs_and_reals(laws: tuple[str, ...]) -> None:
    report = check(f"process:node {NODE}", laws=laws, module=["predictive_view"], profile="quick", require="hardened")
    assert ({r.status for r in report.results if is_asked(r)}, report.exit_status()) == ({"passed"}, 0)


@needs_node
def test_the_node_example_has_every_operation_of_the_upstream_modules() -> None:
    backend: Any = load_backend(f"process:node {NODE}")
    spec = shipped(*(module for module in MODULES if module != "practice"))
    assert {snake_case(name) for name in spec.definitions} <= set(dir(backend))


@needs_node
def test_structures_pairs_and_reals_go_both_ways() -> None:
    backend: Any = load_backend(f"process:node {NODE}")
    guard = SimpleNamespace(lambda_=2**60, mu=2, nu=3, invariance=4, variance=5, covariance=6)
    assert backend.vic_reg_guard_value(guard) == 2**62 + 28
    graph = SimpleNamespace(positive_edges=[(0, 1), (1, 1)])
    assert backend.graph_alignment_energy(graph, [[0.5, -1.0], [2.0, 0.25]]) == 3.8125
    assert backend.real_variance_floor_penalty(0.1, 0.0) == 0.1
    assert backend.real_variance_floor_penalty(2.0**70, 0.0) == 2**70
    contract = backend.mae_as_predictive_view_contract([1], [0, 1], [0, 0], [[5], [2**60]])
    assert (contract["target_encoder"], contract["distance"]) == ([[0, 1], [0, 1]], [[5], [2**60]])
    with pytest.raises(Raised, match="index 2 is out of range"):
        backend.view_graph_energy(SimpleNamespace(positive_edges=[(0, 2)]), [[1, 1], [1, 1]])


@needs_node
def test_numbers_in_tables_of_tables_keep_their_size_both_ways() -> None:
    backend: Any = load_backend(f"process:node {NODE}")
    big = 2**64 + 1
    assert backend.mae_loss([1, 1, 0], [0, 1], [1, 0], [[0, big], [2**53, 7]]) == big + 2**54
    assert backend.jepa_loss([0], 1, [0], [[0], [1]], [[5, big]]) == big
    assert backend.reconstruct([[0, 1], [1, 0]], [1, 1]) == [1, 0]
    assert backend.mae_loss([], [], [], []) == 0


def test_a_process_tries_the_same_inputs_as_the_python_backend() -> None:
    process, python = (check(b, laws=["maskedLoss*"], profile="quick").results for b in (python_process(), "python"))
    assert [(r.law, r.status, r.cases) for r in process] == [(r.law, r.status, r.cases) for r in python]


def test_limits_of_the_hello_are_the_backend_s() -> None:
    report = check(python_process("limits"), laws=["maskedLoss"], profile="quick")
    assert report.backends[0].limits == {"max_n": 3, "max_nat": 4}
    assert report.results[0].failure is None


def test_functions_take_and_give_python_values_of_any_size() -> None:
    backend: Any = load_backend(python_process())
    assert backend.masked_loss([0, 0], [2**70 + 1]) == 2 * (2**70 + 1)
    assert backend.complement([True, False]) == [False, True]
    with pytest.raises(Raised, match="index -1 of 1"):
        backend.selected([True], -1)


# Failures


def test_the_snippet_of_a_failure_runs_and_its_shell_line_too(tmp_path: Path) -> None:
    failure = result_of(python_process("wrong"), "complement").failure
    assert failure is not None
    assert failure.inputs == {"n": 2, "m": [False, False]}
    again = subprocess.run([sys.executable, "-c", failure.reproduce], cwd=tmp_path, capture_output=True, check=False)
    assert b"AssertionError: [False, False]" in again.stderr
    (line,) = (line for line in failure.reproduce.splitlines() if line.startswith("# in a shell: "))
    shell = ["sh", "-c", line.removeprefix("# in a shell: ")]
    done = subprocess.run(shell, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[1] == '{"type": "answer", "answers": [{"id": 1, "result": [false, false]}]}'


@pytest.mark.parametrize(
    ("law", "reason", "message"),
    [
        ("VICRegGuard.value", "violation", ""),
        ("withGeometryGuard.well_formed", "malformed", "which lacks `geometry_guard`"),
        ("realVarianceFloorPenalty.well_formed", "malformed", "expected float, got None"),
    ],
)
def test_a_failure_on_structures_and_reals_is_told_with_snippets_that_run(
    law: str, reason: str, message: str, tmp_path: Path
) -> None:
    (result,) = check(python_process("wrong"), laws=[law], module=["predictive_view"], profile="quick").results
    assert result.failure is not None
    assert (result.failure.reason, message in result.failure.message) == (reason, True)
    snippet = result.failure.reproduce
    done = subprocess.run([sys.executable, "-c", snippet], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    line = next(line for line in snippet.splitlines() if line.startswith("# in a shell: ")).split(": ", 1)[1]
    shell = subprocess.run(line, shell=True, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert '"result"' in shell.stdout


def test_a_process_that_dies_is_started_anew_and_its_last_words_are_told() -> None:
    backend = load_backend(python_process("dies"))
    result = result_of(backend, "complement")
    assert result.status == "crashed"
    assert result.failure is not None
    assert (result.failure.reason, result.failure.inputs) == ("crash", {"n": 2, "m": [False, False]})
    assert "ended by SIGTERM" in result.failure.message
    assert "one line that helps" in result.failure.message
    assert result_of(backend, "maskedLoss").status == "passed"


def test_a_process_that_hangs_is_a_timeout_and_is_started_anew() -> None:
    backend: Any = ProcessBackend(python_process("hangs").removeprefix("process:"), answer_seconds=1)
    result = result_of(backend, "complement.well_formed")
    assert result.status == "timed_out"
    assert result.failure is not None
    assert "no line within 1 s" in result.failure.message
    assert backend.complement([True]) == [False]


def test_an_index_that_kills_the_process_was_not_refused() -> None:
    result = result_of(python_process("dies-on-refusal"), "maskedLoss.rejects_out_of_range")
    assert result.failure is not None
    assert (result.status, result.failure.expected) == ("crashed", "an exception")
    assert "ended with status 3" in result.failure.message
    assert "backend.masked_loss([-1], [])" in result.failure.reproduce


@pytest.mark.parametrize(
    ("fault", "law", "reason", "message"),
    [
        ("one-answer-missing", "complement", "crash", "it has 0 answers for 1 calls"),
        ("text-ids", "complement", "crash", 'answer 0 has the id "'),
        (
            "reversed",
            "complement",
            "crash",
            "calls at once, an answer that is not of the protocol: answer 0 has the id",
        ),
        ("twice", "complement", "crash", "asked for each by itself, it answers"),
        ("dies-on-many", "complement", "crash", "the process ended with status 7"),
        ("endless", "complement", "crash", "no end of a line in 67,108,864 bytes"),
        ("chatty", "complement", "crash", "not JSON: 'answered'"),
        ("big-numbers", "maskedLoss", "malformed", "one beyond 2^53 - 1 must be a string of decimal digits"),
    ],
)
def test_an_answer_that_breaks_the_protocol_is_told(fault: str, law: str, reason: str, message: str) -> None:
    failure = result_of(python_process(fault), law).failure
    assert failure is not None
    assert failure.reason == reason
    assert message in failure.message


def test_an_interrupted_call_leaves_no_answer_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    backend: Any = load_backend(python_process())
    connection = backend._running()

    def interrupted(seconds: float, most: int = 0) -> bytes:
        raise KeyboardInterrupt

    monkeypatch.setattr(connection, "receive", interrupted)
    with pytest.raises(KeyboardInterrupt):
        backend.all_mask(1)
    assert backend.all_mask(2) == [True, True]


# Loading


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("process:", "no command after `process:`"),
        ("process:'node", "is not a command: No closing quotation"),
        ("process:no-such-command x", "there is no command `no-such-command`"),
        (f"process:{Path(__file__).parent}", "could not be started: Permission denied"),
        (python_process("dies-at-once"), "status 1; it last printed to standard error: it has no licence"),
        (python_process("banner"), "a bad hello: not JSON: 'masking 1.0 is ready'"),
        (python_process("not-json"), "a bad hello: not JSON"),
        (python_process("long-hello"), "no hello: no end of a line in 1,048,576 bytes"),
        (python_process("no-name"), 'a bad hello: its "name" must be text that is not empty'),
    ],
)
def test_what_cannot_be_loaded_is_one_message(text: str, message: str) -> None:
    with pytest.raises(UsageError) as told:
        load_backend(text)
    assert message in str(told.value)
    assert str(told.value).startswith("backend `process:")


def test_a_process_that_says_no_hello_is_given_up() -> None:
    with pytest.raises(UsageError, match=r"no hello: no line within 0\.2 s"):
        ProcessBackend(python_process("silent").removeprefix("process:"), hello_seconds=0.2)


def test_the_command_line_takes_a_process_and_a_wrong_one_is_status_2(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "conformance", "check", "--profile", "quick", "--law", "complement"]
    good, bad = (
        subprocess.run([*command, *more], cwd=tmp_path, capture_output=True, text=True, check=False)
        for more in ([python_process(), "--json", "r.json"], [python_process("banner")])
    )
    assert (good.returncode, good.stderr) == (0, "")
    assert Report.from_json((tmp_path / "r.json").read_text(encoding="utf-8")).backends[0].name == "by hand"
    assert (bad.returncode, bad.stderr.count("\n")) == (2, 1)
    assert "not checked" in bad.stdout.splitlines()[0]


# Processes


def _masked(backend: Any, queue: Any) -> None:
    queue.put(backend.all_mask(2))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork")
def test_a_forked_process_has_a_child_of_its_own() -> None:
    backend: Any = load_backend(python_process())
    context = multiprocessing.get_context("fork")
    queue = context.Queue()
    worker = context.Process(target=_masked, args=(backend, queue))
    worker.start()
    assert queue.get(timeout=60) == [True, True]
    worker.join()
    assert backend.all_mask(1) == [True]


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="ends of other processes cannot be waited for")
@pytest.mark.parametrize("killed", [False, True])
def test_the_child_ends_with_the_harness_even_where_it_ignores_the_end_of_its_input(killed: bool) -> None:
    source = (
        "import sys; from conformance import load_backend; "
        f"print(load_backend({python_process('stays')!r})._running().process.pid, flush=True); sys.stdin.read()"
    )
    harness = subprocess.Popen([sys.executable, "-c", source], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert harness.stdout is not None
    child = os.pidfd_open(int(harness.stdout.readline()))
    if killed:
        harness.send_signal(signal.SIGKILL)
    harness.communicate()
    ended, _, _ = select.select([child], [], [], 30)
    os.close(child)
    assert ended


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the system does not tell of other processes")
def test_what_the_child_started_ends_with_it_wherever_it_has_gone() -> None:
    reader, writer = os.pipe()
    os.set_inheritable(writer, True)
    words = [*python_words("daemon"), str(writer)]
    connection = Connection(words, pass_fds=(writer,))
    os.close(writer)
    assert os.read(reader, 1) == b"!"
    connection.kill()
    # The end of the pipe comes once nobody holds it open any more.
    assert select.select([reader], [], [], 30)[0]
    assert os.read(reader, 1) == b""
    os.close(reader)


def test_a_slow_process_is_asked_for_less_at_a_time() -> None:
    backend: Any = ProcessBackend(python_process("slow").removeprefix("process:"), answer_seconds=2)
    with pytest.raises(NoReply, match="no line within 2 s"):
        backend.complement.call_many([[[True]]] * 100)
    assert backend.complement.call_many([[[True]]] * 20) == [[False]] * 20


def test_a_backend_that_is_let_go_of_takes_its_child_along() -> None:
    backend: Any = load_backend(python_process("stays"))
    process = backend._running().process
    del backend
    gc.collect()
    assert process.returncode == -signal.SIGKILL


def test_long_lines_go_through_both_ways() -> None:
    backend: Any = load_backend(python_process())
    n = 300_000
    assert backend.complement([True] * n) == [False] * n
