"""Partitions: how inputs are counted, and that a required one which no input met is no pass."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from conformance import check
from conformance.backends import python as correct
from conformance.errors import SpecError
from conformance.laws.partitions import Classifier, partitions_of
from conformance.laws.specfile import load
from conformance.records.result import Result
from tests.cases.support import shipped_law

LOSS = shipped_law("maskedLoss")
CLASSIFIER = Classifier(LOSS.binders, ["n"])


def met(*frame: Any) -> set[str]:
    return {name for name, count in CLASSIFIER.counts({CLASSIFIER.bits(frame): 1}).items() if count}


@pytest.mark.parametrize(
    ("frame", "names"),
    [
        ((0, (), ()), {"n = 0", "empty list"}),
        ((1, (0,), (0,)), {"n = 1", "one item", "all zero"}),
        ((2, (1, 1), (3, 3)), {"repeated index", "equal values"}),
        ((2, (0, 1), (0, 5)), {"every position once", "zero among others"}),
        ((2, (0, 1, 0), (4, 5)), {"repeated index", "longer than n"}),
        ((196, (3,), (1,) * 196), {"wide", "one item", "equal values"}),
    ],
)
def test_an_input_falls_into_the_partitions_of_its_values(frame: tuple[Any, ...], names: set[str]) -> None:
    assert met(*frame) == names


def test_the_very_same_list_is_another_case_where_there_are_more_positions() -> None:
    both = (0, 1)
    assert "every position once" in met(2, both, (0, 5))
    assert "every position once" not in met(3, both, (0, 5, 6))
    assert "every position once" in met(2, both, (0, 5))


def test_partitions_follow_from_the_types() -> None:
    by_name = {b.name: [p.name for p in partitions_of(b, ["n"])] for b in shipped_law("selected").binders}
    assert by_name["n"] == ["n = 0", "n = 1", "wide"]
    assert by_name["m"] == ["all selected", "none selected", "some selected"]
    assert by_name["i"] == ["first position", "last position"]


def only(law: str, **backend: Any) -> Result:
    names = ("selected", "all_mask", "empty_mask", "complement", "masked_loss")
    target = SimpleNamespace(**{n: getattr(correct, n) for n in names}, name="b", **backend)
    (result,) = check(target, laws=[law]).results
    return result


def test_a_pass_counts_every_partition_that_it_requires() -> None:
    result = only("maskedLoss")
    assert result.status == "passed"
    assert {"empty list", "repeated index", "zero among others", "wide"} <= set(result.evidence.required)
    assert all(result.evidence.covered[name] > 0 for name in result.evidence.required)


def test_enumerated_inputs_are_counted_with_the_others() -> None:
    evidence = only("maskedLoss").evidence
    assert evidence.exhaustive is not None
    assert evidence.sampled is not None
    assert evidence.wide is not None
    others = evidence.sampled.cases + evidence.wide.cases
    assert others < evidence.covered["repeated index"] <= others + evidence.exhaustive.cases
    # One list and n losses of 0 to 4 for each n up to 3.
    assert evidence.covered["empty list"] >= 1 + 5 + 25 + 125


def test_what_the_limits_exclude_is_told_and_not_demanded() -> None:
    result = only("maskedLoss", limits={"distinct_indices": True})
    assert result.status == "passed"
    assert result.evidence.covered["repeated index"] == 0
    assert "not covered: `repeated index`" in result.note
    assert "distinct_indices=True" in result.note


def test_a_required_partition_that_no_input_met_is_vacuous(tmp_path: Path) -> None:
    path = tmp_path / "spec.yaml"
    path.write_text(
        "module: M\ntheorems:\n  t:\n    cover: [repeated index]\n    lean: |\n"
        "      theorem t {n : Nat} (xs : List (Fin n)) (h : xs.eraseDups = xs) (f : Fin n → Nat) :\n"
        "        maskedLoss xs f = maskedLoss xs f\n",
        encoding="utf-8",
    )
    report = check("python", spec=path)
    assert (report.results[0].status, report.exit_status()) == ("vacuous", 1)
    assert "no input met `repeated index`" in report.results[0].note


def test_an_unknown_partition_is_told_with_its_place_and_the_nearest(tmp_path: Path) -> None:
    path = tmp_path / "spec.yaml"
    path.write_text(
        "module: M\ntheorems:\n  t:\n    lean: 'theorem t {n : Nat} (m : Mask n) : m = m'\n    cover: [all selectd]\n"
    )
    with pytest.raises(SpecError, match=r"spec.yaml:5:13: cover: unknown partition `all selectd`; did you mean"):
        load([path])
