"""The suite of the protocol holds on good implementations, and names what is wrong with bad ones."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from conformance.laws.specfile import shipped
from conformance.protocol.probes import Probes
from conformance.protocol.records import SuiteReport
from conformance.protocol.session import Times
from conformance.protocol.suite import run_suite
from conformance.values.limits import Limits
from conformance.values.naming import snake_case
from tests.subjects.support import needs_node, node_words, python_words

# A bad implementation is waited for in vain for the shorter time only where it is meant to be silent.
PATIENT = Times(60, 60, 60)


def suite(fault: str, times: Times = PATIENT) -> SuiteReport:
    return run_suite(python_words(fault), shipped("masking", "predictive_view"), times)


def failed(report: SuiteReport) -> list[str]:
    return [c.name for c in report.of("failed")]


@needs_node
def test_the_node_example_speaks_the_protocol() -> None:
    report = run_suite(node_words(), shipped(), PATIENT)
    assert (failed(report), report.of("skipped"), report.exit_status()) == ([], [], 0)
    assert len(report.checks) >= 20


def test_the_python_implementation_speaks_the_protocol() -> None:
    report = suite("")
    assert (failed(report), report.of("skipped"), report.exit_status()) == ([], [], 0)


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ("no-name", ["hello.form"]),
        ("any-version", ["hello.unknown_version"]),
        ("sorted", ["calls.order"]),
        ("text-ids", ["calls.ids"]),
        ("null-for-unknown", ["calls.unsupported", "lines.utf8"]),
        ("rounds", ["numbers.exact"]),
        ("big-numbers", ["numbers.text"]),
        ("strings-only-when-big", ["numbers.small_as_text"]),
        ("fields-by-place", ["values.fields"]),
        ("dies-on-refusal", ["errors.out_of_range"]),
        ("dies-on-bad-line", ["errors.not_json"]),
        ("strict-fields", ["fields.unknown"]),
        ("ascii", ["lines.utf8"]),
        ("banner", ["hello.answered"]),
        ("chatty", ["lines.only_messages"]),
        ("indented", ["hello.answered"]),
    ],
)
def test_what_is_wrong_is_named(fault: str, expected: list[str]) -> None:
    report = suite(fault)
    assert set(expected) <= set(failed(report))
    assert report.exit_status() == 1
    wrong = next(c for c in report.checks if c.name == expected[0])
    assert all((wrong.sent, wrong.expected, wrong.came))


def test_an_implementation_that_does_not_flush_is_told_so() -> None:
    report = suite("buffers", Times(0.5, 0.5, 60))
    assert "lines.flushed" in failed(report)
    (check,) = (c for c in report.checks if c.name == "lines.flushed")
    assert check.came.endswith("flush after each line")


def test_one_that_stays_when_its_input_is_closed_is_told_so() -> None:
    report = suite("stays", Times(60, 60, 0.5))
    assert failed(report) == ["end.input_closed", "end.unasked"]
    assert "did not end within 0.5 s" in report.of("failed")[0].came


def test_one_that_dies_at_once_is_shown_with_its_standard_error() -> None:
    report = suite("dies-at-once")
    assert "it has no licence" in report.of("failed")[0].came
    assert {c.status for c in report.checks if c.name.startswith("calls.")} == {"skipped"}


def test_numbers_inside_the_limits_alone_are_asked() -> None:
    report = suite("limits")
    assert failed(report) == []
    assert [c.name for c in report.of("skipped")] == ["numbers.exact", "numbers.text"]


def test_each_operation_that_adds_up_is_asked_for_a_total_that_no_double_holds() -> None:
    spec = shipped()
    asked = Probes(spec, [snake_case(name) for name in spec.definitions], Limits()).big
    assert {"masked_loss", "mae_loss", "jepa_loss", "vicreg_objective", "redundancy_reduction_objective"} <= {
        probe.operation for probe in asked
    }
    assert {"predictive_loss", "vic_reg_guard_value", "view_graph_energy"} <= {probe.operation for probe in asked}
    assert all(float(probe.expected) != probe.expected for probe in asked)


def test_an_index_is_put_out_of_range_wherever_an_argument_holds_one() -> None:
    spec = shipped("masking", "predictive_view")
    asked = Probes(spec, ["selected", "view_graph_energy", "predictive_loss", "jepa_loss"], Limits()).outside
    written = {probe.operation: probe.arguments for probe in asked}
    (graph, edge_loss), (contract,) = written["view_graph_energy"], written["predictive_loss"]
    assert len(edge_loss) in graph["positive_edges"][-1]
    assert contract["target_idxs"][-1] == len(contract["target"])
    assert "jepa_loss" not in written


def conformance(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "conformance", *arguments], cwd=cwd, capture_output=True, text=True, check=False
    )


def test_the_command_tells_what_was_sent_expected_and_came(tmp_path: Path) -> None:
    done = conformance("protocol", *python_words("rounds"), cwd=tmp_path)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith("by hand: does not speak the protocol: 24 of 25 checks hold")
    told = done.stdout[done.stdout.index("FAIL  numbers.exact") :]
    assert told.index("sent  ") < told.index("expected  ") < told.index("came  ")


def test_a_command_that_is_not_there_is_a_wrong_request(tmp_path: Path) -> None:
    done = conformance("protocol", "no-such-command --at all", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "there is no command `no-such-command`" in done.stderr
