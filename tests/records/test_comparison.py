"""Two runs beside each other: what broke, mended, came and went, and what changed under it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conformance.records.agreement import AgreementRecord
from conformance.records.backend import BackendRecord
from conformance.records.comparison import Comparison, compare
from conformance.records.law import LawRecord, SpecRecord
from conformance.records.matrix import Summary
from conformance.records.report import Report
from conformance.records.result import Evidence, Failure, Result
from conformance.records.vocabulary import SCHEMA_VERSION


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
        (result("a", "expected_failure", n=1), result("a", "failed", n=1), "unannounced", True),
        (result("a", "expected_failure", n=1), result("a", "crashed"), "unannounced", True),
        (result("a", "expected_failure", n=1), result("a", "false_statement"), "unannounced", True),
        (result("a", "expected_failure", "hardened", 1), result("a", "failed", "hardened", 1), "unannounced", False),
        (result("a", "expected_failure", n=1), result("a", "vacuous"), "vacuous", True),
        (result("a", "expected_failure", n=1), result("a", "vacuous", limited=True), "vacuous", False),
        (result("a", "expected_failure", n=1), result("a", "expected_failure", n=2), "changed", False),
        (result("a", "failed", n=1), result("a", "expected_failure", n=1), "changed", False),
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


def test_a_known_failure_that_nothing_announces_any_more_is_told_as_that() -> None:
    known, plain = report(result("a", "expected_failure", n=1)), report(result("a", "failed", n=1))
    comparison = compare(known, plain)
    assert comparison.verdict() == "1 no longer excused"
    assert comparison.sections() == [
        (
            "No longer excused (1)",
            [
                (
                    "a on b: a known failure, now failed",
                    ("before: violation on n = 1", "violation on n = 1", "expected f n = 1", "gave f n = 2"),
                )
            ],
        )
    ]


@pytest.mark.parametrize(
    ("most", "ended"), [(1, "ended at the first failure"), (3, "ended after 3 failures"), (None, "interrupted")]
)
def test_laws_that_a_run_did_not_come_to_are_no_loss(most: int | None, ended: str) -> None:
    old = report(result("a", "passed"), result("c", "failed", n=1), result("d", "passed"))
    whole = report(result("a", "passed"), result("c", "failed", n=1))
    new = replace(whole, results=whole.results[1:], incomplete=True, max_failures=most)
    comparison = compare(old, new)
    assert [(c.kind, c.law, c.new) for c in comparison.changes] == [
        ("unrun", "a", f"not run (the run was {ended})"),
        # The run was not to have it.
        ("gone", "d", ""),
    ]
    assert comparison.exit_status() == 0
    assert comparison.sections()[1] == ("Not run (1)", [(f"b: not run (the run was {ended})", ("a",))])


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


def test_of_many_laws_that_came_those_are_named_that_do_not_hold() -> None:
    came = report(*(result(f"law_{k}", "failed" if k == 7 else "passed", n=k if k == 7 else None) for k in range(30)))
    ((heading, items),) = compare(report(), came).sections()
    assert (heading, items) == ("New (30)", [("b", ("30 laws; not held: law_7 (failed)",))])
