"""What is told of how wide inputs cross what they differ in: pairs met of those that there are, and why not all."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from conformance import check
from conformance.cases.plan import LAYOUTS, WideCase
from conformance.checking import crossing
from conformance.records.result import Crossing, Missing
from conformance.values.factors import Factor

COLOURS, SHAPES = Factor("colour", ("red", "green")), Factor("shape", ("round", "square", "flat"))


def case(*levels: int | None, asked: tuple[int, ...] = (), reasons: tuple[str, ...] = ()) -> WideCase:
    wanted = asked or tuple(level or 0 for level in levels)
    return WideCase((), wanted, levels, reasons or ("",) * len(levels))


def crossed(*cases: WideCase, factors: tuple[Factor, ...] = (COLOURS, SHAPES), strength: int = 2) -> Crossing | None:
    found = crossing.crossed(factors, ("", "reversed"), strength, cases, {id(c): "" for c in cases})
    return None if found is None else found.counted()


def test_pairs_are_counted_once() -> None:
    found = crossed(*(case(a, b) for a in range(2) for b in range(3)), case(0, 0))
    assert found == Crossing(2, 6, 6)


def test_a_missing_pair_is_told_with_its_reason() -> None:
    found = crossed(case(0, 0), case(1, None, asked=(1, 2), reasons=("", "limit")), case(0, 2), case(0, 1))
    assert found == Crossing(
        2,
        3,
        6,
        (Missing("limit", 1, "colour: green, shape: flat"), Missing("budget", 2, "colour: green, shape: round")),
    )


def test_an_input_on_which_the_law_was_not_evaluated_meets_nothing() -> None:
    met, missed = case(0, 0), case(1, 1)
    found = crossing.crossed((COLOURS, SHAPES), ("",), 2, [met, missed], {id(met): ""})
    assert found is not None
    assert found.counted().met == 1


def test_layouts_are_those_that_the_carrier_has() -> None:
    found = crossed(case(0, 0), case(0, 3), case(1, 1), case(1, 2), factors=(COLOURS, LAYOUTS))
    assert found == Crossing(2, 4, 4)


def test_triples_are_those_of_three_factors_and_fewer_where_there_are_no_three() -> None:
    three = (COLOURS, SHAPES, Factor("size", ("small", "large")))
    found = crossed(case(0, 0, 0), case(0, 0, 1), factors=three, strength=3)
    assert found is not None
    assert (found.strength, found.met, found.there) == (3, 2, 12)
    alone = crossed(case(0), factors=(COLOURS,))
    assert alone is not None
    assert (alone.strength, alone.met, alone.there) == (1, 1, 2)
    assert crossed(factors=()) is None


@pytest.mark.parametrize("law", ["complement", "selected"])
def test_a_default_run_meets_every_pair(law: str) -> None:
    (result,) = check("python", laws=[law]).results
    assert result.evidence.crossed is not None
    assert result.evidence.crossed.met == result.evidence.crossed.there > 400
    assert result.evidence.crossed.missing == ()


def test_what_a_backend_does_not_claim_is_missing_for_that() -> None:
    limited = SimpleNamespace(complement=lambda m: [not b for b in m], limits={"max_n": 100})
    (result,) = check(limited, laws=["complement"]).results
    assert result.evidence.crossed is not None
    assert {missing.reason for missing in result.evidence.crossed.missing} == {"limit"}
