"""What else changed between two runs: spec, code, environment and request."""

from __future__ import annotations

from dataclasses import replace

from conformance.records.backend import BackendRecord
from conformance.records.circumstances import MOST_LISTED, circumstances
from conformance.records.law import SpecRecord
from conformance.records.report import Report
from conformance.records.result import Crossing, Missing
from tests.records.test_comparison import report, result


def test_the_circumstances_are_told() -> None:
    old = report(result("a", "passed"))
    backend = replace(
        old.backends[0], digest="bb", version="2.0", limits={"max_n": 3}, versions={"numpy": "2.1"}, carrier="numpy",
        forms={"mask": "set"},
    )  # fmt: skip
    laws = (replace(old.laws[0], statement="theorem a : other"),)
    new = replace(old, spec=SpecRecord(("M",), "t"), laws=laws, backends=(backend,), environment={"python": "3.12"},
                  profile="deep", seed=1, incomplete=True)  # fmt: skip
    assert told(old, old) == ("the spec is the same", "b: the code is the same")
    assert told(old, new) == (
        "the spec changed: other statements of a", "b: the code changed", "b: version 1.0, now 2.0",
        "b: carrier python, now numpy", "b: limits none, now max_n=3",
        "b: forms none, now mask=set", "b: numpy not there, now 2.1",
        "python not there, now 3.12", "profile: quick, now deep", "seed: 0, now 1", "the new run was interrupted",
    )  # fmt: skip


def told(old: Report, new: Report) -> tuple[str, ...]:
    return tuple(circumstances(old, new))


def of_code(old: BackendRecord, new: BackendRecord) -> str:
    run = report(result("a", "passed"))
    return told(replace(run, backends=(old,)), replace(run, backends=(new,)))[1]


def test_whether_the_code_changed_is_not_known_where_a_run_could_not_read_it() -> None:
    read = report(result("a", "passed")).backends[0]
    unread, by_module = replace(read, digest=""), replace(read, sources={"m": "1"})
    unknown = "b: whether its code changed is not known: "
    assert of_code(read, unread) == f"{unknown}the new run could not read it"
    assert of_code(unread, unread) == f"{unknown}the old and the new run could not read it"
    assert of_code(read, by_module) == f"{unknown}the runs read it in two ways"


def test_the_modules_that_changed_are_named_and_many_are_counted() -> None:
    few = replace(report(result("a", "passed")).backends[0], sources={"m": "1", "n": "1"})
    assert of_code(few, few) == "b: the code is the same (m, n)"
    assert of_code(few, replace(few, digest="bb", sources={"m": "1", "n": "2"})) == "b: the code changed (n)"
    many = replace(few, digest="bb", sources={f"m{k:02}": "1" for k in range(MOST_LISTED + 3)})
    assert of_code(replace(many, digest="cc", sources={"x": ""}), many).endswith("m11 and 4 more)")


def test_what_inputs_crossed_is_told_where_it_is_not_the_same() -> None:
    def crossed(crossing: Crossing | None) -> Report:
        made = result("a", "passed")
        return report(replace(made, evidence=replace(made.evidence, crossed=crossing)))

    less = Crossing(2, 90, 100, (Missing("limit", 10, "n = 224²"),))
    assert told(crossed(Crossing(2, 100, 100)), crossed(less))[2:] == (
        "b: crossed 100 of 100 pairs, now 90 of 100 pairs",
    )
    assert told(crossed(None), crossed(less))[2:] == ("b: crossed not told, now 90 of 100 pairs",)
    assert told(crossed(less), crossed(less))[2:] == ()
